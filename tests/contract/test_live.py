"""Canaries: the real service still answers as the description says. Off unless a key and a cost cap are given."""

from __future__ import annotations

import asyncio
import os

import pytest
from openrouter_rerank import OpenRouter, errors

KEY = os.environ.get("LIVE_OPENROUTER_API_KEY", "")
CAP = os.environ.get("LIVE_COST_CAP", "")
"""The most credits that one call may cost."""
MODEL = os.environ.get("LIVE_MODEL", "cohere/rerank-v3.5")

needs_a_key = pytest.mark.skipif(
    not (KEY and CAP), reason="asks the real service: set LIVE_OPENROUTER_API_KEY and LIVE_COST_CAP (credits a call)"
)
DOCUMENTS = ["Berlin is the capital of Germany.", "Paris is the capital of France."]
QUERY = "What is the capital of France?"


@needs_a_key
def test_the_service_ranks() -> None:
    with OpenRouter(api_key=KEY, retry_config=None) as client:
        answer = client.rerank.rerank(documents=DOCUMENTS, model=MODEL, query=QUERY, top_n=1)

    assert [result.index for result in answer.results] == [1]
    assert answer.additional_properties == {}
    assert answer.usage is not None
    assert (answer.usage.cost or 0) <= float(CAP)


@needs_a_key
def test_the_service_ranks_in_asynchronous_calls() -> None:
    async def ask() -> int:
        async with OpenRouter(api_key=KEY, retry_config=None) as client:
            answer = await client.rerank.rerank_async(documents=DOCUMENTS, model=MODEL, query=QUERY, top_n=1)
            assert answer.usage is not None
            assert (answer.usage.cost or 0) <= float(CAP)
            return answer.results[0].index

    assert asyncio.run(ask()) == 1


@needs_a_key
def test_the_service_refuses_a_wrong_key_and_a_wrong_request() -> None:
    """Neither is billed."""
    with OpenRouter(api_key="no-key", retry_config=None) as client, pytest.raises(errors.UnauthorizedResponseError):
        client.rerank.rerank(documents=DOCUMENTS, model=MODEL, query=QUERY)
    with OpenRouter(api_key=KEY, retry_config=None) as client, pytest.raises(errors.BadRequestResponseError):
        client.rerank.rerank(documents=[], model=MODEL, query=QUERY)
