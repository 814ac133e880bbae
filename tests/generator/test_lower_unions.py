"""What unions are made of, how their members are told apart, and when nothing tells them apart."""

from __future__ import annotations

import pytest

from generator import ir
from generator.problems import BadInputError
from tests.generator.lowering import declared, lowered_schema, typed

CAT = "{type: object, required: [kind], properties: {kind: {const: cat}, a: {}}}"
SCHEMAS = """
Thing: {{type: object, properties: {{it: {one}}}}}
Cat: {cat}
Dog: {{type: object, required: [kind], properties: {{kind: {{enum: [dog, puppy]}}, b: {{}}}}}}
Tame: {{type: object, properties: {{kind: {{enum: [tame, pet]}}}}}}
Bird: {{type: object, required: [wings], properties: {{wings: {{type: integer}}}}}}
Lion: {{type: object, properties: {{mane: {{}}}}}}
Fish: {{type: object, properties: {{fins: {{}}}}}}
Beast: {{oneOf: [{{$ref: '#/components/schemas/Lion'}}, {{$ref: '#/components/schemas/Fish'}}]}}
Cow: {{type: object, properties: {{milk: {{}}}}}}
Herd: {{oneOf: [{{$ref: '#/components/schemas/Fish'}}, {{$ref: '#/components/schemas/Cow'}}]}}
Size: {{type: string, enum: [small, large]}}
Hue: {{type: string, enum: [red, blue]}}
Switch: {{type: string, enum: [on, off], x-sdk-enum: closed}}
Maybe: {{type: [object, 'null'], properties: {{m: {{}}}}}}
Nothing: {{type: 'null'}}
"""
TEXT = "{type: string}"
IT = "/components/schemas/Thing/properties/it"


def union(one: str) -> str:
    """Write the type of a property in one line."""
    thing = declared(lowered_schema(SCHEMAS.format(one=one, cat=CAT)), "Thing")
    assert isinstance(thing, ir.Model)
    (field,) = thing.fields
    return typed(field.type) + (" or null" if field.nullable else "")


def union_of(one: str) -> ir.Union:
    """Lower a property that is a union."""
    thing = declared(lowered_schema(SCHEMAS.format(one=one, cat=CAT)), "Thing")
    assert isinstance(thing, ir.Model)
    (field,) = thing.fields
    assert isinstance(field.type, ir.Union)
    return field.type


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


def test_a_mapping_may_lead_into_a_union_within() -> None:
    mapping = "{roar: Lion, tweet: Bird, moo: Cow}"

    found = union(f"{{{of('Beast', 'Herd', 'Bird')}, discriminator: {{propertyName: kind, mapping: {mapping}}}}}")

    assert found == "(Beast | Herd | Bird: tagged by 'kind' {'roar': 0, 'tweet': 2, 'moo': 1}, open)"


def test_of_several_keys_that_would_do_the_first_of_the_first_member_is_the_tag() -> None:
    both = "properties: {kind: {const: %s}, type: {const: %s}}"
    schemas = "\n".join(
        f"{name}: {{type: object, required: [{required}], {both % (name, name)}}}"
        for name, required in [("A", "kind, type"), ("B", "type, kind"), ("C", "type, kind")]
    )
    package = lowered_schema(f"""
Thing: {{type: object, properties: {{it: {{{of("Either", "C")}}}}}}}
Either: {{{of("A", "B")}}}
{schemas}
""")

    thing = declared(package, "Thing")

    assert isinstance(thing, ir.Model)
    assert typed(thing.fields[0].type) == "(Either | C: tagged by 'kind' {'A': 0, 'B': 0, 'C': 1}, open)"


def test_a_single_object_among_lists_that_nothing_tells_apart_has_no_tag() -> None:
    found = union(f"{{{of('{type: array, items: {type: string}}', '{type: array, items: {type: integer}}', 'Cat')}}}")

    assert found == "([string] | [integer] | Cat: untagged, open)"


@pytest.mark.parametrize(
    ("members", "found"),
    [
        (("Size", TEXT), "Size"),
        (("Size", "Hue"), "(Size | Hue: distinct)"),
        (("Size", "Hue", TEXT), "(Size | Hue | string: distinct)"),
        (("Size", "Switch"), "(Size | Switch: distinct)"),
        (("Switch", TEXT), "(Switch | string: distinct)"),
        (("Switch", "Cat"), "(Switch | Cat: distinct)"),
        (("Size", "Switch", TEXT), "(Size | Switch | string: distinct)"),
        (("Size", "{const: x}"), "(Size | 'x': distinct)"),
        (("Size", "Hue", "{const: x}", "{const: y}"), "(Size | Hue | ThingItString: distinct)"),
        (("{const: x}", "Cat"), "('x' | Cat: distinct)"),
        (("Cat", "Beast", "{const: x}"), "(Cat | Beast | 'x': untagged, open)"),
        (
            ("{type: string, format: date}", "{type: string, format: uri}", "Cat"),
            "(string:date | string:uri | Cat: distinct)",
        ),
        (("{enum: [1]}", "{enum: [2]}"), "(1.. | 2..: distinct)"),
        (("{enum: [1]}", "{enum: [a]}"), "(1.. | 'a'..: distinct)"),
        (("{enum: [a, null]}", TEXT), "ThingIt or null"),
    ],
)
def test_choices_of_texts_stay_apart_if_they_have_names_and_texts_take_in_an_open_one(
    members: tuple[str, ...], found: str
) -> None:
    assert union(f"{{{of(*members)}}}") == found


@pytest.mark.parametrize(
    ("members", "found"),
    [
        (("{type: [string, 'null']}", "{type: integer}"), "(string | integer: distinct) or null"),
        (("Nothing", TEXT, "{type: integer}"), "(string | integer: distinct) or null"),
        (
            ("{minLength: 1, allOf: [{$ref: '#/components/schemas/Nothing'}]}", TEXT, "{type: integer}"),
            "(string | integer: distinct) or null",
        ),
        (("{nullable: true}", "Cat"), "Cat or null"),
        (("{}", TEXT), "(any | string: distinct)"),
        (("Maybe",), "Maybe or null"),
        (("{type: object, properties: {a: {}}}", "{type: 'null'}"), "ThingIt or null"),
    ],
)
def test_null_among_the_members_makes_the_value_nullable_and_is_no_member(members: tuple[str, ...], found: str) -> None:
    assert union(f"{{{of(*members)}}}") == found


@pytest.mark.parametrize(
    ("value", "types", "kind"),
    [
        ("a", "[string, integer]", "untagged, open"),
        ("a", "[boolean, integer]", "distinct"),
        ("true", "[boolean, string]", "untagged, open"),
        ("true", "[integer, string]", "distinct"),
        ("1", "[integer, string]", "untagged, open"),
        ("1", "[boolean, string]", "distinct"),
        ("1.5", "[number, string]", "untagged, open"),
        ("1.5", "[integer, string]", "distinct"),
    ],
)
def test_a_value_and_several_types_are_distinct_unless_its_own_type_is_among_them(
    value: str, types: str, kind: str
) -> None:
    thing = declared(
        lowered_schema(f"""
Thing: {{type: object, properties: {{it: {{{of(f"{{const: {value}}}", "Types")}}}}}}}
Types: {{type: {types}}}
"""),
        "Thing",
    )

    assert isinstance(thing, ir.Model)
    assert typed(thing.fields[0].type).endswith(f" | Types: {kind})")


def test_an_alternative_that_nothing_but_null_fits_is_no_contradiction_within_what_surrounds_it() -> None:
    members = of("{allOf: [{enum: [a, null]}, {enum: [b, null]}]}", "{type: integer}", "{type: boolean}")

    assert union(f"{{multipleOf: 2, {members}}}").endswith("distinct) <multiple_of=2> or null")


def test_members_stand_where_they_are_written_or_else_where_the_union_is() -> None:
    alternatives = union_of(f"{{{of('{type: string, enum: [a, b]}', 'Cat')}}}")
    types = union_of("{type: [string, integer]}")

    assert [member.source for member in alternatives.members] == [f"{IT}/anyOf/0", f"{IT}/anyOf/1"]
    assert (types.source, [member.source for member in types.members]) == (IT, [IT, IT])


def test_objects_that_are_written_alike_twice_are_two() -> None:
    found = union(f"{{{of('{type: object, properties: {a: {}}}', '{type: object, properties: {a: {}}}')}}}")

    assert found == "(ThingItObject | ThingItObject2: untagged, open)"


@pytest.mark.parametrize(
    ("members", "found"),
    [
        (("{properties: {a: {}}}",), "ThingIt"),
        (("{properties: {a: {}}}", "{type: 'null'}"), "ThingIt or null"),
        (("{type: [object, 'null'], properties: {a: {}}}",), "ThingIt or null"),
    ],
)
def test_a_single_alternative_becomes_part_of_what_surrounds_it(members: tuple[str, ...], found: str) -> None:
    assert union(f"{{type: object, properties: {{id: {{}}}}, {of(*members)}}}") == found
