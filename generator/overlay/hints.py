"""Guesses what somebody meant who wrote a query that RFC 9535 does not allow."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["query_hint"]

_HINTS: Final = (
    (r"^\s|\s$", "leave the blanks out"),
    (r"^[^$]", "a query begins with $, the document's root"),
    (r"=~", "write match(@.name, 'pattern') for the whole text, search(…) for a part"),
    (r"===|!==", "write == or !="),
    (r"(?<![=!<>])=(?!=)", "equality is written =="),
    (r"(?<!&)&(?!&)|(?<!\|)\|(?!\|)", "in a filter write && for and, || for or"),
    (r"\[\(", "scripts are an extension of some tools: [-1] is the last item"),
    (r"@\.length\b(?!\()", "write length(@) for the number of items or characters"),
    (r"[~^]\s*$", "~ and ^ are extensions of some tools: select the parent, or copy and remove"),
    (r"\.$", "a query does not end with a dot"),
    (r"\[[A-Za-z_/]", "a name in brackets stands in quotes: $.paths['/a/b']"),
    (
        r"\.[A-Za-z_]\w*-|\.\d|\.[^\[.*]*/",
        "a name that is no plain word stands in brackets: $['x-name'], $.paths['/a/b']",
    ),
)


def query_hint(text: str, reason: str) -> str:
    """Say what to write instead; if that can't be guessed, why the query can't be read."""
    return next((hint for sign, hint in _HINTS if re.search(sign, text)), f"the query can't be read: {reason}")
