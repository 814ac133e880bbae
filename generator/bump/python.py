"""Compares the names of two rendered packages as Python's type checkers and callers see them.

It knows nothing of HTTP: what a change means on the wire is the API part's to tell. What both see is told once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from generator.bump.change import Change, change
from generator.bump.values import Sides, type_answered, type_asked
from generator.surface.types import Atom, Names, is_type, literals, mentioned, parse, renamed, text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from generator.surface.model import Api, Definition, Parameter, Surface

__all__ = ["compare_python", "exposed_packages"]

NOTHING = Atom("None")


def compare_python(old: Surface, new: Surface, moved: Mapping[str, str]) -> Iterator[Change]:
    """Compare the public names of two surfaces; `moved` are declarations that have a new name."""
    for path in sorted(old.exports.keys() - new.exports.keys()):
        yield change("name-removed", path)
    for path in sorted(new.exports.keys() - old.exports.keys()):
        yield change("name-added", path)
    for package in sorted({path.rpartition(":")[0] for path in old.exports}):
        sides = Sides(before=_names(old, package, moved), after=_names(new, package))
        pair = _Pair(old=old, new=new, sides=sides, prefix=f"{package}:" if package else "", moved=moved)
        seen: set[tuple[str, str]] = set()
        for path, home in old.exports.items():
            target = moved.get(path, path)
            if path.rpartition(":")[0] == package and target in new.exports and (home, new.exports[target]) not in seen:
                seen.add((home, new.exports[target]))
                yield from pair.compare(home, new.exports[target])
        for path in _private(old, package):  # classes that callers get to see without being able to name them
            if path in _private(new, package):
                yield from pair.compare(path, path)


def exposed_packages(surface: Surface) -> frozenset[str]:
    """Return the packages of others whose types stand in our signatures."""
    return frozenset(
        name.partition(".")[0]
        for definition in (surface.python or {}).values()
        for name in _mentioned(definition)
        if "." in name
    )


def _mentioned(definition: Definition) -> Iterator[str]:
    types = [definition.type, *definition.bases]
    types += [item.type for item in (*definition.positional, *definition.keyword.values())]
    for type_ in filter(is_type, types):
        yield from mentioned(type_)
    for member in definition.members.values():
        yield from _mentioned(member)


def _private(surface: Surface, package: str) -> list[str]:
    """What is read of a package besides its exports: bases, and classes of attributes and answers."""
    known = set(surface.exports.values())
    return sorted(path for path in surface.python or {} if path not in known and path.rpartition(":")[0] == package)


def _names(surface: Surface, package: str, moved: Mapping[str, str] | None = None) -> Names:
    """What the names in a package's types mean; they are written without the package's own name."""
    prefix, moved = f"{package}:" if package else "", moved or {}
    own = {
        path.removeprefix(prefix): definition
        for path, definition in (surface.python or {}).items()
        if path.startswith(prefix) and (prefix or ":" not in path)
    }
    return Names(
        aliases={
            moved.get(path, path): (node.generic, parse(renamed(node.type, moved)))
            for path, node in own.items()
            if node.kind == "alias" and is_type(node.type)
        },
        bases={
            moved.get(path, path): tuple(filter(is_type, node.bases))
            for path, node in own.items()
            if node.kind == "class"
        },
    )


# ---------------------------------------------------------------------------------------------------- what it is for

_BOTH = ("request", "response")


def _uses(api: Api | None, path: str, definition: Definition) -> tuple[str, ...]:
    """Which way a thing travels: as the description says, else as its name and bases tell."""
    if api is not None and path in api.declarations:
        return api.declarations[path].uses
    if path.endswith("TypedDict") or any(base.endswith("RequestModel") for base in definition.bases):
        return ("request",)
    private = any(part.startswith("_") for part in path.split("."))
    if (
        private
        or path.startswith("errors.")
        or (api is None and any(base.endswith(".Model") for base in definition.bases))
    ):
        return ("response",)
    return _BOTH


@dataclass(frozen=True, slots=True, kw_only=True)
class _Member:
    """A member of a class and the place where it is written down."""

    owner: str
    definition: Definition


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Two packages side by side."""

    old: Surface
    new: Surface
    sides: Sides
    prefix: str
    moved: Mapping[str, str] = field(default_factory=dict[str, str])

    def compare(self, path: str, other: str) -> Iterator[Change]:
        """Compare a definition before and after, which may have another path by now."""
        before, after = (self.old.python or {}).get(path), (self.new.python or {}).get(other)
        if before is None or after is None:
            return
        if before.kind != after.kind:
            yield change("kind-changed", path, before.kind, after.kind)
        elif before.kind == "class":
            yield from self.classes(path, other, before, after)
        elif before.kind == "function":
            yield from self.functions(path, before, after)
        elif before.kind == "alias":
            uses = _uses(self.new.api, other.removeprefix(self.prefix), after)
            yield from self.aliases(path, before, after, uses)
        elif before.type != after.type:
            yield from self.given(path, before.type, after.type)

    # -------------------------------------------------------------------------------------------------- types

    def taken(self, place: str, old: str, new: str) -> Iterator[Change]:
        """Compare what callers pass; types that can't be read are compared as text."""
        try:
            old = renamed(old, self.moved)
            if (gained := self.null(old, new)) is not None:
                yield change("argument-gained-null" if gained else "argument-lost-null", place, old, new)
            else:
                yield from type_asked(self.sides, place, old, new)
        except SyntaxError:
            yield change("argument-changed", place, old, new)

    def given(self, place: str, old: str, new: str) -> Iterator[Change]:
        """Compare what callers get."""
        try:
            old = renamed(old, self.moved)
            if (gained := self.null(old, new)) is not None:
                yield change("property-gained-null" if gained else "property-lost-null", place, old, new)
            else:
                yield from type_answered(self.sides, place, old, new)
        except SyntaxError:
            yield change("property-changed", place, old, new)

    def null(self, old: str, new: str) -> bool | None:
        """Whether a type gained None, or lost it, and is else the same; None if that is not what happened."""
        if not old or not new:
            return None
        before, after = parse(old), parse(new)
        if (NOTHING in before) == (NOTHING in after):
            return None
        rest = self.sides.relation(text(before - {NOTHING}), text(after - {NOTHING}))
        return NOTHING in after if rest == "same" else None

    def aliases(self, place: str, old: Definition, new: Definition, uses: Collection[str]) -> Iterator[Change]:
        if old.type == new.type:
            return
        if not (is_type(old.type) and is_type(new.type)):
            yield change("value-changed", place, old.type, new.type)
            return
        before, after = renamed(old.type, self.moved), new.type
        if self.sides.relation(before, after) == "same":  # an open choice: `str` covers what its literals say
            added = sorted({*literals(after)} - {*literals(before)})
            removed = sorted({*literals(before)} - {*literals(after)})
            if added:
                yield change("request-value-added", place, new=", ".join(added))
            if removed:
                yield change("request-value-removed", place, ", ".join(removed))
            return
        if "request" in uses:
            yield from self.taken(place, old.type, new.type)
        if set(uses) - {"request"}:
            yield from self.given(place, old.type, new.type)

    # ------------------------------------------------------------------------------------------------ classes

    def classes(self, path: str, other: str, old: Definition, new: Definition) -> Iterator[Change]:
        before, after = self.ancestors(self.old, old), self.ancestors(self.new, new)
        before = frozenset(self.moved.get(base, base) for base in before)
        if gone := before - after:
            yield change("base-removed", path, ", ".join(sorted(gone)))
        if come := after - before:
            yield change("base-added", path, new=", ".join(sorted(come)))
        if (options := _options(old)) != _options(new):
            yield change("class-changed", path, options, _options(new))
        uses = _uses(self.new.api, other.removeprefix(self.prefix), new)
        yield from self.members(path, other, uses, demands="Protocol" in old.bases or "Protocol" in new.bases)

    def ancestors(self, surface: Surface, definition: Definition) -> frozenset[str]:
        """All public and foreign classes that a class derives from."""
        found: set[str] = set()
        for base in definition.bases:
            name = base.partition("[")[0]
            above = (surface.python or {}).get(self.prefix + name)
            if above is not None:
                found |= self.ancestors(surface, above)
            if above is None or self.prefix + name in surface.exports:
                found.add(name)
        return frozenset(found)

    def members(self, path: str, other: str, uses: Collection[str], *, demands: bool) -> Iterator[Change]:
        before = self.all_members(self.old, path, public_bases=False)
        after = self.all_members(self.new, other, public_bases=True)
        own = self.all_members(self.new, other, public_bases=False)
        inherited = self.all_members(self.old, path, public_bases=True)
        for name in sorted(before.keys() | own.keys()):
            one, two = before.get(name, inherited.get(name)), after.get(name)
            place = f"{(before.get(name) or own[name]).owner}.{name}"
            if name == "__init__" and path.startswith("_"):  # callers have no name for it
                continue
            if demands:
                yield from self.demanded(place, one, two)
            elif one is None:
                yield from self.member_added(place, own[name].definition, own[name].owner == other, uses)
            elif two is None:
                yield from self.member_removed(place, one.definition, uses)
            elif one.definition != two.definition:
                yield from self.member(place, one.definition, two.definition, uses)

    def all_members(self, surface: Surface, path: str, *, public_bases: bool) -> dict[str, _Member]:
        """A class's members with those it has from private bases, and from public ones if asked for."""
        definition = (surface.python or {}).get(path)
        found: dict[str, _Member] = {}
        for base in reversed(definition.bases if definition else ()):
            above = self.prefix + base.partition("[")[0]
            if above != path and (public_bases or above not in surface.exports):
                found |= self.all_members(surface, above, public_bases=public_bases)
        for name, member in definition.members.items() if definition else ():
            found[name] = _Member(owner=path, definition=member)
        return found

    def demanded(self, place: str, old: _Member | None, new: _Member | None) -> Iterator[Change]:
        """Compare a member of a protocol: what it asks for, callers' own classes must have."""
        if old is None and new is not None:
            yield change("argument-required-added", place, new=new.definition.kind)
        elif new is None and old is not None:
            yield change("name-removed", place)
        elif old is not None and new is not None and old.definition != new.definition:
            yield change("argument-changed", place, old.definition.type, new.definition.type)

    def member_added(self, place: str, new: Definition, own: bool, uses: Collection[str]) -> Iterator[Change]:
        if new.kind != "attribute" or not own:
            yield change("name-added", place)
            return
        if "request" in uses and "set by" not in new.options:
            yield change("argument-added" if _optional(new) else "argument-required-added", place, new=new.type)
        if set(uses) - {"request"}:
            yield change("property-added", place, new=new.type)

    def member_removed(self, place: str, old: Definition, uses: Collection[str]) -> Iterator[Change]:
        if old.kind != "attribute":
            yield change("enum-member-removed" if old.kind == "value" else "name-removed", place)
            return
        given = "request" in uses and "set by" not in old.options
        kind = "argument-removed" if given else "property-removed"
        yield change(kind, place, old.type)

    def member(self, place: str, old: Definition, new: Definition, uses: Collection[str]) -> Iterator[Change]:
        readable = {"attribute", "property"}
        if old.kind != new.kind and not ({old.kind, new.kind} <= readable and "request" not in uses):
            yield change("kind-changed", place, old.kind, new.kind)
        elif old.kind == "function":
            yield from self.functions(place, old, new)
        elif old.kind == "class":
            yield change("class-changed", place)
        elif old.kind == "value":
            yield change("value-changed", place, old.default, new.default)
        elif old.kind == "attribute" and "request" in uses and "set by" not in old.options:
            yield from self.attribute(place, old, new)
            if set(uses) - {"request"}:
                yield from self.given(place, old.type, new.type)
        else:
            if "settable" in old.options and "settable" not in new.options:
                yield change("kind-changed", place, "settable", "read only")
            yield from self.given(place, old.type, new.type)

    def attribute(self, place: str, old: Definition, new: Definition) -> Iterator[Change]:
        """Compare a field that callers set."""
        yield from self.taken(place, _stripped(old.type), _stripped(new.type))
        if _optional(old) != _optional(new):
            yield change("argument-became-optional" if _optional(new) else "argument-became-required", place)
        elif old.default != new.default:
            yield change("default-changed", place, old.default, new.default)

    # ---------------------------------------------------------------------------------------------- functions

    def functions(self, place: str, old: Definition, new: Definition) -> Iterator[Change]:
        place = place.removesuffix(".__init__")
        if (old.is_async, old.options, old.generic) != (new.is_async, new.options, new.generic):
            yield change("kind-changed", place, _manner(old), _manner(new))
        yield from self.parameters(place, old, new)
        if old.type != new.type:
            yield from self.given(f"{place} ->", old.type, new.type)

    def parameters(self, place: str, old: Definition, new: Definition) -> Iterator[Change]:
        before = {item.name: item for item in (*old.positional, *old.keyword.values())}
        after = {item.name: item for item in (*new.positional, *new.keyword.values())}
        for name in sorted(before.keys() | after.keys()):
            where, one, two = f"{place}({name})", before.get(name), after.get(name)
            if one is None and two is not None:
                needed = not two.default and two.kind not in ("*", "**")
                yield change("argument-required-added" if needed else "argument-added", where, new=two.type)
            elif two is None and one is not None:
                yield change("argument-removed", where, one.type)
            elif one is not None and two is not None and one != two:
                yield from self.parameter(where, one, two)
        order = [item.name for item in old.positional if item.kind in ("either", "positional") and item.name in after]
        now = [item.name for item in new.positional if item.kind in ("either", "positional")]
        if order != now[: len(order)] and all(after[name].kind != "keyword" for name in order):
            yield change("argument-position-changed", place, ", ".join(order), ", ".join(now))

    def parameter(self, place: str, old: Parameter, new: Parameter) -> Iterator[Change]:
        if old.kind != new.kind:
            wider = (old.kind, new.kind) in (("keyword", "either"), ("positional", "either"))
            kind = "argument-position-added" if wider else "argument-position-changed"
            yield change(kind, place, old.kind, new.kind)
        yield from self.taken(place, old.type, new.type)
        if bool(old.default) != bool(new.default):
            yield change("argument-became-optional" if new.default else "argument-became-required", place)
        elif old.default != new.default:
            yield change("default-changed", place, old.default, new.default)


_QUIET = {"omit_defaults", "repr_omit_defaults", "dict", "weakref", "gc", "cache_hash", "@final"}
"""Keywords of a class statement that change nothing for callers."""


def _options(definition: Definition) -> str:
    return ", ".join(
        f"{key}={value}" if value else key
        for key, value in sorted(definition.options.items())
        if key not in _QUIET and value != "False"
    )


def _optional(definition: Definition) -> bool:
    return bool(definition.default) or definition.type.startswith("NotRequired[")


def _stripped(type_: str) -> str:
    """A TypedDict key's type without its `NotRequired`."""
    return type_.removeprefix("NotRequired[").removesuffix("]") if type_.startswith("NotRequired[") else type_


def _manner(function: Definition) -> str:
    return ", ".join(["async" if function.is_async else "sync", *sorted(function.options)])
