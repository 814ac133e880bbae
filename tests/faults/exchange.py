"""One turn on a connection, what a behaviour may do in it, and the records of what came in."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["HUNG_UP", "Behaviour", "Connection", "Exchange", "Records", "Request"]

PATIENCE = 10.0
"""Seconds after which a test that waits for the server gives up."""

HUNG_UP = (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError)
"""What it looks like when the client has gone; no concern of the server's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it came over the wire; the body is empty where the behaviour read the head only."""

    connection: int
    method: str
    target: str
    version: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        """All values of a header, its name compared without case."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def header(self, name: str) -> str:
        """The only value of a header."""
        (value,) = self.values(name)
        return value

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)


@dataclass(slots=True, kw_only=True)
class Connection:
    """What became of one connection."""

    number: int
    requests: list[Request] = field(default_factory=list[Request])
    bytes_received: int = 0
    bytes_sent: int = 0
    handshake: str = ""
    """Why the TLS handshake failed, if it did."""
    open: bool = True


class Records:
    """Everything that reached the server; written by its thread, read by the test's."""

    def __init__(self) -> None:
        self.connections: list[Connection] = []
        self._changed = threading.Condition()
        self._waiting: list[asyncio.Future[None]] = []

    @property
    def requests(self) -> list[Request]:
        """All requests so far, connection by connection."""
        with self._changed:
            return [request for connection in self.connections for request in connection.requests]

    def begin(self) -> Connection:
        """Enter a new connection."""
        with self._changed:
            self.connections.append(Connection(number=len(self.connections)))
            return self.connections[-1]

    def enter(self, request: Request) -> None:
        """Enter a request of which the head has come."""
        with self._changed:
            self.connections[request.connection].requests.append(request)
            self._changed.notify_all()

    def complete(self, request: Request) -> None:
        """Enter the body of the request that was entered last on its connection."""
        with self._changed:
            self.connections[request.connection].requests[-1] = request
            self._changed.notify_all()

    def end(self, connection: Connection) -> None:
        """Note that a connection is closed."""
        with self._changed:
            connection.open = False
            self._changed.notify_all()

    async def gather(self, count: int) -> None:
        """Wait for the rest of so many; the last one to come lets all go, itself first."""
        if len(self._waiting) + 1 < count:
            self._waiting.append(asyncio.get_running_loop().create_future())
            await self._waiting[-1]
        while self._waiting:
            self._waiting.pop().set_result(None)

    def until(self, condition: Callable[[], bool]) -> bool:
        """Wait until something holds of the records; False if it does not come to hold."""
        with self._changed:
            return self._changed.wait_for(condition, PATIENCE)


class Behaviour(Protocol):
    """What the server does in one turn."""

    @property
    def before_tls(self) -> bool:
        """Whether it happens on the bare connection, in place of a TLS handshake."""
        ...

    async def play(self, exchange: Exchange) -> None:
        """Do it."""
        ...


class Exchange:
    """One turn on a connection, as a behaviour sees it."""

    def __init__(
        self, records: Records, connection: Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connection = connection
        self._records = records
        self._reader = reader
        self._writer = writer
        self._secure = writer.get_extra_info("ssl_object") is not None
        self._head: Request | None = None
        self._request: Request | None = None

    async def head(self) -> Request:
        """Read the head of the request, and leave its body unread."""
        if self._head is None:
            received = await self._reader.readuntil(b"\r\n\r\n")
            self.connection.bytes_received += len(received)
            self._head = _parse(self.connection.number, received)
            self._records.enter(self._head)
        return self._head

    async def request(self) -> Request:
        """Read the whole request; its body must have a Content-Length."""
        if self._request is None:
            head = await self.head()
            body = await self._reader.readexactly(sum(int(length) for length in head.values("Content-Length")))
            self.connection.bytes_received += len(body)
            self._request = replace(head, body=body)
            self._records.complete(self._request)
        return self._request

    async def receive(self) -> bytes:
        """Read what there is, at least one byte; nothing when the client has hung up."""
        received = await self._reader.read(65536)
        self.connection.bytes_received += len(received)
        return received

    async def send(self, content: bytes) -> None:
        """Send bytes, and wait while the client is too slow to take them."""
        self._writer.write(content)
        self.connection.bytes_sent += len(content)
        await self._writer.drain()

    async def hang_up(self) -> None:
        """Close in the orderly way: all that was sent arrives, then the end (FIN).

        With TLS an alert goes before; as most servers, this one waits little for the client's own.
        """
        patience = 0.02 if self._secure else None
        self._writer.close()
        with contextlib.suppress(*HUNG_UP, TimeoutError):
            async with asyncio.timeout(patience):
                await self._writer.wait_closed()
        with contextlib.suppress(AttributeError):  # in Python 3.11.2 a closed TLS transport has nothing to abort
            self._writer.transport.abort()
        await asyncio.sleep(0)
        self._records.end(self.connection)

    def reset(self) -> None:
        """Close in the rude way (RST)."""
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()
        self._records.end(self.connection)

    async def wait_for_others(self, count: int) -> None:
        """Wait until so many connections have a request that waits here for its answer."""
        await self._records.gather(count)

    async def wait_for_the_client_to_go(self) -> None:
        """Swallow what comes until the client hangs up."""
        with contextlib.suppress(*HUNG_UP):
            while await self.receive():
                pass
        self._records.end(self.connection)


def _parse(connection: int, head: bytes) -> Request:
    first, *lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    method, target, version = first.split(" ", 2)
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name, value.strip()) for name, _, value in pairs)
    return Request(connection=connection, method=method, target=target, version=version, headers=headers)
