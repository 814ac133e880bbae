"""Lists all that a description lets vary, and what of it a value shows: told from the document alone."""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jsonschema_rs import Draft202012Validator

from tests.contract.description import Json, resolved

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["shown", "variants"]


def variants(document: Json, schema: Json) -> set[str]:
    """All variants below a schema: `CreateRerankUsage.cost`, `Partition = "none"`, `MaxPrice.audio | 1`."""
    return set(_variants(document, schema, "", set()))


def shown(document: Json, schema: Json, value: Any) -> set[str]:
    """The variants that a value shows."""
    return set(_shown(document, schema, value, ""))


def _variants(document: Json, schema: Json, name: str, seen: set[str]) -> Iterator[str]:
    name = _name(schema, name)
    if name in seen:
        return
    seen.add(name)
    schema = resolved(document, schema)
    for _, label in _choices(schema):
        yield f"{name} {label}"
    for inner, label in _parts(schema):
        if label.startswith("."):
            yield f"{name}{label}"
        yield from _variants(document, inner, f"{name}{label}", seen)


def _shown(document: Json, schema: Json, value: Any, name: str) -> Iterator[str]:
    name = _name(schema, name)
    schema = resolved(document, schema)
    yield from (f"{name} {label}" for choice, label in _choices(schema) if _exactly(choice) == _exactly(value))
    for inner, label in _parts(schema):
        for part in _within(value, label):
            if not label.startswith(("[", ".", "{")) and not _fits(document, inner, part):
                continue
            if label.startswith("."):
                yield f"{name}{label}"
            yield from _shown(document, inner, part, f"{name}{label}")
            if not label.startswith(("[", ".", "{")):
                yield f"{name}{label}"


def _name(schema: Json, otherwise: str) -> str:
    return schema["$ref"].rpartition("/")[2] if "$ref" in schema else otherwise


def _choices(schema: Json) -> list[tuple[Any, str]]:
    """Values that a schema names: those of an enum, and null."""
    named = [(value, f"= {json.dumps(value)}") for value in schema.get("enum", [])]
    is_nullable = (
        "null" in schema.get("type", []) and schema.get("type") != "string" and None not in schema.get("enum", [])
    )
    return [*named, (None, "= null")] if is_nullable else named


def _parts(schema: Json) -> list[tuple[Json, str]]:
    """Schemas within a schema: members (`.name`), items (`[]`), other members (`{}`), alternatives (` | 0`)."""
    parts = [(inner, f".{name}") for name, inner in schema.get("properties", {}).items()]
    parts += [(inner, f" | {index}") for word in ("anyOf", "oneOf") for index, inner in enumerate(schema.get(word, []))]
    parts += [(inner, "") for inner in schema.get("allOf", [])]
    parts += [(schema["items"], "[]")] if "items" in schema else []
    others = schema.get("additionalProperties")
    return [*parts, (others, "{}")] if isinstance(others, dict) and others else parts


def _within(value: Any, label: str) -> list[Any]:
    if label.startswith("."):
        return [value[label[1:]]] if isinstance(value, dict) and label[1:] in value else []
    if label == "[]":
        return value if isinstance(value, list) else []
    if label == "{}":
        return list(value.values()) if isinstance(value, dict) else []
    return [value]


def _fits(document: Json, schema: Json, value: Any) -> bool:
    key = (id(document), _exactly(schema))
    if key not in _compiled:
        _compiled[key] = Draft202012Validator({"components": document.get("components", {}), "allOf": [schema]})
    return _compiled[key].is_valid(value)


_compiled: dict[tuple[int, str], Draft202012Validator] = {}


def _exactly(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
