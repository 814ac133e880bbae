"""A storm: thousands of calls at once, from threads and tasks, on a server that fails in every way at random.

What befalls the n-th attempt of a call is drawn from the seed, the call's name and n, so that the test knows what
must come of each call and how often it must have been sent, whatever the order of events.
"""

from __future__ import annotations

import asyncio
import gzip
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

import pytest
from openrouter_rerank import OpenRouter, errors
from openrouter_rerank._runtime import clock

from tests.faults import wire
from tests.faults.behaviours import Answer, Close, Drip, Echo, Raw, Redirect, Reset, Stall
from tests.faults.calling import KEY
from tests.faults.server import FaultServer

if TYPE_CHECKING:
    from tests.faults.exchange import Behaviour, Exchange, Request

SEED = 20260822
SHARE = 0.01
"""How much of all attempts each fault befalls."""

JSON = {"Content-Type": "application/json"}
NOW = {"Retry-After": "0"}
Outcome = Literal["answer", "again"] | type[errors.OpenRouterError]


def _good(request: Request) -> bytes:
    return Echo().answer(request)


def _chunked(request: Request) -> bytes:
    return wire.head(200, JSON | {"Transfer-Encoding": "chunked"}) + wire.chunked(_body(request))


def _body(request: Request) -> bytes:
    return _good(request).partition(b"\r\n\r\n")[2]


ELSEWHERE = Redirect(307, "/elsewhere")

FAULTS: list[tuple[Behaviour, Outcome]] = [
    (Reset(), "again"),
    (Close(), "again"),
    (Answer(503), "again"),
    (Answer(500, b"<html>", after="close"), "again"),
    (Answer(429, headers=NOW), "again"),
    (Answer(529, headers=NOW, after="reset"), "again"),
    (Reset(after=30), errors.APIConnectionError),
    (Reset(after=150), errors.APIConnectionError),
    (Close(after=150), errors.APIConnectionError),
    (Raw(lambda request: _chunked(request)[:-5], after="close"), errors.APIConnectionError),
    (Raw(b"garbage\r\n\r\n", after="close"), errors.APIConnectionError),
    (Raw(wire.message(200, b"", {"X-Long": "x" * 200_000})), errors.APIConnectionError),
    (Stall(), errors.APITimeoutError),
    (Stall(after=150), errors.APITimeoutError),
    (Drip(part="head", seconds=0.05), errors.APITimeoutError),
    (Drip(part="body", seconds=0.05), errors.APITimeoutError),
    (Answer(200, b"\x1f\x8bnone", {"Content-Encoding": "gzip"}), errors.ResponseValidationError),
    (Raw(lambda request: wire.message(200, _body(request), length=20)), errors.ResponseValidationError),
    (Answer(400), errors.BadRequestResponseError),
    (Redirect(302, "/elsewhere"), errors.OpenRouterDefaultError),
    (ELSEWHERE, "answer"),
    (Raw(_good, piece=1), "answer"),
    (Raw(_chunked), "answer"),
    (Raw(lambda request: wire.head(103, {}) + _good(request)), "answer"),
    (Raw(lambda request: _good(request) + wire.message(200, wire.ranking("stolen"))), "answer"),
    (Raw(lambda request: wire.message(200, gzip.compress(_body(request)), {"Content-Encoding": "gzip"})), "answer"),
    (Answer(version="HTTP/1.0", after="close"), "answer"),
    (Answer(after="close"), "answer"),
    (Answer(after="reset"), "answer"),
]
UNDISTURBED: tuple[Behaviour, Outcome] = (Echo(), "answer")


def fate(query: str, attempt: int) -> tuple[Behaviour, Outcome]:
    """What befalls an attempt of a call, and what must come of it."""
    drawn = random.Random(f"{SEED}/{query}/{attempt}").random()
    number = int(drawn / SHARE)
    return FAULTS[number] if number < len(FAULTS) else UNDISTURBED


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of a call."""

    attempts: int
    outcome: Outcome


def expected(query: str) -> Expected:
    """Follow a call through its attempts."""
    for attempt in count():
        _, outcome = fate(query, attempt)
        if outcome != "again":
            return Expected(attempt + 1, outcome)
    raise AssertionError


class Storm:
    """The server's behaviour: each attempt meets its fate, and one connection of a hundred is reset when accepted."""

    before_tls = False

    def __init__(self) -> None:
        self.attempts: Counter[str] = Counter()
        self.resets = 0
        self.lost_redirects = 0
        """How many attempts were made again because such a reset met them on their way elsewhere."""
        self._greeted: set[int] = set()
        self._on_their_way: set[str] = set()

    async def play(self, exchange: Exchange) -> None:
        number = exchange.connection.number
        if number % 100 == 99 and number not in self._greeted:
            self.resets += 1
            exchange.reset()
            return
        self._greeted.add(number)
        request = await exchange.request()
        query: str = request.json["query"]
        if request.target == "/elsewhere":
            self._on_their_way.remove(query)
            await Echo().play(exchange)
            return
        if query in self._on_their_way:
            self.lost_redirects += 1
        else:
            self.attempts[query] += 1
        behaviour, _ = fate(query, self.attempts[query] - 1)
        if behaviour is ELSEWHERE:
            self._on_their_way.add(query)
        await behaviour.play(exchange)


@pytest.mark.parametrize("calls", ["--storm"], indirect=True)
def test_a_storm_of_faults(calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No call hangs, each answer belongs to its call, and nothing is sent more often than the policy allows."""
    queries = [str(number) for number in range(calls)]
    monkeypatch.setattr(clock, "sleep", _sleep)
    monkeypatch.setattr(clock, "sleep_async", _sleep_async)
    storm = Storm()

    with FaultServer(then=storm) as server:
        outcomes = asyncio.run(_all(server.url, queries))

    wanted = {query: expected(query) for query in queries}
    assert outcomes == {query: one.outcome for query, one in wanted.items()}
    assert storm.attempts == {query: one.attempts for query, one in wanted.items()}
    assert storm.attempts.total() > calls
    assert storm.lost_redirects <= storm.resets


def _sleep(_: float) -> None:
    """Wait no time."""


async def _sleep_async(_: float) -> None:
    await asyncio.sleep(0)


async def _all(url: str, queries: list[str]) -> dict[str, Outcome | str]:
    """Make one half of the calls from 32 threads, the other from 64 tasks, all on one client."""
    half = len(queries) // 2
    outcomes: dict[str, Outcome | str] = {}
    waiting = iter(queries[half:])
    loop = asyncio.get_running_loop()
    async with OpenRouter(api_key=KEY, server_url=url) as open_router:

        def call(query: str) -> None:
            try:
                answer = open_router.rerank.rerank(**_arguments(query))
                outcomes[query] = "answer" if answer.id == query else f"the answer to {answer.id}"
            except errors.OpenRouterError as error:
                outcomes[query] = type(error)

        async def work() -> None:
            for query in waiting:
                try:
                    answer = await open_router.rerank.rerank_async(**_arguments(query))
                    outcomes[query] = "answer" if answer.id == query else f"the answer to {answer.id}"
                except errors.OpenRouterError as error:
                    outcomes[query] = type(error)

        with ThreadPoolExecutor(32) as pool:
            threads = [loop.run_in_executor(pool, call, query) for query in queries[:half]]
            await asyncio.gather(*threads, *(work() for _ in range(64)))
        open_router.close()
    return outcomes


def _arguments(query: str) -> dict[str, Any]:
    """Give little time to calls that are sure to use it up, and much to the others: the machine may be busy."""
    hopeless = expected(query).outcome is errors.APITimeoutError
    return {"documents": ["a"], "model": "m", "query": query, "timeout_ms": 1000 if hopeless else 30_000}
