"""Walks types: the places in them, a small value for each, the classes that a value's objects have in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias, cast

from generator.ir import Alias, AnyValue, Array, Constant, Enum, Map, Model, Primitive, Reference, Union
from generator.vectors.texts import number, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from generator.ir import Declaration, Field, Json, Package, Type

__all__ = ["ABSENT", "KINDS", "Node", "Place", "Shapes", "kind_of", "with_member"]

Node: TypeAlias = "AnyValue | Primitive | Constant | Array | Map | Union | Model | Enum"
"""A type without names: references followed, aliases opened."""

ABSENT: Final = cast("Json", object())
"""Put into a place, it leaves the place out."""

KINDS: Final = ("string", "integer", "number", "boolean", "array", "object", "null")
"""JSON's types; a whole number is a number, too."""

_OF_PRIMITIVES: Final = {"number": frozenset({"integer", "number"}), "bytes": frozenset({"string"})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere a value stands: an argument, a member, an item."""

    path: str
    """Its name in a vector's id: `provider.max_price.prompt`, `documents[0]`."""
    at: str
    """How an error's message about it begins: the path, as far as decoders tell it."""
    type: Type
    nullable: bool
    required: bool
    put: Callable[[Json], Json]
    """Makes a whole value with this one in it, and nothing else that could be left out."""


def with_member(members: Mapping[str, Json], name: str, value: Json) -> Json:
    """Copy an object with one more member, or without it."""
    others = {key: member for key, member in members.items() if key != name}
    return others if value is ABSENT else {**members, name: value}


def kind_of(value: Json) -> str:
    """Name the JSON type of a value."""
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return "null" if value is None else names[type(value)]


class Shapes:
    """The types of a package, followed by name."""

    def __init__(self, package: Package) -> None:
        self._declarations: dict[tuple[str, str], Declaration] = {
            (module.namespace, declaration.name): declaration
            for namespace in package.namespaces
            for module in namespace.modules
            for declaration in module.declarations
        }

    def node(self, given: Type) -> Node:
        """Follow names to what they stand for."""
        while isinstance(given, Reference):
            declaration = self._declarations[given.namespace, given.name]
            if not isinstance(declaration, Alias):
                return declaration
            given = declaration.type
        return given

    def kinds(self, given: Type) -> frozenset[str]:  # noqa: PLR0911 - one for each kind
        """The JSON types that a type takes, null aside."""
        node = self.node(given)
        match node:
            case AnyValue() | Union(open=True):
                return frozenset(KINDS)
            case Primitive():
                return _OF_PRIMITIVES.get(node.kind, frozenset({node.kind}))
            case Constant():
                return frozenset({kind_of(node.value)})
            case Enum():
                return frozenset[str]().union(
                    *(_OF_PRIMITIVES.get(kind_of(value), {kind_of(value)}) for value in node.values)
                )
            case Array():
                return frozenset({"array"})
            case Map() | Model():
                return frozenset({"object"})
            case Union():
                return frozenset[str]().union(*(self.kinds(member) for member in node.members))

    def smallest(self, given: Type, within: tuple[str, ...] = ()) -> Json:  # noqa: PLR0911 - likewise
        """Make a value with nothing in it that could be left out. `within` are the models around it."""
        node = self.node(given)
        match node:
            case AnyValue():
                return "anything"
            case Primitive():
                return _primitive(node)
            case Constant():
                return node.value
            case Enum():
                return node.values[0]
            case Array():
                is_round = isinstance(inner := self.node(node.items), Model) and inner.name in within
                return [] if is_round else [self.smallest(node.items, within)] * max(1, node.limits.min_items or 0)
            case Map():
                return {"key": self.smallest(node.values, within)}
            case Union():
                return self.smallest(node.members[0], within)
            case Model():
                return self._smallest_model(node, within)

    def places(self, root: Place, *, direction: str) -> Iterator[Place]:
        """The place itself and all in it; each model's members once. `direction` is "request" or "response"."""
        yield from self._places(root, direction, set(), frozenset())

    def fields(self, model: Model, direction: str) -> list[Field]:
        """The fields that travel in this direction."""
        return [one for one in model.fields if not (one.read_only if direction == "request" else one.write_only)]

    def classes(self, given: Type, value: Json, pointer: str = "") -> dict[str, str]:
        """The model of each object in a value, by JSON Pointer (RFC 6901), but of those that no model can hold."""
        node = self.node(given)
        if isinstance(node, Union):
            node = self._member(node, value)
        if isinstance(value, list) and isinstance(node, Array):
            inner = [(node.items, item, str(index)) for index, item in enumerate(value)]
        elif isinstance(value, dict) and isinstance(node, Map):
            inner = [(node.values, item, name) for name, item in value.items()]
        elif isinstance(value, dict) and isinstance(node, Model):
            types = {field.wire_name: field.type for field in node.fields}
            inner = [(types[name], item, name) for name, item in value.items() if name in types]
        else:
            return {}
        found = {pointer: self._class_of(node)} if isinstance(node, Model) and _holds(node, value) else {}
        for inner_type, item, step in inner:
            found |= self.classes(inner_type, item, f"{pointer}/{step.replace('~', '~0').replace('/', '~1')}")
        return found

    def _class_of(self, model: Model) -> str:
        return next(f"{namespace}.{name}" for (namespace, name), one in self._declarations.items() if one is model)

    def _smallest_model(self, model: Model, within: tuple[str, ...]) -> Json:
        return {
            field.wire_name: field.example if field.has_example else self.smallest(field.type, (*within, model.name))
            for field in model.fields
            if field.required and not field.read_only
        }

    def _places(
        self, place: Place, direction: str, opened: set[str], within: frozenset[tuple[str, str]]
    ) -> Iterator[Place]:
        """`opened` are the models whose members have been shown, `within` the aliases around the place."""
        yield place
        names = self._aliases(place.type)
        if names & within:
            return
        for inner in self._inside(place, place.type, direction, opened):
            yield from self._places(inner, direction, opened, within | names)

    def _aliases(self, given: Type) -> frozenset[tuple[str, str]]:
        """The names that are followed to see what a type is."""
        names: set[tuple[str, str]] = set()
        while isinstance(given, Reference):
            name = (given.namespace, given.name)
            declaration = self._declarations[name]
            if not isinstance(declaration, Alias):
                break
            names.add(name)
            given = declaration.type
        return frozenset(names)

    def _inside(self, place: Place, given: Type, direction: str, opened: set[str]) -> Iterator[Place]:
        node = self.node(given)
        match node:
            case Array():
                yield _item(place, node)
            case Map():
                yield _value(place, node)
            case Union():
                told = place.at if node.kind != "distinct" else None
                for member in node.members:
                    for inner in self._inside(place, member, direction, opened):
                        yield inner if told is None else _told_at(inner, told)
            case Model() if node.name not in opened:
                opened.add(node.name)
                yield from self._members(place, node, direction)
            case _:
                pass

    def _members(self, place: Place, model: Model, direction: str) -> Iterator[Place]:
        base = cast("dict[str, Json]", self.smallest_of(model))
        for field in self.fields(model, direction):
            yield Place(
                path=_joined(place.path, field.wire_name),
                at=_joined(place.at, field.wire_name),
                type=field.type,
                nullable=field.nullable,
                required=field.required,
                put=_putting(place, base, field.wire_name),
            )
        if model.additional is not None:
            yield Place(
                path=_joined(place.path, "another_key"),
                at=place.at,
                type=model.additional,
                nullable=model.additional_nullable,
                required=True,
                put=_putting(place, base, "another_key"),
            )

    def smallest_of(self, model: Model) -> Json:
        """Make the smallest object of a model."""
        return self._smallest_model(model, ())

    def _member(self, union: Union, value: Json) -> Node:
        """The member that a value is: by the tag, else the one that knows all keys, else by the JSON type."""
        nodes = [self.node(member) for member in union.members]
        nodes = [self._member(node, value) if isinstance(node, Union) else node for node in nodes]
        if isinstance(value, dict) and isinstance(tag := value.get(union.tag), str) and tag in dict(union.mapping):
            return nodes[dict(union.mapping)[tag]]
        alike = [
            node for node, member in zip(nodes, union.members, strict=True) if kind_of(value) in self.kinds(member)
        ]
        return next(
            (node for node in alike if isinstance(node, Model) and _holds(node, value)), next(iter(alike), nodes[0])
        )


def _primitive(node: Primitive) -> Json:
    if node.kind in ("integer", "number"):
        return number(node)
    return {"boolean": True, "null": None}[node.kind] if node.kind in ("boolean", "null") else text(node)


def _holds(model: Model, value: Json) -> bool:
    """Whether the model can be made with these members: all that it needs, none that it does not know."""
    names = {field.wire_name for field in model.fields}
    required = {field.wire_name for field in model.fields if field.required}
    return isinstance(value, dict) and required <= value.keys() <= names


def _item(place: Place, node: Array) -> Place:
    return Place(
        path=f"{place.path}[0]",
        at=f"{place.at}[0]",
        type=node.items,
        nullable=node.nullable_items,
        required=True,
        put=lambda value: place.put([value] * max(1, node.limits.min_items or 0)),
    )


def _value(place: Place, node: Map) -> Place:
    return Place(
        path=_joined(place.path, "key"),
        at=place.at,
        type=node.values,
        nullable=node.nullable_values,
        required=True,
        put=lambda value: place.put({"key": value}),
    )


def _told_at(place: Place, at: str) -> Place:
    return Place(
        path=place.path, at=at, type=place.type, nullable=place.nullable, required=place.required, put=place.put
    )


def _putting(place: Place, base: Mapping[str, Json], name: str) -> Callable[[Json], Json]:
    return lambda value: place.put(with_member(base, name, value))


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
