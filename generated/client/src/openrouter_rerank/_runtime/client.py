"""What all calls of one client have in common. Importing this loads nothing heavy; the first call does."""

# ruff: noqa: PLC0415 - what the first call needs loads with it

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, TypeVar

from .retry import MOST, RetryConfig, shown_number
from .secret import Secret

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from typing import Unpack

    from .address import Server
    from .calls import Calls
    from .given import Given
    from .operation import Operation
    from .settings import Settings

__all__ = ["Client"]

R = TypeVar("R")


class _Default:
    """Stands for the package's own choice where None already means "never"."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "DEFAULT"


class Client:
    """One account's settings, and the way to its connections. Safe to share between threads."""

    DEFAULT: Any = _Default()

    def __init__(
        self,
        settings: Settings,
        *,
        api_key: str | Callable[[], str | Awaitable[str]] | None = None,
        headers: Mapping[str, str | None] | None = None,
        server: str | None = None,
        url_params: Mapping[str, str] | None = None,
        server_url: str | None = None,
        http: Any = None,
        http_async: Any = None,
        retries: Any = DEFAULT,
        timeout_ms: int | None = None,
        logger: Any = None,
    ) -> None:
        """Keep what was given. It is `check` that refuses, so that no traceback holds the key."""
        self.settings: Settings = settings
        self.secret: Secret = Secret(api_key, settings)
        self.headers: dict[str, str] = _headers(settings, headers or {})
        self.url_params: dict[str, str] = dict(settings.server_variables)
        self._url_params = url_params
        self.http: Any = http
        self.http_async: Any = http_async
        self.retries: Any = retries
        self.timeout_ms: int | None = timeout_ms
        self.logger: Any = logger
        self.closed: bool = False
        self._server_name = server
        self._server_url = server_url or _server_url(settings, server)
        self._server_argument = "server_url" if server_url else settings.server_url_variable or "server"
        self._server: Server | None = None

    def __repr__(self) -> str:
        return f"<Client of {self.settings.name}>"

    def __reduce__(self) -> Any:
        msg = "a client holds a key and connections, so it can't be copied or pickled; make another"
        raise TypeError(msg)

    def check(self) -> None:
        """Refuse what can't be used.

        Raises:
            ValueError: An argument is not what it should be; the message begins with its name.
        """
        problem = self.secret.problem() or _clients_problem(self.http, self.http_async)
        if self.retries is not self.DEFAULT:
            problem = problem or retries_problem(self.retries, "retry_config")
        if self.logger is not None and not callable(getattr(self.logger, "debug", None)):
            problem = problem or f"debug_logger: expected a logger, got {type(self.logger).__name__}"
        if self._server_name is not None and self._server_name not in list(self.settings.servers):
            names = ", ".join(repr(name) for name in self.settings.servers)
            problem = problem or f"server: there is no {self._server_name!r}; the API declares {names}"
        if self._url_params is not None and not hasattr(self._url_params, "keys"):
            problem = problem or f"url_params: expected a mapping, got {type(self._url_params).__name__}"
        if problem is not None:
            raise ValueError(problem)
        self.url_params.update(self._url_params or {})
        if self.timeout_ms is not None:
            checked_timeout(self.timeout_ms)
        if self._server_url is not None:
            self.server()
        self._check_headers()

    def call(self, operation: Operation[R], **given: Unpack[Given]) -> R:
        """Call an operation, and return its answer.

        Raises:
            SDKError: The call failed; `operation.raises` lists the classes for statuses.
        """
        return self._calls().call(operation, given)

    async def call_async(self, operation: Operation[R], **given: Unpack[Given]) -> R:
        """Call an operation without blocking the event loop, and return its answer.

        Raises:
            SDKError: The call failed; `operation.raises` lists the classes for statuses.
        """
        return await self._calls().call_async(operation, given)

    def close(self) -> None:
        """Shut all connections but those that the caller supplied. Later calls raise; a second close does nothing."""
        self.closed = True
        calls: Calls | None = self.__dict__.get("calls")
        if calls is not None:
            calls.connections.close()

    async def aclose(self) -> None:
        """Shut all connections, waiting for those of this event loop."""
        self.closed = True
        calls: Calls | None = self.__dict__.get("calls")
        if calls is not None:
            await calls.connections.aclose()

    def server(self, own: str | None = None) -> Server:
        """Where calls go that name no server: `own` is that of an operation, for clients that name none either.

        Raises:
            ValueError: There is none.
        """
        if own is not None and self._server_url is None and self._server_name is None:
            from .address import server_from

            return server_from(own, self.url_params)
        if self._server is None:
            from .address import server_from

            servers = self.settings.servers
            url = self._server_url or servers.get(self._server_name or next(iter(servers), ""))
            if url is None:
                msg = "server_url: the API declares no server; give one"
                raise ValueError(msg)
            self._server = server_from(url, self.url_params, self._server_argument)
        return self._server

    def _check_headers(self) -> None:
        if self.headers:
            from .headers import header_value

            for name, value in self.headers.items():
                header_value(value, self.settings.header_arguments.get(name, name))

    def _calls(self) -> Calls:
        """What makes the calls: made once, and the same for threads that come at the same time."""
        try:
            calls: Calls = self.__dict__["calls"]
        except KeyError:
            from .calls import Calls

            calls = self.__dict__.setdefault("calls", Calls(self))
        return calls


def checked_timeout(timeout_ms: object) -> float:
    """A time-out in seconds.

    Raises:
        ValueError: It is no positive number.
    """
    if isinstance(timeout_ms, bool) or not isinstance(timeout_ms, (int, float)) or not 0 < timeout_ms <= MOST:
        msg = f"timeout_ms: expected milliseconds, more than 0, got {shown_number(timeout_ms)}"
        raise ValueError(msg)
    return timeout_ms / 1000


def _server_url(settings: Settings, server: str | None) -> str | None:
    """The environment's URL, unless a server is named."""
    variable = settings.server_url_variable
    return (os.environ.get(variable) or None) if variable is not None and server is None else None


def _clients_problem(http: object, http_async: object) -> str | None:
    for argument, client, close in (("client", http, "close"), ("async_client", http_async, "aclose")):
        if client is not None and not all(hasattr(client, name) for name in ("build_request", "send", close)):
            return f"{argument}: expected build_request, send and {close}, got {type(client).__name__}"
    return None


def _headers(settings: Settings, given: Mapping[str, str | None]) -> dict[str, str]:
    """The headers for all calls: the constructor's, else the environment's."""
    chosen = {
        name: os.environ.get(settings.header_variables.get(name, ""), "") if value is None else value
        for name, value in given.items()
    }
    return {name: value for name, value in chosen.items() if value != ""}


def retries_problem(retries: object, argument: str) -> str | None:
    if retries is None or isinstance(retries, RetryConfig):
        return None
    return f"{argument}: expected a RetryConfig or None, got {type(retries).__name__}"
