"""What the next requests meet instead of a plain answer: faults, and answers given by the test."""

from __future__ import annotations

import math
from collections import Counter, deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias, get_args

from .messages import Answer, Request, refusal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["GivenAnswer", "StatusFault", "TransportFault", "TransportFaultKind", "Turn", "Turns", "fault"]

TransportFaultKind: TypeAlias = Literal["reset", "stale", "drip", "truncate", "slow"]
TAKING_TIME = ("slow", "drip")
SECONDS = 5.0


class Turn(Protocol):
    """One thing that happens to one request."""

    @property
    def name(self) -> str:
        """How the test asked for it."""
        ...

    def meets(self, request: Request) -> bool:
        """Tell whether it can happen to this request."""
        ...

    def change(self, answer: Answer) -> Answer:
        """Turn the plain answer into what happens."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class StatusFault:
    """A status from 400 to 599 instead of the answer."""

    name: str
    status: int
    message: str
    headers: Mapping[str, str]

    def meets(self, request: Request) -> bool:
        """Any request."""
        del request
        return True

    def change(self, answer: Answer) -> Answer:
        """Keep what the service thought of the request, and say no."""
        return replace(refusal(self.status, self.message, headers=self.headers), problem=answer.problem)


@dataclass(frozen=True, slots=True, eq=False)
class TransportFault:
    """The right answer, badly sent or not at all."""

    name: str
    kind: TransportFaultKind
    seconds: float

    def meets(self, request: Request) -> bool:
        """Only a connection that has been used before can be stale."""
        return self.kind != "stale" or request.reused

    def change(self, answer: Answer) -> Answer:
        """Change how the answer goes out."""
        return replace(answer, delivery=self.kind, seconds=self.seconds)


@dataclass(frozen=True, slots=True, eq=False)
class GivenAnswer:
    """A success with a body of the test's own."""

    name: str
    content: bytes

    def meets(self, request: Request) -> bool:
        """Any request."""
        del request
        return True

    def change(self, answer: Answer) -> Answer:
        """Leave refusals as they are: the body answers a good request."""
        return answer if answer.problem else replace(answer, status=200, content=self.content)


class Turns:
    """The turns to come, first one first."""

    def __init__(self) -> None:
        self._coming: deque[Turn] = deque()

    def add(self, turn: Turn, times: int) -> None:
        """Let a turn happen to as many requests, after all that were added before."""
        self._coming.extend([turn] * times)

    def take(self, request: Request) -> Turn | None:
        """Take the next turn, if it is for this request; turns keep their order."""
        return self._coming.popleft() if self._coming and self._coming[0].meets(request) else None

    def left(self) -> dict[Turn, int]:
        """Count what has not happened."""
        return dict(Counter(self._coming))

    def clear(self) -> None:
        """Drop what has not happened."""
        self._coming.clear()


def fault(
    kind: int | TransportFaultKind,
    *,
    times: int,
    retry_after: float | str | None,
    message: str | None,
    seconds: float | None,
) -> Turn:
    """Make a fault from `Fake.fail`'s arguments.

    Raises:
        ValueError: There is no such fault, or an argument does not belong to it.
    """
    name = _call_text(kind, times=times, retry_after=retry_after, message=message, seconds=seconds)
    if times < 1:
        raise ValueError(f"{name}: times is 1 or more")
    if isinstance(kind, int):
        return _status_fault(name, kind, retry_after, message, seconds)
    if kind not in get_args(TransportFaultKind):
        raise ValueError(f"{name}: expected a status or one of {', '.join(get_args(TransportFaultKind))}")
    if retry_after is not None or message is not None:
        raise ValueError(f"{name}: retry_after and message go with a status")
    if seconds is not None and kind not in TAKING_TIME:
        raise ValueError(f"{name}: seconds goes with {' and '.join(map(repr, TAKING_TIME))}")
    if seconds is not None and not 0 <= seconds < math.inf:
        raise ValueError(f"{name}: seconds is 0 or more")
    return TransportFault(name, kind, SECONDS if seconds is None else seconds)


def _status_fault(
    name: str, status: int, retry_after: float | str | None, message: str | None, seconds: float | None
) -> StatusFault:
    if not 400 <= status <= 599:
        raise ValueError(f"{name}: a status is from 400 to 599")
    if seconds is not None:
        raise ValueError(f"{name}: seconds goes with {' and '.join(map(repr, TAKING_TIME))}")
    wait = "" if retry_after is None else str(retry_after)
    if not (wait.isascii() and wait.isprintable()):
        raise ValueError(f"{name}: retry_after is a number or an HTTP date")
    headers = {"retry-after": wait} if wait else {}
    return StatusFault(name, status, message or f"a fault that the test asked for: {name}", headers)


def _call_text(kind: object, **options: object) -> str:
    """Write the call as the test does: `fail(503, retry_after=1)`."""
    given = {name: value for name, value in options.items() if value is not None and (name, value) != ("times", 1)}
    return f"fail({', '.join([repr(kind), *(f'{name}={value!r}' for name, value in given.items())])})"
