"""Settings that callers make themselves."""

from ._runtime.retry import BackoffStrategy, RetryConfig

__all__ = ["BackoffStrategy", "RetryConfig"]
