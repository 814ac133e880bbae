"""What an overlay is once it was read and checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.document import JSON, Document, Object

if TYPE_CHECKING:
    from generator.document import Pointer, Span
    from generator.jsonpath import Query
    from generator.problems import Position, Problem

__all__ = ["Action", "Expect", "Overlay", "kind"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """How many nodes a target is expected to select."""

    least: int = 1
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One action, checked."""

    index: int
    """Its number in the file, from 0."""
    target: Query
    updates: bool
    """Whether there is an `update`; its value may be null."""
    update: JSON = None
    copy: Query | None = None
    remove: bool = False
    expect: Expect

    @property
    def pointer(self) -> Pointer:
        """Where it stands in its document."""
        return ("actions", self.index)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """An overlay document, checked."""

    document: Document
    minor: int
    """1.0 or 1.1: the second digit."""
    title: str
    extends: str | None
    """What it is meant for, as a URI reference; nobody follows it."""
    actions: tuple[Action, ...]
    liberties: tuple[Problem, ...]
    """What the standard's own examples do against its text; only `lax` admits it."""
    findings: tuple[Problem, ...]
    """What is allowed and has no effect."""

    @property
    def name(self) -> str:
        """The file, as it was named."""
        return self.document.name

    def position(self, action: Action, *steps: str) -> Position:
        """Tell where an action stands, or one of its fields."""
        return self.document.position((*action.pointer, *steps))

    def span(self, action: Action, name: str) -> Span:
        """Tell from where to where the value of an action's field goes."""
        node = self.document.get(action.pointer)
        assert isinstance(node, Object)  # noqa: S101  (checked when it was read)
        return node.places[name][1]


def kind(value: JSON) -> str:
    """Name a value's kind with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, (int, float)):
        return "a number"
    return "an object" if isinstance(value, dict) else "an array"
