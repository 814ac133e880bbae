"""Connections of our own: what they put into one piece, and where they cut."""

# ruff: noqa: ASYNC109 - httpcore2 asks for these arguments

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Any

import httpcore2
import pytest
from openrouter_rerank._runtime.deadline import AsyncDeadlineStream, Deadline, DeadlineBackend, DeadlineStream
from openrouter_rerank._runtime.ending import Ending

if TYPE_CHECKING:
    from collections.abc import Callable

    Writes = Callable[..., list[bytes]]

KIB = 1024


class Recorder(httpcore2.NetworkStream):
    """The other side of a connection, which notes what arrives in one piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        assert (max_bytes, timeout) == (1, None)
        return b""

    def write(self, buffer: Any, timeout: float | None = None) -> None:
        assert timeout is None
        self.pieces.append(bytes(buffer))

    def close(self) -> None:
        pass

    def get_extra_info(self, info: str) -> Any:
        assert info == "socket"


class AsyncRecorder(httpcore2.AsyncNetworkStream):
    """The same for asynchronous calls."""

    def __init__(self) -> None:
        self._recorder = Recorder()
        self.pieces = self._recorder.pieces

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._recorder.read(max_bytes, timeout)

    async def write(self, buffer: Any, timeout: float | None = None) -> None:
        self._recorder.write(buffer, timeout)

    async def aclose(self) -> None:
        pass

    def get_extra_info(self, info: str) -> Any:
        return self._recorder.get_extra_info(info)


def written(*buffers: bytes) -> list[bytes]:
    recorder = Recorder()
    stream = DeadlineStream(recorder, Ending())
    for buffer in buffers:
        stream.write(buffer)
    stream.read(1)
    return recorder.pieces


def written_async(*buffers: bytes) -> list[bytes]:
    async def write() -> list[bytes]:
        recorder = AsyncRecorder()
        stream = AsyncDeadlineStream(recorder, Ending())
        for buffer in buffers:
            await stream.write(buffer)
        await stream.read(1)
        return recorder.pieces

    return asyncio.run(write())


@pytest.fixture(params=[written, written_async], ids=["sync", "async"])
def writes(request: pytest.FixtureRequest) -> Writes:
    """Writes on a connection, then reads, and returns the pieces that left; tests that ask for it run in both modes."""
    made: Writes = request.param
    return made


def test_what_is_small_leaves_in_one_piece_before_an_answer_is_read(writes: Writes) -> None:
    assert writes(b"head", b"body", b"end") == [b"headbodyend"]
    assert writes() == []


@pytest.mark.parametrize(("size", "pieces"), [(16 * KIB - 4, 1), (16 * KIB - 3, 2)])
def test_up_to_sixteen_kibibytes_are_small(writes: Writes, size: int, pieces: int) -> None:
    sent = writes(b"head", b"x" * size)

    assert b"".join(sent) == b"head" + b"x" * size
    assert len(sent) == pieces


def test_a_long_body_is_not_copied_to_its_head(writes: Writes) -> None:
    body = b"x" * 20 * KIB

    assert writes(b"head", body, b"end") == [b"head", body, b"end"]


def test_a_synchronous_body_leaves_in_pieces_between_which_the_time_is_looked_at() -> None:
    body = bytes(range(256)) * 600

    sent = written(b"head", body)

    assert b"".join(sent) == b"head" + body
    assert [len(piece) for piece in sent] == [4, 64 * KIB, 64 * KIB, 22 * KIB]


@pytest.mark.parametrize(
    ("found", "address"),
    [
        (("192.0.2.1", 80), "192.0.2.1"),
        (("2001:db8::1", 80, 0, 0), "2001:db8::1"),
        (("fe80::1", 80, 0, 2), "fe80::1%2"),
        (("fe80::1%eth0", 80, 0, 2), "fe80::1%eth0"),
    ],
)
def test_an_address_is_connected_to_with_its_interface(
    monkeypatch: pytest.MonkeyPatch, found: tuple[Any, ...], address: str
) -> None:
    tried: list[str] = []

    def connect(_: object, address: str, *rest: object) -> httpcore2.NetworkStream:
        assert rest == (80, None, None, None)
        tried.append(address)
        return Recorder()

    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(0, socket.SOCK_STREAM, 6, "", found)])  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)

    DeadlineBackend().connect_tcp("example.org", 80)

    assert tried == [address]


def test_at_first_no_answer_has_begun() -> None:
    assert not Deadline(1.0).answered
