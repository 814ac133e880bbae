"""Cuts a description down to the chosen operations and everything they refer to.

What is left stands where it stood, so that every position stays true.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from generator.document import Array, Document, Object, pointer_text
from generator.openapi import METHODS, references
from generator.problems import BadInputError, Problem, fail

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from generator.document import JSON, Pointer
    from generator.problems import Position

__all__ = ["operation_names", "referred", "select"]


def select(document: Document, operations: Collection[str] = (), left_out: Collection[str] = ()) -> Document:
    """Give the part of a document that the operations need: those named, or all, less those left out.

    Kept are the operations, their path items' common fields, the components that they reach by `$ref` or by a
    discriminator's mapping, their security schemes and tags, and everything else at the root.

    Raises:
        BadInputError: an operation is not there, or a reference leads nowhere or out of the document.
    """
    chosen = _chosen(document, operations, left_out)
    reach = _Reach(document, chosen, _common(document))
    for pointer in chosen:
        reach.operation(pointer)
    if reach.problems:
        raise BadInputError(reach.problems)
    return _cut(document, chosen, reach.components, () if operations else _elsewhere(document))


def operation_names(document: Document) -> dict[Pointer, str]:
    """Tell every operation's place and id; one without an id is named by method and path, as `GET /models`."""
    found: dict[Pointer, str] = {}
    for pointer, operation in _operations(document):
        name = operation.get("operationId")
        found[pointer] = name if isinstance(name, str) and name else f"{str(pointer[2]).upper()} {pointer[1]}"
    return found


def referred(document: Document, reference: str, at: Position) -> Pointer:
    """Follow a `$ref` that stands at `at` to its place in this document.

    Raises:
        BadInputError: it leads out of the document, to an anchor or to nothing.
    """
    if not reference.startswith("#"):
        hint = "no other file or address is read: put what it means under components"
        raise fail(at, f"the reference {reference!r} leads out of the document", hint)
    if reference == "#" or not reference.startswith("#/"):
        hint = "refer to a place, such as #/components/schemas/Name"
        raise fail(at, f"the reference {reference!r} names an anchor or the whole document", hint)
    try:
        return document.resolve(unquote(reference[1:]))
    except (KeyError, ValueError):
        raise fail(at, f"the reference {reference!r} leads to nothing", _nearest(document, reference)) from None


def _nearest(document: Document, reference: str) -> str:
    parent, _, name = unquote(reference[1:]).rpartition("/")
    try:
        siblings = document.get(document.resolve(parent))
    except (KeyError, ValueError):
        return "look at its spelling, or add what it means"
    near = difflib.get_close_matches(name, siblings if isinstance(siblings, dict) else (), 1)
    return f"did you mean #{parent}/{near[0]}?" if near else f"there is nothing of that name in #{parent}"


def _operations(document: Document) -> Iterator[tuple[Pointer, dict[str, JSON]]]:
    paths = document.data.get("paths")
    for path, item in paths.items() if isinstance(paths, dict) else ():
        for method, operation in item.items() if isinstance(item, dict) else ():
            if method in METHODS and isinstance(operation, dict):
                yield ("paths", path, method), operation


def _chosen(document: Document, operations: Collection[str], left_out: Collection[str]) -> dict[Pointer, str]:
    names = operation_names(document)
    known = set(names.values())
    missing = [name for name in dict.fromkeys(operations) if name not in known]
    if missing:
        at = document.position(("paths",), key=True)
        raise BadInputError(
            Problem(at=at, finding=f"there is no operation {name!r}", hint=_near_operations(name, known))
            for name in missing
        )
    return {
        pointer: name
        for pointer, name in names.items()
        if name in operations or (not operations and name not in left_out)
    }


def _near_operations(name: str, known: set[str]) -> str:
    folded = {other.lower(): other for other in known}
    near = difflib.get_close_matches(name.lower(), sorted(folded), 3, 0.5)
    if near:
        return f"nearest: {', '.join(folded[other] for other in near)}"
    few = sorted(known)[:10]
    return f"the document has: {', '.join(few)}{' …' if len(known) > len(few) else ''}" if few else "it has none at all"


def _common(document: Document) -> dict[Pointer, Pointer]:
    found: dict[Pointer, Pointer] = {}
    components = document.data.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    for name, schema in schemas.items() if isinstance(schemas, dict) else ():
        for other in _list(schema, "x-sdk-same"):
            found["components", "schemas", str(other)] = ("components", "schemas", name)
    return found


_SECTIONS: Final = {
    "schemas": "schema",
    "responses": "response",
    "parameters": "parameter",
    "examples": "example",
    "requestBodies": "request body",
    "headers": "header",
    "securitySchemes": "security scheme",
    "links": "link",
    "callbacks": "callback",
    "pathItems": "path item",
}


@dataclass(slots=True)
class _Reach:
    """What the operations refer to, followed to the end: the components that are needed."""

    document: Document
    chosen: Collection[Pointer]
    common: Mapping[Pointer, Pointer]
    """Schemas and the one that stands for them all, by its `x-sdk-same`."""
    components: set[Pointer] = field(default_factory=set["Pointer"])
    waiting: list[tuple[Pointer, str]] = field(default_factory=list[tuple["Pointer", str]])
    """Objects yet to be looked into, with their kinds."""
    problems: list[Problem] = field(default_factory=list[Problem])

    def operation(self, pointer: Pointer) -> None:
        """Follow what an operation, its path item and its security refer to."""
        self.references(pointer, "operation")
        item = self.document.get(pointer[:-1])
        for index, _ in enumerate(_list(item, "parameters")):
            self.references((*pointer[:-1], "parameters", index), "parameter")
        operation = self.document.get(pointer)
        own = isinstance(operation, dict) and "security" in operation
        self.security(pointer if own else ())

    def references(self, pointer: Pointer, kind: str) -> None:
        """Follow every reference in the object at `pointer`, and on from there."""
        self.waiting.append((pointer, kind))
        while self.waiting:
            place, kind = self.waiting.pop()
            for origin, reference in references(self.document.get(place), kind, place):
                try:
                    target = referred(self.document, reference, self.document.position(origin))
                except BadInputError as error:
                    self.problems += error.problems
                else:
                    self.target(origin, target)

    def target(self, origin: Pointer, target: Pointer) -> None:
        """Take in what a reference leads to: the component that it is or that it is a part of."""
        section = str(target[1]) if target[0] == "components" and len(target) >= 3 else ""
        if section in _SECTIONS:
            component = target[:3]
            if component not in self.components:
                self.components.add(component)
                self.waiting.append((component, _SECTIONS[section]))
                if component in self.common:
                    self.target(origin, self.common[component])
        elif target[:3] not in self.chosen:
            hint = "put what both need under components"
            self.complain(origin, f"the reference leads into {pointer_text(target)}, which is not generated", hint)

    def security(self, pointer: Pointer) -> None:
        """Take in the schemes that the security requirements at `pointer` name."""
        for index, alternative in enumerate(_list(self.document.get(pointer), "security")):
            for name in alternative if isinstance(alternative, dict) else ():
                component: Pointer = ("components", "securitySchemes", name)
                try:
                    self.document.get(component)
                except KeyError:
                    place = (*pointer, "security", index, name)
                    hint = "add it to components/securitySchemes"
                    self.complain(place, f"there is no security scheme {name!r}", hint, key=True)
                else:
                    self.components.add(component)

    def complain(self, pointer: Pointer, finding: str, hint: str, *, key: bool = False) -> None:
        """Note a problem, once."""
        problem = Problem(at=self.document.position(pointer, key=key), finding=finding, hint=hint)
        if problem not in self.problems:
            self.problems.append(problem)


def _list(node: JSON, key: str) -> list[JSON]:
    value = node.get(key) if isinstance(node, dict) else None
    return value if isinstance(value, list) else []


def _elsewhere(document: Document) -> set[str]:
    """The paths whose operations stand elsewhere: they can't be chosen, and lowering refuses them."""
    paths = document.data.get("paths")
    found = paths.items() if isinstance(paths, dict) else ()
    return {path for path, item in found if isinstance(item, dict) and "$ref" in item}


def _cut(
    document: Document, chosen: Collection[Pointer], components: set[Pointer], elsewhere: Collection[str]
) -> Document:
    root = _members(document.data, document.data.__contains__)
    root["paths"] = _paths(document, chosen, {str(pointer[1]) for pointer in chosen}.union(elsewhere))
    if isinstance(found := root.get("components"), Object):
        root["components"] = _components(found, components)
    if isinstance(tags := root.get("tags"), Array):
        used = [tag for pointer in chosen for tag in _list(document.get(pointer), "tags")]
        root["tags"] = _items(tags, lambda tag: isinstance(tag, dict) and tag.get("name") in used)
    return Document(root, document.source)


def _paths(document: Document, chosen: Collection[Pointer], wanted: Collection[str]) -> JSON:
    paths = document.data.get("paths")
    if not isinstance(paths, Object):
        return paths
    kept = _members(paths, lambda path: path in wanted or path.startswith("x-"))
    for path, item in kept.items():
        if isinstance(item, Object):
            kept[path] = _members(item, _chosen_method(path, chosen))
    return kept


def _chosen_method(path: str, chosen: Collection[Pointer]) -> Callable[[str], bool]:
    return lambda key: key not in METHODS or ("paths", path, key) in chosen


def _components(found: Object, components: set[Pointer]) -> Object:
    kept = _members(found, lambda section: section not in _SECTIONS or any(part[1] == section for part in components))
    for section, parts in kept.items():
        if section in _SECTIONS and isinstance(parts, Object):
            kept[section] = _members(parts, {part[2] for part in components if part[1] == section}.__contains__)
    return kept


def _members(node: Object, wanted: Callable[[str], bool]) -> Object:
    kept = Object(node.span)
    for key in filter(wanted, node):
        kept[key] = node[key]
        kept.places[key] = node.places[key]
        if key in node.changes:
            kept.changes[key] = node.changes[key]
    return kept


def _items(node: Array, wanted: Callable[[JSON], bool]) -> Array:
    kept = Array(node.span)
    for index, item in enumerate(node):
        if wanted(item):
            kept.append(item)
            kept.places.append(node.places[index])
            kept.changes.append(node.changes[index])
    return kept
