"""What schemas are folded to: references, parts of an `allOf`, single alternatives, null."""

from __future__ import annotations

import pytest

from generator import ir
from tests.generator.lowering import declared, lowered_schema, typed

IT = "/components/schemas/Thing/properties/it"
OTHERS = """
Leaf: {type: object, properties: {a: {type: string}}}
Mixed: {type: [string, integer]}
Text: {type: string}
Maybe: {type: [object, 'null'], properties: {m: {type: string}}}
Maybe2: {type: [object, 'null'], properties: {n: {type: string}}}
"""


def property_of(schema: str) -> ir.Field:
    """Lower a property."""
    thing = declared(lowered_schema(f"Thing: {{type: object, properties: {{it: {schema}}}}}\n{OTHERS}"), "Thing")
    assert isinstance(thing, ir.Model)
    (field,) = thing.fields
    return field


def test_null_as_the_only_alternative_is_null() -> None:
    found = property_of("{anyOf: [{type: 'null'}]}")

    assert (typed(found.type), found.nullable) == ("null", True)


@pytest.mark.parametrize(
    ("schema", "found"),
    [
        ("{allOf: [{type: number}, {type: integer}]}", "integer"),
        ("{allOf: [{type: [integer, string]}, {type: string}]}", "string"),
        ("{allOf: [{type: [string, number]}, {type: number}]}", "number"),
        ("{allOf: [{type: [string, number]}, {type: integer}]}", "integer"),
        ("{$ref: '#/components/schemas/Leaf', type: object}", "Leaf"),
        ("{$ref: '#/components/schemas/Mixed', type: string}", "string"),
        ("{$ref: '#/components/schemas/Maybe', maxProperties: 3}", "ThingIt"),
        ("{allOf: [{$ref: '#/components/schemas/Maybe'}, {properties: {b: {}}}]}", "ThingIt"),
        ("{allOf: [{$ref: '#/components/schemas/Leaf'}, {type: [object, 'null'], properties: {b: {}}}]}", "ThingIt?"),
        ("{allOf: [{$ref: '#/components/schemas/Maybe'}, {$ref: '#/components/schemas/Maybe2'}]}", "ThingIt?"),
        (
            "{allOf: [{type: string, pattern: a}, {pattern: b}]}",
            f"string <pattern=a, others=('{IT}/allOf/1/pattern',)>",
        ),
        (
            "{type: object, patternProperties: {a: {type: string}, b: {type: integer}}}",
            f"{{any}} <others=('{IT}/patternProperties',)>",
        ),
        ("{type: array, uniqueItems: false}", "[any]"),
        ("{type: integer, format: binary}", "integer:binary"),
    ],
)
def test_all_parts_of_a_schema_count(schema: str, found: str) -> None:
    field = property_of(schema)

    assert typed(field.type) + ("?" if field.nullable else "") == found


def test_an_object_of_a_single_part_stands_where_the_whole_does() -> None:
    package = lowered_schema("Thing: {allOf: [{type: object, properties: {a: {type: string}}}]}")

    assert declared(package, "Thing").source == "/components/schemas/Thing"


def test_the_type_of_a_property_stands_where_it_is_described_whoever_refers_to_it() -> None:
    found = property_of("{$ref: '#/components/schemas/Text'}")

    assert (found.source, found.type.source) == (IT, "/components/schemas/Text")
