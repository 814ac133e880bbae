"""Which headers a request has: one of a name, and who wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import cast

from .errors import RequestValidationError

__all__ = ["Headers", "header_value"]

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
COMPUTED = ("content-length", "transfer-encoding")


class Headers:
    """Headers by name, upper and lower case the same; a later one replaces an earlier one.

    The `repr` shows no values.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[tuple[str, bytes]] = ()) -> None:
        self._items: dict[str, tuple[bytes, bytes]] = {}
        for name, value in items:
            self.put(name, value)

    def __repr__(self) -> str:
        return f"Headers({[name.decode() for name, _ in self._items.values()]})"

    def put(self, name: str, value: bytes) -> None:
        """Set a header."""
        self._items[name.lower()] = (name.encode(), value)

    def update(self, given: object, argument: str) -> None:
        """Set those of a caller.

        Raises:
            RequestValidationError: A name or value is none; the message names it, and never shows a value.
        """
        if not isinstance(given, Mapping):
            raise RequestValidationError(f"{argument}: expected a mapping, got {type(given).__name__}")
        for name, value in cast("Mapping[object, object]", given).items():
            if not isinstance(name, str) or not NAME.fullmatch(name):
                raise RequestValidationError(f"{argument}: {name!r} is not the name of a header")
            if name.lower() in COMPUTED:
                raise RequestValidationError(f"{argument}: {name} follows from the body")
            self.put(name, header_value(value, f"{argument}[{name!r}]"))

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._items

    def get(self, name: str) -> bytes | None:
        """The value of a header."""
        item = self._items.get(name.lower())
        return None if item is None else item[1]

    def items(self) -> list[tuple[bytes, bytes]]:
        """Names and values, as they are sent."""
        return list(self._items.values())


def header_value(value: object, argument: str) -> bytes:
    """Write a header's value as UTF-8.

    Raises:
        RequestValidationError: It is no text, or has a control character; the message does not show it.
    """
    if not isinstance(value, str):
        raise RequestValidationError(f"{argument}: expected str, got {type(value).__name__}")
    if CONTROL.search(value):
        raise RequestValidationError(f"{argument}: a line break or control character has no place in a header")
    try:
        return value.strip(" \t").encode()
    except UnicodeEncodeError:
        raise RequestValidationError(f"{argument}: a lone surrogate is no text") from None
