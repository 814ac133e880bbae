"""Reads the normalised description by pointer and collects what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.document import pointer_text
from generator.openapi import child
from generator.problems import BadInputError, Problem
from generator.select import referred

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.document import JSON, Document, Pointer

__all__ = ["Node", "Reader"]

Node = dict[str, "JSON"]
"""An object of the description."""


@dataclass(slots=True)
class Reader:
    """The description in its normalised form; its positions are the document's."""

    document: Document
    root: Node
    left_out: Mapping[str, str]
    """Pointers of what is knowingly not generated, with the reasons."""
    problems: list[Problem] = field(default_factory=list[Problem])
    same: Mapping[Pointer, Pointer] = field(default_factory=dict["Pointer", "Pointer"])
    """Schemas that stand for others, see `same_schemas`."""
    _targets: dict[str, Pointer] = field(default_factory=dict[str, "Pointer"])

    def get(self, pointer: Pointer) -> JSON:
        """Give the value at a pointer; None where there is none."""
        node: JSON = self.root
        for step in pointer:
            found = child(node, step)
            if found is None:
                return None
            (node,) = found
        return node

    def node(self, pointer: Pointer) -> Node:
        """Give the object at a pointer; an empty one where there is none."""
        found = self.get(pointer)
        return found if isinstance(found, dict) else {}

    def members(self, pointer: Pointer) -> list[tuple[str, Pointer]]:
        """Give the names and pointers of an object's members, extensions left out."""
        return [(name, (*pointer, name)) for name in self.node(pointer) if not name.startswith("x-")]

    def items(self, pointer: Pointer) -> list[Pointer]:
        """Give the pointers of an array's items."""
        found = self.get(pointer)
        return [(*pointer, index) for index in range(len(found))] if isinstance(found, list) else []

    def text(self, pointer: Pointer) -> str:
        """Give the string at a pointer, tidied; an empty one where there is none."""
        found = self.get(pointer)
        return tidy(found) if isinstance(found, str) else ""

    def resolved(self, pointer: Pointer) -> Pointer:
        """Follow `$ref`s from an object to the one that is meant."""
        place, trail = pointer, {pointer}
        while isinstance(reference := self.node(place).get("$ref"), str):
            place = self.target(reference, place)
            if place in trail:
                self.complain(pointer, "the reference leads back to itself", "break the circle")
                return place
            trail.add(place)
        return place

    def target(self, reference: str, origin: Pointer) -> Pointer:
        """Give the place that a `$ref` at `origin` names.

        Raises:
            BadInputError: there is no such place; selecting finds that before.
        """
        if reference not in self._targets:
            self._targets[reference] = referred(self.document, reference, self.document.position(origin))
        return self._targets[reference]

    def complain(self, pointer: Pointer, finding: str, hint: str = "", *, key: bool = False) -> None:
        """Note a problem, unless its place is knowingly left out."""
        text = pointer_text(pointer)
        if any(text == known or text.startswith(f"{known}/") for known in self.left_out if known.startswith("/")):
            return
        problem = Problem(at=self.document.position(pointer, key=key), finding=finding, hint=hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def finish(self) -> None:
        """Raise what was found.

        Raises:
            BadInputError: something was.
        """
        if self.problems:
            raise BadInputError(self.problems)


def tidy(text: str) -> str:
    """Give a text with plain line ends, without blanks at the ends of lines and of the whole."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip("\n").strip()
