# @generated from spec/openapi.yaml by templates/client/src/{package}/_runtime/errors.py.jinja
"""What can go wrong, beneath the classes for each status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .raw import RawResponse

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "ClientClosedError",
    "MissingAPIKeyError",
    "OpenRouterError",
    "RequestValidationError",
    "ResponseTooLargeError",
    "ResponseValidationError",
    "SDKError",
]


class OpenRouterError(Exception):
    """The base of everything that a call can raise."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        """What went wrong."""

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)


SDKError = OpenRouterError


class RequestValidationError(SDKError, ValueError):
    """An argument is not what the API takes: the message begins with its name or path. Nothing was sent."""


class MissingAPIKeyError(RequestValidationError):
    """No key was given, and none is in the environment."""


class ClientClosedError(SDKError, RuntimeError):
    """The client was closed before this call."""


class APIConnectionError(SDKError):
    """No answer came: refused, cut off, not found. `__cause__` is the transport's own exception."""

    def __init__(self, message: str, *, retryable: bool = False) -> None:
        super().__init__(message)
        self.retryable = retryable
        """Whether the server surely has not begun to answer, so that another attempt may follow."""


class APITimeoutError(APIConnectionError):
    """No answer came in time."""


class ResponseTooLargeError(SDKError):
    """The answer's body is beyond the limit."""

    def __init__(self, message: str, *, status_code: int, limit: int) -> None:
        super().__init__(message)
        self.status_code = status_code
        """The answer's status."""
        self.limit = limit
        """How many bytes, after decompression, are allowed."""


class _AnsweredError(SDKError):
    """An answer came, but not the one that was hoped for."""

    def __init__(self, message: str, raw_response: RawResponse, status_code: int) -> None:
        super().__init__(message)
        self.raw_response = raw_response
        """The answer as it came."""
        self.status_code = status_code
        """The HTTP status; for an error inside a success, the status that its code says."""

    def __str__(self) -> str:
        request_id = f", request {self.request_id}" if self.request_id else ""
        return f"{self.message} (status {self.status_code}{request_id})"

    @property
    def body(self) -> str:
        """The answer's body, as text."""
        return self.raw_response.text

    @property
    def headers(self) -> Mapping[str, str]:
        """The answer's headers."""
        return self.raw_response.headers

    @property
    def request_id(self) -> str | None:
        """What the service calls this request, if it says so."""
        return self.raw_response.request_id


class APIStatusError(_AnsweredError):
    """The server said no."""

    def __init__(self, message: str, raw_response: RawResponse, status_code: int, data: Any = None) -> None:
        super().__init__(message, raw_response, status_code)
        self.data: Any = data
        """The answer's body; None if it can't be read."""


class ResponseValidationError(_AnsweredError):
    """The server said yes, but the body is not what the API promises."""

    def __init__(self, message: str, raw_response: RawResponse, status_code: int, cause: Exception) -> None:
        super().__init__(message, raw_response, status_code)
        self.cause = cause
        """What the decoder found."""


def _restore(kind: type[SDKError], args: tuple[Any, ...], attributes: dict[str, Any]) -> SDKError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error


# Tracebacks and pickles name the module that callers import these from.
for _public in list(globals().values()):
    if isinstance(_public, type) and issubclass(_public, SDKError) and not _public.__name__.startswith("_"):
        _public.__module__ = f"{__package__.removesuffix('._runtime')}.errors" if __package__ else "errors"
