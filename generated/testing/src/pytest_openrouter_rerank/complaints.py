"""What a test hears at its end: what did not go as it said, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .calls import Call
    from .turns import Turn

__all__ = ["about_expectations", "about_requests", "about_turns", "numbered"]


def about_requests(calls: Iterable[Call], most: int) -> Iterator[str]:
    """Name the refused requests beyond the number that the test expects."""
    for call in _refused(calls)[most:]:
        yield (
            f"Refused: {f'{call.method} {call.path}'.strip() or 'what is no request'}\n"
            f"     {call.problem}\n"
            f"   {call.advice}; or, if the test means it, call expect_invalid()."
        )


def about_expectations(calls: Iterable[Call], least: int) -> Iterator[str]:
    """Say that fewer requests were refused than the test expects."""
    if len(refused := _refused(calls)) < least:
        yield (
            f"expect_invalid(): {len(refused)} of this test's requests did not fit the description, not {least}.\n"
            "   The others are good after all: expect fewer."
        )


def about_turns(owed: Iterable[tuple[Turn, int]]) -> Iterator[str]:
    """Name what was asked for and did not happen."""
    for turn, times in owed:
        yield (
            f"{turn.name} was to happen {times} more time{'s' if times > 1 else ''}, and no {turn.wants} came for it.\n"
            "   Make the requests that should meet it, or ask for it fewer times."
        )


def numbered(complaints: list[str]) -> str:
    """List complaints, each with its number."""
    return "\n\n".join(f"{number}. {text}" for number, text in enumerate(complaints, 1))


def _refused(calls: Iterable[Call]) -> list[Call]:
    return [call for call in calls if call.problem]
