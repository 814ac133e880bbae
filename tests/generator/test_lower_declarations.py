"""What is declared where: modules, the order in them, aliases, schemas that are one."""

from __future__ import annotations

import pytest

from generator import ir
from generator.problems import BadInputError
from tests.generator.lowering import declared, lowered, lowered_schema


def modules(package: ir.Package) -> dict[str, list[str]]:
    """Give the modules of the components, each with what it declares in order."""
    return {module.name: [one.name for one in module.declarations] for module in package.namespaces[0].modules}


def answers(*names: str, schemas: str) -> ir.Package:
    """Lower one operation for each named component, which it answers with."""
    contents = [f"content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}" for name in names]
    paths = [
        f"  /{number}: {{get: {{responses: {{'200': {{description: '', {content}}}}}}}}}"
        for number, content in enumerate(contents)
    ]
    components = [f"    {line}" for line in schemas.strip().splitlines()]
    return lowered("\n".join(["paths:", *paths, "components:", "  schemas:", *components]))


def test_in_a_module_what_mentions_comes_before_what_it_mentions_whatever_was_met_first() -> None:
    package = answers(
        "Part",
        "Whole",
        schemas="""
Part: {x-sdk-module: things, type: object, description: A part., properties: {a: {}}}
Whole: {x-sdk-module: things, type: object, description: All., properties: {it: {$ref: '#/components/schemas/Part'}}}
""",
    )

    (module,) = package.namespaces[0].modules

    assert modules(package) == {"things": ["Whole", "Part"]}
    assert (module.doc, module.source) == ("All.", "/components/schemas/Whole")


def test_lists_that_hold_each_other_are_recursive_and_their_twins_follow_what_is_deep_in_them() -> None:
    package = lowered_schema(
        """
Thing: {type: object, properties: {a: {$ref: '#/components/schemas/Tree'}, b: {$ref: '#/components/schemas/Rows'}}}
Tree: {type: array, items: {$ref: '#/components/schemas/Branch'}}
Branch: {anyOf: [{type: string}, {$ref: '#/components/schemas/Tree'}]}
Rows: {type: array, items: {$ref: '#/components/schemas/Row'}}
Row: {type: array, items: {$ref: '#/components/schemas/Cell'}}
Cell: {type: object, properties: {a: {}}}
""",
        sent=True,
    )

    aliases = [one for one in package.declarations if isinstance(one, ir.Alias)]

    assert {one.name: (one.is_recursive, one.has_twin) for one in aliases} == {
        "Tree": (True, False),
        "Branch": (True, False),
        "Rows": (False, True),
        "Row": (False, True),
    }


def test_a_component_of_all_operations_can_t_need_one_that_belongs_to_a_single_one() -> None:
    with pytest.raises(BadInputError) as caught:
        lowered_schema("""
Thing: {type: object, properties: {a: {$ref: '#/components/schemas/Mine'}, b: {$ref: '#/components/schemas/Other'}}}
Mine: {x-sdk-operation: getThing, type: object, properties: {b: {$ref: '#/components/schemas/Other'}}}
Other: {type: object, properties: {a: {}}}
""")

    (problem,) = caught.value.problems
    assert problem.finding == "Thing is shared by all operations, but mentions Mine, which belongs to one"


def test_a_schema_that_is_not_reached_may_be_named_among_those_that_are_the_same() -> None:
    package = lowered_schema("""
Thing: {x-sdk-same: [Unreached, Reached], type: object, properties: {next: {$ref: '#/components/schemas/Reached'}}}
Reached: {type: object, properties: {next: {$ref: '#/components/schemas/Reached'}}}
Unreached: {type: object, properties: {next: {$ref: '#/components/schemas/Reached'}}}
""")

    assert modules(package) == {"thing": ["Thing"]}
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


@pytest.mark.parametrize("schema", ["type: object, properties: {a: {}}", "enum: [a, b]", "type: array, items: {}"])
@pytest.mark.parametrize("deprecated", [True, False])
def test_a_declaration_is_deprecated_if_its_schema_says_so(schema: str, deprecated: bool) -> None:
    package = lowered_schema(f"Thing: {{{schema}, deprecated: {str(deprecated).lower()}}}")

    assert declared(package, "Thing").deprecated is deprecated
