"""Compares models, enums and aliases, in the direction in which they travel."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from generator.bump.change import Change, change
from generator.bump.values import Sides, answered, asked_slot, limits, slots, type_answered, type_asked
from generator.surface import canonical
from generator.surface.types import ENUM_TYPES, Atom, Names, mentioned, parse, renamed, text

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from generator.surface.model import Api, Content, Declaration, Operation, Slot

__all__ = ["compare_declarations", "compare_names", "names", "renamings", "with_names"]


def compare_declarations(old: Api, new: Api, sides: Sides) -> Iterator[Change]:
    """Compare the declarations that both APIs have; renamings are already settled."""
    for path in sorted(old.declarations.keys() & new.declarations.keys()):
        yield from _declaration(sides, path, old.declarations[path], new.declarations[path])


def compare_names(old: Api, new: Api, moved: Mapping[str, str]) -> Iterator[Change]:
    """Compare what the namespaces export; `moved` are renamings, as `renamings` finds them.

    What a model is as plain data goes with the model: it is told only where it comes or goes alone.
    """
    before, after = _exported(old), _exported(new)
    for path in sorted(before - after):
        if path in moved:
            yield change("declaration-renamed", path, path, moved[path], also=(moved[path],))
        elif _model(path) not in before - after:
            yield change("name-removed", path)
    for path in sorted(after - before - {target for source, target in moved.items() if source not in after}):
        former = [source for source, target in moved.items() if target == path]
        if former:
            yield change("declaration-renamed-kept", path, former[0], path)
        elif _model(path) not in after - before:
            yield change("name-added", path)


def _exported(api: Api) -> set[str]:
    found: set[str] = set()
    for path, node in api.declarations.items():
        found |= {path, *(f"{path.rpartition('.')[0]}.{name}" for name in node.aliases)}
        found |= {f"{path}{_TWIN}"} if node.twin else set()
    return found


_TWIN = "TypedDict"


def _model(path: str) -> str:
    """The model whose plain-data form a path names; empty if it names none."""
    return path.removesuffix(_TWIN) if path.endswith(_TWIN) else ""


def names(api: Api) -> Names:
    """Tell what the declarations' names mean, for comparing types."""
    return Names(
        aliases={path: ((), parse(_meaning(node))) for path, node in api.declarations.items() if _meaning(node)}
    )


def _meaning(node: Declaration) -> str:
    """What an alias or enum stands for; empty for a model."""
    if node.kind != "enum":
        return node.type
    return " | ".join([f"Literal[{', '.join(node.values)}]", *([ENUM_TYPES[node.type]] if node.open else [])])


# -------------------------------------------------------------------------------------------------------- renaming


def renamings(old: Api, new: Api) -> dict[str, str]:
    """Find declarations that have a new name: the old one is kept as an alias, or a new one has the same content."""
    gone, come = _Shapes(old, new.declarations), _Shapes(new, old.declarations)
    kept: dict[str, list[str]] = {}
    for path, node in new.declarations.items():
        for alias in node.aliases:
            kept.setdefault(f"{path.rpartition('.')[0]}.{alias}", []).append(path)
    by_shape: dict[str, list[str]] = {}
    for path in come.paths:
        by_shape.setdefault(come.shape(path), []).append(path)
    candidates = [
        (path in kept, difflib.SequenceMatcher(None, path, other).ratio(), path, other)
        for path in gone.paths
        for other in kept.get(path) or by_shape.get(gone.shape(path), [])
    ]
    found: dict[str, str] = {}
    for _, _, path, other in sorted(candidates, reverse=True):  # the likeliest first
        if path not in found and other not in found.values():
            found[path] = other
    return found


class _Shapes:
    """What the declarations that only one side has are made of, told without their names."""

    def __init__(self, api: Api, other: Container[str]) -> None:
        self.nodes = api.declarations
        self.paths = [path for path in api.declarations if path not in other]
        self._known: dict[str, str] = {}

    def shape(self, path: str) -> str:
        """Tell a declaration with all that it mentions of its own side."""
        if path not in self._known:
            self._known[path] = "itself"  # where it mentions itself
            own = {name: f"_{self.shape(name)}" for name in _mentioned(self.nodes[path]) if name in self.paths}
            plain = replace(_declared(self.nodes[path], own), uses=(), aliases=(), deprecated=False)
            self._known[path] = hashlib.sha256(canonical.dumps(plain).encode()).hexdigest()
        return self._known[path]


def _mentioned(node: Declaration) -> list[str]:
    types = [slot.type for slot in node.fields.values()] + [node.additional, *node.mapping.values()]
    types += [node.type] if node.kind == "alias" else []
    return sorted({name for type_ in types if type_ for name in mentioned(type_)})


def with_names(api: Api, mapping: Mapping[str, str]) -> Api:
    """Write an API with some declarations under other names."""
    if not mapping:
        return api
    return replace(
        api,
        declarations={mapping.get(path, path): _declared(node, mapping) for path, node in api.declarations.items()},
        operations={path: _operation(node, mapping) for path, node in api.operations.items()},
        errors={name: replace(node, body=renamed(node.body, mapping)) for name, node in api.errors.items()},
    )


def _declared(node: Declaration, mapping: Mapping[str, str]) -> Declaration:
    return replace(
        node,
        fields=_slots(node.fields, mapping),
        type=node.type if node.kind == "enum" else renamed(node.type, mapping),
        additional=renamed(node.additional, mapping),
        mapping={value: renamed(target, mapping) for value, target in node.mapping.items()},
    )


def _operation(node: Operation, mapping: Mapping[str, str]) -> Operation:
    answers = {
        status: replace(answer, contents=_contents(answer.contents, mapping), headers=_slots(answer.headers, mapping))
        for status, answer in node.answers.items()
    }
    return replace(node, arguments=_slots(node.arguments, mapping), body=_contents(node.body, mapping), answers=answers)


def _slots(old: Mapping[str, Slot], mapping: Mapping[str, str]) -> dict[str, Slot]:
    return {name: replace(slot, type=renamed(slot.type, mapping)) for name, slot in old.items()}


def _contents(old: Mapping[str, Content], mapping: Mapping[str, str]) -> dict[str, Content]:
    return {media: replace(content, type=renamed(content.type, mapping)) for media, content in old.items()}


# ---------------------------------------------------------------------------------------------------- one declaration


def _declaration(sides: Sides, path: str, old: Declaration, new: Declaration) -> Iterator[Change]:
    uses = sorted(set(old.uses) & set(new.uses)) or sorted({*old.uses, *new.uses})
    for use in uses:
        if old.kind == new.kind == "model":
            yield from _models(sides, path, old, new, use)
        elif old.kind == new.kind == "enum" and old.type == new.type:
            yield from _enum(path, old, new, use)
        else:
            yield from _alias(sides, path, old, new, use)
        if use == "request":
            yield from limits(sides, path, old.limits, new.limits)
    yield from _deprecation(path, old, new)


def _models(sides: Sides, path: str, old: Declaration, new: Declaration, use: str) -> Iterator[Change]:
    before, after = _seen(old.fields, use), _seen(new.fields, use)
    if use == "request":
        yield from slots(
            lambda name: f"{path}.{name}",
            before,
            after,
            lambda place, one, other: asked_slot(sides, place, one, other),
            "argument-renamed",
        )
    else:
        yield from slots(
            lambda name: f"{path}.{name}",
            before,
            after,
            lambda place, one, other: answered(sides, place, one, other, error=use == "error"),
            "property-renamed" if use == "response" else "error-property-changed",
        )
    yield from _additional(sides, f"{path}[…]", old.additional, new.additional, use)


def _seen(fields: Mapping[str, Slot], use: str) -> dict[str, Slot]:
    """The fields that travel in one direction."""
    hidden = "read" if use == "request" else "write"
    return {name: slot for name, slot in fields.items() if slot.access != hidden}


def _additional(sides: Sides, place: str, old: str, new: str, use: str) -> Iterator[Change]:
    """Compare the values of keys that have no name of their own."""
    if not old and new:
        yield change(
            {"request": "argument-widened", "response": "property-added"}.get(use, "error-property-added"),
            place,
            new=new,
        )
    elif old and not new:
        kinds = {"request": "argument-changed", "response": "property-removed"}
        yield change(kinds.get(use, "error-property-removed"), place, old)
    elif use == "request":
        yield from type_asked(sides, place, old, new)
    else:
        yield from type_answered(sides, place, old, new)


def _enum(path: str, old: Declaration, new: Declaration, use: str) -> Iterator[Change]:
    added = sorted({*new.values} - {*old.values})
    removed = sorted({*old.values} - {*new.values})
    closed = "" if new.open and old.open else "closed-"
    if old.open != new.open:
        kind = ("argument-widened" if new.open else "argument-changed") if use == "request" else "property-changed"
        yield change(kind, path, _openness(old), _openness(new))
    if added and use == "request":
        yield change("request-value-added", path, new=", ".join(added))
    elif added:
        yield change(f"{closed}response-value-added", path, new=", ".join(added))
    if removed and use == "request":
        yield change(f"{closed}request-value-removed", path, ", ".join(removed))
    elif removed:
        yield change("response-value-removed", path, ", ".join(removed))


def _openness(node: Declaration) -> str:
    return "open" if node.open else "closed"


def _alias(sides: Sides, path: str, old: Declaration, new: Declaration, use: str) -> Iterator[Change]:
    before, after = _spelt(path, old), _spelt(path, new)
    if use == "request":
        found = list(type_asked(sides, path, before, after))
    else:
        found = list(type_answered(sides, path, before, after))
    yield from found
    if found or (old.tag, old.mapping) == (new.tag, new.mapping):
        return
    kept = old.tag == new.tag and all(new.mapping.get(value) == target for value, target in old.mapping.items())
    if use == "request":
        kind = "argument-widened" if kept else "argument-changed"
    else:
        kind = "union-member-added" if kept and new.open else "property-changed"
    yield change(kind, path, _tagging(old), _tagging(new))


def _spelt(path: str, node: Declaration) -> str:
    """What a declaration is; a model is only itself."""
    return text(frozenset({Atom(path)})) if node.kind == "model" else _meaning(node)


def _tagging(node: Declaration) -> str:
    return f"by {node.tag}: {', '.join(f'{value} → {target}' for value, target in sorted(node.mapping.items()))}"


def _deprecation(path: str, old: Declaration, new: Declaration) -> Iterator[Change]:
    if old.deprecated != new.deprecated:
        yield change("deprecated" if new.deprecated else "undeprecated", path)
    for name in sorted(old.fields.keys() & new.fields.keys()):
        if old.fields[name].deprecated != new.fields[name].deprecated:
            yield change("deprecated" if new.fields[name].deprecated else "undeprecated", f"{path}.{name}")
