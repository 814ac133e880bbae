"""An answer came, but not as HTTP or the API promise it."""

from __future__ import annotations

import gzip
import pickle
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openrouter_rerank import errors
from openrouter_rerank._settings import SETTINGS

from tests.faults import wire
from tests.faults.behaviours import Answer, Close, Early, Echo, Raw, Reset
from tests.faults.calling import KEY
from tests.faults.programs import run
from tests.faults.server import FaultServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.calling import Caller
    from tests.faults.conftest import Waits
    from tests.faults.exchange import Behaviour

GOOD = wire.ranking("q", 3)
CHUNKED = {"Transfer-Encoding": "chunked"}
JSON = {"Content-Type": "application/json"}
GZIP = JSON | {"Content-Encoding": "gzip"}
GZIP_IN_GZIP = JSON | {"Content-Encoding": "gzip, gzip"}
HALF = gzip.compress(GOOD)[:-12]


def _as_it_is(status: int, body: bytes) -> bytes:
    return wire.message(status, body)


def _in_chunks(status: int, body: bytes) -> bytes:
    return wire.head(status, JSON | CHUNKED) + wire.chunked(body, 1 << 16)


def _in_gzip(status: int, body: bytes) -> bytes:
    return _gzipped(status, gzip.compress(body))


def _gzipped(status: int, body: bytes) -> bytes:
    return wire.message(status, body, GZIP)


CUT_OFF: dict[str, Behaviour] = {
    "reset in the body": Reset(after=150),
    "closed in the body": Close(after=150),
    "chunked body without its end": Raw(wire.head(200, JSON | CHUNKED) + wire.chunked(GOOD)[:-5], after="close"),
    "chunked body cut in a chunk": Raw(wire.head(200, JSON | CHUNKED) + wire.chunked(GOOD)[:-40], after="close"),
    "chunked body with a bad size": Raw(wire.head(200, JSON | CHUNKED) + b"zz\r\n" + GOOD, after="close"),
    "Content-Length too long": Raw(wire.message(200, GOOD, length=len(GOOD) + 1), after="close"),
    "two Content-Lengths": Raw(wire.message(200, GOOD, {"content-length": "1"}), after="close"),
    "Content-Length not a number": Raw(wire.message(200, GOOD, {"Content-Length": "many"}), after="close"),
    "garbage": Raw(b"\x00\xff" * 500 + b"\r\n\r\n", after="close"),
    "a line that never ends": Raw(b"HTTP/1.1 200 " + b"x" * 200_000, after="stall"),
    "200 KB of header": Raw(wire.message(200, GOOD, {"X-Long": "x" * 200_000})),
    "header without a colon": Raw(b"HTTP/1.1 200 OK\r\nnonsense\r\n\r\n", after="close"),
    "a status that is none": Raw(b"HTTP/1.1 2OO OK\r\n\r\n", after="close"),
    "a status of four digits": Raw(b"HTTP/1.1 2000 OK\r\n\r\n", after="close"),
}
"""The first byte had come: whoever tries again may be billed twice, so nobody does."""

UNREADABLE: dict[str, Behaviour] = {
    "Content-Length too short": Raw(wire.message(200, GOOD, length=len(GOOD) - 1)),
    "gzip that is none": Answer(200, GOOD, GZIP),
    "gzip cut off": Answer(200, HALF, GZIP),
    "gzip in gzip that is none": Answer(200, gzip.compress(GOOD), GZIP_IN_GZIP),
    "gzip with a wrong checksum": Answer(200, gzip.compress(GOOD)[:-8] + bytes(8), GZIP),
    "no body": Answer(200, b""),
    "half a body": Answer(200, GOOD[:-1]),
    "HTML": Answer(200, b"<html>"),
    "another value": Answer(200, b"[]"),
    "not UTF-8": Answer(200, b'{"id":"\xff","model":"m","results":[]}'),
    "NaN": Answer(200, b'{"model":"m","results":[{"index":0,"relevance_score":NaN}]}'),
    "a missing field": Answer(200, b'{"model":"m"}'),
    "deep nesting": Answer(200, b"[" * 100_000),
}


@pytest.mark.parametrize("fault", CUT_OFF.values(), ids=CUT_OFF)
def test_an_answer_that_breaks_off_is_a_connection_error_and_not_tried_again(
    caller: Caller, waits: Waits, fault: Behaviour
) -> None:
    with FaultServer(fault) as server:
        caller.error(errors.APIConnectionError, server.url)

        assert len(server.requests) == 1
    assert waits == []


IN_THE_HEAD: dict[str, Behaviour] = {
    "reset": Reset(after=10),
    "closed in the status line": Close(after=10),
    "closed in a header": Close(after=40),
    "another protocol": Raw(b"SSH-2.0-OpenSSH_9.6\r\n", after="close"),
}


@pytest.mark.parametrize("fault", IN_THE_HEAD.values(), ids=IN_THE_HEAD)
def test_an_answer_that_breaks_off_in_its_head_is_not_tried_again(own: Caller, waits: Waits, fault: Behaviour) -> None:
    """A supplied client does not tell whether a byte had come, so this holds for our own only."""
    with FaultServer(fault) as server:
        own.error(errors.APIConnectionError, server.url)

        assert len(server.requests) == 1
    assert waits == []


@pytest.mark.parametrize("fault", UNREADABLE.values(), ids=UNREADABLE)
def test_a_body_that_cannot_be_read_is_a_validation_error(caller: Caller, waits: Waits, fault: Behaviour) -> None:
    with FaultServer(fault) as server:
        error = caller.error(errors.ResponseValidationError, server.url)

        assert error.status_code == 200
        assert KEY not in str(pickle.dumps(error))
        assert len(server.requests) == 1
    assert waits == []


@pytest.mark.parametrize(
    ("body", "headers"),
    [(b"\x1f\x8bnonsense", GZIP), (HALF, GZIP), (b"", GZIP), (gzip.compress(GOOD), GZIP_IN_GZIP)],
    ids=["no gzip", "half", "empty", "no gzip in gzip"],
)
def test_an_unreadable_error_body_leaves_the_status_its_class(
    caller: Caller, waits: Waits, body: bytes, headers: dict[str, str]
) -> None:
    with FaultServer(Answer(400, body, headers)) as server:
        error = caller.error(errors.BadRequestResponseError, server.url)

        assert error.data is None
        assert KEY not in str(pickle.dumps(error))
    assert waits == []


def test_an_unreadable_error_body_is_tried_again_as_its_status_says(caller: Caller, waits: Waits) -> None:
    with FaultServer(Answer(503, b"\x1f\x8bnonsense", GZIP)) as server:
        (answer,) = caller.answers(server.url, "q")

        assert answer.id == "q"
        assert len(server.requests) == 2
    assert len(waits) == 1


@pytest.mark.parametrize(
    "surplus",
    [b"junk", wire.message(200, wire.ranking("stolen")), wire.message(408, b"", {"Connection": "close"})],
    ids=["junk", "another answer", "a late 408"],
)
def test_surplus_bytes_after_an_answer_are_nobodys_answer(own: Caller, waits: Waits, surplus: bytes) -> None:
    with FaultServer(Raw(wire.message(200, wire.ranking("1")) + surplus)) as server:
        first, second = own.answers(server.url, "1", "2")

        assert (first.id, second.id) == ("1", "2")
        assert [request.connection for request in server.requests] == [0, 1]
    assert waits == []


def test_surplus_bytes_after_a_chunked_answer_are_nobodys_answer(own: Caller) -> None:
    first_answer = wire.head(200, JSON | CHUNKED) + wire.chunked(wire.ranking("1"))
    with FaultServer(Raw(first_answer + wire.message(200, wire.ranking("stolen")))) as server:
        first, second = own.answers(server.url, "1", "2")

        assert (first.id, second.id) == ("1", "2")


def test_a_body_on_an_answer_that_has_none_is_nobodys_answer(own: Caller) -> None:
    stolen = wire.message(200, wire.ranking("stolen"))
    with FaultServer(Raw(wire.head(204, {}) + stolen)) as server:
        first, second = own.outcomes(server.url, "1", "2")

        assert isinstance(first, errors.OpenRouterError)
        assert not isinstance(second, errors.OpenRouterError)
        assert second.id == "2"


GOOD_BUT_ODD: dict[str, Behaviour] = {
    "one byte at a time": Raw(Echo().answer, piece=1),
    "chunked": Raw(lambda _: wire.head(200, JSON | CHUNKED) + wire.chunked(GOOD, 1)),
    "HTTP/1.0": Answer(version="HTTP/1.0", after="close"),
    "neither length nor chunks, ended by closing": Raw(wire.head(200, JSON) + GOOD, after="close"),
    "100 before": Raw(lambda request: b"HTTP/1.1 100 Continue\r\n\r\n" + Echo().answer(request)),
    "103 before": Raw(lambda request: wire.head(103, {"Link": "</x>"}) + Echo().answer(request)),
    "many before": Raw(lambda request: wire.head(102, {}) * 50 + Echo().answer(request)),
    "gzip": Answer(200, gzip.compress(GOOD), GZIP),
    "gzip in two members": Answer(200, gzip.compress(GOOD[:20]) + gzip.compress(GOOD[20:]), GZIP),
    "an encoding that nobody knows": Answer(200, GOOD, JSON | {"Content-Encoding": "unknown"}),
    "many headers": Raw(lambda request: _with_headers(Echo().answer(request), 90)),
    "a header folded on two lines": Raw(lambda request: _insert(Echo().answer(request), b"X-A: b\r\n c\r\n")),
    "Latin-1 in a header": Raw(lambda request: _insert(Echo().answer(request), b"X-A: caf\xe9\r\n")),
    "no reason phrase": Raw(lambda request: Echo().answer(request).replace(b"200 OK", b"200 ")),
    "bare line feeds": Raw(lambda request: re.sub(b"\r\n", b"\n", Echo().answer(request))),
    "the connection closes": Answer(headers={"Connection": "close"}, after="close"),
}


@pytest.mark.parametrize("oddity", GOOD_BUT_ODD.values(), ids=GOOD_BUT_ODD)
def test_an_odd_answer_is_an_answer(caller: Caller, waits: Waits, oddity: Behaviour) -> None:
    with FaultServer(oddity) as server:
        first, second = caller.answers(server.url, "q", "2")

        assert (first.id, second.id) == ("q", "2")
        assert len(server.requests) == 2
    assert waits == []


def test_a_refusal_before_the_body_is_sent_is_heard(caller: Caller, waits: Waits) -> None:
    """The body is larger than any buffer between the two, so the client is still writing when the answer comes."""
    with FaultServer(Early()) as server:
        (error,) = caller.outcomes(server.url, "q", documents=["x" * 8_000_000])

        assert isinstance(error, errors.APIStatusError)
        assert error.status_code == 413
        assert len(server.requests) == 1
    assert waits == []


def test_a_refusal_by_hanging_up_while_the_body_is_sent_does_not_hang(caller: Caller) -> None:
    """The system may throw the answer away with the connection; then there was none."""
    with FaultServer(Early(polite=False)) as server:
        (error,) = caller.outcomes(server.url, "q", documents=["x" * 8_000_000], retries=None)

        assert isinstance(error, errors.APIConnectionError | errors.APIStatusError)
        assert len(server.requests) == 1


@pytest.fixture
def limit(monkeypatch: pytest.MonkeyPatch) -> int:
    """Set a limit that is quicker to reach than the real one, and give it."""
    limit = 1 << 20
    monkeypatch.setattr("openrouter_rerank.sdk.SETTINGS", SETTINGS._replace(max_body_bytes=limit))
    return limit


@pytest.mark.parametrize("status", [200, 503])
@pytest.mark.parametrize("encode", [_as_it_is, _in_chunks, _in_gzip], ids=["as it is", "in chunks", "in gzip"])
def test_a_body_beyond_the_limit_is_refused(
    caller: Caller, waits: Waits, limit: int, status: int, encode: Callable[[int, bytes], bytes]
) -> None:
    closed: list[bool] = []
    with FaultServer(Raw(encode(status, GOOD.ljust(limit + 1)))) as server:
        closing = replace(caller, between=lambda: closed.append(server.all_closed()))
        error = closing.error(errors.ResponseTooLargeError, server.url)

        assert (error.status_code, error.limit) == (status, limit)
        assert len(server.requests) == 1
    assert waits == []
    assert closed == [True]


@pytest.mark.parametrize("encode", [_as_it_is, _in_chunks, _in_gzip], ids=["as it is", "in chunks", "in gzip"])
def test_a_body_that_just_fits_is_an_answer(caller: Caller, limit: int, encode: Callable[[int, bytes], bytes]) -> None:
    with FaultServer(Raw(encode(200, GOOD.ljust(limit)))) as server:
        (answer,) = caller.answers(server.url, "q")

    assert answer.id == "q"


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("connections", ["own", "httpx2"])
def test_a_bomb_does_not_fill_the_memory(mode: str, connections: str) -> None:
    """A body of 100 KB is 100 MiB unpacked; the limit is 64, and the whole process stays under 128 MB."""
    with FaultServer(Raw(_gzipped(200, wire.bomb(100)))) as server:
        printed = run(_MEASURED, server.url, mode, connections)

    error, peak = printed.split()
    assert error == "ResponseTooLargeError"
    assert int(peak) < 128 * 1000


def test_a_bomb_within_a_bomb_is_refused(own: Caller, limit: int) -> None:
    """Compressed twice, a few KB would become far more than the limit."""
    body = gzip.compress(wire.bomb(100))
    headers = JSON | {"Content-Encoding": "gzip, gzip", "Content-Length": str(len(body))}
    with FaultServer(Raw(wire.head(200, headers) + body)) as server:
        error = own.error(errors.ResponseTooLargeError, server.url)

    assert error.limit == limit


_MEASURED = """
    import asyncio, re, sys
    from pathlib import Path
    import httpx2
    from openrouter_rerank import OpenRouter, errors
    url, mode, connections = sys.argv[1:]
    arguments = {"documents": ["a"], "model": "m", "query": "q"}
    async def call():
        async with httpx2.AsyncClient() as client:
            mine = client if connections == "httpx2" else None
            async with OpenRouter(server_url=url, async_client=mine) as open_router:
                await open_router.rerank.rerank_async(**arguments)
    try:
        if mode == "async":
            asyncio.run(call())
        else:
            with httpx2.Client() as client:
                mine = client if connections == "httpx2" else None
                with OpenRouter(server_url=url, client=mine) as open_router:
                    open_router.rerank.rerank(**arguments)
    except errors.OpenRouterError as error:
        print(type(error).__name__)
    print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
"""


def _insert(answer: bytes, lines: bytes) -> bytes:
    return answer.replace(b"\r\n", b"\r\n" + lines, 1)


def _with_headers(answer: bytes, count: int) -> bytes:
    return _insert(answer, b"".join(b"X-%d: y\r\n" % number for number in range(count)))
