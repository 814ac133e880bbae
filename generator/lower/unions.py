"""Tells how the members of a union are told apart: by JSON type, by a tag, by their required keys, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from generator.openapi import mapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator.lower.meaning import Meaning
    from generator.lower.reading import Reader
    from generator.lower.schemas import Key, Schema

__all__ = ["Distinction", "Unions"]

_ANY: Final = frozenset({"string", "integer", "number", "boolean", "array", "object"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Distinction:
    """How a value tells which member of a union it is; see `ir.Union`."""

    kind: Literal["distinct", "tagged", "keyed", "untagged"]
    tag: str = ""
    mapping: tuple[tuple[str, int], ...] = ()


@dataclass(slots=True)
class Unions:
    """Compares the members of unions."""

    reader: Reader
    meaning: Meaning

    def distinction(self, schema: Schema) -> Distinction:
        """Find out how the members of a union differ."""
        members = self.meaning.alternatives(schema)
        typed = [(member, self.json_types(member)) for member in members]
        objects = [index for index, (_, found) in enumerate(typed) if "object" in found]
        if not self._distinct_but_for_objects(typed):
            return self._tagged(schema, members, objects) or Distinction(kind="untagged")
        if len(objects) < 2:
            return Distinction(kind="distinct")
        tagged = self._tagged(schema, members, objects)
        if tagged:
            return tagged
        return Distinction(kind="keyed" if self._keyed([members[index] for index in objects]) else "untagged")

    def json_types(self, schema: Schema, trail: tuple[Key, ...] = ()) -> frozenset[str]:
        """Tell which JSON types a value may have, null left out."""
        if schema.key in trail:
            return frozenset()
        kind = self.meaning.kind(schema)
        if kind == "union":
            inner = self.meaning.alternatives(schema)
            return frozenset[str]().union(*(self.json_types(item, (*trail, schema.key)) for item in inner))
        if kind in ("constant", "enum"):
            return frozenset(_type_of(value) for value in self.meaning.values(self.meaning.essence(schema)))
        by_kind = {"any": _ANY, "map": frozenset({"object"}), "model": frozenset({"object"}), "null": frozenset[str]()}
        return by_kind.get(kind) or frozenset(schema.types)

    def _distinct_but_for_objects(self, typed: Sequence[tuple[Schema, frozenset[str]]]) -> bool:
        """Tell whether the JSON type tells all members apart but objects; single values are read alike anyway."""
        seen: set[str] = set()
        for member, found in typed:
            clash = (found - {"object"}) & seen
            if clash and self.meaning.kind(member) not in ("primitive", "enum", "constant"):
                return False
            seen |= found - {"object"}
        return True

    def _tagged(self, schema: Schema, members: Sequence[Schema], objects: Sequence[int]) -> Distinction | None:
        if len(objects) < 2:
            return None
        for pointer, found in schema.find("discriminator"):
            name = found.get("propertyName") if isinstance(found, dict) else None
            mapping = self._declared_mapping(schema, members, objects)
            if isinstance(name, str) and mapping:
                return Distinction(kind="tagged", tag=name, mapping=mapping)
            self.reader.complain(
                pointer, "the discriminator does not tell all alternatives apart", "complete its mapping"
            )
        for name in self._common_required(members[objects[0]]):
            mapping = self._values_mapping(members, objects, name)
            if mapping:
                return Distinction(kind="tagged", tag=name, mapping=mapping)
        return None

    def _declared_mapping(
        self, schema: Schema, members: Sequence[Schema], objects: Sequence[int]
    ) -> tuple[tuple[str, int], ...]:
        """Read a discriminator: its mapping, else the tag's values, else the names of the schemas (OpenAPI 4.8.25)."""
        found: dict[str, int] = {}
        discriminator = schema.first("discriminator")
        stated = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        tag = str(discriminator.get("propertyName")) if isinstance(discriminator, dict) else ""
        by_key = {members[index].key: index for index in objects}
        for value, name in stated.items() if isinstance(stated, dict) else ():
            target = self.meaning.schemas.referred(mapped(str(name)), schema.pointer)
            index = by_key.get(target.key)
            if index is None:
                index = next((i for i in objects if self._holds(members[i], target)), None)
            if index is not None:
                found[value] = index
        for index in objects:
            for value in self._tag_values(members[index], tag):
                found.setdefault(value, index)
            if index not in found.values() and self.meaning.is_component(members[index].key):
                found.setdefault(str(members[index].key[2]), index)
        return tuple(found.items()) if set(found.values()) == set(objects) else ()

    def _holds(self, member: Schema, wanted: Schema) -> bool:
        if self.meaning.kind(member) != "union":
            return False
        return any(item.key == wanted.key or self._holds(item, wanted) for item in self.meaning.alternatives(member))

    def _values_mapping(
        self, members: Sequence[Schema], objects: Sequence[int], name: str
    ) -> tuple[tuple[str, int], ...]:
        found: dict[str, int] = {}
        for index in objects:
            values = self._tag_values(members[index], name, must=True)
            if not values or any(value in found for value in values):
                return ()
            found.update(dict.fromkeys(values, index))
        return tuple(found.items())

    def _common_required(self, member: Schema) -> list[str]:
        first = member
        while self.meaning.kind(first) == "union":
            first = self.meaning.alternatives(first)[0]
        return list(self.meaning.properties(first).required) if self.meaning.kind(first) == "model" else []

    def _tag_values(self, member: Schema, name: str, trail: tuple[Key, ...] = (), *, must: bool = False) -> list[str]:
        """Give the strings that a property of a member is bound to; none if it may hold others or must be and isn't."""
        if member.key in trail:
            return []
        if self.meaning.kind(member) == "union":
            inner = self.meaning.alternatives(member)
            found = [self._tag_values(item, name, (*trail, member.key), must=must) for item in inner]
            return [value for values in found for value in values] if all(found) else []
        if self.meaning.kind(member) != "model":
            return []
        properties = self.meaning.properties(member)
        prop = properties.fields.get(name)
        if prop is None or (must and name not in properties.required):
            return []
        if self.meaning.kind(prop) not in ("constant", "enum"):
            return []
        values = self.meaning.values(self.meaning.essence(prop))
        return [value for value in values if isinstance(value, str)]

    def _keyed(self, members: Sequence[Schema]) -> bool:
        """Tell whether each member has a required key that no other member knows."""
        if any(self.meaning.kind(member) != "model" for member in members):
            return False
        found = [self.meaning.properties(member) for member in members]
        return all(
            any(all(name not in other.fields for other in found if other is not one) for name in one.required)
            for one in found
        )


def _type_of(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "integer" if isinstance(value, int) else "number"
