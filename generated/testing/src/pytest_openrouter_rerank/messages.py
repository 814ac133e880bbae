"""What goes over the wire, as the server hands it on: a request, and the answer to it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from .strict_json import encode

__all__ = ["FRAMING", "Answer", "Delivery", "NoAnswerError", "Request", "Respond", "bearer", "refusal"]

Delivery: TypeAlias = Literal["whole", "reset", "stale", "drip", "truncate", "slow"]
"""How an answer's bytes go out; all but "whole" are faults."""

FRAMING = frozenset({"connection", "keep-alive", "content-length", "transfer-encoding", "content-encoding"})
"""Headers about the bytes on one connection, which mean nothing on another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request, read to its end."""

    method: str
    path: str
    """Without the query string."""

    headers: Mapping[str, str]
    """By name in lower case; a repeated header's values are joined by ", "."""

    content: bytes
    reused: bool
    """Whether the connection has carried an answer before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer, and how to send it."""

    status: int
    content: bytes
    headers: Mapping[str, str] = field(default_factory=lambda: {"content-type": "application/json"})
    delivery: Delivery = "whole"
    seconds: float = 0.0
    """How long a "slow" or "drip" delivery takes."""

    problem: str | None = None
    """Why the request was refused; None where it was accepted."""

    advice: str = "Mend the request"
    """What to do about the problem."""


Respond: TypeAlias = Callable[[Request], Awaitable[Answer]]
"""Who answers: the service, a tape, a server elsewhere."""


class NoAnswerError(Exception):
    """There is no answer to be had; says why."""


def refusal(
    status: int, message: str, *, headers: Mapping[str, str] | None = None, advice: str = "Mend the request"
) -> Answer:
    """Say no in the service's words: its one shape of an error body."""
    return Answer(
        status=status,
        content=encode({"error": {"code": status, "message": message}}),
        headers={"content-type": "application/json", **(headers or {})},
        problem=message,
        advice=advice,
    )


def bearer(headers: Mapping[str, str]) -> str:
    """Take the key out of a request's headers; empty if there is none (RFC 6750)."""
    scheme, _, key = headers.get("authorization", "").strip().partition(" ")
    return key.strip() if scheme.lower() == "bearer" else ""
