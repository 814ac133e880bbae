"""The end of a connection that may be in use, here or in the process that this one was forked from."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any, cast

import httpcore2
import pytest
from openrouter_rerank._runtime.ending import Ending, Use

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Stream(httpcore2.NetworkStream):
    """Our end of a connection, on which something happens while it is read."""

    def __init__(self, ours: socket.socket) -> None:
        self._socket = ours
        self.closed = 0
        self.meanwhile: Callable[[], object] = bool

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        assert timeout is None
        self.meanwhile()
        return self._socket.recv(max_bytes)

    def close(self) -> None:
        self.closed += 1

    def get_extra_info(self, info: str) -> Any:
        assert info == "socket"
        return self._socket


@pytest.fixture
def ends() -> Iterator[tuple[Stream, socket.socket]]:
    """Give a stream and the other end of its connection, which has sent three bytes."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"abc")
        theirs.setblocking(False)
        yield Stream(ours), theirs


def test_a_connection_that_nobody_uses_is_closed_at_once(ends: tuple[Stream, socket.socket]) -> None:
    stream, _ = ends

    Use(stream, Ending()).end()

    assert stream.closed == 1


def test_a_connection_in_use_is_shut_down_and_then_closed_by_whoever_uses_it(
    ends: tuple[Stream, socket.socket],
) -> None:
    stream, theirs = ends
    use = Use(stream, Ending())
    closed_meanwhile: list[int] = []

    def end() -> None:
        use.end()
        closed_meanwhile.append(stream.closed)

    stream.meanwhile = end
    with pytest.raises(httpcore2.ReadError, match=r"^the client was closed$"):
        use.of(stream.read, httpcore2.ReadError, 3)

    assert (closed_meanwhile, stream.closed) == ([0], 1)
    assert theirs.recv(1) == b""


def test_a_connection_that_the_parent_uses_is_closed_without_a_word(ends: tuple[Stream, socket.socket]) -> None:
    stream, theirs = ends
    ending = Ending()
    ending.inherited = True
    use = Use(stream, ending)
    stream.meanwhile = use.end

    with pytest.raises(httpcore2.ReadError):
        use.of(stream.read, httpcore2.ReadError, 3)

    assert stream.closed == 2
    with pytest.raises(BlockingIOError):
        theirs.recv(1)


def test_a_connection_is_used_again_after_use(ends: tuple[Stream, socket.socket]) -> None:
    stream, _ = ends
    use = Use(stream, Ending())

    read = [use.of(cast("Callable[..., bytes]", stream.read), httpcore2.ReadError, size) for size in (1, 2)]

    assert (read, stream.closed) == ([b"a", b"bc"], 0)
    use.end()
    assert stream.closed == 1
