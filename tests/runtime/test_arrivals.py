"""Whether something has arrived on an idle connection: an answer nobody asked for, or its end."""

from __future__ import annotations

import os
import socket
from typing import TYPE_CHECKING, Any

import pytest
from openrouter_rerank._runtime.arrivals import Arrivals

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stream:
    """What a connection knows of itself."""

    def __init__(self, **known: Any) -> None:
        self._known = known

    def get_extra_info(self, info: str) -> Any:
        return self._known.get(info)


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Give both ends of a connection."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def arrivals(**known: Any) -> Arrivals:
    return Arrivals(Stream(**known))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


def test_nothing_arrives_on_a_quiet_connection(ends: tuple[socket.socket, socket.socket]) -> None:
    assert not arrivals(socket=ends[0], is_readable=True).any()


def test_what_the_other_side_sends_arrives(ends: tuple[socket.socket, socket.socket]) -> None:
    asked = arrivals(socket=ends[0], is_readable=False)

    ends[1].send(b"x")

    assert asked.any()
    assert asked.any(), "asking takes nothing away"


def test_the_end_of_a_connection_arrives(ends: tuple[socket.socket, socket.socket]) -> None:
    asked = arrivals(socket=ends[0], is_readable=False)

    ends[1].close()

    assert asked.any()


def test_a_socket_closed_on_this_side_counts_as_readable(ends: tuple[socket.socket, socket.socket]) -> None:
    asked = arrivals(socket=ends[0], is_readable=False)

    ends[0].close()

    assert asked.any()


def test_a_closed_socket_is_not_taken_for_a_file_that_got_its_number(ends: tuple[socket.socket, socket.socket]) -> None:
    asked = arrivals(socket=ends[0], is_readable=False)
    number = ends[0].fileno()
    quiet, kept = socket.socketpair()

    ends[0].close()
    os.dup2(quiet.fileno(), number)

    with quiet, kept, socket.socket(fileno=number):
        assert asked.any()


@pytest.mark.parametrize("readable", [True, False])
def test_a_stream_without_a_socket_is_asked_itself(readable: bool) -> None:
    assert arrivals(is_readable=readable).any() == readable


@pytest.mark.parametrize("readable", [True, False])
def test_a_socket_that_was_closed_before_is_left_to_the_stream(
    ends: tuple[socket.socket, socket.socket], readable: bool
) -> None:
    ends[0].close()

    assert arrivals(socket=ends[0], is_readable=readable).any() == readable
