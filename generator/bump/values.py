"""Compares values that travel: what callers pass may become wider, what they get may become narrower."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.bump.change import Change, change
from generator.surface.types import Names, compare, literals, mentioned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from generator.surface.model import Slot

__all__ = ["Sides", "answered", "asked", "asked_slot", "limits", "slots", "type_answered", "type_asked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What names mean before and after, and whether the package itself refuses what limits forbid."""

    before: Names
    after: Names
    limits_checked: bool = False

    def relation(self, old: str, new: str) -> str:
        """Say what became of a type; an absent one is the same only as an absent one."""
        if not old or not new:
            return "same" if old == new else "other"
        return compare(old, new, self.before, self.after)


def slots(
    place: Callable[[str], str],
    old: Mapping[str, Slot],
    new: Mapping[str, Slot],
    one: Callable[[str, Slot | None, Slot | None], Iterable[Change]],
    renamed: str,
) -> Iterator[Change]:
    """Compare two sets of named slots, telling a new name for the same wire name as a renaming."""
    gone = {(slot.location, slot.wire_name): name for name, slot in old.items() if name not in new}
    moved: dict[str, str] = {}
    for name, slot in new.items():
        former = gone.get((slot.location, slot.wire_name))
        if name not in old and former is not None:
            moved[name] = former
            yield change(renamed, place(former), former, name, also=(place(name),))
    for name in sorted(old.keys() | new.keys()):
        if name in moved:
            yield from one(place(name), old[moved[name]], new[name])
        elif name not in moved.values():
            yield from one(place(name), old.get(name), new.get(name))


# ----------------------------------------------------------------------------------------------------------- requests


def asked_slot(sides: Sides, place: str, old: Slot | None, new: Slot | None) -> Iterator[Change]:
    """Compare an argument or a field of a request; None: it isn't there."""
    if old is None and new is not None:
        kind = "argument-required-added" if new.required else "argument-added"
        yield change("argument-filled-added" if new.filled else kind, place, new=_typed(new))
    elif old is not None and new is None:
        yield change("argument-removed", place, _typed(old))
    elif old is not None and new is not None:
        yield from asked(sides, place, old, new)


def asked(sides: Sides, place: str, old: Slot, new: Slot) -> Iterator[Change]:
    """Compare an argument that is there before and after."""
    if old.wire_name != new.wire_name:
        yield change("argument-rewired", place, old.wire_name, new.wire_name)
    if (old.location, old.encoding) != (new.location, new.encoding):
        yield change("argument-moved", place, _travels(old), _travels(new))
    if old.filled and new.filled and literals(old.type) != literals(new.type):
        yield change("constant-changed", place, old.type, new.type)
    else:
        yield from type_asked(sides, place, old.type, new.type)
    if old.required != new.required:
        kind = "argument-became-required" if new.required else "argument-became-optional"
        if not new.filled:
            yield change(kind, place, _presence(old), _presence(new))
    if old.nullable != new.nullable:
        kind = "argument-gained-null" if new.nullable else "argument-lost-null"
        yield change(kind, place, _typed(old), _typed(new))
    yield from limits(sides, place, old.limits, new.limits)


def type_asked(sides: Sides, place: str, old: str, new: str) -> Iterator[Change]:
    """Compare what an argument takes."""
    relation = sides.relation(old, new)
    if relation == "wider":
        yield change("argument-widened", place, old, new)
    elif relation != "same":
        yield change("argument-changed", place, old, new)


def limits(sides: Sides, place: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    """Compare limits: one record for all of a value's, the stricter verdict first."""
    verdicts = {key: _verdict(key, old.get(key), new.get(key)) for key in sorted(old.keys() | new.keys())}
    for verdict, kind in (
        ("tighter", "checked-limit-tightened" if sides.limits_checked else "limit-tightened"),
        ("looser", "limit-loosened"),
        ("format", "format-changed"),
    ):
        keys = [key for key, found in verdicts.items() if found == verdict]
        if keys and not (verdict == "looser" and "tighter" in verdicts.values()):
            yield change(kind, place, _named(keys, old), _named(keys, new))


def _verdict(key: str, old: object, new: object) -> str:
    """Whether one limit became tighter or looser."""
    name = key.rpartition(".")[2]
    if old == new:
        return ""
    if name == "format":
        return "format"
    if old is None or new is None:
        return "tighter" if old is None else "looser"
    if name == "multiple_of":
        return "looser" if float(str(old)) % float(str(new)) == 0 else "tighter"
    if name == "pattern":
        return "tighter"
    rises = float(str(new)) > float(str(old))
    return "tighter" if rises == ("min" in name) else "looser"


def _named(keys: Iterable[str], given: Mapping[str, object]) -> str:
    return ", ".join(f"{key} {given[key]}" for key in keys if key in given)


def _presence(slot: Slot) -> str:
    return "required" if slot.required else "optional"


def _travels(slot: Slot) -> str:
    return f"{slot.location} {slot.encoding}".strip()


def _typed(slot: Slot) -> str:
    return f"{slot.type} | None" if slot.nullable else slot.type


# ------------------------------------------------------------------------------------------------------------ answers


def answered(sides: Sides, place: str, old: Slot | None, new: Slot | None, *, error: bool = False) -> Iterator[Change]:
    """Compare a property of an answer, or of an error's body; None: it isn't there."""
    for found in _answered(sides, place, old, new):
        yield change(_ERRORS[found.kind], found.place, found.old, found.new) if error else found


_ERRORS = {
    "property-added": "error-property-added",
    "property-removed": "error-property-removed",
    "property-renamed": "error-property-changed",
    "property-became-optional": "error-property-changed",
    "property-gained-null": "error-property-changed",
    "property-changed": "error-property-changed",
    "property-became-required": "error-property-narrowed",
    "property-lost-null": "error-property-narrowed",
    "property-narrowed": "error-property-narrowed",
    "union-member-added": "union-member-added",
}


def _answered(sides: Sides, place: str, old: Slot | None, new: Slot | None) -> Iterator[Change]:
    if old is None and new is not None:
        yield change("property-added", place, new=_typed(new))
    elif old is not None and new is None:
        yield change("property-removed", place, _typed(old))
    elif old is not None and new is not None:
        if old.wire_name != new.wire_name:
            yield change("property-renamed", place, old.wire_name, new.wire_name)
        yield from type_answered(sides, place, old.type, new.type)
        if old.required != new.required:
            kind = "property-became-required" if new.required else "property-became-optional"
            yield change(kind, place, _presence(old), _presence(new))
        if old.nullable != new.nullable:
            kind = "property-gained-null" if new.nullable else "property-lost-null"
            yield change(kind, place, _typed(old), _typed(new))


def type_answered(sides: Sides, place: str, old: str, new: str) -> Iterator[Change]:
    """Compare what an answer is. A union with an arm for the unknown may gain members."""
    relation = sides.relation(old, new)
    if relation == "narrower":
        yield change("property-narrowed", place, old, new)
    elif relation == "wider" and {"Unknown"} <= mentioned(old) & mentioned(new):
        yield change("union-member-added", place, old, new)
    elif relation != "same":
        yield change("property-changed", place, old, new)
