"""What a generated method hands over for one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Given"]


class Given(TypedDict, total=False):
    """The arguments of one call; those that are left out, or None, are the client's or the API's own matter."""

    path: Mapping[str, object]
    """Values for the path's `{names}`."""

    query: Mapping[str, object]
    """The query's parameters, by their names in the request."""

    headers: Mapping[str, object]
    """The operation's headers, by their names in the request."""

    cookies: Mapping[str, object]
    """The operation's cookies."""

    body: Any
    """The fields of the body's model, or the body itself where it is no model."""

    retries: Any
    """A `RetryConfig`; None means never; UNSET means the client's."""

    server_url: str | None
    """Where to send this request."""

    accept_header_override: str | None
    """The Accept header."""

    timeout_ms: int | None
    """How long one attempt may take, in milliseconds."""

    http_headers: Mapping[str, str] | None
    """Headers to add or replace."""

    extra_body: Mapping[str, object] | None
    """Body fields to merge in unchecked."""
