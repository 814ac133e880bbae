"""Tells what changed between two surfaces, how large a step that is, and so which version comes next.

All of it is pure: the version depends on the released surface, its version, and the surface as it is now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bump.behaviour import compare_behaviour, compare_settings
from generator.bump.change import Change, change, highest, ordered, weight
from generator.bump.declarations import compare_declarations, compare_names, names, renamings, with_names
from generator.bump.operations import compare_errors, compare_operations, compare_security
from generator.bump.packaging import compare_packaging
from generator.bump.python import compare_python, exposed_packages
from generator.bump.values import Sides
from generator.surface.types import mentioned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.bump.rules import Bump
    from generator.surface.model import Api, Slot, Surface

__all__ = ["FIRST", "changes", "needed", "next_version"]

FIRST = "1.0.0"
"""The version of a product that was never released."""


def changes(old: Surface, new: Surface) -> tuple[Change, ...]:
    """Compare two surfaces; parts that only one of them has are left out. Largest first.

    What the description and the rendered names both show is told once, in the description's words, unless the names
    show it to be worse.
    """
    moved = renamings(old.api, new.api) if old.api and new.api else {}
    api = [_kept(item, new) for item in _api(old.api, new.api, moved)] if old.api and new.api else []
    python = list(compare_python(old, new, _with_twins(old, new, moved))) if _both_read(old, new) else []
    settings = compare_settings(old.settings, new.settings) if _both_read(old, new) else ()
    told = {item.rule for item in api}
    found = [
        *_folded(api, old.api, new.api),
        *(item for item in python if not _explained(item, api)),
        *(item for item in settings if item.rule not in told),
    ]
    if old.metadata and new.metadata:
        found += compare_packaging(old.metadata, new.metadata, exposed_packages(old))
    if not found and old.content and new.content and old.content != new.content:
        found.append(change("package-changed", new.metadata["client"].distribution if "client" in new.metadata else ""))
    return ordered(found)


def needed(found: Iterable[Change]) -> Bump:
    """Return the bump of a release: the largest of its changes."""
    return highest(item.bump for item in found)


def next_version(released: str | None, step: Bump) -> str:
    """Return the version that follows a released one. Before 1.0, a major step counts as minor, all others as patches.

    Raises ValueError for a released version that isn't three numbers.
    """
    if released is None:
        return FIRST
    parts = released.split(".")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(f"the released version {released!r} is not of the form 1.2.3")
    major, minor, patch = map(int, parts)
    if major == 0 and step != "none":
        return f"0.{minor + 1}.0" if step == "major" else f"0.{minor}.{patch + 1}"
    following = {
        "major": f"{major + 1}.0.0",
        "minor": f"{major}.{minor + 1}.0",
        "patch": f"{major}.{minor}.{patch + 1}",
        "none": f"{major}.{minor}.{patch}",
    }
    return following[step]


# ------------------------------------------------------------------------------------------------------------ the API


def _api(old: Api, new: Api, moved: Mapping[str, str]) -> Iterator[Change]:
    """Compare two APIs, the old one under the names that its declarations have now."""
    yield from compare_names(old, new, moved)
    former = with_names(old, moved)
    sides = Sides(before=names(former), after=names(new), limits_checked=new.limits_checked)
    yield from compare_operations(former, new, sides)
    yield from compare_declarations(former, new, sides)
    yield from compare_errors(former, new, sides)
    yield from compare_security(former, new)
    yield from compare_behaviour(former, new)


def _kept(item: Change, new: Surface) -> Change:
    """An error class that nothing raises any more but that can still be imported is no break."""
    if item.kind == "error-removed" and item.place in new.exports:
        return change("error-deprecated", item.place, item.old, item.new, also=item.also)
    return item


def _folded(found: list[Change], old: Api | None, new: Api | None) -> Iterator[Change]:
    """Leave out what another record already tells.

    A field of the body is an argument of the method; a name that comes or goes does so because something that
    mentions it changes at least as much.
    """
    if old is None or new is None:
        return
    told = {(item.kind, place, item.old, item.new) for item in found for place in _body_places(item.place, new, old)}
    come, gone = _reasons("minor", found, new), _reasons("major", found, old)
    for item in found:
        if (item.kind, item.place, item.old, item.new) in told:
            continue
        if (item.kind == "name-added" and item.place in come) or (item.kind == "name-removed" and item.place in gone):
            continue
        yield item


def _body_places(place: str, *apis: Api) -> Iterator[str]:
    """Where else an argument stands that is a field of the body: in the body's model."""
    path, _, name = place.removesuffix(")").partition("(")
    for api in apis:
        operation = api.operations.get(path)
        slot = operation.arguments.get(name) if operation else None
        if operation and slot and slot.location == "field":
            yield from (f"{content.type}.{name}" for content in operation.body.values())


def _reasons(least: Bump, found: Iterable[Change], api: Api) -> frozenset[str]:
    """All names that are mentioned where other things changed, and by at least so much."""
    names_only = ("name-added", "name-removed")
    places = [item.place for item in found if item.kind not in names_only and weight(item.bump) >= weight(least)]
    waiting = [name for place in places for name in _types_at(api, place)]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += _types_at(api, name)
    return frozenset(seen)


def _types_at(api: Api, place: str) -> Iterator[str]:
    """The names in the types of a place: an operation, an argument, an answer, a declaration, a field, an error."""
    path, _, name = place.removesuffix(")").partition("(")
    operation = api.operations.get(path.partition(" -> ")[0])
    slots: list[Slot] = []
    types: list[str] = []
    if operation is not None:
        slots += [slot for key, slot in operation.arguments.items() if name in ("", key)]
        types += [content.type for answer in operation.answers.values() for content in answer.contents.values()]
        types += [content.type for content in operation.body.values()] if not name else []
    elif place in api.declarations:
        node = api.declarations[place]
        slots += node.fields.values()
        types += [node.type if node.kind == "alias" else "", node.additional]
        yield from (f"{place.rpartition('.')[0]}.{alias}" for alias in node.aliases)
    elif (owner := place.rpartition(".")[0]) in api.declarations:
        slots += [slot for key, slot in api.declarations[owner].fields.items() if key == place.rpartition(".")[2]]
    elif (error := api.errors.get(place.removeprefix("errors.").removesuffix(".data"))) is not None:
        types.append(error.body)
    for expression in [*types, *(slot.type for slot in slots)]:
        if expression:
            yield from mentioned(expression)


# ---------------------------------------------------------------------------------------------------------- the names


def _both_read(old: Surface, new: Surface) -> bool:
    return old.python is not None and new.python is not None


def _with_twins(old: Surface, new: Surface, moved: Mapping[str, str]) -> dict[str, str]:
    """Renamings of declarations, and of what they are as plain data."""
    found = dict(moved)
    for path, target in moved.items():
        if f"{path}TypedDict" in old.exports and f"{target}TypedDict" in new.exports:
            found[f"{path}TypedDict"] = f"{target}TypedDict"
    return found


def _explained(item: Change, api: Iterable[Change]) -> bool:
    """Whether the description's changes tell what the names show: the same place, and at least the same step."""
    place = _shared_place(item.place)
    names_only = item.kind in ("name-added", "name-removed")
    for other in api:
        variant = other.kind == "union-member-added" and item.kind == "property-changed"
        if weight(other.bump) < weight(item.bump) and not variant:
            continue
        whole = other.kind.endswith(("-added", "-removed", "-renamed"))
        for known in map(_shared_place, (other.place, *other.also)):
            if known == place or (whole and place.startswith((f"{known}.", f"{known}(", f"{known} ->"))):
                return True
            if whole and names_only and known.startswith((f"{place}.", f"{place}(")):
                return True
    return False


def _shared_place(place: str) -> str:
    """The place that a method shares with its asynchronous twin, and a model with its plain-data twin."""
    path, bracket, rest = place.partition("(")
    parts = path.partition(" ->")[0].split(".")
    arrow = " ->" if " ->" in place else ""
    shared = ".".join(part.removesuffix("TypedDict").removesuffix("_async") for part in parts)
    return f"{shared}{bracket}{rest}{arrow}" if bracket else f"{shared}{arrow}"
