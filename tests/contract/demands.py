"""What vectors show beside variants: members alone, limits and beyond, mistyped members; from the document alone."""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from tests.contract.description import Json, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["Demands"]

KINDS = {"string": str, "boolean": bool, "null": type(None), "array": list, "object": dict}
MEASURES: dict[str, Callable[[Any], float]] = {
    "minimum": float,
    "maximum": float,
    "minLength": len,
    "maxLength": len,
    "minItems": len,
    "maxItems": len,
    "minProperties": len,
    "maxProperties": len,
}
MEASURED = {"minimum": "number", "maximum": "number", "Length": "string", "Items": "array", "Properties": "object"}


class Demands:
    """What is wanted of the values of a schema, and what of it some values show."""

    def __init__(self, document: Json, schema: Json) -> None:
        self._document = document
        self._schema = schema

    def alone(self) -> set[str]:
        """Each object with all that it must have, and with one more member each: `MaxPrice`, `MaxPrice + audio`."""
        return {
            f"{name}{member and ' + '}{member}"
            for name, schema in self._schemas(self._schema, "", set())
            if "properties" in schema
            for member in ["", *schema["properties"].keys() - set(schema.get("required", []))]
        }

    def shown_alone(self, values: list[Json]) -> set[str]:
        """Which of them the values show."""
        found: set[str] = set()
        for name, schema, value in self._places_of(values):
            if isinstance(value, dict) and "properties" in schema:
                others = value.keys() - set(schema.get("required", []))
                found |= {f"{name}{'' if not others else ' + '}{''.join(others)}"} if len(others) < 2 else set()
        return found

    def limits(self) -> set[str]:
        """Each limit, and what is beyond it: `.top_n minimum`, `.top_n beyond minimum`."""
        return {
            f"{name} {beyond}{limit}"
            for name, schema in self._schemas(self._schema, "", set())
            for limit in MEASURES.keys() & schema.keys()
            for beyond in ("", "beyond ")
        }

    def shown_limits(self, values: list[Json]) -> set[str]:
        """Which of them the values show."""
        return {
            f"{name} {'beyond ' if distance else ''}{limit}"
            for name, schema, value in self._places_of(values)
            for limit in MEASURES.keys() & schema.keys()
            if _is_measured(limit, value)
            for distance in [(MEASURES[limit](value) - schema[limit]) * (1 if limit.startswith("max") else -1)]
            if distance >= 0
        }

    def mistypable(self) -> set[str]:
        """Each member that does not take all types: `MaxPrice.audio`."""
        return {
            f"{name}.{member}"
            for name, schema in self._schemas(self._schema, "", set())
            for member, inner in schema.get("properties", {}).items()
            if self._kinds(inner) < {*KINDS, "integer", "number"}
        }

    def mistyped(self, values: list[Json]) -> set[str]:
        """Which of them the values have wrong."""
        return {
            f"{name}.{member}"
            for name, schema, value in self._places_of(values)
            if isinstance(value, dict)
            for member, inner in schema.get("properties", {}).items()
            if member in value and _kind(value[member]) not in self._kinds(inner)
        }

    def _schemas(self, schema: Json, name: str, seen: set[str]) -> Iterator[tuple[str, Json]]:
        """The schema and all in it, by name; each that has a name of its own once."""
        name = _name(schema, name)
        if name in seen:
            return
        seen.add(name)
        schema = resolved(self._document, schema)
        yield name, schema
        for label, inner in _inside(schema):
            yield from self._schemas(inner, f"{name}{label}", seen)

    def _places_of(self, values: list[Json]) -> Iterator[tuple[str, Json, Json]]:
        return itertools.chain.from_iterable(self._places(self._schema, value, "") for value in values)

    def _places(self, schema: Json, value: Json, name: str) -> Iterator[tuple[str, Json, Json]]:
        """A value and all in it, each with its schema and the schema's name."""
        name = _name(schema, name)
        schema = resolved(self._document, schema)
        yield name, schema, value
        for label, inner in _inside(schema):
            if label.startswith("."):
                parts = [value[label[1:]]] if isinstance(value, dict) and label[1:] in value else []
            elif label == "[]":
                parts = value if isinstance(value, list) else []
            else:
                parts = [value] if _kind(value) in self._kinds(inner) else []
            for part in parts:
                yield from self._places(inner, part, f"{name}{label}")

    def _kinds(self, schema: Json) -> set[str]:
        """JSON's types that a schema takes; a whole number is a number, too."""
        schema = resolved(self._document, schema)
        stated = schema.get("type", [])
        kinds = {stated} if isinstance(stated, str) else set(stated)
        if not kinds:
            arms = [*schema.get("anyOf", []), *schema.get("oneOf", []), *schema.get("allOf", [])]
            kinds = {kind for arm in arms for kind in self._kinds(arm)} or {
                _kind(one) for one in schema.get("enum", [])
            }
        return (kinds or {*KINDS, "number"}) | ({"integer"} if "number" in kinds or not kinds else set())


def _name(schema: Json, otherwise: str) -> str:
    return schema["$ref"].rpartition("/")[2] if "$ref" in schema else otherwise


def _inside(schema: Json) -> list[tuple[str, Json]]:
    """The schemas within: members (`.name`), items (`[]`), alternatives (` | 0`)."""
    parts = [(f".{name}", inner) for name, inner in schema.get("properties", {}).items()]
    parts += [(f" | {index}", arm) for word in ("anyOf", "oneOf") for index, arm in enumerate(schema.get(word, []))]
    return parts + ([("[]", schema["items"])] if "items" in schema else [])


def _kind(value: Json) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return "integer" if isinstance(value, int) else "number"
    return next(kind for kind, python in KINDS.items() if isinstance(value, python))


def _is_measured(limit: str, value: Json) -> bool:
    wanted = next(kind for word, kind in MEASURED.items() if limit.endswith(word))
    return _kind(value) in ({"integer", "number"} if wanted == "number" else {wanted})
