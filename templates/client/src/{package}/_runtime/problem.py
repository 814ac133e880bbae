"""What a check found, in words: the place first, then what was expected there."""

from __future__ import annotations

import re

__all__ = ["said_of"]

PLACE = re.compile(r" - at `(?:key` in `)?\$\.?(.*)`$")
UNKNOWN = re.compile(r"^Object contains unknown field `(.*)`$")
MISSING = re.compile(r"^Object missing required field `(.*)`$")
NAMES = {"object": "object", "array": "list", "null": "null"}


def said_of(error: Exception, where: str = "") -> str:
    """Tell what msgspec found: "provider.zdr: expected bool or null, got str"."""
    text = str(error)
    place = PLACE.search(text)
    path = (_join(where, place[1]) if where else place[1]) if place else where
    text = text[: place.start()] if place else text
    if unknown := UNKNOWN.match(text):
        return f"{_join(path, unknown[1])}: unknown field"
    if missing := MISSING.match(text):
        return f"{_join(path, missing[1])}: missing"
    text = re.sub(r"`(.*?)`", lambda match: match[1].replace(" | ", " or "), text)
    text = text[:1].lower() + text[1:] if text.startswith(("Expected", "Invalid")) else text
    return f"{path}: {text}" if path else text


def _join(path: str, name: str) -> str:
    return path + name if name.startswith("[") else f"{path}.{name}" if path else name
