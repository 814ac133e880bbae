"""What a check found, in words: the place first, then what was expected there."""

from __future__ import annotations

import re

__all__ = ["said_of"]

PLACE = re.compile(r" - at `(?:key` in `)?\$\.?(.*)`$")
UNKNOWN = re.compile(r"^Object contains unknown field `(.*)`$")
MISSING = re.compile(r"^Object missing required field `(.*)`$")
QUOTED = re.compile(r"`(.*?)`")


def said_of(error: Exception, where: str = "") -> str:
    """Tell what msgspec found: "provider.zdr: expected bool or null, got str".

    `where` is the place of the value that was checked.
    """
    text = str(error)
    place = PLACE.search(text)
    path = _join(where, place[1]) if place else where
    finding = text[: place.start()] if place else text
    if unknown := UNKNOWN.match(finding):
        return f"{_join(path, unknown[1])}: unknown field"
    if missing := MISSING.match(finding):
        return f"{_join(path, missing[1])}: missing"
    finding = QUOTED.sub(_types, finding)
    finding = finding[:1].lower() + finding[1:] if finding.startswith(("Expected", "Invalid")) else finding
    return f"{path}: {finding}" if path else finding


def _types(quoted: re.Match[str]) -> str:
    """The types in quotes, as Python people say them."""
    return " or ".join("list" if name == "array" else name for name in quoted[1].split(" | "))


def _join(path: str, name: str) -> str:
    between = "." if path and name and not name.startswith("[") else ""
    return f"{path}{between}{name}"
