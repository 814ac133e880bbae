"""Matches the regular expressions of JSONPath filters (I-Regexp, RFC 9485) within limits of time and memory."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from math import prod
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["PatternLimitError", "matches_part", "matches_whole"]

MAX_PATTERN: Final = 1_000
"""Characters of a regular expression."""
MAX_REPEATS: Final = 100_000
"""The product of the counts in a regular expression, which is how much memory it may take."""

_COUNT: Final = re.compile(r"(?P<escape>\\.)|\{(?P<least>[0-9]++)(?P<comma>,?)(?P<most>[0-9]*+)\}", re.DOTALL)


class PatternLimitError(Exception):
    """The regular expression is too large to be tried."""


def matches_whole(pattern: str, text: str, seconds: float) -> bool:
    """Tell whether the pattern describes the whole text; an invalid pattern describes none (RFC 9535, 2.4.6).

    Raises:
        PatternLimitError: the pattern is too large.
        TimeoutError: it backtracks too long.
    """
    compiled = _compiled(pattern)
    return compiled is not None and compiled.fullmatch(text, timeout=seconds) is not None


def matches_part(pattern: str, text: str, seconds: float) -> bool:
    """Tell whether the pattern describes a part of the text (RFC 9535, 2.4.7); otherwise as `matches_whole`."""
    compiled = _compiled(pattern)
    return compiled is not None and compiled.search(text, timeout=seconds) is not None


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    import regex  # type: ignore[import-untyped]  # noqa: PLC0415  (slow to import, mostly not needed)
    from iregexp_check import check  # noqa: PLC0415

    if len(pattern) > MAX_PATTERN:
        message = f"a regular expression of {len(pattern):,} characters, {MAX_PATTERN:,} are tried at most"
        raise PatternLimitError(message)
    counts = [int(found["most"] or found["least"]) for found in _COUNT.finditer(pattern) if not found["escape"]]
    if prod(max(count, 1) for count in counts) > MAX_REPEATS:
        message = f"the regular expression {pattern!r} repeats its parts more than {MAX_REPEATS:,} times"
        raise PatternLimitError(message)
    if not check(_COUNT.sub(_one_digit, pattern)):
        return None
    try:
        return regex.compile(_map_re()(pattern))
    except (regex.error, RecursionError):
        return None


def _one_digit(count: re.Match[str]) -> str:
    # iregexp_check 0.1.4 takes counts of one digit only; which number it is makes no pattern invalid
    return count[0] if count["escape"] else "{1" + count["comma"] + ("1" if count["most"] else "") + "}"


def _map_re() -> Callable[[str], str]:
    """Find the library's translation of I-Regexp to this engine; releases 1 and 2 differ in where it is."""
    release = "function_extensions._pattern" if find_spec("jsonpath_rfc9535.function_extensions") else "functions"
    translate: Callable[[str], str] = import_module(f"jsonpath_rfc9535.{release}").map_re
    return translate
