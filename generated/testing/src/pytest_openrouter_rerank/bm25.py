"""Scores texts by the words they share with a query: Okapi BM25, in the standard library.

Deterministic and the same on every machine: a text's score depends on the texts, not on their
order, and is rounded so that the last bits of a logarithm decide nothing.

Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009),
with the never negative weight `ln(1 + (N - n + 0.5) / (n + 0.5))` that Lucene uses.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["relevance", "words"]

SATURATION = 1.2
LENGTH_WEIGHT = 0.75
DIGITS = 6

# Chinese and Japanese are written without spaces: each of their characters counts as a word.
_IDEOGRAPHS = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_IDEOGRAPHS}]|[^\W{_IDEOGRAPHS}]+")


def relevance(query: str, texts: Sequence[str]) -> list[float]:
    """Score each text from 0, no word in common with the query, to below 1.

    A score is BM25 as a share of the most that any text could reach for this query.
    """
    terms = list(dict.fromkeys(words(query)))
    counts = [Counter(words(text)) for text in texts]
    lengths = [count.total() for count in counts]
    average = sum(lengths) / len(lengths) if any(lengths) else 1.0
    weights = {term: _rarity(len(counts), sum(term in count for count in counts)) for term in terms}
    best = sum(weights.values()) or 1.0
    return [
        round(sum(weights[term] * _presence(count[term], length / average) for term in terms) / best, DIGITS)
        for count, length in zip(counts, lengths, strict=True)
    ]


def words(text: str) -> list[str]:
    """Split a text into words, the same for `CAFÉ`, `café` and its decomposed form."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def _rarity(texts: int, containing: int) -> float:
    """Weigh a word: the fewer texts contain it, the more it says."""
    return math.log(1 + (texts - containing + 0.5) / (containing + 0.5))


def _presence(times: int, relative_length: float) -> float:
    """Weigh a word's occurrences in one text: each more counts less, and less in a long text; below 1."""
    return times / (times + SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * relative_length))
