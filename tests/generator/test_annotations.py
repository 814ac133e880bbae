"""A table of types: how each is written in a model, in a twin, as an argument and in the documentation."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from generator import ir
from generator.render import spelling
from generator.render.spelling import Scope
from tests.generator.parts import (
    ANYTHING,
    HERE,
    NUMBER,
    TEXT,
    TRUTH,
    WHOLE,
    argument,
    array,
    enum,
    field,
    mapping,
    reference,
    union,
)

MODEL = reference("Pet")
OPEN = reference("Trace", is_open=True)
ANSWER = reference("Result", twin=False, namespace="operations", module="get_pet")
CHOICE = reference("Color", kind="enum", twin=False)
ALIAS = reference("Named", kind="alias", twin=True, namespace="operations", module="get_pet")
NULL = ir.Primitive(kind="null", source=HERE)
BYTES = ir.Primitive(kind="bytes", source=HERE)
YES = ir.Constant(value=True, source=HERE)
CAT = ir.Constant(value='"cat"', source=HERE)

TABLE: list[tuple[ir.Type, str, str, str, str]] = [
    # type, in a model, in a twin or argument of a twin, as an argument, in the documentation
    (TEXT, "str", "str", "str", "str"),
    (WHOLE, "int", "int", "int", "int"),
    (NUMBER, "float", "float", "float", "float"),
    (TRUTH, "bool", "bool", "bool", "bool"),
    (BYTES, "bytes", "bytes", "bytes", "bytes"),
    (NULL, "None", "None", "None", "None"),
    (ANYTHING, "Any", "object", "object", "Any"),
    (YES, "bool", "bool", "bool", "bool"),
    (CAT, 'Literal["\\"cat\\""]', 'Literal["\\"cat\\""]', 'Literal["\\"cat\\""]', 'Literal["\\"cat\\""]'),
    (ir.Constant(value=7, source=HERE), "Literal[7]", "Literal[7]", "Literal[7]", "Literal[7]"),
    (ir.Constant(value=0.5, source=HERE), "float", "float", "float", "float"),
    (ir.Constant(value=None, source=HERE), "None", "None", "None", "None"),
    (replace(CAT, open=True), "str", "str", "str", "str"),
    (array(TEXT), "list[str]", "CollectionNotStr[str]", "Items[str]", "List[str]"),
    (
        array(array(WHOLE), nullable=True),
        "list[list[int] | None]",
        "CollectionNotStr[CollectionNotStr[int] | None]",
        "Items[CollectionNotStr[int] | None]",
        "List[Nullable[List[int]]]",
    ),
    (mapping(WHOLE), "dict[str, int]", "Mapping[str, int]", "Mapping[str, int]", "Dict[str, int]"),
    (
        mapping(MODEL, nullable=True),
        "dict[str, components.Pet | None]",
        "Mapping[str, components.Pet | components.PetTypedDict | None]",
        "Mapping[str, components.Pet | components.PetTypedDict | None]",
        "Dict[str, Nullable[components.Pet]]",
    ),
    (union(TEXT, WHOLE), "str | int", "str | int", "str | int", "Union[str, int]"),
    (
        union(TEXT, union(WHOLE, TEXT), NULL),
        "str | int | None",
        "str | int | None",
        "str | int | None",
        "Union[str, int, None]",
    ),
    (union(TEXT, ANYTHING), "Any", "object", "object", "Union[str, Any]"),
    (
        union(TEXT, array(TEXT)),
        "str | list[str]",
        "str | CollectionNotStr[str]",
        "str | Items[str]",
        "Union[str, List[str]]",
    ),
    (
        MODEL,
        "components.Pet",
        "components.Pet | components.PetTypedDict",
        "components.Pet | components.PetTypedDict",
        "components.Pet",
    ),
    (
        OPEN,
        "components.Trace",
        "components.Trace | components.TraceTypedDict | Mapping[str, object]",
        "components.Trace | components.TraceTypedDict | Mapping[str, object]",
        "components.Trace",
    ),
    (ANSWER, "operations.Result", "operations.Result", "operations.Result", "operations.Result"),
    (CHOICE, "components.Color", "components.Color", "components.Color", "components.Color"),
    (
        array(ALIAS),
        "list[operations.Named]",
        "CollectionNotStr[operations.Named | operations.NamedTypedDict]",
        "Items[operations.Named | operations.NamedTypedDict]",
        "List[operations.Named]",
    ),
]


@pytest.mark.parametrize(("found", "model", "twin", "given", "page"), TABLE, ids=[row[1] for row in TABLE])
def test_each_type_has_its_four_spellings(found: ir.Type, model: str, twin: str, given: str, page: str) -> None:
    assert spelling.model_type(found) == model
    assert spelling.twin_field(field("x", found, required=True)) == twin
    assert spelling.argument(argument("x", found, required=True)) == given
    assert spelling.documented_type(found) == page


@pytest.mark.parametrize("found", [row[0] for row in TABLE])
def test_every_spelling_is_an_expression(found: ir.Type) -> None:
    for text in (spelling.model_type(found), spelling.given_type(found), spelling.documented_type(found)):
        ast.parse(text, mode="eval")


@pytest.mark.parametrize(
    ("required", "nullable", "spellings"),
    [
        (True, False, ("str", "", "str", "str", "str")),
        (True, True, ("str | None", "", "str | None", "str | None", "Nullable[str]")),
        (False, False, ("str | None", " = None", "str", "str | None", "Optional[str]")),
        (
            False,
            True,
            ("OptionalNullable[str]", " = UNSET", "str | None", "OptionalNullable[str]", "OptionalNullable[str]"),
        ),
    ],
)
def test_required_and_nullable_are_four_things(required: bool, nullable: bool, spellings: tuple[str, ...]) -> None:
    one = field("x", required=required, nullable=nullable)
    given = argument("x", required=required, nullable=nullable)

    assert spellings == (
        spelling.model_field(one),
        spelling.default(one),
        spelling.twin_field(one),
        spelling.argument(given),
        spelling.documented(one),
    )
    assert spelling.default(given) == spelling.default(one)
    assert spelling.documented(given) == spelling.documented(one)


@pytest.mark.parametrize("at", ["path", "query", "header", "cookie"])
def test_outside_a_body_null_is_no_value(at: str) -> None:
    parameter = replace(argument("x", nullable=True), location=at)  # type: ignore[arg-type]

    assert spelling.argument(parameter) == "str | None"
    assert spelling.default(parameter) == " = None"


def test_names_of_the_own_namespace_stand_alone() -> None:
    scope = Scope(namespace="components")

    assert spelling.model_type(MODEL, scope) == "Pet"
    assert spelling.model_type(ANSWER, scope) == "operations.Result"


def test_shadowed_builtins_are_written_in_full() -> None:
    scope = Scope(shadowed=frozenset({"list", "str", "object", "float"}))
    found = union(array(TEXT), mapping(NUMBER), WHOLE)

    assert spelling.model_type(found, scope) == "builtins.list[builtins.str] | dict[builtins.str, builtins.float] | int"
    assert spelling.given_type(ANYTHING, scope) == "builtins.object"


def test_items_of_a_list_may_be_mappings_that_programs_make_but_only_there() -> None:
    scope = Scope(items={("components", "Pet"): "Mapping[str, str]"})

    assert spelling.given_type(array(MODEL), scope) == (
        "Items[components.Pet | components.PetTypedDict | Mapping[str, str]]"
    )
    assert spelling.given_type(MODEL, scope) == "components.Pet | components.PetTypedDict"
    assert spelling.given_type(array(array(MODEL)), scope) == (
        "Items[CollectionNotStr[components.Pet | components.PetTypedDict]]"
    )


def test_an_alias_as_plain_data_holds_twins_only() -> None:
    scope = Scope(items={("components", "Pet"): "Mapping[str, str]"})

    assert spelling.twin_type(union(TEXT, MODEL), scope) == "str | components.PetTypedDict"
    assert spelling.twin_type(union(TEXT, MODEL), scope, is_item=True) == (
        "str | components.PetTypedDict | Mapping[str, str]"
    )
    assert spelling.twin_type(union(TEXT, array(MODEL))) == (
        "str | CollectionNotStr[components.Pet | components.PetTypedDict]"
    )


@pytest.mark.parametrize(
    ("found", "checked", "taken"),
    [
        (enum("A", "x", 'y"'), 'Literal["x", "y\\""] | str', "str"),
        (enum("A", "x", is_open=False), 'Literal["x"]', "str"),
        (enum("A", 1, 2), "Literal[1, 2] | int", "int"),
        (enum("A", 1.5, 2.5), "float", "float"),
        (enum("A", "x", 1), 'Literal["x", 1] | str | int', "str | int"),
        (enum("A", True, False), "bool", "bool"),
    ],
)
def test_choices_are_literals_as_far_as_decoders_go(found: ir.Enum, checked: str, taken: str) -> None:
    assert spelling.enum_type(found) == checked
    assert spelling.open_type(found) == taken


def test_names_in_expressions_are_found_and_texts_are_not() -> None:
    expressions = [
        'Items[components.Pet | Literal["Any", "not \\" components"]] | None',
        "builtins.list[str]",
        " = UNSET",
    ]

    assert spelling.names(expressions) == {"Items", "components", "Literal", "builtins", "UNSET"}
    assert spelling.names(["BackoffStrategy(exponent=1.5, other=True)"]) == {"BackoffStrategy"}
