"""What holds for all values, tried on many."""

from __future__ import annotations

import gzip
import json
import math
import zlib
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings, strategies as st
from openrouter_rerank import components, operations
from openrouter_rerank._runtime.body import encode_body
from openrouter_rerank._runtime.meter import Meter
from openrouter_rerank._runtime.operation import Operation
from openrouter_rerank._runtime.reading import Body
from openrouter_rerank._runtime.retry import BackoffStrategy, wait_asked_for
from openrouter_rerank.errors import OpenRouterDefaultError

if TYPE_CHECKING:
    from collections.abc import Callable

OPERATION = Operation(
    id="createRerank",
    method="POST",
    path="/rerank",
    accepts=operations.CreateRerankRequestBody,
    returns=operations.CreateRerankResponse,
    raises={},
    default=OpenRouterDefaultError,
)
MANY = settings(max_examples=60, deadline=None, derandomize=True, database=None)

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
objects = st.dictionaries(texts.filter(lambda key: key not in components.TraceConfig.__struct_fields__), json_values)


def sent(extra: dict[str, Any] | None = None, **given: Any) -> Any:
    body = encode_body(OPERATION, {"documents": ["a"], "model": "m", "query": "q"} | given, extra)
    assert body is not None
    return json.loads(body)


@MANY
@given(objects)
def test_an_open_object_arrives_as_it_was_given(trace: dict[str, Any]) -> None:
    assert sent(trace=trace)["trace"] == trace


@MANY
@given(objects)
def test_extra_fields_arrive_as_they_were_given(extra: dict[str, Any]) -> None:
    received = sent(extra)

    assert {name: received[name] for name in extra} == extra


@MANY
@given(st.lists(texts | st.fixed_dictionaries({"text": texts}) | st.builds(operations.DocumentRequest, text=texts)))
def test_documents_arrive_in_order_and_number(documents: list[Any]) -> None:
    expected = [item.model_dump() if isinstance(item, operations.DocumentRequest) else item for item in documents]

    assert sent(documents=documents)["documents"] == expected
    assert sent(documents=iter(documents)) == sent(documents=tuple(documents))


@MANY
@given(st.dictionaries(st.sampled_from(["zdr", "allow_fallbacks", "require_parameters"]), st.booleans() | st.none()))
def test_a_dict_and_its_model_are_sent_alike(provider: dict[str, Any]) -> None:
    as_model = components.ProviderPreferences(**provider)

    assert sent(provider=provider) == sent(provider=as_model) == sent() | {"provider": provider}


def cut(content: bytes, places: list[int]) -> list[bytes]:
    ends = sorted({place % (len(content) + 1) for place in places} | {0, len(content)})
    return [content[start:end] for start, end in pairwise(ends)]


def bare_deflate(content: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(content) + compressor.flush()


packers: st.SearchStrategy[tuple[str, Callable[[bytes], bytes]]] = st.sampled_from(
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", bare_deflate), ("", bytes)]
)


@MANY
@given(st.binary(max_size=3000), packers, st.lists(st.integers(0, 3000), max_size=6))
def test_a_body_is_the_same_however_it_is_cut(
    content: bytes, packer: tuple[str, Callable[[bytes], bytes]], places: list[int]
) -> None:
    encoding, pack = packer
    body = Body(encoding, 10_000)

    for piece in cut(pack(content), places):
        body.add(piece)

    assert (body.content(), body.problem) == (content, None)


@MANY
@given(st.binary(min_size=1, max_size=300), st.lists(st.integers(0, 400), max_size=6), st.binary(max_size=30))
def test_surplus_bytes_are_noticed_however_an_answer_is_cut(body: bytes, places: list[int], surplus: bytes) -> None:
    head = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
    meter = Meter()

    for piece in cut(head + body + surplus, places):
        meter.add(piece)
    meter.end(len(body), chunked=False)

    assert meter.surplus == bool(surplus)


@MANY
@given(texts, texts)
def test_whatever_a_server_asks_for_a_wait_is_a_sensible_number_or_none(milliseconds: str, seconds: str) -> None:
    wait = wait_asked_for({"retry-after-ms": milliseconds, "retry-after": seconds})

    assert wait is None or (0 <= wait < math.inf)


@MANY
@given(st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1e308), st.floats(0, 1e6), st.integers(0, 5000))
def test_a_wait_is_never_negative_nor_beyond_the_longest(
    initial: float, longest: float, exponent: float, jitter: float, retries: int
) -> None:
    strategy = BackoffStrategy(initial, longest, exponent, 1, jitter)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]

    assert 0 <= strategy.wait(retries) <= longest / 1000
