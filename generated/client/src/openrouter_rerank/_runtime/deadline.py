"""Keeps an attempt within its time, whatever the server does: a network backend for httpcore2.

httpcore2 hands the time-outs of a request to the backend untouched, but one read or write at a time, so
that a server which sends a byte a second never runs into them. Here they are points in time instead.
"""

# ruff: noqa: ASYNC109 - httpcore2 asks for these arguments

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

import httpcore2

from . import clock
from .arrivals import Arrivals
from .ending import CLOSED, Ending, Use
from .meter import Meter
from .secret import Hidden

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

__all__ = ["AsyncDeadlineBackend", "AsyncDeadlineStream", "Deadline", "DeadlineBackend", "DeadlineStream"]

PIECE = 64 * 1024
SMALL = 16 * 1024


class Deadline(float):
    """A point in time, in seconds on the clock's scale, which knows whether an answer began before it."""

    __slots__ = ("answered",)

    answered: bool
    """Whether a byte came since the last was sent."""

    def __new__(cls, at: float) -> Self:
        self = super().__new__(cls, at)
        self.answered = False
        return self


def _remaining(timeout: float | None, error: type[Exception]) -> float | None:
    """The seconds that are left."""
    if timeout is None:
        return None
    seconds = timeout - clock.now()
    if seconds <= 0:
        msg = "timed out"
        raise error(msg)
    return min(seconds, clock.LONGEST)


class DeadlineStream(httpcore2.NetworkStream):
    """A connection. Small writes wait for the next one, so that headers and body leave together."""

    def __init__(self, stream: httpcore2.NetworkStream, ending: Ending) -> None:
        self.meter = Meter()
        self._stream = stream
        self._ending = ending
        self._use = Use(stream, ending)
        self._waiting = b""
        self._arrivals = Arrivals(stream)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._waiting:
            # A server may answer and hang up before it has read all: its answer still counts.
            with suppress(httpcore2.WriteError):
                self._flush(timeout)
        seconds = _remaining(timeout, httpcore2.ReadTimeout)
        received = self._use.of(self._stream.read, httpcore2.ReadError, max_bytes, seconds)
        self.meter.add(received)
        if received and isinstance(timeout, Deadline):
            timeout.answered = True
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.meter.start()
        if isinstance(timeout, Deadline):
            timeout.answered = False
        if len(self._waiting) + len(buffer) <= SMALL:
            self._waiting += buffer
            return
        view = memoryview(buffer)  # whose `repr` does not tell it
        del buffer
        self._flush(timeout)
        for start in range(0, len(view), PIECE):
            self._send(view[start : start + PIECE], timeout)

    def close(self) -> None:
        self._use.end()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        seconds = _remaining(timeout, httpcore2.ConnectTimeout)
        try:
            return DeadlineStream(self._stream.start_tls(ssl_context, server_hostname, seconds), self._ending)
        except BaseException:  # an interrupt, too
            self._stream.close()
            raise

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # which says, of an idle connection, that it is no longer usable
            return self.meter.surplus or self._arrivals.any()
        return self._stream.get_extra_info(info)

    def _flush(self, timeout: float | None) -> None:
        waiting, self._waiting = Hidden(self._waiting), b""  # it has the key
        self._send(waiting, timeout)

    def _send(self, piece: Any, timeout: float | None) -> None:
        seconds = _remaining(timeout, httpcore2.WriteTimeout)
        self._use.of(self._stream.write, httpcore2.WriteError, piece, seconds)


class DeadlineBackend(httpcore2.NetworkBackend):
    """Opens connections for synchronous calls. Name resolution is the one thing that it can't cut short."""

    def __init__(self) -> None:
        self.ending = Ending()
        self._backend = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        addresses = _addresses(host, port)
        for place, address in enumerate(addresses, 1):
            seconds = _remaining(timeout, httpcore2.ConnectTimeout)
            share = None if seconds is None else seconds / (len(addresses) - place + 1)
            try:
                stream = self._backend.connect_tcp(address, port, share, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if place == len(addresses):
                    raise
            else:
                return DeadlineStream(stream, self.ending)
        msg = f"no address for {host}"
        raise httpcore2.ConnectError(msg)


def _addresses(host: str, port: int) -> list[str]:
    """The addresses of a host, in the order to try them."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore2.ConnectError(str(error)) from error
    return list(dict.fromkeys(_with_zone(address) for *_, address in found))


def _with_zone(address: tuple[Any, ...]) -> str:
    """An address as `connect` takes it again; a link-local one with its interface."""
    zone = address[3] if len(address) == 4 else 0
    return f"{address[0]}%{zone}" if zone and "%" not in address[0] else str(address[0])


class AsyncDeadlineStream(httpcore2.AsyncNetworkStream):
    """A connection. Small writes wait for the next one, so that headers and body leave together."""

    def __init__(self, stream: httpcore2.AsyncNetworkStream, ending: Ending) -> None:
        self.meter = Meter()
        self._stream = stream
        self._ending = ending
        self._waiting = b""
        self._arrivals = Arrivals(stream)

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._waiting:
            with suppress(httpcore2.WriteError):
                await self._flush(timeout)
        received = await self._stream.read(max_bytes, _remaining(timeout, httpcore2.ReadTimeout))
        self.meter.add(received)
        if received and isinstance(timeout, Deadline):
            timeout.answered = True
        return received

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.meter.start()
        if isinstance(timeout, Deadline):
            timeout.answered = False
        if len(self._waiting) + len(buffer) <= SMALL:
            self._waiting += buffer
            return
        view = memoryview(buffer)
        del buffer
        await self._flush(timeout)
        await self._send(view, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.AsyncNetworkStream:
        seconds = _remaining(timeout, httpcore2.ConnectTimeout)
        try:
            return await _unless_over(await self._stream.start_tls(ssl_context, server_hostname, seconds), self._ending)
        except BaseException:  # a cancellation, too
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        if info == "is_readable":  # which says, of an idle connection, that it is no longer usable
            return self.meter.surplus or self._arrivals.any()
        return self._stream.get_extra_info(info)

    async def _flush(self, timeout: float | None) -> None:
        waiting, self._waiting = Hidden(self._waiting), b""
        await self._send(waiting, timeout)

    async def _send(self, piece: Any, timeout: float | None) -> None:
        await self._stream.write(piece, _remaining(timeout, httpcore2.WriteTimeout))


class AsyncDeadlineBackend(httpcore2.AsyncNetworkBackend):
    """Opens connections for asynchronous calls."""

    def __init__(self) -> None:
        self.ending = Ending()
        backend: Any = httpcore2.AnyIOBackend()  # declared twice there, once for those who lack anyio
        self._backend: httpcore2.AsyncNetworkBackend = backend

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        seconds = _remaining(timeout, httpcore2.ConnectTimeout)
        stream = await self._backend.connect_tcp(host, port, seconds, local_address, socket_options)
        return await _unless_over(stream, self.ending)


async def _unless_over(stream: httpcore2.AsyncNetworkStream, ending: Ending) -> AsyncDeadlineStream:
    """A connection that has just been opened, unless its client was closed meanwhile, which no pool would tell it."""
    if ending.come:
        await stream.aclose()
        raise httpcore2.ConnectError(CLOSED)
    return AsyncDeadlineStream(stream, ending)
