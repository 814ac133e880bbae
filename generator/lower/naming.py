"""Names what has no name in the description by its place.

A component has its own name. What stands inside it is called after the parent and the step: `ProviderPreferences` and
`max_price` make `ProviderPreferencesMaxPrice`; items and values add `Item` and `Value`, alternatives their tag or
their kind. In an operation the body is `<Operation>RequestBody`, the answer `<Operation>Response`, an error's body
`<Operation><Phrase>Response`, a parameter `<Operation><Parameter>`. `x-sdk-name` at the place wins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from generator.lower.media import suffix_of
from generator.lower.schemas import AT, Key
from generator.names import class_name, is_identifier
from generator.openapi import steps_of

if TYPE_CHECKING:
    from generator.document import JSON, Pointer
    from generator.lower.reading import Reader

__all__ = ["Naming", "only_value", "operation_id", "phrase"]

_BY_KEYWORD: Final = {
    "items": "Item",
    "prefixItems": "Item",
    "contains": "Item",
    "additionalProperties": "Value",
    "patternProperties": "Value",
    "not": "Not",
}
_LONGEST: Final = 120
_ROOT: Final[tuple[Pointer, str]] = ((), "document")


@dataclass(slots=True)
class Naming:
    """Gives every key of a schema the name that its place suggests; two places may suggest the same one."""

    reader: Reader
    _names: dict[Key, str] = field(default_factory=dict[Key, str])

    def of(self, key: Key) -> str:
        """Name what a key stands for."""
        if key not in self._names:
            self._names[key] = (self._given(key) or self._derived(key))[:_LONGEST]
        return self._names[key]

    def _given(self, key: Key) -> str:
        name = self.reader.node(key).get("x-sdk-name")
        if name is None or steps_of(key)[-1:] == [(key, "operation")]:
            return ""
        if not isinstance(name, str) or not is_identifier(name):
            hint = "use letters, digits and underscores"
            self.reader.complain((*key, "x-sdk-name"), f"{name!r} can't be a Python class's name", hint)
            return ""
        return name

    def _derived(self, key: Key) -> str:
        if AT in key:
            end = len(key) - 1 - key[::-1].index(AT)
            return self.of(key[:end]) + self._alternative(key[end + 1 :])
        way = steps_of(key)
        if not way:
            return ""
        (parent, _), (place, kind) = [_ROOT, *way][-2:]
        if parent == ("components",):
            return class_name(str(place[2]), ())
        if kind == "operation":
            return class_name(operation_id(self.reader, place), ())
        return self.of(parent) + self._step(place, place[len(parent) :], kind)

    def _step(self, place: Pointer, step: Pointer, kind: str) -> str:
        """Say what the last object on the way adds to the name of the one before."""
        if kind == "schema":
            return self._schema_step(place, step)
        if kind == "response":
            return self._status(place)
        if kind == "media type":
            return self._media(place)
        if kind in ("parameter", "header", "path item"):
            return class_name(str(self.reader.node(place).get("name", step[-1])), ())
        return "RequestBody" if kind == "request body" else ""

    def _schema_step(self, place: Pointer, step: Pointer) -> str:
        if step[0] in ("oneOf", "anyOf"):
            return self._alternative(place)
        if step[0] in ("properties", "$defs", "dependentSchemas"):
            return class_name(str(step[1]), ())
        return _BY_KEYWORD.get(str(step[0]), "")

    def _alternative(self, place: Pointer) -> str:
        """Tell an alternative from the others: by a property with but one value, else by its kind."""
        if place[0] == "type":
            return class_name(str(place[1]), ())
        node = self.reader.node(place)
        properties, required, types = node.get("properties"), node.get("required"), node.get("type")
        for name, schema in properties.items() if isinstance(properties, dict) else ():
            value = only_value(schema)
            if isinstance(value, str) and value and isinstance(required, list) and name in required:
                return class_name(value, ())
        if "enum" in node:
            return "Enum"
        return "Object" if types in (None, ["object"]) else ""

    def _status(self, place: Pointer) -> str:
        status = str(place[-1])
        if not status.startswith("2"):
            return f"{class_name(phrase(status), ())}Response"
        successes = [name for name, _ in self.reader.members(place[:-1]) if name.startswith("2")]
        return "Response" if len(successes) == 1 else f"Response{status}"

    def _media(self, place: Pointer) -> str:
        """Tell the bodies of one message apart; the first one needs no addition."""
        names = [name for name, _ in self.reader.members(place[:-1])]
        return "" if names[:1] == [place[-1]] else suffix_of(str(place[-1]))


def operation_id(reader: Reader, pointer: Pointer) -> str:
    """Give an operation's id; what stands for it is made of method and path."""
    found = reader.node(pointer).get("operationId")
    return found if isinstance(found, str) and found else f"{pointer[2]} {pointer[1]}"


def phrase(status: str) -> str:
    """Say a status in words (RFC 9110): "404" is "Not Found"; one without words is "Status 529"."""
    try:
        return _PHRASES.get(status) or HTTPStatus(int(status)).phrase
    except ValueError:
        return f"Status {status}" if status != "default" else "Default"


_PHRASES: Final = {
    "413": "Request Entity Too Large",
    "414": "Request-URI Too Long",
    "416": "Requested Range Not Satisfiable",
    "422": "Unprocessable Entity",
}
"""Python 3.13 has other words for these: a name must not change with the Python that makes it."""


def only_value(schema: JSON) -> JSON:
    """Give the single value that a schema admits, as far as it is written right here; None if there are others."""
    if not isinstance(schema, dict):
        return None
    if "const" in schema:
        return schema["const"]
    match schema.get("enum"):
        case [only]:
            return only
        case _:
            return None
