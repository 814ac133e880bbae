"""Changes a document as one action says, by the merge rules of the Overlay Specification."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.document import JSON, MAX_DEPTH, MAX_NODES, Array, Change, Object, copy_node, height_of, weight_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from generator.document import Node, Place, Pointer, Source, Span

__all__ = ["Draft", "Graft", "IncompatibleError", "TooLargeError"]


class IncompatibleError(Exception):
    """A value can't be merged with the node at `pointer`; `span` is where the value stands."""

    def __init__(self, pointer: Pointer, old: JSON, new: JSON, span: Span) -> None:
        super().__init__(pointer)
        self.pointer = pointer
        self.old = old
        self.new = new
        self.span = span


class TooLargeError(Exception):
    """The document would grow beyond its limits; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Graft:
    """What an update or copy writes: the value, and the change it is recorded as."""

    overlay: str
    action: int
    value: JSON
    span: Span
    """Where the value stands: in the overlay, or in the document if it is copied."""
    copied_at: Span | None = None
    """The action's `copy`, if it is one."""
    source: Pointer | None = None
    _made: dict[tuple[str, Span], Change] = field(default_factory=dict[tuple[str, "Span"], Change])

    def change(self, verb: str, span: Span) -> Change:
        """Give the record for a value of the graft that stands at `span`; many targets share it."""
        here = self.copied_at or span
        if (verb, here) not in self._made:
            at = here[0].position(here[1])
            change = Change(overlay=self.overlay, action=self.action, at=at, verb=verb, source=self.source)
            self._made[verb, here] = change
        return self._made[verb, here]


class Draft:
    """A copy of a document on which actions are carried out."""

    def __init__(self, root: Object, overlays: Iterable[Source]) -> None:
        copied = copy_node(root)
        assert isinstance(copied, Object)  # noqa: S101  (copy_node keeps the type)
        self.root = copied
        self.log: list[tuple[Pointer, Change]] = []
        """Every change, with the node as it was named then."""
        self.effects: dict[Span, bool] = {}
        """The primitive values that the present action tried to write, and whether one of its targets needed them."""
        self.written: Counter[Span] = Counter()
        """How often each value of an overlay was written …"""
        self.lost: Counter[Span] = Counter()
        """… and how often it was overwritten or removed later …"""
        self.lost_to: dict[Span, Change] = {}
        """… by which change."""
        self._overlays = frozenset(overlays)
        self._weight = weight_of(root)

    def get(self, pointer: Pointer) -> JSON:
        """Give the node at a pointer that exists."""
        return self._parent(pointer).child(pointer[-1]) if pointer else self.root

    def span(self, pointer: Pointer) -> Span:
        """Tell where a node that exists stands."""
        return self._parent(pointer).place(pointer[-1])[1] if pointer else self.root.span

    def merge(self, pointer: Pointer, graft: Graft) -> None:
        """Write a value into the node at `pointer`: merge into an object, append to an array, replace a primitive.

        Raises:
            IncompatibleError: the rules allow no such merge.
            TooLargeError: the document would grow beyond its limits.
        """
        node = self.get(pointer)
        value = graft.value
        if isinstance(node, Object):
            if not isinstance(value, Object):
                raise IncompatibleError(pointer, node, value, graft.span)
            self._merge_object(node, value, pointer, graft)
        elif isinstance(node, Array):
            if isinstance(value, Array):
                self._concatenate(node, value, pointer, graft)
            else:
                self._append(node, pointer, value, graft.span, graft)
        elif isinstance(value, (dict, list)):
            raise IncompatibleError(pointer, node, value, graft.span)
        else:
            self._replace(self._parent(pointer), pointer, value, graft.span, graft)

    def remove(self, pointers: Iterable[Pointer], change: Change) -> None:
        """Take nodes out of the objects and arrays they are in, all at once."""
        gone: dict[int, tuple[Node, set[str | int]]] = {}
        for pointer in pointers:
            parent, step = self._parent(pointer), pointer[-1]
            self._lose(parent.child(step), parent.place(step)[1], change)
            gone.setdefault(id(parent), (parent, set()))[1].add(step)
            self.log.append((pointer, change))
        for parent, steps in gone.values():
            parent.take(steps)

    def _parent(self, pointer: Pointer) -> Node:
        node: JSON = self.root
        for step in pointer[:-1]:
            assert isinstance(node, (Object, Array))  # noqa: S101  (what a query found exists)
            node = node.child(step)
        assert isinstance(node, (Object, Array))  # noqa: S101
        return node

    def _merge_object(self, target: Object, update: Object, pointer: Pointer, graft: Graft) -> None:
        for key, value in update.items():
            here = (*pointer, key)
            span = update.place(key)[1]
            if key not in target:
                self._insert(target, here, value, update.place(key), graft.change("add", span))
                continue
            old = target[key]
            if isinstance(old, Object) and isinstance(value, Object):
                self._merge_object(old, value, here, graft)
            elif isinstance(old, Array) and isinstance(value, Array):
                self._concatenate(old, value, here, graft)
            elif isinstance(old, (dict, list)) or isinstance(value, (dict, list)):
                raise IncompatibleError(here, old, value, span)
            else:
                self._replace(target, here, value, span, graft)

    def _concatenate(self, target: Array, update: Array, pointer: Pointer, graft: Graft) -> None:
        for value, (_, span) in zip(update, update.places, strict=True):
            self._append(target, pointer, value, span, graft)

    def _append(self, target: Array, pointer: Pointer, value: JSON, span: Span, graft: Graft) -> None:
        self._insert(target, (*pointer, len(target)), value, (None, span), graft.change("append", span))

    def _replace(self, parent: Node, pointer: Pointer, value: JSON, span: Span, graft: Graft) -> None:
        key, old_span = parent.place(pointer[-1])
        old = parent.child(pointer[-1])
        if type(old) is type(value) and old == value:
            self.effects.setdefault(span, False)
            return
        change = graft.change("replace", span)
        self._lose(old, old_span, change)
        self._insert(parent, pointer, value, (key, span), change)

    def _insert(self, parent: Node, pointer: Pointer, value: JSON, place: Place, change: Change) -> None:
        self._make_room(value, pointer)
        parent.put(pointer[-1], copy_node(value), place, change)
        self.log.append((pointer, change))
        self.effects[place[1]] = True
        for ours in self._ours(value, place[1]):
            self.written[ours] += 1

    def _lose(self, value: JSON, span: Span, change: Change) -> None:
        for ours in self._ours(value, span):
            self.lost[ours] += 1
            self.lost_to[ours] = change

    def _ours(self, value: JSON, span: Span) -> Iterator[Span]:
        """Point to the values under a node that overlays wrote."""
        if isinstance(value, (Object, Array)) and value:
            for step in value if isinstance(value, Object) else range(len(value)):
                yield from self._ours(value.child(step), value.place(step)[1])
        elif span[0] in self._overlays:
            yield span

    def _make_room(self, value: JSON, pointer: Pointer) -> None:
        if len(pointer) + height_of(value) > MAX_DEPTH:
            message = f"the document would be nested deeper than {MAX_DEPTH} levels"
            raise TooLargeError(message)
        self._weight += weight_of(value)
        if self._weight > MAX_NODES:
            self._weight = weight_of(self.root) + weight_of(value)  # what was removed or replaced counts no more
        if self._weight > MAX_NODES:
            message = f"the document would have more than {MAX_NODES:,} nodes"
            raise TooLargeError(message)
