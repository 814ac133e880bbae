"""A server on loopback that answers, or fails to, exactly as its script says, and records what reached it.

    with FaultServer() as server:
        server.script(Reset(), Answer(503))
        ...one call...
        assert len(server.requests) == 3

The script has one behaviour for each turn: the first turn of a connection begins when it is accepted, a further one
with the head of the next request on it. When the script is at its end, the `then` behaviour goes on: by default the
good answer that belongs to the request.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections import deque
from typing import TYPE_CHECKING, Any, Self

from tests.faults.behaviours import Echo
from tests.faults.exchange import HUNG_UP, PATIENCE, Behaviour, Connection, Exchange, Records, Request

if TYPE_CHECKING:
    import ssl
    from collections.abc import Generator
    from types import TracebackType

__all__ = ["FaultServer", "refusing_port", "silent_port"]


class FaultServer:
    """Serves in a thread of its own between `with` and its end."""

    def __init__(
        self, *behaviours: Behaviour, then: Behaviour | None = None, tls: ssl.SSLContext | None = None
    ) -> None:
        self.port = 0
        self._tls = tls
        self._script = deque(behaviours)
        self._then: Behaviour = then or Echo()
        self._records = Records()
        self._mishaps: list[Exception] = []
        self._conversations: set[asyncio.Task[None] | None] = set()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="fault-server", daemon=True)
        self._loop: asyncio.AbstractEventLoop
        self._stop: asyncio.Event

    def script(self, *behaviours: Behaviour, then: Behaviour | None = None) -> None:
        """Say what to do in the turns to come, and in all that follow."""
        self._script = deque(behaviours)
        self._then = then or Echo()

    @property
    def origin(self) -> str:
        """Scheme, host and port."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where the API is, as a `server_url`."""
        return f"{self.origin}/api/v1"

    @property
    def connections(self) -> list[Connection]:
        """All connections so far."""
        return self._records.connections

    @property
    def requests(self) -> list[Request]:
        """All requests so far, connection by connection."""
        return self._records.requests

    def received(self, count: int) -> list[Request]:
        """Wait until so many requests have come (the client may be ahead of us); then give all there are."""
        self._records.until(lambda: len(self.requests) >= count)
        return self.requests

    def first_closed(self) -> bool:
        """Wait until the first connection is closed; False if it stays open."""
        return self._records.until(lambda: bool(self.connections) and not self.connections[0].open)

    def all_closed(self) -> bool:
        """Wait until no connection is open; False if some stay so."""
        return self._records.until(lambda: not any(connection.open for connection in self.connections))

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(PATIENCE):
            raise RuntimeError("the fault server did not start")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(PATIENCE)
        if self._mishaps and error is None:
            raise ExceptionGroup("the fault server failed", self._mishaps)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._loop.set_exception_handler(_ignore_lost_connections)
        listener = await asyncio.start_server(self._welcome, "127.0.0.1", 0, backlog=512, limit=1 << 20)
        self.port = listener.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stop.wait()
        self._loop.remove_reader(listener.sockets[0].fileno())
        for _ in range(10):  # connections that are just being accepted become conversations, which can be ended
            await asyncio.sleep(0)
        listener.close()
        conversations = asyncio.all_tasks() - {asyncio.current_task()}
        for conversation in conversations:
            conversation.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = self._records.begin()
        self._conversations.add(asyncio.current_task())  # a task that waits for nothing is forgotten otherwise
        try:
            await self._converse(connection, reader, writer)
        except (*HUNG_UP, asyncio.CancelledError):
            writer.transport.abort()
        except Exception as mishap:
            self._mishaps.append(mishap)
        finally:
            writer.close()
            if not connection.handshake:  # after a failed one asyncio may wait for ever
                with contextlib.suppress(*HUNG_UP):
                    await writer.wait_closed()
            self._records.end(connection)

    async def _converse(
        self, connection: Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        behaviour = self._next()
        if self._tls is not None and not behaviour.before_tls:
            await _shake_hands(self._tls, connection, writer)
        await behaviour.play(Exchange(self._records, connection, reader, writer))
        while connection.open:
            exchange = Exchange(self._records, connection, reader, writer)
            await exchange.head()
            await self._next().play(exchange)

    def _next(self) -> Behaviour:
        return self._script.popleft() if self._script else self._then


@contextlib.contextmanager
def refusing_port() -> Generator[int]:
    """Give a port on loopback where nobody listens, reserved so that nobody will."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        yield reserved.getsockname()[1]


@contextlib.contextmanager
def silent_port() -> Generator[int]:
    """Give a port whose queue of waiting connections is full: a further one gets no answer at all."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


async def _shake_hands(tls: ssl.SSLContext, connection: Connection, writer: asyncio.StreamWriter) -> None:
    try:
        await writer.start_tls(tls)
    except OSError as error:
        connection.handshake = str(error) or type(error).__name__
        raise ConnectionError(connection.handshake) from error


def _ignore_lost_connections(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """The event loop tells of connections lost in a handshake; so do the records."""
    if not isinstance(context.get("exception"), HUNG_UP):
        loop.default_exception_handler(context)
