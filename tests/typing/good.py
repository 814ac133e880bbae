"""A program that uses the package in every way that should please a strict type checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_type

from openrouter_rerank import OpenRouter, components, errors, operations, utils
from openrouter_rerank.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterator


def texts() -> Iterator[str]:
    """Any iterator of documents will do."""
    yield "Paris"


with OpenRouter(api_key=lambda: "key", timeout_ms=5_000) as client:
    assert_type(client, OpenRouter)
    res = client.rerank.rerank(documents=["Paris"], model="m", query="q")
    assert_type(res, operations.CreateRerankResponse)
    assert_type(res.results[0].relevance_score, float)
    assert_type(res.results[0].index, int)
    if res.usage is not None:
        assert_type(res.usage.total_tokens, int | None)
    if (document := res.results[0].document) is not None:
        assert_type(document.text, str | None)

    client.rerank.rerank(documents=texts(), model="m", query="q", top_n=3, provider=None, retries=None)
    client.rerank.rerank(
        documents=("Paris", {"text": "Berlin"}, operations.DocumentRequest(image="data:image/png;base64,")),
        model="m",
        query="q",
        provider={"zdr": True, "order": ["Cohere", "a provider of tomorrow"], "sort": {"by": "price"}},
        trace={"trace_id": "t", "anything": "else"},
        extra_body={"new": [1, 2]},
        http_headers={"X-Trace": "1"},
    )
    client.rerank.rerank(
        documents=["Paris"],
        model="m",
        query="q",
        provider=components.ProviderPreferences(
            allow_fallbacks=False, max_price=components.MaxPrice(prompt=0.5, request="0.1"), only=["Cohere"]
        ),
        trace=components.TraceConfig(trace_id="t"),
        retries=utils.RetryConfig("backoff", utils.BackoffStrategy(500, 8_000, 1.5, 30_000), True),
    )
    try:
        client.rerank.rerank(documents=["Paris"], model="m", query="q", provider=UNSET)
    except errors.TooManyRequestsResponseError as error:
        assert_type(error.status_code, int)
        assert_type(error.message, str)
        if error.data is not None:
            assert_type(error.data.error.message, str)
    except errors.OpenRouterError as error:
        print(error)


async def main() -> None:
    """The asynchronous twin has the same types."""
    async with OpenRouter() as client:
        assert_type(client, OpenRouter)
        res = await client.rerank.rerank_async(documents=["Paris"], model="m", query="q")
        assert_type(res.results[0].relevance_score, float)
