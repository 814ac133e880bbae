"""Canaries: the real service still answers as the description says. Off unless a key and a cost cap are given."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from openrouter_rerank import OpenRouter, errors
from pytest_openrouter_rerank import Fake

if TYPE_CHECKING:
    from openrouter_rerank.operations import CreateRerankResponse

KEY = os.environ.get("LIVE_OPENROUTER_API_KEY", "")
CAP = os.environ.get("LIVE_COST_CAP", "")
"""The most credits that all of these calls together may cost."""
MODEL = os.environ.get("LIVE_MODEL", "cohere/rerank-v3.5")

needs_a_key = pytest.mark.skipif(
    not (KEY and CAP), reason="asks the real service: set LIVE_OPENROUTER_API_KEY and LIVE_COST_CAP (credits in all)"
)
DOCUMENTS = ["Berlin is the capital of Germany.", "Paris is the capital of France."]
QUERY = "What is the capital of France?"


class Budget:
    """What may still be spent. A call that would follow one over the cap is not made."""

    def __init__(self, cap: str) -> None:
        self.left = float(cap)

    def open(self) -> None:
        """Fail where there is nothing left to spend."""
        assert self.left > 0, f"LIVE_COST_CAP={CAP} is spent"

    def pay(self, answer: CreateRerankResponse) -> None:
        """Take an answer's cost off; an answer that does not tell its cost ends all spending."""
        cost = answer.usage.cost if answer.usage else None
        self.left -= float("inf") if cost is None else cost
        assert self.left >= 0, (
            f"{'unknown' if cost is None else cost} credits for a call: more than LIVE_COST_CAP={CAP}"
        )


@pytest.fixture(scope="module")
def budget() -> Budget:
    """The cap, shared by all calls that are billed."""
    return Budget(CAP)


@needs_a_key
def test_the_service_ranks(budget: Budget) -> None:
    budget.open()
    with OpenRouter(api_key=KEY, retry_config=None) as client:
        answer = client.rerank.rerank(documents=DOCUMENTS, model=MODEL, query=QUERY, top_n=1)
    budget.pay(answer)

    assert [result.index for result in answer.results] == [1]
    assert answer.additional_properties == {}


@needs_a_key
def test_the_service_ranks_in_asynchronous_calls(budget: Budget) -> None:
    async def ask() -> CreateRerankResponse:
        async with OpenRouter(api_key=KEY, retry_config=None) as client:
            return await client.rerank.rerank_async(documents=DOCUMENTS, model=MODEL, query=QUERY, top_n=1)

    budget.open()
    answer = asyncio.run(ask())
    budget.pay(answer)

    assert [result.index for result in answer.results] == [1]


@needs_a_key
def test_the_service_refuses_a_wrong_key_and_a_wrong_request() -> None:
    """Neither is billed."""
    with OpenRouter(api_key="no-key", retry_config=None) as client, pytest.raises(errors.UnauthorizedResponseError):
        client.rerank.rerank(documents=DOCUMENTS, model=MODEL, query=QUERY)
    with OpenRouter(api_key=KEY, retry_config=None) as client, pytest.raises(errors.BadRequestResponseError):
        client.rerank.rerank(documents=[], model=MODEL, query=QUERY)


def canaries(fake: Fake, **variables: str) -> subprocess.CompletedProcess[str]:
    """Let the canaries above ask a service that costs nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIVE_")}
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "-k", "test_the_service", __file__]
    environment = {**kept, **fake.environment, **variables}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def billed(cost: float | None) -> dict[str, object]:
    """An answer as the real service gives it."""
    usage = {} if cost is None else {"usage": {"cost": cost}}
    return {"model": MODEL, "results": [{"index": 1, "relevance_score": 0.9}], **usage}


@pytest.mark.parametrize(
    "given", [{}, {"LIVE_OPENROUTER_API_KEY": "sk-or-live"}, {"LIVE_COST_CAP": "0.01"}], ids=["nothing", "key", "cap"]
)
def test_without_a_key_and_a_cap_nothing_is_asked(given: dict[str, str]) -> None:
    with Fake() as fake:
        done = canaries(fake, **given)

        assert fake.calls == []
    assert "3 skipped" in done.stdout
    assert "set LIVE_OPENROUTER_API_KEY and LIVE_COST_CAP" in done.stdout


def test_with_a_key_and_a_cap_the_service_is_asked_with_that_key() -> None:
    with Fake() as fake:
        fake.answer(billed(0.001), times=2)
        fake.fail(401)
        fake.expect_invalid(1)

        done = canaries(fake, LIVE_OPENROUTER_API_KEY="sk-or-live", LIVE_COST_CAP="0.002")

        assert [call.status for call in fake.calls] == [200, 200, 401, 400]
    assert "3 passed" in done.stdout, done.stdout
    assert "sk-or-live" not in done.stdout + done.stderr


@pytest.mark.parametrize("cost", [0.02, None])
def test_a_call_beyond_the_cap_is_the_last_that_is_billed(cost: float | None) -> None:
    with Fake() as fake:
        fake.answer(billed(cost))
        fake.fail(401)
        fake.expect_invalid(1)

        done = canaries(fake, LIVE_OPENROUTER_API_KEY="sk-or-live", LIVE_COST_CAP="0.01")

        assert [call.status for call in fake.calls] == [200, 401, 400]
    assert "2 failed, 1 passed" in done.stdout, done.stdout
    assert "LIVE_COST_CAP=0.01" in done.stdout


def test_a_cap_that_is_no_number_is_told_before_anything_is_asked() -> None:
    with Fake() as fake:
        fake.fail(401)
        fake.expect_invalid(1)

        done = canaries(fake, LIVE_OPENROUTER_API_KEY="sk-or-live", LIVE_COST_CAP="a cent")

        assert [call.status for call in fake.calls] == [401, 400]
    assert "could not convert string to float: 'a cent'" in done.stdout
