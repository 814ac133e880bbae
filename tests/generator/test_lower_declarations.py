"""What is declared where: modules, the order in them, aliases."""

from __future__ import annotations

import pytest

from generator import ir
from generator.problems import BadInputError
from tests.generator.lowering import answers, declared, lowered_schema


def modules(package: ir.Package) -> dict[str, list[str]]:
    """Give the modules of the components, each with what it declares in order."""
    return {module.name: [one.name for one in module.declarations] for module in package.namespaces[0].modules}


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


@pytest.mark.parametrize("schema", ["type: object, properties: {a: {}}", "enum: [a, b]", "type: array, items: {}"])
@pytest.mark.parametrize("deprecated", [True, False])
def test_a_declaration_is_deprecated_if_its_schema_says_so(schema: str, deprecated: bool) -> None:
    package = lowered_schema(f"Thing: {{{schema}, deprecated: {str(deprecated).lower()}}}")

    assert declared(package, "Thing").deprecated is deprecated


@pytest.mark.parametrize(
    ("words", "doc"),
    [
        ("description: 'A thing. ', title: The thing", "A thing."),
        ("description: ' ', title: The thing", "The thing"),
        ("title: ' '", ""),
    ],
)
def test_a_declaration_is_described_by_its_description_or_else_by_its_title(words: str, doc: str) -> None:
    assert declared(lowered_schema(f"Thing: {{enum: [a, b], {words}}}"), "Thing").doc == doc


@pytest.mark.parametrize(("size", "module"), [(20, "thing"), (21, "kind")])
def test_an_enum_of_more_than_twenty_values_has_a_module_of_its_own(size: int, module: str) -> None:
    package = lowered_schema(f"""
Thing: {{type: object, properties: {{kind: {{$ref: '#/components/schemas/Kind'}}}}}}
Kind: {{type: string, enum: {[f"v{number}" for number in range(size)]}}}
""")

    modules = {one.name: found.name for found in package.namespaces[0].modules for one in found.declarations}

    assert modules == {"Thing": "thing", "Kind": module}


@pytest.mark.parametrize(("item", "twin"), [("Kind", False), ("Part", True)])
def test_a_list_has_a_twin_if_it_holds_models(item: str, twin: bool) -> None:
    package = lowered_schema(
        f"""
Thing: {{type: object, properties: {{list: {{$ref: '#/components/schemas/List'}}}}}}
List: {{type: array, items: {{$ref: '#/components/schemas/{item}'}}}}
Kind: {{type: string, enum: [a, b]}}
Part: {{type: object, properties: {{a: {{type: string}}}}}}
""",
        sent=True,
    )

    found = declared(package, "List")

    assert isinstance(found, ir.Alias)
    assert found.has_twin is twin
