"""Answers requests as the description says that the real service does."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from .messages import Answer, Request, bearer, refusal
from .strict_json import encode, parse

if TYPE_CHECKING:
    from .description import Description, Operation

__all__ = ["Service"]

Compose: TypeAlias = Callable[[dict[str, Any], int], dict[str, Any]]
"""Makes the answer from a request's body and the answer's number."""

MANY = 3


class Service:
    """The API itself: 404, 405, 401, 400, or the operation's own answer."""

    def __init__(self, description: Description, compose: Mapping[str, Compose]) -> None:
        """Take the description, and who answers each of its operations, by operation id."""
        self._description = description
        self._compose = compose
        self._serial = itertools.count(1)

    async def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        operations = self._description.at(request.path)
        if not operations:
            return refusal(404, f"{request.path}: no such path; there is {self._description.routes()}")
        if request.method not in operations:
            allowed = ", ".join(sorted(operations))
            message = f"{request.path}: takes {allowed}, not {request.method}"
            return refusal(405, message, headers={"allow": allowed})
        return self._perform(operations[request.method], request)

    def _perform(self, operation: Operation, request: Request) -> Answer:
        if operation.id not in self._compose:
            return refusal(501, f"{operation.method} {request.path}: the fake does not know how to answer this")
        if refused := _head_refusal(operation, request):
            return refused
        try:
            body = parse(request.content)
        except ValueError as error:
            return refusal(400, f"body: not JSON: {error}")
        if found := operation.request_violations(body):
            return refusal(400, _listed(found))
        return Answer(status=200, content=encode(self._compose[operation.id](body, next(self._serial))))


def _head_refusal(operation: Operation, request: Request) -> Answer | None:
    """Refuse a request for what its headers say or don't."""
    if operation.needs_key and not bearer(request.headers):
        return refusal(401, "Authorization: expected `Bearer` and a key")
    if missing := [name for name in operation.needs_headers if name.lower() not in request.headers]:
        return refusal(400, f"{missing[0]}: the header is missing")
    if (media_type := _media_type(request)) not in operation.accepts:
        return refusal(400, f"Content-Type: expected {', '.join(operation.accepts)}, got {media_type or 'none'}")
    return None


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _listed(found: list[str]) -> str:
    more = len(found) - MANY
    return "; ".join(found[:MANY]) + (f"; and {more} more" if more > 0 else "")
