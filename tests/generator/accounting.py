"""Keeps the books of lowering: every fact of a description must stand in the IR, or have a reason why not.

The facts are counted here anew, straight from the data, with no help of the code that lowers: properties, required
names, values of enums, constants, limits, formats, parameters, statuses, media types. In the IR they are looked up by
the pointers that its nodes carry.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from generator import ir
from generator.document import JSON, Pointer, pointer_text
from generator.normalise import shape
from generator.openapi import objects, references

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LIMITS = {
    "minimum": "minimum", "maximum": "maximum", "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum", "multipleOf": "multiple_of", "minLength": "min_length",
    "maxLength": "max_length", "pattern": "pattern", "minItems": "min_items", "maxItems": "max_items",
    "uniqueItems": "unique_items", "minProperties": "min_properties", "maxProperties": "max_properties",
}  # fmt: skip
IGNORED_HEADERS = {"accept", "content-type", "authorization"}


class Fact(NamedTuple):
    """One thing that a description says."""

    place: str
    """Pointer of the object that says it."""
    what: str
    value: Any = None


def facts(data: JSON) -> set[Fact]:
    """Count the facts of a normalised description."""
    return {fact for found in objects(data) for fact in _facts_of(found.kind, found.pointer, found.node)}


def _facts_of(kind: str, pointer: Pointer, node: dict[str, JSON]) -> Iterator[Fact]:
    place = pointer_text(pointer)
    if kind == "schema":
        yield from _facts_of_schema(pointer, node)
    elif kind == "parameter" and "$ref" not in node:
        if node.get("in") != "header" or str(node.get("name")).lower() not in IGNORED_HEADERS:
            yield Fact(place, "parameter", (str(node["in"]), str(node["name"]), node.get("required") is True))
    elif kind == "media type":
        yield Fact(place, "media type", pointer[-1])
    elif kind == "response" and len(pointer) == 5:
        yield Fact(place, "status", str(pointer[-1]).upper())


def _facts_of_schema(pointer: Pointer, node: dict[str, JSON]) -> Iterator[Fact]:
    place = pointer_text(pointer)
    for name in cast("dict[str, JSON]", node.get("properties", {})):
        yield Fact(pointer_text((*pointer, "properties", name)), "property", name)
    for name in cast("list[str]", node.get("required", [])):
        yield Fact(place, "required", name)
    for value in cast("list[JSON]", node.get("enum", [])):
        if value is not None:
            yield Fact(place, "value", repr(value))
    if node.get("const") is not None:
        yield Fact(place, "value", repr(node["const"]))
    for keyword in LIMITS:
        if keyword in node and node[keyword] is not False:
            yield Fact(place, keyword, node[keyword])
    if "format" in node and "string" in cast("list[str]", node.get("type", [])):
        yield Fact(place, "format", node["format"])


class Books:
    """What the IR says, by pointer."""

    def __init__(self, package: ir.Package) -> None:
        self.nodes: dict[str, list[Any]] = defaultdict(list)
        self.restated: list[str] = []
        self.conditions: list[str] = []
        self.requirements: set[tuple[str, str]] = set()
        self.declarations = {
            (namespace.name, declaration.name): declaration
            for namespace in package.namespaces
            for module in namespace.modules
            for declaration in module.declarations
        }
        for node in nodes(package):
            self._enter(node)

    def _enter(self, node: Any) -> None:
        if hasattr(node, "source"):
            self.nodes[node.source].append(node)
        if isinstance(node, ir.Field):
            self.restated += node.restated
            for place in node.restated:
                self.nodes[place].append(node)
        if isinstance(node, ir.Limits):
            self.conditions += node.others
        if isinstance(node, ir.Model):
            for field in node.fields:
                if field.required:
                    places = (
                        node.source,
                        *(place.rpartition("/properties/")[0] for place in (field.source, *field.restated)),
                    )
                    self.requirements |= {(place, field.wire_name) for place in places}

    def has(self, fact: Fact) -> bool:
        """Tell whether a fact stands in the IR: at its place, or further up in the same schema."""
        here = self.nodes.get(fact.place, [])
        above = [node for place in _prefixes(fact.place) for node in self.nodes.get(place, [])]
        if fact.what == "required":
            return any((place, fact.value) in self.requirements for place in _prefixes(fact.place))
        if fact.what == "value":
            return any(fact.value in self._values(node) for node in above)
        if fact.what == "format":
            return any(isinstance(node, ir.Primitive) and node.format == fact.value for node in above)
        if fact.what in LIMITS:
            return any(_limit(node, fact.what) == fact.value for node in above)
        return any(fact.value == told for node in here for what, told in _told(node) if what == fact.what)

    def _values(self, node: Any) -> set[str]:
        if isinstance(node, ir.Field | ir.Argument | ir.Parameter) and isinstance(node.type, ir.Reference):
            node = self.declarations[node.type.namespace, node.type.name]
        if isinstance(node, ir.Enum):
            return {repr(value) for value in node.values}
        return {repr(node.value)} if isinstance(node, ir.Constant) else set()

    def excused(self, data: JSON) -> set[str]:
        """Give the places whose facts need not stand in the IR, or stand there in another form.

        Properties stated again by another part of an `allOf`, conditions that only the server checks, schemas that an
        overlay declares to be the same as another, repeated alternatives, and what only these refer to.
        """
        places = {*self.restated, *self.conditions, *_same(data), *_repeated(data)}
        referring: defaultdict[str, list[str]] = defaultdict(list)
        for origin, target in references(data, "document", ()):
            referring[target.removeprefix("#")].append(pointer_text(origin))
        while True:
            idle = [
                target
                for target, origins in referring.items()
                if target not in places and all(is_inside(origin, places) for origin in origins)
            ]
            if not idle:
                return places
            places.update(idle)


def is_inside(place: str, places: Iterable[str]) -> bool:
    """Tell whether a pointer is one of others, or beneath one."""
    return not {*_all_prefixes(place)}.isdisjoint(places)


def _limit(node: Any, keyword: str) -> Any:
    limits = getattr(node, "limits", None)
    return getattr(limits, LIMITS[keyword]) if limits is not None else None


def _told(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, ir.Field | ir.Argument):
        yield "property", node.wire_name
    if isinstance(node, ir.Parameter):
        yield "parameter", (node.location, node.wire_name, node.required)
    if isinstance(node, ir.Content):
        yield "media type", node.media_type
    if isinstance(node, ir.Response):
        yield "status", node.status.upper()


def _all_prefixes(place: str) -> Iterator[str]:
    while place:
        yield place
        place = place.rpartition("/")[0]


def _prefixes(place: str) -> Iterator[str]:
    """Give a pointer and those above it, as far as they are the same schema: up to a property or component."""
    yield place
    while (step := place.rpartition("/"))[0]:
        place = step[0]
        yield place
        if place.endswith(("/properties", "/schemas", "/schema")):
            return


def nodes(node: Any) -> Iterator[Any]:
    if isinstance(node, tuple):
        items = cast("tuple[Any, ...]", node)  # type: ignore[redundant-cast]
        for item in items:
            yield from nodes(item)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from nodes(getattr(node, field.name))


def _same(data: JSON) -> set[str]:
    return {
        f"/components/schemas/{name}"
        for found in objects(data)
        if found.kind == "schema"
        for name in cast("list[str]", found.node.get("x-sdk-same", []))
    }


def _repeated(data: JSON) -> set[str]:
    """Give the alternatives that say the same as one before them in the same list."""
    found: set[str] = set()
    for at in objects(data):
        for keyword in ("anyOf", "oneOf", "prefixItems") if at.kind == "schema" else ():
            seen: list[JSON] = []
            for index, item in enumerate(cast("list[dict[str, JSON]]", at.node.get(keyword, []))):
                facts_ = shape({key: value for key, value in item.items() if key != "nullable"}, {})
                if facts_ in seen and "properties" not in item:
                    found.add(pointer_text((*at.pointer, keyword, index)))
                seen.append(facts_)
    return found
