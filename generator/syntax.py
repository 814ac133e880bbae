"""Parses Python once, however many stages look at it."""

from __future__ import annotations

import ast
from functools import lru_cache

__all__ = ["parsed"]


@lru_cache(maxsize=1000)
def parsed(content: bytes) -> ast.Module:
    """The syntax tree of a module, not to be changed; raises SyntaxError or ValueError."""
    return ast.parse(content)
