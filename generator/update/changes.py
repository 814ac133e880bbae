"""Compares the facts of two documents: what was added, removed or changed, and where."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeVar

from generator.document import JSON, Pointer, pointer_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["FactChange", "compare"]

K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChange:
    """One difference: a subtree that came or went, or a value that became another."""

    kind: Literal["added", "removed", "changed"]
    pointer: str
    """Where, as a JSON pointer; a value that came to or left a list is at the list."""
    old: JSON = None
    new: JSON = None

    def __str__(self) -> str:
        match self.kind:
            case "added":
                return f"+ {self.pointer}: {_short(self.new)}"
            case "removed":
                return f"- {self.pointer}: {_short(self.old)}"
            case "changed":
                return f"~ {self.pointer}: {_short(self.old)} -> {_short(self.new)}"


def compare(old: Mapping[str, JSON], new: Mapping[str, JSON]) -> tuple[FactChange, ...]:
    """List the differences in document order, each as near to the root as it can be told."""
    return tuple(_nodes(dict(old), dict(new), ()))


_SHOWN: Final = 60
_IDENTITIES: Final = (("$ref",), ("in", "name"), ("name",), ("url",), ("operationId",))
"""What tells the objects of a list apart, the first that all of them have: parameters, tags, servers, references."""


def _nodes(old: JSON, new: JSON, at: Pointer) -> Iterator[FactChange]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _members(old, new, lambda key: (*at, key))
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, at)
    elif _text(old) != _text(new):
        yield FactChange(kind="changed", pointer=pointer_text(at), old=old, new=new)


def _members(old: Mapping[K, JSON], new: Mapping[K, JSON], place: Callable[[K], Pointer]) -> Iterator[FactChange]:
    """Compare what stands under each key; `place` says where that is."""
    for key in (*old, *(key for key in new if key not in old)):
        if key not in new:
            yield FactChange(kind="removed", pointer=pointer_text(place(key)), old=old[key])
        elif key not in old:
            yield FactChange(kind="added", pointer=pointer_text(place(key)), new=new[key])
        else:
            yield from _nodes(old[key], new[key], place(key))


def _lists(old: list[JSON], new: list[JSON], at: Pointer) -> Iterator[FactChange]:
    if not any(isinstance(item, (dict, list)) for item in (*old, *new)):
        yield from _values(old, new, at)
        return
    identity = next((names for names in _IDENTITIES if _told_apart(old, names) and _told_apart(new, names)), None)
    if identity is None:
        yield from _members(dict(enumerate(old)), dict(enumerate(new)), lambda index: (*at, index))
    else:
        places = {_key(item, identity): index for row in (old, new) for index, item in enumerate(row)}
        yield from _members(_keyed(old, identity), _keyed(new, identity), lambda key: (*at, places[key]))


def _values(old: list[JSON], new: list[JSON], at: Pointer) -> Iterator[FactChange]:
    """Compare lists of scalars as sets; order and number count only where two hold the same values."""
    before, after = [_text(item) for item in old], [_text(item) for item in new]
    pointer = pointer_text(at)
    yield from (FactChange(kind="removed", pointer=pointer, old=item) for item in old if _text(item) not in after)
    yield from (FactChange(kind="added", pointer=pointer, new=item) for item in new if _text(item) not in before)
    if before != after and set(before) == set(after):
        yield FactChange(kind="changed", pointer=pointer, old=old, new=new)


def _told_apart(row: list[JSON], names: tuple[str, ...]) -> bool:
    keys = [_key(item, names) for item in row]
    return all(key is not None for key in keys) and len(set(keys)) == len(keys)


def _keyed(row: list[JSON], names: tuple[str, ...]) -> dict[tuple[str, ...] | None, JSON]:
    return {_key(item, names): item for item in row}


def _key(item: JSON, names: tuple[str, ...]) -> tuple[str, ...] | None:
    if not isinstance(item, dict) or any(name not in item for name in names):
        return None
    return tuple(_text(item[name]) for name in names)


def _text(value: JSON) -> str:
    return json.dumps(value, sort_keys=True)


def _short(value: JSON) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
