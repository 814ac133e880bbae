"""An answer as it came: status, headers, body."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from httpx2 import Headers

    from .fields import Fields

__all__ = ["RawResponse"]

BOM = b"\xef\xbb\xbf"


class RawResponse:
    """The HTTP side of an answer. It holds nothing of the request."""

    __slots__ = ("content", "fields", "problem", "request_id", "status_code")

    def __init__(
        self,
        status_code: int,
        fields: Fields,
        content: bytes,
        request_id: str | None,
        problem: Exception | None = None,
    ) -> None:
        self.status_code: int = status_code
        """The HTTP status."""

        self.fields: Fields = fields
        """The headers, as they came."""

        self.content: bytes = content
        """The body, decompressed."""

        self.request_id: str | None = request_id
        """What the service calls this request, if it says so."""

        self.problem: Exception | None = problem
        """Why the body could not be decompressed, if so; `content` is what came before."""

    def __repr__(self) -> str:
        return f"<RawResponse {f'{self.status_code} {self.reason}'.strip()}, {len(self.content)} bytes>"

    @property
    def headers(self) -> Headers:
        """The headers; upper and lower case are the same."""
        return self.fields.headers

    @property
    def reason(self) -> str:
        """What the status means; empty if it is none of the registered."""
        try:
            return HTTPStatus(self.status_code).phrase
        except ValueError:
            return ""

    @property
    def payload(self) -> bytes:
        """The body without a byte order mark."""
        return self.content.removeprefix(BOM)

    @property
    def text(self) -> str:
        """The body as text; what is not UTF-8 shows as U+FFFD."""
        return self.payload.decode(errors="replace")

    def json(self) -> Any:
        """The body as JSON.

        Raises:
            ValueError: It is none.
        """
        return msgspec.json.decode(self.payload)
