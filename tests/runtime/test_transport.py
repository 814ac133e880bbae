"""Connections of our own, as their pools know them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2
import pytest
from openrouter_rerank._runtime import transport
from openrouter_rerank._runtime.transport import Answer, AsyncAnswer, Transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

REQUEST = httpcore2.Request("POST", "http://192.0.2.1/x", headers=[("Host", "192.0.2.1")])


class Network:
    """What connections lead to: it notes what is sent, and answers nothing."""

    def __init__(self) -> None:
        self.opened: list[httpcore2.MockStream] = []
        self.sent: list[bytes] = []

    def connect_tcp(self, *_: object) -> httpcore2.NetworkStream:
        stream = httpcore2.MockStream([])
        stream.write = lambda buffer, timeout=None: self.sent.append(bytes(buffer))  # type: ignore[method-assign] # noqa: ARG005
        self.opened.append(stream)
        return stream


@pytest.fixture
def network(monkeypatch: pytest.MonkeyPatch) -> Network:
    network = Network()
    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", network.connect_tcp)
    return network


def test_a_pool_takes_a_thousand_connections_and_keeps_a_hundred_for_half_a_minute() -> None:
    assert transport._options(False, None) == {  # pyright: ignore[reportPrivateUsage]
        "ssl_context": None,
        "proxy": None,
        "max_connections": 1000,
        "max_keepalive_connections": 100,
        "keepalive_expiry": 30.0,
    }


def test_a_connection_that_opens_after_the_end_sends_nothing(network: Network) -> None:
    """Another thread may be about to open one while its client is closed; no pool knows of that one yet."""
    ours = Transport()
    ours.close()

    with pytest.raises(httpx2.ReadError, match=r"^the client was closed$"):
        ours.send(REQUEST)

    assert (len(network.opened), network.sent) == (1, [])


def test_what_is_let_go_belongs_to_the_parent(network: Network) -> None:
    ours = Transport()
    with pytest.raises(httpx2.RemoteProtocolError):
        ours.send(REQUEST)

    ours.let_go()

    assert vars(ours)["_backend"].ending.inherited
    assert len(network.sent) == 1


class Broken:
    """A body that breaks off after its first piece."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"a"
        msg = "reset"
        raise httpcore2.ReadError(msg)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


@pytest.mark.parametrize("reading", ["iter_raw", "iter_bytes"])
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_body_that_breaks_off_is_an_exception_of_httpx2(mode: str, reading: str) -> None:
    response = httpcore2.Response(200, content=Broken())
    pieces: list[bytes] = []

    def read() -> None:
        pieces.extend(getattr(Answer(response), reading)())

    async def read_async() -> None:
        answered: Any = AsyncAnswer(response)
        async for piece in getattr(answered, f"a{reading}")():
            pieces.append(piece)  # noqa: PERF401 - those before it breaks off count

    with pytest.raises(httpx2.ReadError, match=r"^reset$") as caught:
        read() if mode == "sync" else asyncio.run(read_async())

    assert type(caught.value.__cause__) is httpcore2.ReadError
    assert pieces in ([b"a"], [])
