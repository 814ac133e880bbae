"""Builds the nodes of a document from what a reader meets in its text, within limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.problems import BadInputError, Problem

from .nodes import JSON, Array, Object, copy_node, weight_of

if TYPE_CHECKING:
    from .nodes import Source

__all__ = ["MAX_DEPTH", "MAX_NODES", "Builder"]

MAX_DEPTH: Final = 100
"""How deep objects and arrays may be nested."""
MAX_NODES: Final = 500_000
"""How many nodes a document may have once its aliases are written out."""
MAX_PROBLEMS: Final = 50
"""After so many problems the rest of the text is not worth reading."""


class Builder:
    """Takes a text's objects, arrays, keys and scalars in the order they stand and puts the tree together.

    Problems that leave the text readable (a key twice, a tag) are collected in `problems`.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.root: JSON = None
        self._open: list[_Frame] = []
        self._total = 0
        self._anchors: dict[str, _Anchor] = {}

    def wants_key(self) -> bool:
        """Tell whether the next scalar is a key."""
        return bool(self._open) and self._open[-1].wants_key

    def problem(self, offset: int, finding: str, hint: str = "") -> None:
        """Note a problem and go on.

        Raises:
            BadInputError: there are too many.
        """
        self.problems.append(Problem(at=self.source.position(offset), finding=finding, hint=hint))
        if len(self.problems) >= MAX_PROBLEMS:
            raise BadInputError(self.problems)

    def failure(self) -> BadInputError:
        """Make the error of the problems noted so far."""
        return BadInputError(self.problems)

    def stop(self, offset: int, finding: str, hint: str = "") -> BadInputError:
        """Make the error of a problem after which reading can't go on."""
        return BadInputError([*self.problems, Problem(at=self.source.position(offset), finding=finding, hint=hint)])

    def open_object(self, start: int, anchor: str | None = None) -> None:
        """Begin an object."""
        self._open_container(Object((self.source, start, start)), start, anchor)

    def open_array(self, start: int, anchor: str | None = None) -> None:
        """Begin an array."""
        self._open_container(Array((self.source, start, start)), start, anchor)

    def key(self, name: str, start: int, end: int) -> None:
        """Take the name of an object's next member."""
        frame = self._open[-1]
        node = frame.node
        if name in node and isinstance(node, Object):
            first = node.places[name][0]
            line = self.source.position(first[1]).line if first else 0
            self.problem(
                start, f"the key {_shown(name)} stands twice in one object", f"it was first given in line {line}"
            )
        frame.name = name
        frame.name_start = start
        frame.name_end = end
        frame.wants_key = False

    def scalar(self, value: JSON, start: int, end: int, anchor: str | None = None) -> None:
        """Take a string, number, boolean or null."""
        weight = weight_of(value)
        self._total += weight
        if self._total > MAX_NODES:
            raise self._too_large(start)
        if anchor is not None:
            self._anchors[anchor] = _Anchor(value, weight, 0)
        self._add(value, start, end)

    def close(self, end: int) -> None:
        """End the innermost object or array."""
        frame = self._open.pop()
        node = frame.node
        node.span = (self.source, node.span[1], end)
        if self._open:
            parent = self._open[-1]
            parent.height = max(parent.height, frame.height + 1)
            parent.amend_end(node.span)
        if frame.anchor is not None:
            self._anchors[frame.anchor] = _Anchor(node, self._total - frame.total_before, frame.height)

    def alias(self, name: str, start: int, end: int) -> None:
        """Put a copy of an anchored node here."""
        anchor = self._anchors.get(name)
        if any(frame.anchor == name for frame in self._open):
            raise self.stop(start, f"the alias *{name} stands inside its own anchor", "a document can't contain itself")
        if anchor is None:
            raise self.stop(start, f"the alias *{name} has no anchor", f"mark the node meant with &{name}, further up")
        self._total += anchor.weight
        if self._total > MAX_NODES:
            raise self._too_large(start)
        if len(self._open) + anchor.height > MAX_DEPTH:
            raise self._too_deep(start)
        if self._open:
            self._open[-1].height = max(self._open[-1].height, anchor.height + 1)
        self._add(copy_node(anchor.value), start, end)

    def _open_container(self, node: Object | Array, start: int, anchor: str | None) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise self._too_deep(start)
        before = self._total
        self._total += 1
        if self._total > MAX_NODES:
            raise self._too_large(start)
        self._add(node, start, start)
        self._open.append(_Frame(node, anchor, before))

    def _add(self, value: JSON, start: int, end: int) -> None:
        if not self._open:
            self.root = value
            return
        frame = self._open[-1]
        node = frame.node
        if isinstance(node, Object):
            node[frame.name] = value
            node.places[frame.name] = (self.source, frame.name_start, frame.name_end), (self.source, start, end)
            frame.wants_key = True
        else:
            node.append(value)
            node.places.append((None, (self.source, start, end)))
            node.changes.append(())

    def _too_deep(self, offset: int) -> BadInputError:
        return self.stop(offset, f"nested deeper than {MAX_DEPTH} levels", "flatten the document")

    def _too_large(self, offset: int) -> BadInputError:
        return self.stop(
            offset,
            f"more than {MAX_NODES:,} nodes (aliases written out, long texts counted by their length)",
            "split the document, or look for an alias that multiplies itself",
        )


class _Frame:
    """An object or array that is still open."""

    __slots__ = ("anchor", "height", "name", "name_end", "name_start", "node", "total_before", "wants_key")

    def __init__(self, node: Object | Array, anchor: str | None, total_before: int) -> None:
        self.node = node
        self.anchor = anchor
        self.total_before = total_before
        self.height = 1
        self.wants_key = isinstance(node, Object)
        self.name = ""
        self.name_start = self.name_end = 0

    def amend_end(self, span: tuple[Source, int, int]) -> None:
        """Now that the newest child is closed, note where it ends."""
        if isinstance(self.node, Object):
            self.node.places[self.name] = self.node.places[self.name][0], span
        else:
            self.node.places[-1] = None, span


class _Anchor:
    """A node that aliases may repeat, with its number of nodes and levels."""

    __slots__ = ("height", "value", "weight")

    def __init__(self, value: JSON, weight: int, height: int) -> None:
        self.value = value
        self.weight = weight
        self.height = height


def _shown(name: str) -> str:
    return repr(name) if len(name) <= 60 else repr(name[:60]) + "…"
