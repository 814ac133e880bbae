"""A keep-alive HTTP/1.1 server on loopback, in a thread of its own; it can also fail on the wire.

One coroutine for each connection, h11 for the protocol. Head and body of an answer go out in one
write, so no small packet waits for an acknowledgement.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from concurrent.futures import Future
from http.client import responses
from typing import TYPE_CHECKING

import h11

from .messages import Answer, Request, Respond, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["HOST", "Server"]

HOST = "127.0.0.1"
CHUNK = 65536
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Server:
    """Listens from its making until `close()`."""

    def __init__(self, respond: Respond, note_garbage: Callable[[Answer], object], *, port: int = 0) -> None:
        """Start.

        Args:
            respond: Makes the answers; it is called in the server's thread, one request of a
                connection at a time.
            note_garbage: Is told what the answer was to what is not HTTP, likewise in the
                server's thread.
            port: Where to listen; 0 takes a free one.

        Raises:
            OSError: The port is taken, or there are too many open files.
        """
        self._respond = respond
        self._note_garbage = note_garbage
        self._socket = socket.create_server((HOST, port))
        self.address: str = f"http://{HOST}:{self._socket.getsockname()[1]}"
        self._started: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, name=f"fake at {self.address}", daemon=True)
        self._thread.start()
        self._started.result()

    def close(self) -> None:
        """Hang up on everybody; at once, whatever is under way. A second time does nothing."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                runner.get_loop()  # before there is a coroutine that would never be awaited
                runner.run(self._serve())
        except OSError as error:
            self._socket.close()
            self._started.set_exception(error)

    async def _serve(self) -> None:
        """Accept connections until told to stop; what is open then is cancelled with the loop."""
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await asyncio.start_server(self._converse, sock=self._socket)
        self._started.set_result(None)
        await self._stop.wait()
        server.close()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer a connection's requests one after the other."""
        wire = h11.Connection(h11.SERVER)
        try:
            while await self._exchange(wire, reader, writer):
                wire.start_next_cycle()
            writer.close()
        except (ConnectionError, asyncio.CancelledError):  # the client has hung up; the server closes
            writer.transport.abort()

    async def _exchange(self, wire: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; tells whether the connection is good for another."""
        try:
            request = await _receive(wire, reader, writer)
        except h11.RemoteProtocolError as error:
            if wire.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
                problem = f"not HTTP: {error}{self._hint(wire)}"
                answer = refusal(error.error_status_hint, problem, advice="Mend the URL, or what is sent there")
                if not reader.at_eof():  # whoever hangs up in the middle may have had enough
                    self._note_garbage(answer)
                writer.write(_bytes(wire, answer))
            return False
        if request is None:
            return False
        answer = await self._respond(request)
        sent = _bytes(wire, answer, body=request.method != "HEAD")
        return await _deliver(writer, answer, sent) and wire.our_state is h11.DONE

    def _hint(self, wire: h11.Connection) -> str:
        """Guess why a connection's first words are no request."""
        return "" if wire.their_http_version else f"; is it https? The fake is at {self.address}"


async def _receive(wire: h11.Connection, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request | None:
    """Read a request to its end; None if the client has hung up instead."""
    reused = wire.their_http_version is not None
    head: h11.Request | None = None
    content = bytearray()
    while True:
        event = wire.next_event()
        if event is h11.NEED_DATA:
            if wire.they_are_waiting_for_100_continue:
                writer.write(wire.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
            wire.receive_data(await reader.read(CHUNK))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            content += event.data
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return _request(head, bytes(content), reused=reused)
        else:
            return None


def _request(head: h11.Request, content: bytes, *, reused: bool) -> Request:
    return Request(
        method=head.method.decode(),
        path=head.target.decode("latin-1").partition("?")[0],
        headers=_joined(head.headers),
        content=content,
        reused=reused,
    )


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    joined: dict[str, str] = {}
    for name, value in headers:
        key, text = name.decode("latin-1"), value.decode("utf-8", "replace")
        joined[key] = f"{joined[key]}, {text}" if key in joined else text
    return joined


async def _deliver(writer: asyncio.StreamWriter, answer: Answer, sent: bytes) -> bool:
    """Send an answer's bytes in its manner; tells whether the connection is still whole."""
    match answer.delivery:
        case "stale":
            return False
        case "reset":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
            return False
        case "truncate":
            writer.write(sent[: len(sent) - (len(answer.content) + 1) // 2])
            return False
        case "drip":
            await _drip(writer, sent, answer.seconds)
        case "slow":
            await asyncio.sleep(answer.seconds)
            writer.write(sent)
        case "whole":
            writer.write(sent)
    await writer.drain()
    return True


async def _drip(writer: asyncio.StreamWriter, sent: bytes, seconds: float) -> None:
    """Send byte by byte, the last one after so many seconds."""
    for place in range(len(sent)):
        await asyncio.sleep(seconds / len(sent))
        writer.write(sent[place : place + 1])
        await writer.drain()


def _bytes(wire: h11.Connection, answer: Answer, *, body: bool = True) -> bytes:
    """Write an answer as HTTP/1.1, without its body for HEAD and for the statuses that have none (RFC 9110)."""
    body = body and answer.status not in {204, 304}
    length = [] if answer.status == 204 else [("content-length", str(len(answer.content)))]
    head = h11.Response(
        status_code=answer.status,
        reason=responses.get(answer.status, ""),
        headers=[(name.encode(), value.encode()) for name, value in [*answer.headers.items(), *length]],
    )
    parts = (wire.send(head), wire.send(h11.Data(data=answer.content)) if body else b"", wire.send(h11.EndOfMessage()))
    return b"".join(part or b"" for part in parts)
