"""The grammar of OpenAPI 3.0 and 3.1: which objects there are, which fields each has, and what stands in them.

One table, and two ways through a document that follow it: `objects` gives every object with its kind, `references`
every `$ref`. Examples, defaults, enum values and extensions are data, not grammar: nothing in them is an object of
OpenAPI, whatever it looks like.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.document import JSON, Pointer

__all__ = [
    "ANNOTATIONS",
    "FIELDS",
    "FREE_NAMES",
    "METHODS",
    "Found",
    "child",
    "mapped",
    "objects",
    "objects_under",
    "references",
    "steps_of",
]

METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""What a path item may hold, in the order of the specification."""

_LEAVES = ""
_SCHEMA_OF_SCHEMAS = "items additionalProperties not if then else contains propertyNames unevaluatedItems \
unevaluatedProperties contentSchema"
_LISTS_OF_SCHEMAS = "allOf anyOf oneOf prefixItems"
_MAPS_OF_SCHEMAS = "properties patternProperties dependentSchemas $defs"
_SCHEMA_LEAVES = "$ref $id $schema $anchor $dynamicRef $dynamicAnchor $vocabulary $comment type enum const multipleOf \
maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems \
maxContains minContains maxProperties minProperties required dependentRequired format contentEncoding \
contentMediaType title description default deprecated readOnly writeOnly examples example nullable"

ANNOTATIONS: Final = frozenset(
    {
        *("title", "description", "default", "deprecated", "readOnly", "writeOnly"),
        *("examples", "example", "externalDocs", "xml", "$comment"),
    }
)
"""Keywords of a schema that say nothing about which values fit."""


def _fields(leaves: str, **objects: str) -> dict[str, str]:
    return {**dict.fromkeys(leaves.split(), _LEAVES), **objects}


FIELDS: Final[Mapping[str, Mapping[str, str]]] = {
    "document": _fields(
        "openapi jsonSchemaDialect",
        info="info",
        servers="server[]",
        paths="paths",
        webhooks="path item{}",
        components="components",
        security="security requirement[]",
        tags="tag[]",
        externalDocs="external documentation",
    ),
    "info": _fields("title summary description termsOfService version", contact="contact", license="license"),
    "contact": _fields("name url email"),
    "license": _fields("name identifier url"),
    "server": _fields("url description", variables="server variable{}"),
    "server variable": _fields("enum default description"),
    "components": _fields(
        "",
        schemas="schema{}",
        responses="response{}",
        parameters="parameter{}",
        examples="example{}",
        requestBodies="request body{}",
        headers="header{}",
        securitySchemes="security scheme{}",
        links="link{}",
        callbacks="callback{}",
        pathItems="path item{}",
    ),
    "path item": _fields(
        "$ref summary description",
        servers="server[]",
        parameters="parameter[]",
        **dict.fromkeys(METHODS, "operation"),
    ),
    "operation": _fields(
        "tags summary description operationId deprecated",
        externalDocs="external documentation",
        parameters="parameter[]",
        requestBody="request body",
        responses="responses",
        callbacks="callback{}",
        security="security requirement[]",
        servers="server[]",
    ),
    "external documentation": _fields("description url"),
    "parameter": _fields(
        "$ref name in description required deprecated allowEmptyValue style explode allowReserved example summary",
        schema="schema",
        examples="example{}",
        content="media type{}",
    ),
    "request body": _fields("$ref description required summary", content="media type{}"),
    "media type": _fields("example", schema="schema", examples="example{}", encoding="encoding{}"),
    "encoding": _fields("contentType style explode allowReserved", headers="header{}"),
    "response": _fields("$ref description summary", headers="header{}", content="media type{}", links="link{}"),
    "example": _fields("$ref summary description value externalValue"),
    "link": _fields("$ref operationRef operationId parameters requestBody description summary", server="server"),
    "header": _fields(
        "$ref description required deprecated allowEmptyValue style explode allowReserved example summary",
        schema="schema",
        examples="example{}",
        content="media type{}",
    ),
    "tag": _fields("name description", externalDocs="external documentation"),
    "schema": _fields(
        _SCHEMA_LEAVES,
        **dict.fromkeys(_SCHEMA_OF_SCHEMAS.split(), "schema"),
        **dict.fromkeys(_LISTS_OF_SCHEMAS.split(), "schema[]"),
        **dict.fromkeys(_MAPS_OF_SCHEMAS.split(), "schema{}"),
        discriminator="discriminator",
        xml="xml",
        externalDocs="external documentation",
    ),
    "discriminator": _fields("propertyName mapping"),
    "xml": _fields("name namespace prefix attribute wrapped"),
    "security scheme": _fields("$ref type description name in scheme bearerFormat openIdConnectUrl", flows="flows"),
    "flows": _fields("", **dict.fromkeys(("implicit", "password", "clientCredentials", "authorizationCode"), "flow")),
    "flow": _fields("authorizationUrl tokenUrl refreshUrl scopes"),
}
"""Kind of object → its fields → what stands there: nothing of ours (""), one object ("server"), a list of them
("server[]") or a map of them by free names ("server{}")."""

FREE_NAMES: Final = {"paths": "path item", "responses": "response", "callback": "path item"}
"""Objects whose own field names are free: paths, statuses, expressions."""


class Found(NamedTuple):
    """An object met on the way through a document."""

    pointer: Pointer
    kind: str
    node: dict[str, JSON]


def objects(data: JSON) -> Iterator[Found]:
    """Give every object of a whole document, parents first, in document order."""
    return objects_under(data, "document", ())


def objects_under(node: JSON, kind: str, pointer: Pointer) -> Iterator[Found]:
    """Give an object of the stated kind, at the stated place, and every object in it."""
    if not isinstance(node, dict):
        return
    yield Found(pointer, kind, node)
    fields = FIELDS.get(kind, {})
    free = FREE_NAMES.get(kind, "")
    for key, value in node.items():
        inner = fields.get(key, free if not key.startswith("x-") else "")
        if not inner:
            continue
        if inner.endswith("[]"):
            for index, item in enumerate(value if isinstance(value, list) else ()):
                yield from objects_under(item, inner[:-2], (*pointer, key, index))
        elif inner.endswith("{}"):
            for name, item in value.items() if isinstance(value, dict) else ():
                yield from objects_under(item, inner[:-2], (*pointer, key, name))
        else:
            yield from objects_under(value, inner, (*pointer, key))


def child(node: JSON, step: str | int) -> tuple[JSON] | None:
    """Give what one step leads to, in a tuple since it may be null; None if it leads nowhere."""
    if isinstance(node, dict):
        return (node[step],) if isinstance(step, str) and step in node else None
    if isinstance(node, list):
        return (node[step],) if isinstance(step, int) and 0 <= step < len(node) else None
    return None


def steps_of(pointer: Pointer) -> list[tuple[Pointer, str]]:
    """Tell a pointer's way from object to object: how far it has come each time, and the kind of the object there.

    `/paths/~1a/get/parameters/0` goes by `/paths`, `/paths/~1a`, `/paths/~1a/get` to the parameter. The way ends where
    the grammar does, for instance in an example.
    """
    found: list[tuple[Pointer, str]] = []
    kind, end = "document", 0
    while end < len(pointer):
        key = str(pointer[end])
        inner = FIELDS.get(kind, {}).get(key, FREE_NAMES.get(kind, ""))
        length = 2 if inner.endswith(("[]", "{}")) else 1
        kind, end = inner.rstrip("[]{}"), end + length
        if not kind or end > len(pointer):
            break
        found.append((pointer[:end], kind))
    return found


def references(node: JSON, kind: str, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    """Give the place and the text of everything in an object that names another one by a URI.

    These are `$ref`s and the values of a discriminator's mapping, of which names are made pointers.
    """
    for found in objects_under(node, kind, pointer):
        target = found.node.get("$ref")
        if isinstance(target, str) and "$ref" in FIELDS.get(found.kind, {}):
            yield (*found.pointer, "$ref"), target
        mapping = found.node.get("mapping") if found.kind == "discriminator" else None
        for value, name in mapping.items() if isinstance(mapping, dict) else ():
            if isinstance(name, str):
                yield (*found.pointer, "mapping", value), mapped(name)


def mapped(name: str) -> str:
    """Give a discriminator's mapping value as a reference: a bare name is one of components/schemas."""
    return f"#/components/schemas/{name}" if _COMPONENT_NAME.fullmatch(name) else name


_COMPONENT_NAME: Final = re.compile(r"(?!.*\.(?:json|ya?ml)\Z)[A-Za-z0-9._-]+")
