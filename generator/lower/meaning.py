"""Tells what a folded schema is: which kind of type, with which values, fields, items."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, cast

from generator.lower.schemas import AT, Key, Schema, Schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.document import JSON, Pointer
    from generator.lower.reading import Reader

__all__ = ["Kind", "Meaning", "Properties"]

Kind = Literal["any", "null", "primitive", "constant", "enum", "union", "array", "map", "model", "none"]

_TYPES: Final[dict[str, Kind]] = {
    "string": "primitive",
    "integer": "primitive",
    "number": "primitive",
    "boolean": "primitive",
    "array": "array",
    "null": "null",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """An object's members."""

    fields: dict[str, Schema]
    required: dict[str, Pointer]
    """Name → where it is demanded."""
    restated: dict[str, tuple[Pointer, ...]]
    """Name → further places that state it, in other parts of an `allOf`."""
    additional: Schema | None
    """What other keys hold, where the description admits them in so many words."""


@dataclass(slots=True)
class Meaning:
    """Reads folded schemas."""

    reader: Reader
    schemas: Schemas
    _kinds: dict[Key, Kind] = field(default_factory=dict[Key, Kind])
    _alternatives: dict[Key, tuple[Schema, ...]] = field(default_factory=dict[Key, tuple[Schema, ...]])
    _properties: dict[Key, Properties] = field(default_factory=dict[Key, Properties])

    def kind(self, schema: Schema) -> Kind:
        """Tell the kind of type."""
        if schema.key not in self._kinds:
            self._kinds[schema.key] = self._kind(schema)
        return self._kinds[schema.key]

    def values(self, schema: Schema) -> list[JSON]:
        """Give the values of an enum or constant, null left out, in the description's order."""
        if schema.branches:
            values = (value for item in self.schemas.alternatives(schema) for value in self.values(item))
            return list(dict.fromkeys(cast("Iterator[str]", values)))
        lists = [value for _, value in schema.find("enum") if isinstance(value, list)]
        lists += [[value] for _, value in schema.find("const")]
        first = lists[0] if lists else []
        found: list[JSON] = []
        for value in first:
            same = any(type(value) is type(other) and value == other for other in found)
            if value is not None and not same and all(value in values for values in lists):
                found.append(value)
        return found

    def essence(self, schema: Schema) -> Schema:
        """Give what a schema comes down to: a union of which but one alternative counts is that alternative."""
        if not schema.branches:
            return schema
        match self.alternatives(schema):
            case (only,):
                null = self.schemas.nullable(schema)
                return replace(self.essence(only), pointer=schema.pointer, words=schema.words, nullable=null)
            case _:
                return schema

    def alternatives(self, schema: Schema) -> tuple[Schema, ...]:
        """Give the members of a union, all that are strings as one."""
        if schema.key not in self._alternatives:
            self._alternatives[schema.key] = self._members(schema)
        return self._alternatives[schema.key]

    def is_open(self, schema: Schema) -> bool:
        """Tell whether a choice of values may grow: unless `x-sdk-enum: closed` or a `const` says otherwise."""
        if schema.branches:
            return any(not _is_choice(item) or self.is_open(item) for item in self.schemas.alternatives(schema))
        return not schema.has("const") and schema.first("x-sdk-enum") != "closed"

    def properties(self, schema: Schema) -> Properties:
        """Give the members of an object."""
        if schema.key not in self._properties:
            self._properties[schema.key] = self._read_properties(schema)
        return self._properties[schema.key]

    def items(self, schema: Schema) -> Schema:
        """Give what an array holds: its `items`, or one of its `prefixItems`."""
        stated = [self.schemas.at(pointer) for pointer, _ in schema.find("items")]
        if stated:
            return self.schemas.joined((*schema.key, "items"), stated)
        for pointer, _ in schema.find("prefixItems"):
            match self.reader.items(pointer):
                case [only]:
                    return self.schemas.at(only)
                case places:
                    return replace(self._anything(pointer), branches=tuple(places))
        return self._anything(schema.pointer)

    def is_component(self, key: Key) -> bool:
        """Tell whether a key is one of components/schemas."""
        return len(key) == 3 and key[:2] == ("components", "schemas")

    def children(self, schema: Schema) -> list[Schema]:
        """Give the schemas that a schema is made of."""
        match self.kind(schema):
            case "union":
                return list(self.alternatives(schema))
            case "array":
                return [self.items(schema)]
            case "map" | "model":
                properties = self.properties(schema)
                return [*properties.fields.values(), *([properties.additional] if properties.additional else [])]
            case _:
                return []

    def _kind(self, schema: Schema) -> Kind:
        if schema.has("enum") or schema.has("const"):
            return self._kind_of_choice(schema)
        if schema.branches:
            return self._kind_of_union(schema)
        match schema.types:
            case ():
                if schema.has("type"):
                    finding = "no value fits: the parts demand different types"
                    self.reader.complain(schema.pointer, finding, "mend one of them")
                return "any"
            case (only,):
                return self._kind_of_type(schema, only)
            case _:
                return "union"

    def _kind_of_type(self, schema: Schema, name: str) -> Kind:
        if name == "object":
            closed = any(value is False for _, value in schema.find("additionalProperties"))
            return "model" if self.properties(schema).fields or closed else "map"
        if name not in _TYPES:
            place, _ = next(schema.find("type"))
            self.reader.complain(place, f"there is no type {name!r}", f"one of {', '.join([*_TYPES, 'object'])}")
        return _TYPES.get(name, "any")

    def _kind_of_union(self, schema: Schema) -> Kind:
        found = self.schemas.alternatives(schema)
        if all(_is_string(item) and not self.is_component(item.key) for item in found) and any(map(_is_choice, found)):
            return "enum"
        match self.alternatives(schema):
            case (only,):
                return self.kind(only)
            case _:
                return "union"

    def _members(self, schema: Schema) -> tuple[Schema, ...]:
        if not schema.branches:
            return self.schemas.by_type(schema)
        found = self.schemas.alternatives(schema)
        strings = [item for item in found if _is_string(item)]
        named = [item for item in strings if self.is_component(item.key) and _is_choice(item)]
        written = [item for item in strings if item not in named]
        if len(strings) < 2 or len(written) in (0, len(found)) or not any(map(_is_choice, strings)):
            return found
        if not any(map(_is_choice, written)) and all(map(self.is_open, named)):
            return tuple(item for item in found if item not in written) if len(named) == 1 else found
        group = self.schemas.group(schema, written)
        return tuple(group if item is written[0] else item for item in found if item not in written[1:])

    def _kind_of_choice(self, schema: Schema) -> Kind:
        values = self.values(schema)
        if not values:
            if not schema.is_null and not schema.nullable:
                self.reader.complain(schema.pointer, "no value fits: the lists of values have none in common")
            return "null"
        if any(isinstance(value, (dict, list)) for value in values):
            hint = "describe its type instead, by an overlay"
            self.reader.complain(schema.pointer, "a choice among objects or arrays", hint)
            return "any"
        is_one = len(values) == 1 and (schema.has("const") or not self.is_component(schema.key))
        return "constant" if is_one else "enum"

    def _read_properties(self, schema: Schema) -> Properties:
        places: dict[str, list[Pointer]] = {}
        for pointer, properties in schema.find("properties"):
            for name in properties if isinstance(properties, dict) else ():
                places.setdefault(name, []).append((*pointer, name))
        fields = {
            name: self._joined((*schema.key, "properties", name), [self.schemas.at(place) for place in found])
            for name, found in places.items()
        }
        required, additional = _required(schema), self._additional(schema)
        for name, place in required.items():
            fields.setdefault(name, additional or self._anything(place))
        restated = {
            name: tuple(place for place in found if place != fields[name].pointer) for name, found in places.items()
        }
        return Properties(fields=fields, required=required, restated=restated, additional=additional)

    def _joined(self, key: Key, uses: list[Schema]) -> Schema:
        """Make one of all statements of a property by the parts of an `allOf`.

        They are combined where that is plain: numbers or texts with more limits, objects with more members, choices
        with values in common. Else the last one counts, for so do descriptions mean it that "extend" an object.
        """
        saying = [use for use in uses if use.parts] or uses
        words = tuple(node for use in (*saying[-1:], *uses) for node in use.words)
        combined = saying[-1]
        for use in reversed(saying[:-1]):
            if self._fit_together(use, combined) and not self._says_as_much(combined, use):
                combined = self.schemas.joined(key, [combined, use])
        return replace(combined, words=words)

    def _says_as_much(self, one: Schema, other: Schema) -> bool:
        """Tell whether one choice of values leaves nothing for another one to say."""
        return _is_choice(one) and {*map(repr, self.values(one))} <= {*map(repr, self.values(other))}

    def _fit_together(self, one: Schema, other: Schema) -> bool:
        if one.branches or other.branches or one.types != other.types or one.types == ("array",):
            return False
        choices = [{*map(repr, self.values(use))} for use in (one, other) if _is_choice(use)]
        return len(choices) < 2 or bool(choices[0] & choices[1])

    def _additional(self, schema: Schema) -> Schema | None:
        stated = [pointer for pointer, value in schema.find("additionalProperties") if isinstance(value, dict)]
        if stated:
            return self.schemas.joined((*schema.key, "additionalProperties"), list(map(self.schemas.at, stated)))
        for pointer, value in schema.find("additionalProperties"):
            if value is True:
                return self._anything(pointer)
        for pointer, patterns in schema.find("patternProperties"):
            match list(patterns) if isinstance(patterns, dict) else []:
                case [only]:
                    return self.schemas.at((*pointer, only))
                case _:
                    return self._anything(pointer)
        return None

    def _anything(self, pointer: Pointer) -> Schema:
        return Schema(pointer=pointer, key=(*pointer, AT, "anything"))


def _is_choice(schema: Schema) -> bool:
    return schema.has("enum") or schema.has("const")


def _is_string(schema: Schema) -> bool:
    if schema.branches:
        return False
    values = [value for _, found in schema.find("enum") if isinstance(found, list) for value in found]
    values += [value for _, value in schema.find("const")]
    if values:
        return all(isinstance(value, str) or value is None for value in values)
    return schema.types == ("string",)


def _required(schema: Schema) -> dict[str, Pointer]:
    return {
        name: (*pointer, index)
        for pointer, names in schema.find("required")
        for index, name in enumerate(names if isinstance(names, list) else ())
        if isinstance(name, str)
    }
