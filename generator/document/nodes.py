"""The nodes of a document: plain dicts and lists that remember where they were read and who changed them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, Union

from generator.problems import Position

if TYPE_CHECKING:
    from .pointers import Pointer

__all__ = ["JSON", "Array", "Change", "Object", "Place", "Source", "Span", "copy_node", "plain", "size_of"]

JSON: TypeAlias = Union[dict[str, "JSON"], list["JSON"], str, int, float, bool, None]  # noqa: UP007  (names itself)
"""A value of the JSON data model."""


class Source:
    """One text that was read; tells the position of every character in it."""

    __slots__ = ("_starts", "aliased", "name", "original", "text")

    def __init__(self, name: str, text: str, original: bytes = b"") -> None:
        self.name = name
        self.text = text
        self.original = original
        """The bytes of the file."""
        self.aliased = False
        """Whether the text uses YAML aliases, so that one part of it stands for several nodes."""
        self._starts: list[int] = []

    def position(self, offset: int) -> Position:
        """Give line and column (both from 1) of the character at `offset`."""
        if not self._starts:
            self._starts = [0, *(end.end() for end in re.finditer(r"\r\n?|\n", self.text))]
        line = bisect_right(self._starts, offset)
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self.text)
        return Position(file=self.name, line=line, column=offset - start + 1, text=self.text[start:end].rstrip("\r\n"))


Span = tuple[Source, int, int]
"""A stretch of a source: from this character up to, not including, that one."""

Place = tuple[Span | None, Span]
"""Where a child stands: its key (in an object) and its value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What one overlay action did to one node."""

    overlay: str
    """The overlay's file, as it was named."""
    action: int
    """The action's number in its file, from 0."""
    at: Position
    """Where the action stands."""
    verb: str
    """`add`, `replace`, `append` or `remove`; an untouched node has no change."""
    pointer: Pointer
    """The node, as it was named when the action ran."""


class Object(dict[str, JSON]):
    """A JSON object that knows where it and its members were read, and who changed the members."""

    __slots__ = ("changes", "places", "span")

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span
        self.places: dict[str, Place] = {}
        self.changes: dict[str, tuple[Change, ...]] = {}


class Array(list[JSON]):
    """A JSON array that knows the same; `places` and `changes` run parallel to the items."""

    __slots__ = ("changes", "places", "span")

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span
        self.places: list[Place] = []
        self.changes: list[tuple[Change, ...]] = []


def copy_node(node: JSON) -> JSON:
    """Copy a node with all that is beneath it, places and changes included."""
    if isinstance(node, Object):
        twin = Object(node.span)
        for key, value in node.items():
            twin[key] = copy_node(value) if isinstance(value, (dict, list)) else value
        twin.places = dict(node.places)
        twin.changes = dict(node.changes)
        return twin
    if isinstance(node, Array):
        row = Array(node.span)
        row.extend([copy_node(value) if isinstance(value, (dict, list)) else value for value in node])
        row.places = list(node.places)
        row.changes = list(node.changes)
        return row
    return node


def plain(node: JSON) -> JSON:
    """Copy a node as ordinary dicts and lists, for code that asks for exactly these."""
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    return node


def size_of(node: JSON) -> int:
    """Count the nodes of a value, itself included."""
    if isinstance(node, dict):
        return 1 + sum(map(size_of, node.values()))
    if isinstance(node, list):
        return 1 + sum(map(size_of, node))
    return 1
