"""The queue of what the next requests meet instead of a plain answer."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from .messages import Answer, Request

__all__ = ["GivenAnswer", "Turn", "Turns", "check_times"]

__tracebackhide__ = True  # pytest shows the test's own line instead, and no key that was an argument here


class Turn(Protocol):
    """One thing that happens to a request."""

    @property
    def name(self) -> str:
        """How the test asked for it."""
        ...

    @property
    def wants(self) -> str:
        """What it happens to: "request", or a request of some kind."""
        ...

    def meets(self, request: Request) -> bool:
        """Tell whether it can happen to this request."""
        ...

    def change(self, answer: Answer) -> Answer:
        """Turn the plain answer into what happens."""
        ...


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """A success with a body of the test's own."""

    name: str
    content: bytes
    wants: str = "request"

    def meets(self, request: Request) -> bool:
        """Any request."""
        del request
        return True

    def change(self, answer: Answer) -> Answer:
        """Leave refusals as they are: the body answers a good request."""
        return answer if answer.problem else replace(answer, status=200, content=self.content)


def check_times(name: str, times: object) -> None:
    """Raise ValueError, which begins with what the test wrote, if something can't happen so often."""
    if times is not None and not (isinstance(times, int) and times >= 1):
        raise ValueError(f"{name}: times is 1 or more, or None for all")


class Turns:
    """The turns to come, first one first."""

    def __init__(self) -> None:
        self._coming: deque[_Coming] = deque()

    def add(self, turn: Turn, times: int | None) -> None:
        """Let a turn happen to so many requests, or to all, after the turns that were added before."""
        self._coming.append(_Coming(turn, math.inf if times is None else times))

    def take(self, request: Request) -> Turn | None:
        """Take the next turn, if it is for this request; turns keep their order."""
        if not self._coming or not self._coming[0].turn.meets(request):
            return None
        coming = self._coming[0]
        coming.left -= 1
        coming.happened = True
        if coming.left <= 0:
            self._coming.popleft()
        return coming.turn

    def owed(self) -> list[tuple[Turn, int]]:
        """List the turns that should have happened and how often; once is enough for those without an end."""
        return [
            (coming.turn, 1 if math.isinf(coming.left) else int(coming.left))
            for coming in self._coming
            if not (math.isinf(coming.left) and coming.happened)
        ]

    def clear(self) -> None:
        """Drop what is to come."""
        self._coming.clear()


@dataclass(slots=True)
class _Coming:
    turn: Turn
    left: float
    happened: bool = False
