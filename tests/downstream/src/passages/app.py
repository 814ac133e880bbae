"""The service over HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, Header, HTTPException, Request
from openrouter_rerank import OpenRouter
from openrouter_rerank.utils import BackoffStrategy, RetryConfig
from pydantic import BaseModel, Field

from passages.library import candidates
from passages.ranking import BusyError, Ranking, rank

__all__ = ["app"]

IMPATIENT = RetryConfig(
    strategy="backoff",
    backoff=BackoffStrategy(initial_interval=50, max_interval=500, exponent=2, max_elapsed_time=1_000),
    retry_connection_errors=True,
)
"""Somebody waits for the answer: after a second without the model, words must do."""


class Question(BaseModel):
    """What somebody wants to know."""

    question: str = Field(min_length=1, max_length=500)
    limit: int = Field(default=3, ge=1, le=20)


class Found(BaseModel):
    """A passage that may answer."""

    name: str
    text: str
    score: float | None


class Answer(BaseModel):
    """The passages that fit best, best first."""

    by: str
    cost: float
    passages: list[Found]


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one client, with its connections, for all requests."""
    async with OpenRouter(x_open_router_title="Passages", timeout_ms=5_000, retry_config=IMPATIENT) as client:
        app.state.client = client
        yield


app = FastAPI(title="Passages", lifespan=_lifespan)


@app.post("/search")
async def search(request: Request, asked: Question, user: Annotated[str, Header(alias="X-User")] = "nobody") -> Answer:
    """Find the passages that answer a question."""
    client: OpenRouter = request.app.state.client
    chosen = candidates(asked.question)
    if not chosen:
        return Answer(by="words", cost=0.0, passages=[])
    try:
        ranking = await rank(client, asked.question, chosen, limit=asked.limit, user=user)
    except BusyError as busy:
        headers = {"Retry-After": busy.seconds} if busy.seconds else None
        raise HTTPException(503, "busy, come again later", headers) from busy
    return _answer(ranking)


def _answer(ranking: Ranking) -> Answer:
    found = [Found(name=one.passage.name, text=one.passage.text, score=one.score) for one in ranking.passages]
    return Answer(by=ranking.by, cost=ranking.cost, passages=found)
