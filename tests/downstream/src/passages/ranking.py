"""Puts passages in order by a reranking model; everything that the service asks of openrouter-rerank is here."""

from collections.abc import Sequence
from dataclasses import dataclass

from openrouter_rerank import OpenRouter, errors, operations

from passages.library import Passage

__all__ = ["BusyError", "Ranked", "Ranking", "rank"]

MODEL = "cohere/rerank-v3.5"


class BusyError(Exception):
    """The model has no time; `seconds` says when to come again, if that is known."""

    def __init__(self, seconds: str | None) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A passage and how well it answers; no score if no model was asked."""

    passage: Passage
    score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The best passages, best first, and who says so."""

    by: str
    passages: Sequence[Ranked]
    cost: float = 0.0


async def rank(client: OpenRouter, question: str, passages: Sequence[Passage], *, limit: int, user: str) -> Ranking:
    """Put passages in order; if the model can't be had, leave them in theirs.

    Raises:
        BusyError: The service asks to come again later.
    """
    try:
        answer = await client.rerank.rerank_async(
            model=MODEL,
            query=question,
            documents=[passage.text for passage in passages],
            top_n=limit,
            user=user,
        )
    except errors.TooManyRequestsResponseError as error:
        raise BusyError(error.headers.get("Retry-After")) from error
    except errors.OpenRouterError:
        return Ranking(by="words", passages=[Ranked(passage=one, score=None) for one in passages[:limit]])
    return Ranking(
        by=answer.model,
        passages=[_ranked(result, passages) for result in answer.results],
        cost=(answer.usage and answer.usage.cost) or 0.0,
    )


def _ranked(result: operations.Result, passages: Sequence[Passage]) -> Ranked:
    return Ranked(passage=passages[result.index], score=result.relevance_score)
