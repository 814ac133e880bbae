"""The nodes of a document: plain dicts and lists that remember where they were read and who changed them."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias, Union

from generator.problems import Position

if TYPE_CHECKING:
    from .pointers import Pointer

__all__ = [
    "JSON",
    "Array",
    "Change",
    "Object",
    "Place",
    "Source",
    "Span",
    "copy_node",
    "height_of",
    "plain",
    "weight_of",
]

JSON: TypeAlias = Union[dict[str, "JSON"], list["JSON"], str, int, float, bool, None]  # noqa: UP007  (names itself)
"""A value of the JSON data model."""


class Source:
    """One text that was read; tells the position of every character in it."""

    __slots__ = ("_lines", "_starts", "name", "original", "text")

    def __init__(self, name: str, text: str, original: bytes = b"") -> None:
        self.name = name
        self.text = text
        self.original = original
        """The bytes of the file."""
        self._starts: list[int] = []
        self._lines: dict[int, str] = {}

    def position(self, offset: int) -> Position:
        """Give line and column (both from 1) of the character at `offset`."""
        if not self._starts:
            self._starts = [0, *(end.end() for end in re.finditer(r"\r\n?|\n", self.text))]
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        return Position(file=self.name, line=line, column=column, text=self._line(line))

    def _line(self, line: int) -> str:
        """Give the text of a line, one object to all who ask: a document may well be a single line."""
        if line not in self._lines:
            end = self._starts[line] if line < len(self._starts) else len(self.text)
            self._lines[line] = self.text[self._starts[line - 1] : end].rstrip("\r\n")
        return self._lines[line]


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
    """Where in the overlay the value stands that was written, or the action's `copy` or `remove`."""
    verb: str
    """`add`, `replace`, `append` or `remove`."""
    source: Pointer | None = None
    """Which node was copied, if the action is a copy."""


class Object(dict[str, JSON]):
    """A JSON object that knows where it and its members were read, and who changed the members."""

    __slots__ = ("changes", "places", "span")

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span
        self.places: dict[str, Place] = {}
        self.changes: dict[str, tuple[Change, ...]] = {}

    def child(self, step: str | int) -> JSON:
        """Give a member that exists."""
        return self[str(step)]

    def place(self, step: str | int) -> Place:
        """Tell where a member stands."""
        return self.places[str(step)]

    def history(self, step: str | int) -> tuple[Change, ...]:
        """List the changes of a member as a whole, oldest first."""
        return self.changes.get(str(step), ())

    def put(self, step: str | int, value: JSON, place: Place, change: Change) -> None:
        """Write a member, new or not."""
        key = str(step)
        self[key] = value
        self.places[key] = place
        self.changes[key] = (*self.changes.get(key, ()), change)

    def take(self, steps: set[str | int]) -> None:
        """Remove members."""
        for step in steps:
            key = str(step)
            del self[key], self.places[key]
            self.changes.pop(key, None)


class Array(list[JSON]):
    """A JSON array that knows the same; `places` and `changes` run parallel to the items."""

    __slots__ = ("changes", "places", "span")

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.span = span
        self.places: list[Place] = []
        self.changes: list[tuple[Change, ...]] = []

    def child(self, step: str | int) -> JSON:
        """Give an item that exists."""
        return self[int(step)]

    def place(self, step: str | int) -> Place:
        """Tell where an item stands."""
        return self.places[int(step)]

    def history(self, step: str | int) -> tuple[Change, ...]:
        """List the changes of an item as a whole, oldest first."""
        return self.changes[int(step)]

    def put(self, step: str | int, value: JSON, place: Place, change: Change) -> None:
        """Write an item; the index after the last appends it."""
        index = int(step)
        if index == len(self):
            self.append(value)
            self.places.append(place)
            self.changes.append((change,))
        else:
            self[index], self.places[index] = value, place
            self.changes[index] = (*self.changes[index], change)

    def take(self, steps: set[str | int]) -> None:
        """Remove items, all at once, so that no index shifts under another."""
        kept = [index for index in range(len(self)) if index not in steps]
        self[:] = [self[index] for index in kept]
        self.places = [self.places[index] for index in kept]
        self.changes = [self.changes[index] for index in kept]


Node: TypeAlias = Object | Array
"""What has children."""


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


def weight_of(node: JSON) -> int:
    """Count the nodes of a value, itself included, a long text as one more for every 128 characters."""
    if isinstance(node, dict):
        return 1 + sum(map(weight_of, node.values()))
    if isinstance(node, list):
        return 1 + sum(map(weight_of, node))
    return 1 if not isinstance(node, str) else 1 + len(node) // 128


def height_of(node: JSON) -> int:
    """Count the levels of objects and arrays in a value; a scalar has none."""
    if isinstance(node, dict):
        return 1 + max(map(height_of, node.values()), default=0)
    if isinstance(node, list):
        return 1 + max(map(height_of, node), default=0)
    return 0
