"""Which schemas are declared to be the same, and whether they are."""

from __future__ import annotations

import pytest

from generator.problems import BadInputError
from tests.generator.lowering import answers, declared, lowered_schema


def test_a_schema_that_is_not_reached_may_be_named_among_those_that_are_the_same() -> None:
    package = lowered_schema("""
Thing: {x-sdk-same: [Unreached, Reached], type: object, properties: {next: {$ref: '#/components/schemas/Reached'}}}
Reached: {type: object, properties: {next: {$ref: '#/components/schemas/Reached'}}}
Unreached: {type: object, properties: {next: {$ref: '#/components/schemas/Reached'}}}
""")

    assert [one.name for one in package.declarations] == ["Thing"]
    assert declared(package, "Thing").aliases == ("Reached",)


@pytest.mark.parametrize(
    ("ours", "theirs", "place"),
    [
        ("properties: {a: {}, b: {}}", "properties: {a: {}}", "/properties/b"),
        ("properties: {a: {}}", "properties: {a: {}, b: {}}", "/properties/b"),
        ("required: [a], properties: {a: {}}", "required: [a, b], properties: {a: {}}", "/required"),
        ("additionalProperties: true", "additionalProperties: {}", "/additionalProperties"),
        ("minProperties: 1", "minProperties: 2", "/minProperties"),
        ("properties: {a: {enum: [a]}}", "properties: {a: {const: a}}", "/properties/a/enum"),
    ],
)
def test_schemas_that_differ_are_not_the_same_and_it_is_told_where(ours: str, theirs: str, place: str) -> None:
    schemas = f"""
Thing: {{x-sdk-same: [Other], type: object, {ours}}}
Other: {{type: object, {theirs}}}
"""

    with pytest.raises(BadInputError) as caught:
        answers("Thing", "Other", schemas=schemas)

    (problem,) = caught.value.problems
    assert problem.finding == f"Other is not the same as Thing: they differ in {place}"
