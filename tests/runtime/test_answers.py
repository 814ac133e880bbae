"""What becomes of a success."""

from __future__ import annotations

import copy
import gzip
import pickle
import zlib
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from openrouter_rerank import errors, operations

from tests.runtime.service import GOOD, answer, raw_answer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from openrouter_rerank import OpenRouter

    from tests.runtime.service import Rerank, Service

EXPECTED = operations.CreateRerankResponse(
    id="gen-rerank-1",
    model="cohere/rerank-v3.5",
    results=[
        operations.Result(index=1, relevance_score=0.75, document=operations.DocumentResponse(text="Paris")),
    ],
)


def with_result(**changes: Any) -> dict[str, Any]:
    return GOOD | {"results": [GOOD["results"][0] | changes]}


def test_an_answer_is_a_model(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(answer(200, GOOD | {"provider": "Cohere", "usage": {"cost": 0.001, "search_units": 1}}))

    res = rerank(open_router)

    assert type(res) is operations.CreateRerankResponse
    assert type(res.results[0]) is operations.Result
    assert (res.results[0].index, res.results[0].relevance_score) == (1, 0.75)
    assert res.usage == operations.CreateRerankUsage(cost=0.001, search_units=1)
    assert (res.id, res.provider) == ("gen-rerank-1", "Cohere")


@pytest.mark.parametrize("document", [None, ...], ids=["null", "absent"])
def test_a_result_without_a_document_keeps_its_rank(
    open_router: OpenRouter, service: Service, rerank: Rerank, document: Any
) -> None:
    result: dict[str, Any] = {"index": 3, "relevance_score": 1} | ({} if document is ... else {"document": document})
    service.then(answer(200, GOOD | {"results": [result]}))

    assert rerank(open_router).results == [operations.Result(index=3, relevance_score=1.0)]


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "nonsense", "utf-8"])
def test_the_body_is_utf8_whatever_the_header_claims(
    open_router: OpenRouter, service: Service, rerank: Rerank, charset: str
) -> None:
    body = b'{"model":"\xc3\xa9","results":[]}'
    service.then(raw_answer(200, body, f"application/json; charset={charset}"))

    assert rerank(open_router).model == "é"


def test_a_byte_order_mark_is_tolerated(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(raw_answer(200, b'\xef\xbb\xbf{"model":"m","results":[]}'))

    assert rerank(open_router) == operations.CreateRerankResponse(model="m", results=[])


@pytest.mark.parametrize(
    "content_type", ["application/json", "APPLICATION/JSON", "application/vnd.x+json", "text/json"]
)
def test_all_kinds_of_json_are_json(
    open_router: OpenRouter, service: Service, rerank: Rerank, content_type: str
) -> None:
    service.then(raw_answer(200, b'{"model":"m","results":[]}', content_type))

    assert rerank(open_router).model == "m"


def test_a_missing_content_type_is_taken_for_the_promised_one(
    open_router: OpenRouter, service: Service, rerank: Rerank
) -> None:
    silent = raw_answer(200, b'{"model":"m","results":[]}')
    del silent.headers["Content-Type"]
    service.then(silent)

    assert rerank(open_router).model == "m"


@pytest.mark.parametrize("status", [201, 202, 299])
def test_every_success_is_one(open_router: OpenRouter, service: Service, rerank: Rerank, status: int) -> None:
    service.then(answer(status))

    assert rerank(open_router) == EXPECTED


BROKEN: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"<html>", "JSON is malformed"),
    "cut off": (b'{"model":"m","results":[{', "Input data was truncated"),
    "empty": (b"", "Input data was truncated"),
    "null": (b"null", "expected object, got null"),
    "a list": (b"[]", "expected object, got list"),
    "a member missing": (b'{"model":"m"}', "results: missing"),
    "a member of another type": (
        b'{"model":"m","results":[{"index":1,"relevance_score":"x"}]}',
        "results[0].relevance_score: ",
    ),
    "an index that is no integer": (
        b'{"model":"m","results":[{"index":1.5,"relevance_score":1}]}',
        "results[0].index: ",
    ),
    "NaN": (b'{"model":"m","results":[{"index":1,"relevance_score":NaN}]}', "JSON is malformed"),
    "infinity": (b'{"model":"m","results":[{"index":1,"relevance_score":1e999}]}', "results[0].relevance_score: "),
    "not UTF-8": (b'{"model":"\xff","results":[]}', "'utf-8' codec can't decode"),
    "not UTF-8 in a field that nobody knows": (
        b'{"model":"m","results":[],"x":"' + b"\xc3\xa4" * 40_000 + b'\xff"}',
        "'utf-8' codec can't decode",
    ),
    "not UTF-8 in a short field that nobody knows": (
        b'{"model":"m","results":[],"x":"\xff"}',
        "'utf-8' codec can't decode",
    ),
    "cut off within a character": (b'{"model":"m","results":[]} \xc3', "'utf-8' codec can't decode"),
    "two documents": (b'{"model":"m","results":[]}{}', "JSON is malformed"),
    "too deep": (b'{"model":"m","results":[],"x":' + b"[" * 100_000, "maximum recursion depth"),
    "a huge index": (b'{"model":"m","results":[{"index":1e400,"relevance_score":1}]}', "results[0].index: "),
}


@pytest.mark.parametrize(("body", "finding"), BROKEN.values(), ids=BROKEN)
def test_a_success_that_is_not_what_was_promised_says_where(
    open_router: OpenRouter, service: Service, rerank: Rerank, body: bytes, finding: str
) -> None:
    service.then(raw_answer(200, body, X_Request_Id="r-1"))

    with pytest.raises(errors.ResponseValidationError) as caught:
        rerank(open_router)

    assert caught.value.message.startswith(f"createRerank: the answer is not what the API promises: {finding}")
    assert isinstance(caught.value.cause, (ValueError, RecursionError))
    assert (caught.value.status_code, caught.value.request_id) == (200, "r-1")
    assert caught.value.body == body.decode(errors="replace")
    assert not isinstance(caught.value, errors.APIStatusError)


def test_unknown_fields_are_left_out_but_readable(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(answer(200, with_result(confidence="high") | {"warnings": ["w"], "cached": None}))

    res = rerank(open_router)

    assert res == EXPECTED
    assert res.additional_properties == {"warnings": ["w"], "cached": None}
    assert res.http.json()["results"][0]["confidence"] == "high"


def test_the_http_side_is_within_reach(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(answer(202, X_Request_Id="r-1", X_Other="x"))

    http = rerank(open_router).http

    assert (http.status_code, http.request_id, http.headers["x-other"]) == (202, "r-1", "x")
    assert msgspec.json.decode(http.content) == http.json() == msgspec.json.decode(http.text) == GOOD
    assert http.reason == "Accepted"
    assert repr(http) == f"<RawResponse 202 Accepted, {len(http.content)} bytes>"


@pytest.mark.parametrize(
    ("headers", "request_id"),
    [
        ({"x_request_id": "a", "cf_ray": "b"}, "a"),
        ({"request_id": "c", "cf_ray": "b"}, "c"),
        ({"cf_ray": "b"}, "b"),
        ({}, None),
    ],
)
def test_the_request_id_is_found_where_services_put_it(
    open_router: OpenRouter, service: Service, rerank: Rerank, headers: dict[str, str], request_id: str | None
) -> None:
    service.then(answer(200, GOOD, **headers))

    assert rerank(open_router).http.request_id == request_id


def test_the_http_side_is_no_part_of_what_an_answer_says(
    open_router: OpenRouter, service: Service, rerank: Rerank
) -> None:
    service.then(answer(200, GOOD | {"new": 1}))

    res = rerank(open_router)

    assert repr(res) == repr(EXPECTED)
    assert res.model_dump() == EXPECTED.model_dump() == GOOD
    for other in (copy.copy(res), copy.deepcopy(res), pickle.loads(pickle.dumps(res))):
        assert other == EXPECTED
        assert other.additional_properties == {}
        with pytest.raises(AttributeError, match="this CreateRerankResponse is not what a call returned"):
            _ = other.http
    assert b"gen-rerank" in pickle.dumps(res)
    assert b"application/json" not in pickle.dumps(res)


def test_a_part_of_an_answer_has_no_http_side(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    assert not service.requests
    result = rerank(open_router).results[0]

    assert not hasattr(result, "http")
    assert result.additional_properties == {}


def deflate(content: bytes, *, header: bool) -> bytes:
    compressor = zlib.compressobj(wbits=15 if header else -15)
    return compressor.compress(content) + compressor.flush()


PACKED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", gzip.compress),
    "x-gzip": ("X-GZIP", gzip.compress),
    "two members": ("gzip", lambda content: gzip.compress(content[:9]) + gzip.compress(content[9:])),
    "padded": ("gzip", lambda content: gzip.compress(content) + bytes(8)),
    "deflate": ("deflate", lambda content: deflate(content, header=True)),
    "deflate without header": ("deflate", lambda content: deflate(content, header=False)),
    "identity": ("identity", bytes),
    "two encodings": ("gzip, deflate", lambda content: deflate(gzip.compress(content), header=True)),
}


class Pieces:
    """A body that comes piece by piece."""

    def __init__(self, content: bytes, size: int) -> None:
        self._pieces = [content[start : start + size] for start in range(0, len(content), size)]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._pieces)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def packed_answer(encoding: str, content: bytes, size: int = 10) -> Any:
    import httpx2

    headers = {"Content-Type": "application/json", "Content-Encoding": encoding}

    class Stream(Pieces, httpx2.SyncByteStream, httpx2.AsyncByteStream):
        pass

    return httpx2.Response(200, headers=headers, stream=Stream(content, size))


@pytest.mark.parametrize("size", [1, 10, 100_000])
@pytest.mark.parametrize(("encoding", "pack"), PACKED.values(), ids=PACKED)
def test_a_compressed_body_is_decompressed(
    open_router: OpenRouter, service: Service, rerank: Rerank, encoding: str, pack: Any, size: int
) -> None:
    content = msgspec.json.encode(GOOD | {"model": "m" * 5000})
    service.then(packed_answer(encoding, pack(content), size))

    res = rerank(open_router)

    assert res.model == "m" * 5000
    assert res.http.content == content


@pytest.mark.parametrize(
    "content",
    [
        b"not gzip",
        gzip.compress(b'{"model":"m","results":[]}')[:-9],
        gzip.compress(b'{"model":"m","results":[]}')[:-1] + b"!",
    ],
    ids=["no gzip", "cut off", "wrong sum"],
)
def test_a_body_that_can_not_be_decompressed_is_not_what_was_promised(
    open_router: OpenRouter, service: Service, rerank: Rerank, content: bytes
) -> None:
    service.then(packed_answer("gzip", content))

    with pytest.raises(errors.ResponseValidationError) as caught:
        rerank(open_router)

    assert isinstance(caught.value.cause, zlib.error)


MIB = 1024 * 1024


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_body_beyond_64_mib_is_refused(
    open_router: OpenRouter, service: Service, rerank: Rerank, encoding: str
) -> None:
    content = bytes(64 * MIB + 1)
    service.then(packed_answer(encoding, gzip.compress(content, 1) if encoding == "gzip" else content, MIB))

    with pytest.raises(errors.ResponseTooLargeError) as caught:
        rerank(open_router)

    assert str(caught.value) == "the answer's body is longer than 67108864 bytes"
    assert (caught.value.status_code, caught.value.limit) == (200, 64 * MIB)
    assert isinstance(caught.value, errors.OpenRouterError)


def test_a_body_of_64_mib_is_taken(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    body = b'{"model":"m","results":[]}'
    service.then(packed_answer("identity", body + b" " * (64 * MIB - len(body)), MIB))

    assert rerank(open_router).model == "m"


def test_an_answer_can_be_changed_and_compared(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    assert not service.requests
    res = rerank(open_router)

    res.results.sort(key=lambda result: -result.relevance_score)
    res.model = "other"

    assert res != EXPECTED
    assert res.http.json()["model"] == "cohere/rerank-v3.5"
