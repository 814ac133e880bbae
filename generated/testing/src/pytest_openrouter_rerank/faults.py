"""Faults on demand: an error status, or a right answer that is badly sent."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from .messages import Answer, Request, refusal
from .turns import check_times

if TYPE_CHECKING:
    from .turns import Turn

__all__ = ["TransportFaultKind", "fault"]

__tracebackhide__ = True  # pytest shows the test's own line instead, and no key that was an argument here

TransportFaultKind: TypeAlias = Literal["reset", "stale", "drip", "truncate", "slow"]
TAKING_TIME = ("slow", "drip")
SECONDS = 5.0


def fault(
    kind: int | TransportFaultKind,
    *,
    times: int | None,
    retry_after: float | str | None,
    message: str | None,
    seconds: float | None,
) -> Turn:
    """Make a fault from `Fake.fail`'s arguments.

    Raises:
        ValueError: There is no such fault, or an argument does not belong to it.
    """
    name = _call_text(kind, times=times, retry_after=retry_after, message=message, seconds=seconds)
    check_times(name, times)
    if isinstance(kind, int):
        return _status_fault(name, kind, retry_after, message, seconds)
    if kind not in get_args(TransportFaultKind):
        raise ValueError(f"{name}: expected a status or one of {', '.join(get_args(TransportFaultKind))}")
    if retry_after is not None or message is not None:
        raise ValueError(f"{name}: retry_after and message go with a status")
    if seconds is not None and kind not in TAKING_TIME:
        raise ValueError(f"{name}: seconds goes with {' and '.join(map(repr, TAKING_TIME))}")
    if seconds is not None and not _is_amount(seconds):
        raise ValueError(f"{name}: seconds is 0 or more")
    return _TransportFault(name, kind, SECONDS if seconds is None else seconds)


@dataclass(frozen=True, slots=True)
class _StatusFault:
    """An error status instead of the answer."""

    name: str
    answer: Answer
    wants: str = "request"

    def meets(self, request: Request) -> bool:
        """Any request."""
        del request
        return True

    def change(self, answer: Answer) -> Answer:
        """Say no, and keep what the service thought of the request."""
        return replace(self.answer, problem=answer.problem, advice=answer.advice)


@dataclass(frozen=True, slots=True)
class _TransportFault:
    """The right answer, badly sent or not at all."""

    name: str
    kind: TransportFaultKind
    seconds: float

    @property
    def wants(self) -> str:
        """A connection is kept alive once it has carried an answer."""
        return "request on a kept-alive connection" if self.kind == "stale" else "request"

    def meets(self, request: Request) -> bool:
        """Only a connection that has been used before can be stale."""
        return self.kind != "stale" or request.reused

    def change(self, answer: Answer) -> Answer:
        """Change how the answer goes out."""
        return replace(answer, delivery=self.kind, seconds=self.seconds)


def _status_fault(
    name: str, status: int, retry_after: float | str | None, message: str | None, seconds: float | None
) -> _StatusFault:
    if not 400 <= status <= 599:
        raise ValueError(f"{name}: a status is from 400 to 599")
    if seconds is not None:
        raise ValueError(f"{name}: seconds goes with {' and '.join(map(repr, TAKING_TIME))}")
    if retry_after is not None and not (_is_amount(retry_after) or _is_header(retry_after)):
        raise ValueError(f"{name}: retry_after is a number from 0, or an HTTP date")
    if message is not None and not _is_text(message):
        raise ValueError(f"{name}: message is a text")
    headers = {} if retry_after in {None, ""} else {"retry-after": str(retry_after)}
    return _StatusFault(name, refusal(status, message or f"a fault that the test asked for: {name}", headers=headers))


def _is_amount(value: object) -> bool:
    """Whether it is a number that can be waited for."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < math.inf


def _is_header(value: object) -> bool:
    """Whether it can be a header's value; what it says may be nonsense, which a test may want."""
    return isinstance(value, str) and value.isascii() and value.isprintable()


def _is_text(value: object) -> bool:
    """Whether UTF-8 can say it."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)


def _call_text(kind: object, *, times: int | None, **options: object) -> str:
    """Write the call as the test does: `fail(503, retry_after=1)`."""
    kind = int(kind) if isinstance(kind, HTTPStatus) else kind
    shown: dict[str, object] = {} if times == 1 else {"times": times}
    shown |= {name: value for name, value in options.items() if value is not None}
    return f"fail({', '.join([repr(kind), *(f'{name}={value!r}' for name, value in shown.items())])})"
