"""Bytes after an answer's end: whoever sends them gets no further request on that connection."""

from __future__ import annotations

import pytest
from openrouter_rerank._runtime.meter import Meter

HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"


def surplus(*received: bytes, body: int = 5, chunked: bool = False) -> bool:
    meter = Meter()
    for piece in received:
        meter.add(piece)
    meter.end(body, chunked=chunked)
    return meter.surplus


def in_pieces(content: bytes, size: int) -> list[bytes]:
    return [content[start : start + size] for start in range(0, len(content), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_an_answer_that_ends_where_it_should_leaves_nothing(size: int) -> None:
    assert not surplus(*in_pieces(HEAD + b"hello", size))
    assert not surplus(*in_pieces(CHUNKED, size), chunked=True)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
@pytest.mark.parametrize("more", [b"!", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_anything_after_the_end_is_noticed(size: int, more: bytes) -> None:
    assert surplus(*in_pieces(HEAD + b"hello" + more, size))
    assert surplus(*in_pieces(CHUNKED + more, size), chunked=True)


@pytest.mark.parametrize("size", [1, 1000])
def test_an_answer_cut_short_is_no_end_either(size: int) -> None:
    assert surplus(*in_pieces(HEAD + b"hell", size))
    assert surplus(*in_pieces(CHUNKED[:-1], size), chunked=True)


@pytest.mark.parametrize(
    "interim", [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" * 2]
)
@pytest.mark.parametrize("size", [1, 1000])
def test_interim_answers_before_it_do_not_count(interim: bytes, size: int) -> None:
    assert not surplus(*in_pieces(interim + HEAD + b"hello", size))


def test_bare_line_feeds_end_a_head_too() -> None:
    assert not surplus(HEAD.replace(b"\r", b"") + b"hello")


def test_each_answer_of_a_connection_is_counted_anew_and_surplus_is_not_forgotten() -> None:
    meter = Meter()
    verdicts: list[bool] = []

    for received in (HEAD + b"hello", HEAD + b"hello", HEAD + b"hello!", HEAD + b"hello"):
        meter.start()
        meter.add(received)
        meter.end(5, chunked=False)
        verdicts.append(meter.surplus)

    assert verdicts == [False, False, True, True]
