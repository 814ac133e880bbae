"""Groups, names of methods, arguments, parameters and the errors of operations."""

from __future__ import annotations

import pytest

from generator.problems import BadInputError
from tests.generator.lowering import lowered, typed

EMPTY = "responses: {'204': {description: ''}}"


def test_a_group_that_is_no_text_or_empty_is_none() -> None:
    package = lowered(f"""
paths:
  /a: {{get: {{operationId: a, x-sdk-group: '', tags: [goods], {EMPTY}}}}}
  /b: {{get: {{operationId: b, x-sdk-group: 5, tags: [goods], {EMPTY}}}}}
  /c: {{get: {{operationId: c, x-sdk-group: more, tags: [goods], {EMPTY}}}}}
  /d: {{get: {{operationId: d, {EMPTY}}}}}
  /e: {{get: {{operationId: e, tags: [], {EMPTY}}}}}
""")

    found = {group.name: [one.id for one in group.operations] for group in package.groups}

    assert found == {"goods": ["a", "b"], "more": ["c"], "default": ["d", "e"]}


@pytest.mark.parametrize(("tag", "name"), [("close", "close_"), ("errors", "errors_"), ("goods", "goods")])
def test_a_group_is_never_called_as_a_method_or_a_module_that_each_package_has(tag: str, name: str) -> None:
    (group,) = lowered(f"paths: {{/a: {{get: {{tags: [{tag}], {EMPTY}}}}}}}").groups

    assert group.name == name


def names(*operations: str) -> dict[str, str]:
    """Name the methods of operations, each of which is written as its path and what else it says."""
    paths = [f"  {path}: {{get: {{{more}{EMPTY}}}}}" for path, _, more in (one.partition(" ") for one in operations)]
    package = lowered("paths:\n" + "\n".join(paths))
    return {one.path: one.name for one in package.operations}


def test_methods_that_want_one_name_are_called_by_their_ids() -> None:
    found = names(
        "/a operationId: listA, x-sdk-name: list,", "/b operationId: listB, x-sdk-name: list,", "/c operationId: get,"
    )

    assert found == {"/a": "list_a", "/b": "list_b", "/c": "get"}


def test_methods_whose_ids_come_to_one_name_are_called_by_their_paths() -> None:
    found = names("/a operationId: listA,", "/b operationId: list_a,")

    assert found == {"/a": "get_a", "/b": "get_b"}


def test_methods_that_nothing_tells_apart_are_numbered_by_their_paths_whatever_their_order() -> None:
    assert names("/a_b ", "/a-b ") == {"/a-b": "get_a_b", "/a_b": "get_a_b_2"}


def test_a_method_never_has_the_name_of_anothers_asynchronous_form() -> None:
    found = names("/a operationId: list_async,", "/b operationId: list,")

    assert found == {"/a": "list_async_2", "/b": "list"}


def test_a_name_that_is_empty_or_no_text_is_none() -> None:
    found = names("/a operationId: listA, x-sdk-name: '',", "/b operationId: '',", "/c operationId: c, x-sdk-name: 5,")

    assert found == {"/a": "list_a", "/b": "get_b", "/c": "c"}


OBJECT = "{type: object, required: [a], properties: {a: {}, b: {readOnly: true}, c: {}}}"


@pytest.mark.parametrize(
    ("contents", "arguments"),
    [
        (f"application/json: {{schema: {OBJECT}}}", ["a", "c"]),
        (f"application/json: {{schema: {{anyOf: [{OBJECT}, {{type: 'null'}}]}}}}", ["body"]),
        (f"application/x-ndjson: {{schema: {OBJECT}}}", ["body"]),
        ("application/json: {schema: {type: object, additionalProperties: false}}", ["body"]),
        ("application/json: {schema: {type: object, properties: {a: {readOnly: true}}}}", ["body"]),
        ("application/json: {}", ["body"]),
        ("", []),
        (
            f"application/json: {{schema: {OBJECT}}}, application/vnd.a+json: {{schema: {{type: string}}}}",
            ["a", "c"],
        ),
    ],
)
def test_a_body_is_spread_over_arguments_if_it_is_an_object_and_nothing_else(
    contents: str, arguments: list[str]
) -> None:
    body = f"requestBody: {{required: true, content: {{{contents}}}}}"

    (operation,) = lowered(f"paths: {{/a: {{post: {{{body}, {EMPTY}}}}}}}").operations

    assert [one.name for one in operation.arguments] == arguments


def test_what_parameters_say_of_themselves_is_kept() -> None:
    package = lowered(f"""
paths:
  /a:
    get:
      parameters:
        - {{name: plain, in: query, required: false, deprecated: false, allowReserved: false, schema: {{type: string}}}}
        - {{name: all, in: query, required: true, deprecated: true, allowReserved: true, schema: {{type: string}}}}
        - {{name: old, in: query, schema: {{type: string, deprecated: true, description: By its schema.}}}}
        - {{name: X-Given, in: header, x-sdk-global: true, description: Own., schema: {{description: No.}}}}
        - {{name: X-More, in: header, x-sdk-global: true, x-sdk-variable: MORE, schema: {{type: string}}}}
      {EMPTY}
""")

    (operation,) = package.operations

    found = {
        one.wire_name: (one.required, one.deprecated, one.allow_reserved, one.is_global, one.doc)
        for one in operation.parameters
    }
    assert found == {
        "plain": (False, False, False, False, ""),
        "all": (True, True, True, False, ""),
        "old": (False, True, False, False, "By its schema."),
        "X-Given": (False, False, False, True, "Own."),
        "X-More": (False, False, False, True, ""),
    }
    assert [(one.wire_name, one.variable) for one in package.global_headers] == [("X-Given", ""), ("X-More", "MORE")]


def test_a_header_is_replaced_by_one_that_differs_in_capitals_a_query_parameter_is_not() -> None:
    package = lowered(f"""
paths:
  /a:
    parameters:
      - {{name: X-Shop, in: header, schema: {{type: string}}}}
      - {{name: Page, in: query, schema: {{type: string}}}}
    get:
      parameters:
        - {{name: x-shop, in: header, schema: {{type: integer}}}}
        - {{name: page, in: query, schema: {{type: integer}}}}
      {EMPTY}
""")

    (operation,) = package.operations

    assert [(one.wire_name, typed(one.type)) for one in operation.parameters] == [
        ("x-shop", "integer"),
        ("Page", "string"),
        ("page", "integer"),
    ]


def test_what_a_header_of_an_answer_may_hold_is_open_and_what_a_parameter_may_is_not() -> None:
    lists = "schema: {anyOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}"
    package = lowered(f"""
paths:
  /a:
    get:
      parameters: [{{name: a, in: query, {lists}}}]
      responses: {{'204': {{description: '', headers: {{X-List: {{{lists}}}}}}}}}
""")

    (operation,) = package.operations
    (header,) = operation.responses[0].headers
    (parameter,) = operation.parameters

    assert typed(header.type) == "([string] | [integer]: untagged, open)"
    assert typed(parameter.type) == "([string] | [integer]: untagged)"


@pytest.mark.parametrize("variable", ["lower", "5", "[A]"])
def test_the_variable_of_a_global_header_is_spelt_as_such(variable: str) -> None:
    header = f"{{name: X, in: header, x-sdk-global: true, x-sdk-variable: {variable}, schema: {{type: string}}}}"

    with pytest.raises(BadInputError) as caught:
        lowered(f"paths: {{/a: {{get: {{parameters: [{header}], {EMPTY}}}}}}}")

    (problem,) = caught.value.problems
    assert problem.finding.endswith("is no environment variable")


def test_an_answer_may_be_found_by_way_of_several_references() -> None:
    package = lowered("""
paths: {/a: {get: {responses: {'204': {$ref: '#/components/responses/First'}}}}}
components:
  responses:
    First: {$ref: '#/components/responses/Second'}
    Second: {$ref: '#/components/responses/Third'}
    Third: {description: The third.}
""")

    (response,) = package.operations[0].responses

    assert response.doc == "The third."


# ------------------------------------------------------------------------------------------------------------- errors


def errors(*operations: str, components: str = "") -> dict[str, tuple[int, ...]]:
    """Lower operations that are written as their failures; give the names of the error classes."""
    paths = [
        f"  /{number}: {{get: {{responses: {{'204': {{description: ''}}, {one}}}}}}}"
        for number, one in enumerate(operations)
    ]
    package = lowered("paths:\n" + "\n".join(paths) + f"\ncomponents: {{schemas: {{{components}}}}}")
    return {one.name: one.statuses for one in package.errors}


def failure(status: int, component: str = "") -> str:
    schema = f", content: {{application/json: {{schema: {{$ref: '#/components/schemas/{component}'}}}}}}"
    return f"'{status}': {{description: No{schema if component else ''}}}"


def test_of_two_statuses_that_want_one_class_the_lower_has_it() -> None:
    found = errors(
        failure(404, "BadRequestResponse"),
        failure(400),
        components="BadRequestResponse: {type: object, properties: {a: {}}}",
    )

    assert found == {"BadRequestResponseError": (400,), "NotFoundResponseError": (404,)}


@pytest.mark.parametrize("component", ["APIStatusError", "ShopError", "ShopDefaultError", "Thing/properties/inner"])
def test_an_error_is_called_by_its_status_where_its_schema_has_a_name_of_ours_or_none(component: str) -> None:
    schema = "{type: object, properties: {inner: {type: object, properties: {a: {}}}}}"

    found = errors(failure(404, component), components=f"{component.partition('/')[0]}: {schema}")

    assert found == {"NotFoundResponseError": (404,)}


def test_an_error_that_says_different_things_in_different_places_is_a_union_open_for_more() -> None:
    inline = "content: {application/json: {schema: {type: %s}}}"
    answers = [f"'404': {{description: '', {inline % kind}}}" for kind in ("integer", "[string, 'null']", "integer")]
    paths = [
        f"  /{number}: {{get: {{responses: {{'204': {{description: ''}}, {one}}}}}}}"
        for number, one in enumerate(answers)
    ]

    (error,) = lowered("paths:\n" + "\n".join(paths)).errors

    assert typed(error.body) == "(integer | string: untagged, open)"
    assert error.body_nullable
