"""The headers of an answer, as they came and by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from httpx2 import Headers

__all__ = ["Fields"]


class Fields:
    """Headers that are looked up a few times at most; those who want more of them get what httpx2 makes of them."""

    __slots__ = ("_by_name", "_headers", "items")

    def __init__(self, items: Sequence[tuple[bytes, bytes]]) -> None:
        self.items: Sequence[tuple[bytes, bytes]] = items
        """Names and values, as they came."""
        self._by_name: dict[bytes, bytes] = {}
        self._headers: Headers | None = None
        for name, value in items:
            key = name.lower()
            others = self._by_name.get(key)
            self._by_name[key] = value if others is None else b"%b, %b" % (others, value)

    def get(self, name: str) -> str | None:
        """The value of a header, those of several as one (RFC 9110, 5.3); None if there is none."""
        value = self._by_name.get(name.lower().encode())
        if value is None:
            return None
        try:
            return value.decode()
        except UnicodeDecodeError:
            return value.decode("latin-1")

    @property
    def headers(self) -> Headers:
        """All of them; upper and lower case are the same."""
        if self._headers is None:
            from httpx2 import Headers  # noqa: PLC0415 - few look at them, and making them takes time

            self._headers = Headers(self.items)
        return self._headers
