"""Carries requests over connections of our own, which httpcore2's pools keep."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

import httpcore2
import httpx2

from .deadline import AsyncDeadlineBackend, AsyncDeadlineStream, DeadlineBackend, DeadlineStream
from .proxies import proxy_for

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

__all__ = ["Answer", "AsyncAnswer", "AsyncTransport", "Transport"]

P = TypeVar("P", httpcore2.ConnectionPool, httpcore2.AsyncConnectionPool)

MOST_CONNECTIONS = 1000
MOST_IDLE_CONNECTIONS = 100
LONGEST_IDLE_SECONDS = 30.0

CORE_ERRORS = (
    httpcore2.TimeoutException,
    httpcore2.NetworkError,
    httpcore2.ProtocolError,
    httpcore2.ProxyError,
    httpcore2.UnsupportedProtocol,
)


class Transport:
    """Connections for synchronous calls."""

    def __init__(self) -> None:
        self._backend = DeadlineBackend()
        self._pools = _Pools(partial(httpcore2.ConnectionPool, network_backend=self._backend))

    def send(self, request: httpcore2.Request) -> Answer:
        """Send a request, and return its answer before the body is read.

        Raises:
            httpx2.TransportError: There is none.
        """
        try:
            return Answer(self._pools.of(request.url).handle_request(request))
        except CORE_ERRORS as error:
            raise _named_as_in_httpx2(error) from error

    def close(self) -> None:
        """Shut all connections, and end what other threads are doing with them."""
        self._backend.ending.come = True
        for pool in self._pools.opened():
            pool.close()

    def let_go(self) -> None:
        """Close this process's end of connections that belong to its parent, without a word to the server."""
        self._backend.ending.inherited = True
        for pool in self._pools.opened():
            for connection in pool.connections:
                connection.close()


class AsyncTransport:
    """Connections for asynchronous calls, within one event loop."""

    def __init__(self) -> None:
        self._backend = AsyncDeadlineBackend()
        self._pools = _Pools(partial(httpcore2.AsyncConnectionPool, network_backend=self._backend))

    async def send(self, request: httpcore2.Request) -> AsyncAnswer:
        """Send a request, and return its answer before the body is read.

        Raises:
            httpx2.TransportError: There is none.
        """
        try:
            return AsyncAnswer(await self._pools.of(request.url).handle_async_request(request))
        except CORE_ERRORS as error:
            raise _named_as_in_httpx2(error) from error

    async def aclose(self) -> None:
        """Shut all connections."""
        self._backend.ending.come = True
        for pool in self._pools.opened():
            await pool.aclose()


class _Pools(Generic[P]):
    """A pool for each way to a server: directly or through a proxy, with TLS or without."""

    def __init__(self, make: Callable[..., P]) -> None:
        self._make: Callable[..., P] = make
        self._by_origin: dict[tuple[bytes, bytes, int | None], P] = {}
        self._by_way: dict[tuple[bool, str | None], P] = {}

    def of(self, url: httpcore2.URL) -> P:
        origin = (url.scheme, url.host, url.port)
        pool = self._by_origin.get(origin)
        if pool is None:
            proxy = proxy_for(httpx2.URL(scheme=url.scheme.decode(), host=url.host.decode(), port=url.port))
            way = (url.scheme == b"https", proxy)
            if way not in self._by_way:
                self._by_way.setdefault(way, self._make(**_options(*way)))
            pool = self._by_origin[origin] = self._by_way[way]
        return pool

    def opened(self) -> list[P]:
        return list(self._by_way.values())


def _options(secure: bool, proxy: str | None) -> dict[str, Any]:
    return {
        "ssl_context": _ssl_context() if secure else None,
        "proxy": _core_proxy(proxy) if proxy is not None else None,
        "max_connections": MOST_CONNECTIONS,
        "max_keepalive_connections": MOST_IDLE_CONNECTIONS,
        "keepalive_expiry": LONGEST_IDLE_SECONDS,
    }


def _core_proxy(url: str) -> httpcore2.Proxy:
    try:
        proxy = httpx2.Proxy(url)
    except (httpx2.InvalidURL, ValueError):  # whose words may quote a password
        msg = "the environment's proxy: expected an http, https or socks5 URL"
        raise ValueError(msg) from None
    return httpcore2.Proxy(
        str(proxy.url),
        auth=proxy.raw_auth,
        headers=proxy.headers.raw,
        ssl_context=_ssl_context() if proxy.url.scheme == "https" else None,
    )


AUTHORITIES = ("SSL_CERT_FILE", "SSL_CERT_DIR")
_contexts: dict[tuple[str | None, ...], ssl.SSLContext] = {}


def _ssl_context() -> ssl.SSLContext:
    """The one context that all connections share, for as long as the environment names the same authorities."""
    authorities = tuple(os.environ.get(name) for name in AUTHORITIES)
    if authorities not in _contexts:
        try:
            context = httpx2.create_ssl_context()
        except OSError as error:
            named = [f"{name}={value}" for name, value in zip(AUTHORITIES, authorities, strict=True) if value]
            msg = f"the certificates of {' and '.join(named) or 'this system'}: {error}"
            raise OSError(msg) from error
        _contexts.setdefault(authorities, context)
    return _contexts[authorities]


def _named_as_in_httpx2(error: Exception) -> httpx2.TransportError:
    """An exception of httpcore2 as httpx2 would raise it: those are the ones that people know."""
    kind: type[httpx2.TransportError] = getattr(httpx2, type(error).__name__, httpx2.TransportError)
    return kind(str(error))


class Answer(httpx2.SyncByteStream):
    """An answer whose body is still to be read, with as much of `httpx2.Response` as reading takes."""

    def __init__(self, response: httpcore2.Response) -> None:
        self.status_code: int = response.status
        self.headers: list[tuple[bytes, bytes]] = response.headers
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        return self.iter_raw()

    def iter_raw(self) -> Iterator[bytes]:
        """The body as it comes."""
        length = 0
        try:
            for piece in self._response.iter_stream():
                length += len(piece)
                yield piece
        except CORE_ERRORS as error:
            raise _named_as_in_httpx2(error) from error
        _end(self._response, length)

    def iter_bytes(self) -> Iterator[bytes]:
        """The body, decompressed by what httpx2 finds installed for its encoding."""
        return httpx2.Response(self.status_code, headers=self.headers, stream=self).iter_bytes()

    def close(self) -> None:
        self._response.close()


class AsyncAnswer(httpx2.AsyncByteStream):
    """The same for asynchronous calls."""

    def __init__(self, response: httpcore2.Response) -> None:
        self.status_code: int = response.status
        self.headers: list[tuple[bytes, bytes]] = response.headers
        self._response = response
        self._pieces = response.aiter_stream()

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self.aiter_raw()

    async def aiter_raw(self) -> AsyncIterator[bytes]:
        """The body as it comes."""
        length = 0
        try:
            async for piece in self._pieces:
                length += len(piece)
                yield piece
        except CORE_ERRORS as error:
            raise _named_as_in_httpx2(error) from error
        _end(self._response, length)

    def aiter_bytes(self) -> AsyncIterator[bytes]:
        """The body, decompressed by what httpx2 finds installed for its encoding."""
        return httpx2.Response(self.status_code, headers=self.headers, stream=self).aiter_bytes()

    async def aclose(self) -> None:
        try:
            await self._pieces.aclose()  # which takes a while if not all was read, and may be cancelled
        finally:
            await self._response.aclose()  # which then does no more than tell the pool, which must be told


def _end(response: httpcore2.Response, length: int) -> None:
    """Tell the connection how long the answer was, before the pool gives it to another request."""
    extensions = cast("Mapping[str, object]", response.extensions)  # pyright: ignore[reportUnknownMemberType]
    stream = extensions.get("network_stream")
    if isinstance(stream, (DeadlineStream, AsyncDeadlineStream)):
        chunked = any(name.lower() == b"transfer-encoding" for name, _ in response.headers)
        stream.meter.end(length, chunked=chunked)
