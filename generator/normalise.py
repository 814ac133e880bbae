"""Brings the dialects of OpenAPI 3.0 and 3.1 to one form, so that what means the same is written the same.

Nothing moves: every pointer stays what it was. Of each schema
- `type` is a list without null, `nullable: true` says that null fits, whoever said it: `nullable` (3.0), a type list
  with null (3.1), null among the values of `enum`. Documents that call themselves 3.1 and write 3.0 are common, so
  both are read in both. A schema for null alone has the type list `[null]`;
- `exclusiveMinimum` and `exclusiveMaximum` are numbers, `examples` is a list, `format` says "byte" for Base64 and
  "binary" for bytes as they are, whichever keyword said so;
- beside a `$ref` 3.0 knows nothing, 3.1 everything: for 3.0 only words and `nullable` stay there;
- `true` is `{}` and `false` is `{"not": {}}`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from generator.document import plain
from generator.openapi import ANNOTATIONS, FIELDS, objects

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.document import JSON

__all__ = ["normalise", "shape", "spell_out_booleans"]

_EXCLUSIVE: Final = (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum"))
_ADDITIONAL: Final = ("additionalProperties", "unevaluatedProperties", "unevaluatedItems")

_BYTES: Final = ("application/octet-stream", "audio/", "font/", "image/", "video/")


def normalise(document: JSON) -> dict[str, JSON]:
    """Give a copy of an OpenAPI document in which all schemas are written in one form."""
    copy = cast("dict[str, JSON]", plain(document))
    is_old = str(copy.get("openapi", "")).startswith("3.0")
    spell_out_booleans(copy)
    for found in list(objects(copy)):
        if found.kind == "schema":
            _normalise_schema(found.node, is_old=is_old)
    return copy


def shape(schema: JSON, representatives: Mapping[str, str]) -> JSON:
    """Give what a normalised schema says about values: no words, no order where none counts, no needless `allOf`.

    `representatives` maps the references to schemas of one shape to one reference among them.
    """
    if isinstance(schema, list):
        return [shape(item, representatives) for item in schema]
    if not isinstance(schema, dict):
        return schema
    facts = {key: value for key, value in schema.items() if key not in ANNOTATIONS and not key.startswith("x-")}
    if isinstance(reference := facts.get("$ref"), str):
        facts["$ref"] = representatives.get(reference, reference)
    for key, kind in FIELDS["schema"].items():
        if key in facts and kind:
            facts[key] = _inner_shape(facts[key], kind, representatives)
    for key in ("required", "enum", "type"):
        if isinstance(values := facts.get(key), list):
            facts[key] = sorted(values, key=repr)
    return _without_needless_all_of(facts)


def _inner_shape(value: JSON, kind: str, representatives: Mapping[str, str]) -> JSON:
    if kind == "schema{}" and isinstance(value, dict):
        return {name: shape(item, representatives) for name, item in value.items()}
    return shape(value, representatives) if kind.startswith("schema") else value


def _without_needless_all_of(facts: dict[str, JSON]) -> JSON:
    members = facts.get("allOf")
    if not isinstance(members, list):
        return facts
    saying = [member for member in members if member != {}]
    others = {key: value for key, value in facts.items() if key != "allOf"}
    if not saying:
        return others
    return saying[0] if len(saying) == 1 and not others else {**others, "allOf": saying}


def spell_out_booleans(document: JSON) -> None:
    """Write the schemas `true` and `false` of a document as objects, in place."""
    for found in list(objects(document)):
        _spell_out(found.kind, found.node)


def _spell_out(kind: str, node: dict[str, JSON]) -> None:
    for key, inner in FIELDS.get(kind, {}).items():
        value = node.get(key)
        if inner == "schema" and isinstance(value, bool) and key not in _ADDITIONAL:
            node[key] = _spelt(value)
        elif inner == "schema{}" and isinstance(value, dict):
            node[key] = {name: _spelt(item) for name, item in value.items()}
        elif inner == "schema[]" and isinstance(value, list):
            node[key] = [_spelt(item) for item in value]


def _spelt(value: JSON) -> JSON:
    if isinstance(value, bool):
        return {} if value else {"not": {}}
    return value


def _normalise_schema(node: dict[str, JSON], *, is_old: bool) -> None:
    if is_old and "$ref" in node:
        for key in [key for key in node if key not in ANNOTATIONS and key not in ("$ref", "nullable")]:
            del node[key]
    _normalise_types(node)
    for exclusive, inclusive in _EXCLUSIVE:
        _normalise_limit(node, exclusive, inclusive)
    if "example" in node:
        examples = node.setdefault("examples", [node["example"]])
        node["examples"] = examples if isinstance(examples, list) else [node["example"]]
        del node["example"]
    if "format" not in node:
        _normalise_content(node)


def _normalise_content(node: dict[str, JSON]) -> None:
    if "contentEncoding" in node:
        encoding = str(node.pop("contentEncoding")).lower()
        node["format"] = "byte" if encoding in ("base64", "base64url") else encoding
    elif str(node.get("contentMediaType", "")).lower().startswith(_BYTES):
        node["format"] = "binary"
        del node["contentMediaType"]


def _normalise_types(node: dict[str, JSON]) -> None:
    stated = node.get("type")
    types = stated if isinstance(stated, list) else [] if stated is None else [stated]
    values = node.get("enum")
    admits_null = (
        "null" in types
        or node.get("nullable") is True
        or (isinstance(values, list) and None in values)
        or ("const" in node and node["const"] is None)
    )
    node.pop("nullable", None)
    if types:
        node["type"] = [name for name in types if name != "null"] or ["null"]
    elif admits_null and (values == [None] or "const" in node):
        node["type"] = ["null"]
    if admits_null:
        node["nullable"] = True


def _normalise_limit(node: dict[str, JSON], exclusive: str, inclusive: str) -> None:
    if isinstance(node.get(exclusive), bool):
        is_exclusive = node.pop(exclusive)
        if is_exclusive and inclusive in node:
            node[exclusive] = node.pop(inclusive)
