"""What folded schemas mean: properties that are stated several times, choices of values."""

from __future__ import annotations

import pytest

from generator import ir
from tests.generator.lowering import declared, lowered_schema, typed

LEAF = "{$ref: '#/components/schemas/Leaf'}"
EITHER = "{type: object, anyOf: [{required: [a], properties: {a: {}}}, {required: [b], properties: {b: {}}}]}"
OBJECT = "{type: object, properties: {c: {type: string}}}"
OTHERS = """
Leaf: {type: object, properties: {a: {type: string}}}
Choice: {type: string, enum: [a, b]}
"""


def stated(first: str, then: str) -> ir.Field:
    """Lower a property that two parts of an `allOf` state."""
    package = lowered_schema(f"""
Thing: {{allOf: [{{$ref: '#/components/schemas/Base'}}, {{type: object, properties: {{it: {then}}}}}]}}
Base: {{type: object, properties: {{it: {first}}}}}
{OTHERS}""")
    thing = declared(package, "Thing")
    assert isinstance(thing, ir.Model)
    (field,) = thing.fields
    return field


def choice(schema: str) -> ir.Enum:
    """Lower a property that is a choice of values."""
    package = lowered_schema(f"Thing: {{type: object, properties: {{it: {schema}}}}}\n{OTHERS}")
    found = declared(package, "ThingIt")
    assert isinstance(found, ir.Enum)
    return found


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


@pytest.mark.parametrize(
    ("first", "then", "found"),
    [
        ("{type: array, items: {type: string}}", "{type: array, items: {type: integer}}", "[integer]"),
        ("{type: string}", "{type: string, enum: [a]}", "'a'.."),
        ("{enum: [a, b]}", "{enum: [b, c]}", "'b'.."),
        ("{type: string, enum: [b, a]}", "{$ref: '#/components/schemas/Choice'}", "Choice"),
        ("{type: string, enum: [b, a, c]}", "{$ref: '#/components/schemas/Choice'}", "Choice"),
        ("{type: string, maxLength: 3}", "{description: Here.}", "string <max_length=3>"),
    ],
)
def test_what_is_stated_twice_is_combined_where_that_is_plain(first: str, then: str, found: str) -> None:
    assert typed(stated(first, then).type) == found


def test_what_is_stated_three_times_has_all_limits_and_the_last_words() -> None:
    package = lowered_schema("""
Thing:
  allOf:
    - {type: object, properties: {it: {type: integer, minimum: 1, description: First.}}}
    - {type: object, properties: {it: {type: integer, maximum: 9, description: Second.}}}
    - {type: object, properties: {it: {type: integer, multipleOf: 2, description: Third.}}}
""")

    thing = declared(package, "Thing")

    assert isinstance(thing, ir.Model)
    (field,) = thing.fields
    assert (typed(field.type), field.doc) == ("integer <minimum=1, maximum=9, multiple_of=2>", "Third.")
    assert field.source == "/components/schemas/Thing/allOf/2/properties/it"
    assert field.restated == tuple(f"/components/schemas/Thing/allOf/{number}/properties/it" for number in (0, 1))


def test_a_list_of_values_and_another_have_those_of_both_in_the_order_of_the_nearest() -> None:
    assert choice("{enum: [c, b, a], allOf: [{enum: [a, b]}]}").values == ("b", "a")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ("[1, 2]", "integer"),
        ("[1.5, 2.5]", "number"),
        ("[1.5, 2]", "number"),
        ("[1, a]", "mixed"),
        ("[true, false]", "mixed"),
        ("[a, b]", "string"),
    ],
)
def test_the_kind_of_a_choice_is_that_of_all_its_values(values: str, kind: str) -> None:
    assert choice(f"{{enum: {values}}}").kind == kind
