"""Answers a rerank request: the documents in lexical order, with made-up but steady usage."""

from __future__ import annotations

from typing import Any, TypeAlias

from .bm25 import relevance, words

__all__ = ["PROVIDER", "rerank"]

PROVIDER = "FakeProvider"
DOCUMENTS_PER_SEARCH_UNIT = 100
CREDITS_PER_SEARCH_UNIT = 0.001

Document: TypeAlias = "str | dict[str, str]"


def rerank(body: dict[str, Any], serial: int) -> dict[str, Any]:
    """Make the answer to a request body that fits the description.

    Documents of one score keep the order of the request. `serial` counts answers, and makes
    the answer's id.
    """
    documents: list[Document] = body["documents"]
    texts = [_text(document) for document in documents]
    scores = relevance(body["query"], texts)
    order = sorted(range(len(documents)), key=lambda index: -scores[index])  # stable
    return {
        "id": f"gen-rerank-{serial:010d}-fake",
        "model": body["model"],
        "provider": PROVIDER,
        "results": [
            {"index": index, "relevance_score": scores[index], "document": _echo(documents[index])}
            for index in order[: _top_n(body)]
        ],
        "usage": _usage(body["query"], texts),
    }


def _text(document: Document) -> str:
    """Take what words can be compared with: images have none."""
    return document if isinstance(document, str) else document.get("text", "")


def _echo(document: Document) -> dict[str, str]:
    return {"text": document} if isinstance(document, str) else document


def _top_n(body: dict[str, Any]) -> int | None:
    top_n = body.get("top_n")
    return None if top_n is None else int(top_n)  # 3.0 is an integer in JSON Schema


def _usage(query: str, texts: list[str]) -> dict[str, int | float]:
    """Count a search unit for each 100 documents begun, a token for each word read."""
    units = -(-len(texts) // DOCUMENTS_PER_SEARCH_UNIT)
    return {
        "search_units": units,
        "total_tokens": sum(len(words(text)) for text in (query, *texts)),
        "cost": round(units * CREDITS_PER_SEARCH_UNIT, 6),
    }
