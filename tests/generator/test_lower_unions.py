"""How the members of unions are told apart, and when nothing tells them apart."""

from __future__ import annotations

import pytest

from generator import ir
from generator.problems import BadInputError
from tests.generator.lowering import declared, lowered_schema, typed

CAT = "{type: object, required: [kind], properties: {kind: {const: cat}, a: {}}}"
SCHEMAS = """
Thing: {{type: object, properties: {{one: {one}}}}}
Cat: {cat}
Dog: {{type: object, required: [kind], properties: {{kind: {{enum: [dog, puppy]}}, b: {{}}}}}}
Tame: {{type: object, properties: {{kind: {{enum: [tame, pet]}}}}}}
Bird: {{type: object, required: [wings], properties: {{wings: {{type: integer}}}}}}
"""


def union(one: str) -> str:
    """Write the type of a property in one line."""
    thing = declared(lowered_schema(SCHEMAS.format(one=one, cat=CAT)), "Thing")
    assert isinstance(thing, ir.Model)
    return typed(thing.fields[0].type)


def of(*members: str) -> str:
    """Say that one of the members fits: components by name, others as they are written."""
    written = [one if "{" in one else f"{{$ref: '#/components/schemas/{one}'}}" for one in members]
    return f"anyOf: [{', '.join(written)}]"


@pytest.mark.parametrize(
    "other",
    [
        "{type: object, required: [kind], properties: {kind: {enum: [puppy, wolf]}}}",
        "{type: object, required: [kind], properties: {kind: {type: string}}}",
        "{type: object, properties: {kind: {const: wolf}}}",
        "{type: object, required: [kind], additionalProperties: {type: string}}",
    ],
    ids=["a value that both have", "any value", "a value that may be missing", "no field"],
)
def test_a_value_tells_members_apart_only_if_each_must_have_one_of_its_own(other: str) -> None:
    assert ": untagged" in union(f"{{{of('Dog', other)}}}")


def test_a_declared_tag_may_be_missing() -> None:
    found = union(f"{{{of('Cat', 'Tame')}, discriminator: {{propertyName: kind}}}}")

    assert found == "(Cat | Tame: tagged by 'kind' {'cat': 0, 'tame': 1, 'pet': 1}, open)"


def test_a_component_that_says_nothing_about_the_declared_tag_is_told_by_its_name() -> None:
    found = union(f"{{{of('Cat', 'Bird')}, discriminator: {{propertyName: kind}}}}")

    assert found == "(Cat | Bird: tagged by 'kind' {'cat': 0, 'Bird': 1}, open)"


def test_a_discriminator_that_leaves_a_member_out_is_told() -> None:
    members = of("Cat", "{type: object, properties: {a: {}}}")

    with pytest.raises(BadInputError) as caught:
        union(f"{{{members}, discriminator: {{propertyName: kind}}}}")

    (problem,) = caught.value.problems
    assert problem.finding == "the discriminator does not tell all alternatives apart"
