"""What a fault server can do in one turn; each class is a row of a test's script."""

from __future__ import annotations

import asyncio
import contextlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.faults import wire
from tests.faults.exchange import HUNG_UP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.faults.exchange import Exchange, Request

__all__ = [
    "Answer",
    "Blurt",
    "Close",
    "Drip",
    "Early",
    "Echo",
    "Raw",
    "Redirect",
    "Reset",
    "Stall",
    "Together",
    "Tunnel",
]

After = Literal["keep", "close", "reset", "stall"]
"""What becomes of the connection when the bytes are sent."""

WHOLE = 1 << 40
"""More bytes than any answer has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """What most behaviours have in common: they begin after the TLS handshake."""

    @property
    def before_tls(self) -> bool:
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo(_Turn):
    """A good answer that belongs to its request: the id is the query, a result repeats each document."""

    def answer(self, request: Request) -> bytes:
        """The whole answer to a request."""
        return wire.message(200, echo(request))

    async def play(self, exchange: Exchange) -> None:
        await exchange.send(self.answer(await exchange.request()))


@dataclass(frozen=True, slots=True)
class Answer(_Turn):
    """An answer as HTTP wants it; without a body, what the API would say with that status."""

    status: int = 200
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    after: After = "keep"
    version: str = "HTTP/1.1"

    def answer(self, request: Request) -> bytes:
        """The whole answer to a request."""
        body = self.body
        if body is None:
            body = echo(request) if self.status == 200 else wire.error_body(self.status)
        return wire.message(self.status, body, self.headers, version=self.version)

    async def play(self, exchange: Exchange) -> None:
        await exchange.send(self.answer(await exchange.request()))
        await _leave(exchange, self.after)


@dataclass(frozen=True, slots=True)
class Raw(_Turn):
    """Any bytes at all, or any made from the request; `piece` is how many go out at a time."""

    content: bytes | Callable[[Request], bytes]
    after: After = "keep"
    piece: int = WHOLE

    async def play(self, exchange: Exchange) -> None:
        request = await exchange.request()
        content = self.content if isinstance(self.content, bytes) else self.content(request)
        for start in range(0, len(content), self.piece):
            await exchange.send(content[start : start + self.piece])
            await asyncio.sleep(0)
        await _leave(exchange, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """Ends the connection at some point: `at` "accept", or `after` so many bytes of a good answer."""

    at: Literal["accept", "head", "answer"] = "answer"
    after: int = 0

    @property
    def before_tls(self) -> bool:
        return self.at == "accept"

    async def reach(self, exchange: Exchange) -> None:
        """Go on to the point where it happens."""
        if self.at == "head":
            await exchange.head()
        elif self.at == "answer":
            request = await exchange.request()
            if self.after:
                await exchange.send(Echo().answer(request)[: self.after])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset(_Cut):
    """Resets the connection (RST): when accepted, having read the head, or after so many bytes of the answer."""

    async def play(self, exchange: Exchange) -> None:
        await self.reach(exchange)
        exchange.reset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(_Cut):
    """Closes the connection (FIN) at the same points; after `WHOLE`, an idle one that the client may want again."""

    async def play(self, exchange: Exchange) -> None:
        await self.reach(exchange)
        await exchange.hang_up()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall(_Cut):
    """Falls silent at the same points, until the client hangs up; `deaf` if it does not even read what comes."""

    deaf: bool = False

    async def play(self, exchange: Exchange) -> None:
        await self.reach(exchange)
        if self.deaf:
            await asyncio.Event().wait()
        await exchange.wait_for_the_client_to_go()


@dataclass(frozen=True, slots=True)
class Blurt:
    """Says something before it has heard anything, on the bare connection even where TLS is expected."""

    content: bytes

    @property
    def before_tls(self) -> bool:
        return True

    async def play(self, exchange: Exchange) -> None:
        await exchange.send(self.content)
        await exchange.hang_up()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drip(_Turn):
    """Gives a good answer, but slowly: its head or its body byte by byte, or a hundred interim answers before it."""

    part: Literal["head", "body", "informational"]
    seconds: float = 0.005

    async def play(self, exchange: Exchange) -> None:
        good = Echo().answer(await exchange.request())
        start = good.index(b"\r\n\r\n") + 4
        drops = {
            "head": [*_bytes(good[:start]), good[start:]],
            "body": [good[:start], *_bytes(good[start:])],
            "informational": [*[wire.head(102, {})] * 100, good],
        }[self.part]
        gone = asyncio.ensure_future(exchange.wait_for_the_client_to_go())
        for drop in drops:
            await exchange.send(drop)
            await asyncio.wait([gone], timeout=self.seconds)
        await gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Early(_Turn):
    """Answers 413 when it has read the head alone; then reads the body away, or closes in the client's face."""

    polite: bool = True

    async def play(self, exchange: Exchange) -> None:
        await exchange.head()
        await exchange.send(wire.message(413, wire.error_body(413), {"Connection": "close"}))
        if self.polite:
            await exchange.wait_for_the_client_to_go()
        await exchange.hang_up()


@dataclass(frozen=True, slots=True)
class Redirect(_Turn):
    """Sends the client elsewhere."""

    status: int
    location: str

    async def play(self, exchange: Exchange) -> None:
        await exchange.request()
        await exchange.send(wire.message(self.status, b"", {"Location": self.location}))


@dataclass(frozen=True, slots=True)
class Together(_Turn):
    """Answers when so many requests are waiting for an answer, the last one first."""

    count: int

    async def play(self, exchange: Exchange) -> None:
        request = await exchange.request()
        await exchange.wait_for_others(self.count)
        await exchange.send(Echo().answer(request))


@dataclass(frozen=True, slots=True)
class Tunnel(_Turn):
    """Is a proxy: answers CONNECT, whatever the host asked for, with a tunnel to a port on loopback."""

    port: int

    async def play(self, exchange: Exchange) -> None:
        await exchange.head()
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        await exchange.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        ways = [asyncio.ensure_future(_there(exchange, writer)), asyncio.ensure_future(_back(reader, exchange))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            writer.close()
        await exchange.hang_up()


def echo(request: Request) -> bytes:
    """The body of the answer that belongs to a request."""
    asked: dict[str, Any] = json.loads(request.body or b'{"documents":[],"model":"","query":""}')
    results = [
        {"index": index, "relevance_score": 0.5, "document": {"text": text} if isinstance(text, str) else text}
        for index, text in enumerate(asked["documents"])
    ]
    return wire.document({"id": asked["query"], "model": asked["model"], "results": results})


def _bytes(content: bytes) -> list[bytes]:
    return [bytes([byte]) for byte in content]


async def _there(exchange: Exchange, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(*HUNG_UP):
        while content := await exchange.receive():
            writer.write(content)
            await writer.drain()


async def _back(reader: asyncio.StreamReader, exchange: Exchange) -> None:
    with contextlib.suppress(*HUNG_UP):
        while content := await reader.read(65536):
            await exchange.send(content)


async def _leave(exchange: Exchange, after: After) -> None:
    if after == "close":
        await exchange.hang_up()
    elif after == "reset":
        exchange.reset()
    elif after == "stall":
        await exchange.wait_for_the_client_to_go()
