"""What distinguishes one package from another made by the same templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from .retry import BackoffStrategy, RetryConfig

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Settings"]


class Settings(NamedTuple):
    """Names, servers, variables and defaults of a package."""

    name: str
    """The import name; also the logger's."""

    user_agent: str
    """What the package calls itself in each request."""

    servers: Mapping[str, str]
    """The URLs that the API declares, by name; the first is the default."""

    server_variables: Mapping[str, str] = {}
    """Defaults of the `{names}` in those URLs."""

    api_key_variable: str | None = None
    """The environment variable that may hold the key."""

    api_key_header: str | None = "Authorization"
    """The header that takes the key; None where the API takes none."""

    api_key_prefix: str = "Bearer "
    """What stands before the key in that header."""

    server_url_variable: str | None = None
    """The environment variable that may hold the server's URL."""

    debug_variable: str | None = None
    """The environment variable that switches descriptions of requests on."""

    header_variables: Mapping[str, str] = {}
    """The environment variables that may hold headers, by header."""

    header_arguments: Mapping[str, str] = {}
    """What callers know those headers as, for messages."""

    retries: RetryConfig | None = RetryConfig("backoff", BackoffStrategy(500, 8000, 1.5, 30_000, 1000), True)
    """When to try again, unless an operation or a caller says otherwise."""

    timeout_ms: int = 60_000
    """How long one attempt may take, unless an operation or a caller says otherwise."""

    connect_timeout_ms: int = 10_000
    """How long of that a connection may take to open."""

    max_body_bytes: int = 64 * 1024 * 1024
    """The longest body to take, after decompression."""

    request_id_headers: tuple[str, ...] = ("x-request-id", "request-id", "cf-ray")
    """Where an answer says what the service calls it; the first that is there counts."""
