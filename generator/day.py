"""Reads a day that somebody wrote on the command line."""

from __future__ import annotations

import datetime

from generator.problems import Position, fail

__all__ = ["read_day"]


def read_day(text: str) -> str:
    """Return a day in the ten characters of ISO 8601; an empty text stays one. Raises BadInputError if it is no day."""
    try:
        return text and datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        raise fail(Position(file="--date"), f"{text!r} is no day", "write it as 2026-08-22") from None
