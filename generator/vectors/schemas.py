"""Asks the patched description whether a value fits (JSON Schema 2020-12, OpenAPI 3.1, 4.8.24)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from jsonschema_rs import Draft202012Validator

from generator.document import plain
from generator.normalise import normalise
from generator.openapi import objects

if TYPE_CHECKING:
    from generator.document import JSON, Document

__all__ = ["Schemas"]


class Schemas:
    """The schemas of a document, compiled when they are first asked for."""

    def __init__(self, document: Document) -> None:
        self._document = document
        is_old = str(document.data.get("openapi", "")).startswith("3.0")
        self._data = _as_31(document.data) if is_old else cast("dict[str, JSON]", plain(document.data))
        self._components = self._data.get("components", {})
        self._compiled: dict[str, Draft202012Validator] = {}

    def fits(self, source: str, value: object) -> bool:
        """Tell whether a value is what a media type or a parameter takes, by its pointer; anything fits no schema."""
        if source not in self._compiled:
            self._compiled[source] = self._compile(source)
        return self._compiled[source].is_valid(value)

    def _compile(self, source: str) -> Draft202012Validator:
        node = cast("Any", self._data)
        for step in self._document.resolve(source):
            node = node[step]
        schema = node.get("schema", {})
        return Draft202012Validator({"components": self._components, "allOf": [schema]})


def _as_31(document: dict[str, JSON]) -> dict[str, JSON]:
    """Write the schemas of a 3.0 document as 3.1 would: `nullable` is a choice between the schema and null."""
    copy = normalise(document)
    for found in list(objects(copy)):
        if found.kind == "schema" and found.node.pop("nullable", False):
            stated = dict(found.node)
            found.node.clear()
            found.node["anyOf"] = [stated, {"type": "null"}]
    return copy
