"""What several statements about one value come to: parts of an `allOf`, alternatives, and null."""

from __future__ import annotations

import pytest

from generator import ir
from tests.generator.lowering import declared, lowered_schema, typed

LEAF = "{$ref: '#/components/schemas/Leaf'}"
EITHER = "{type: object, anyOf: [{required: [a], properties: {a: {}}}, {required: [b], properties: {b: {}}}]}"
OBJECT = "{type: object, properties: {c: {type: string}}}"


def stated(first: str, then: str) -> ir.Field:
    """Lower a property that two parts of an `allOf` state."""
    package = lowered_schema(f"""
Thing: {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{type: object, properties: {{it: {then}}}}}]}}
Base: {{type: object, properties: {{it: {first}}}}}
Leaf: {{type: object, properties: {{a: {{type: string}}}}}}
""")
    thing = declared(package, "Thing")
    assert isinstance(thing, ir.Model)
    return thing.fields[0]


def test_of_choices_without_a_common_value_the_last_counts() -> None:
    found = stated("{const: a}", "{const: b}")

    assert typed(found.type) == "'b'"


@pytest.mark.parametrize(
    ("first", "then", "found"),
    [(EITHER, OBJECT, "ThingIt"), (OBJECT, EITHER, "(ThingItObject | ThingItObject2: keyed, open)")],
)
def test_of_alternatives_and_an_object_the_last_counts(first: str, then: str, found: str) -> None:
    assert typed(stated(first, then).type) == found


def test_what_is_stated_again_stands_where_it_is_stated_last() -> None:
    found = stated(f"{{anyOf: [{LEAF}, {{type: 'null'}}]}}", f"{{allOf: [{LEAF}], description: Here.}}")

    assert (typed(found.type), found.nullable, found.doc) == ("Leaf", False, "Here.")
    assert found.source == "/components/schemas/Thing/allOf/1/properties/it"
    assert found.restated == ("/components/schemas/Base/properties/it",)


def test_null_as_the_only_alternative_is_null() -> None:
    package = lowered_schema("Thing: {type: object, properties: {it: {anyOf: [{type: 'null'}]}}}")

    thing = declared(package, "Thing")

    assert isinstance(thing, ir.Model)
    assert (typed(thing.fields[0].type), thing.fields[0].nullable) == ("null", True)
