"""Carries requests over connections of our own: httpx2 transports on httpcore2's pools."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from .deadline import AsyncDeadlineBackend, DeadlineBackend

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Generator, Iterator

__all__ = ["AsyncTransport", "Transport"]

MAX_CONNECTIONS = 1000
MAX_IDLE_CONNECTIONS = 100
IDLE_SECONDS = 30.0

_contexts: dict[tuple[str | None, ...], ssl.SSLContext] = {}


def _ssl_context() -> ssl.SSLContext:
    """The one context that all connections share, for as long as the environment names the same authorities."""
    authorities = (os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))
    if authorities not in _contexts:
        _contexts[authorities] = httpx2.create_ssl_context()
    return _contexts[authorities]


def _options(scheme: str, proxy: httpcore2.Proxy | None) -> dict[str, Any]:
    """What sync and async pools have in common."""
    secure = scheme == "https" or (proxy is not None and proxy.url.scheme == b"https")
    return {
        "ssl_context": _ssl_context() if secure else None,
        "proxy": proxy,
        "max_connections": MAX_CONNECTIONS,
        "max_keepalive_connections": MAX_IDLE_CONNECTIONS,
        "keepalive_expiry": IDLE_SECONDS,
    }


def _proxy_for(url: httpx2.URL) -> httpcore2.Proxy | None:
    """The proxy that the environment names for a URL, if any."""
    port = f":{url.port}" if url.port else ""
    if proxy_bypass(f"{url.host}{port}"):
        return None
    proxies = getproxies()
    address = proxies.get(url.scheme) or proxies.get("all")
    if not address:
        return None
    proxy = httpx2.Proxy(address if "://" in address else f"http://{address}")
    return httpcore2.Proxy(
        str(proxy.url), auth=proxy.raw_auth, headers=proxy.headers.raw, ssl_context=_ssl_context_to(proxy)
    )


def _ssl_context_to(proxy: httpx2.Proxy) -> ssl.SSLContext | None:
    return _ssl_context() if proxy.url.scheme == "https" else None


def _core_request(request: httpx2.Request) -> httpcore2.Request:
    url = request.url
    return httpcore2.Request(
        method=request.method,
        url=httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


@contextmanager
def _named_as_in_httpx2() -> Generator[None]:
    """Raise httpcore2's exceptions as httpx2's, which people know."""
    try:
        yield
    except (
        httpcore2.TimeoutException,
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
        httpcore2.ProxyError,
        httpcore2.UnsupportedProtocol,
    ) as error:
        kind: type[httpx2.TransportError] = getattr(httpx2, type(error).__name__, httpx2.TransportError)
        raise kind(str(error)) from error


class Transport(httpx2.BaseTransport):
    """Connections for synchronous calls."""

    def __init__(self) -> None:
        self._backend = DeadlineBackend()
        self._pools: dict[tuple[str, str, int | None], httpcore2.ConnectionPool] = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with _named_as_in_httpx2():
            response = self._pool(request.url).handle_request(_core_request(request))
        return httpx2.Response(
            response.status, headers=response.headers, stream=_Stream(response), extensions=response.extensions
        )

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def _pool(self, url: httpx2.URL) -> httpcore2.ConnectionPool:
        origin = (url.scheme, url.host, url.port)
        pool = self._pools.get(origin)
        if pool is None:
            options = _options(url.scheme, _proxy_for(url))
            pool = self._pools.setdefault(origin, httpcore2.ConnectionPool(network_backend=self._backend, **options))
        return pool


class _Stream(httpx2.SyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _named_as_in_httpx2():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


class AsyncTransport(httpx2.AsyncBaseTransport):
    """Connections for asynchronous calls, within one event loop."""

    def __init__(self) -> None:
        self._backend = AsyncDeadlineBackend()
        self._pools: dict[tuple[str, str, int | None], httpcore2.AsyncConnectionPool] = {}

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        with _named_as_in_httpx2():
            response = await self._pool(request.url).handle_async_request(_core_request(request))
        return httpx2.Response(
            response.status, headers=response.headers, stream=_AsyncStream(response), extensions=response.extensions
        )

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()

    def _pool(self, url: httpx2.URL) -> httpcore2.AsyncConnectionPool:
        origin = (url.scheme, url.host, url.port)
        pool = self._pools.get(origin)
        if pool is None:
            options = _options(url.scheme, _proxy_for(url))
            pool = self._pools[origin] = httpcore2.AsyncConnectionPool(network_backend=self._backend, **options)
        return pool


class _AsyncStream(httpx2.AsyncByteStream):
    def __init__(self, response: httpcore2.Response) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _named_as_in_httpx2():
            async for piece in self._response.aiter_stream():
                yield piece

    async def aclose(self) -> None:
        await self._response.aclose()
