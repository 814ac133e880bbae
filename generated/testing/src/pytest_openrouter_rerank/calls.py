"""Keeps what was asked and what was answered, without the key."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .masks import MASK, without_keys
from .messages import bearer
from .strict_json import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .messages import Answer, Request

__all__ = ["Call", "record", "record_garbage"]

SECRET = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
SCHEMES = frozenset({"bearer", "basic"})
UNANSWERED = frozenset({"reset", "stale"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request that reached the fake, and what became of it."""

    method: str
    """Empty, as the path is, where what came was not HTTP."""

    path: str
    headers: Mapping[str, str]
    """By name in lower case; keys and cookies are masked: `Bearer ***`."""

    content: bytes = field(repr=False)
    """The request's body as it came."""

    status: int | None
    """The answer's status; None where a fault left the request unanswered."""

    answer_content: bytes = field(repr=False)
    """The answer's body; empty where a fault left the request unanswered."""

    fault: str | None = None
    """The fault that the request met, as the test asked for it: `fail(503)`."""

    problem: str | None = None
    """Why the request was refused, or would have been but for a fault; None where it is good."""

    advice: str = field(default="", repr=False)
    """What to do about the problem."""

    @property
    def body(self) -> Any:
        """The request's body, read as JSON; None where there is none or it is not JSON."""
        return _json(self.content)

    @property
    def answer(self) -> Any:
        """The answer's body, read as JSON; None where there is none or it is not JSON."""
        return _json(self.answer_content)


def record(request: Request, answer: Answer, fault: str | None) -> Call:
    """Note a request and its answer."""
    answered = answer.delivery not in UNANSWERED
    return Call(
        method=request.method,
        path=request.path,
        headers={name: _masked(value) if name in SECRET else value for name, value in request.headers.items()},
        content=request.content,
        status=answer.status if answered else None,
        answer_content=answer.content if answered else b"",
        fault=fault,
        problem=answer.problem and without_keys(answer.problem, bearer(request.headers)),
        advice=answer.advice,
    )


def record_garbage(answer: Answer) -> Call:
    """Note the answer to what is not HTTP."""
    return Call(
        method="",
        path="",
        headers={},
        content=b"",
        status=answer.status,
        answer_content=answer.content,
        problem=answer.problem,
        advice=answer.advice,
    )


def _masked(value: str) -> str:
    """Keep the scheme of a credential if it is one, hide the rest."""
    scheme, _, _ = value.partition(" ")
    return f"{scheme} {MASK}" if scheme.lower() in SCHEMES else MASK


def _json(content: bytes) -> Any:
    try:
        return parse(content)
    except ValueError:
        return None
