"""Keeps keys out of what is shown and written down."""

from __future__ import annotations

import json

__all__ = ["MASK", "without_keys"]

MASK = "***"
SHORTEST_KEY = 8  # anything shorter is no real key, and may well be a word of the documents


def without_keys(text: str, *keys: str) -> str:
    """Mask keys wherever they stand in a text, written as they are or as JSON writes them."""
    for key in sorted(keys, key=len, reverse=True):  # one may begin as another does
        if len(key) >= SHORTEST_KEY:
            text = text.replace(json.dumps(key, ensure_ascii=False)[1:-1], MASK).replace(key, MASK)
    return text
