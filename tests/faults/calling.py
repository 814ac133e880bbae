"""One way to call with every kind of client: sync or async, on connections of the package's own or on supplied ones."""

from __future__ import annotations

import asyncio
import ssl
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, TypedDict, TypeVar, Unpack

import httpx
import httpx2
from openrouter_rerank import OpenRouter, errors, operations

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Sequence

    from openrouter_rerank import utils

__all__ = ["KEY", "Caller", "Options", "Outcome"]

KEY = "sk-or-v1-never-to-be-shown-0123456789"

TRUST = ssl.create_default_context()
"""What a supplied client trusts; loading it anew for each would take most of a test's time."""

E = TypeVar("E", bound=errors.OpenRouterError)
Outcome: TypeAlias = operations.CreateRerankResponse | errors.OpenRouterError


class Options(TypedDict, total=False):
    """What a test may say about its calls."""

    documents: Sequence[str]
    timeout_ms: int
    retries: utils.RetryConfig | None
    http_headers: dict[str, str]


class _Arguments(Options):
    model: str
    query: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Makes a client, calls one or more times, closes it."""

    mode: Literal["sync", "async"]
    connections: Literal["own", "httpx2", "httpx"] = "own"
    between: Callable[[], object] = bool
    """What to wait for after each call."""

    def answers(self, url: str, *queries: str, **options: Unpack[Options]) -> list[operations.CreateRerankResponse]:
        """Make a call for each query, one after the other on one client; all succeed."""
        answers: list[operations.CreateRerankResponse] = []
        for outcome in self.outcomes(url, *queries, **options):
            if isinstance(outcome, errors.OpenRouterError):
                raise outcome
            answers.append(outcome)
        return answers

    def error(self, kind: type[E], url: str, **options: Unpack[Options]) -> E:
        """Make a call that fails with exactly this class, and give the error."""
        (outcome,) = self.outcomes(url, "q", **options)
        assert type(outcome) is kind, f"expected {kind.__name__}, got {outcome!r}"
        return outcome

    def outcomes(self, url: str, *queries: str, **options: Unpack[Options]) -> list[Outcome]:
        """Make a call for each query, one after the other on one client; some may fail."""
        if self.mode == "async":
            return asyncio.run(self._calls_async(url, queries, options))
        return self._calls(url, queries, options)

    def _calls(self, url: str, queries: Sequence[str], options: Options) -> list[Outcome]:
        outcomes: list[Outcome] = []
        with self._client(url) as open_router:
            for query in queries:
                try:
                    outcomes.append(open_router.rerank.rerank(**_arguments(query, options)))
                except errors.OpenRouterError as error:
                    outcomes.append(error)
                self.between()
        return outcomes

    async def _calls_async(self, url: str, queries: Sequence[str], options: Options) -> list[Outcome]:
        outcomes: list[Outcome] = []
        async with self._async_client(url) as open_router:
            for query in queries:
                try:
                    outcomes.append(await open_router.rerank.rerank_async(**_arguments(query, options)))
                except errors.OpenRouterError as error:
                    outcomes.append(error)
                await asyncio.to_thread(self.between)
        return outcomes

    @contextmanager
    def _client(self, url: str) -> Generator[OpenRouter]:
        if self.connections == "own":
            with OpenRouter(api_key=KEY, server_url=url) as open_router:
                yield open_router
        elif self.connections == "httpx2":
            with (
                httpx2.Client(verify=TRUST) as client,
                OpenRouter(api_key=KEY, server_url=url, client=client) as open_router,
            ):
                yield open_router
        else:
            with httpx.Client(verify=TRUST) as old, OpenRouter(api_key=KEY, server_url=url, client=old) as open_router:
                yield open_router

    @asynccontextmanager
    async def _async_client(self, url: str) -> AsyncGenerator[OpenRouter]:
        if self.connections == "own":
            async with OpenRouter(api_key=KEY, server_url=url) as open_router:
                yield open_router
        elif self.connections == "httpx2":
            async with httpx2.AsyncClient(verify=TRUST) as client:
                yield OpenRouter(api_key=KEY, server_url=url, async_client=client)
        else:
            async with httpx.AsyncClient(verify=TRUST) as old:
                yield OpenRouter(api_key=KEY, server_url=url, async_client=old)


def _arguments(query: str, options: Options) -> _Arguments:
    given: Options = {"documents": ["a", "b"], "timeout_ms": 10_000, **options}
    return {"model": "m", "query": query, **given}
