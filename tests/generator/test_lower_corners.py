"""Corners of lowering that outlines don't show: docs of modules, the order of answers, encodings of forms."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator import ir
from generator.config import defaults
from generator.document import loads
from generator.lower import lower
from generator.problems import BadInputError
from tests.generator.lowering import HEAD, declared, lowered, lowered_schema, typed

FORM = """
paths:
  /things:
    post:
      operationId: putThing
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {plain: {type: string}, listed: {type: array, items: {type: string}}}}
            encoding: {listed: {style: %s}}
      responses: {'204': {description: ''}}
"""


def parts(style: str) -> dict[str, ir.Part]:
    (operation,) = lowered(FORM % style).operations
    assert operation.body
    return {part.name: part for part in operation.body.contents[0].parts}


@pytest.mark.parametrize(("style", "explode"), [("form", True), ("pipeDelimited", False), ("spaceDelimited", False)])
def test_fields_of_a_form_are_repeated_unless_their_style_joins_them(style: str, explode: bool) -> None:
    found = parts(style)

    assert (found["listed"].style, found["listed"].explode) == (style, explode)
    assert (found["plain"].style, found["plain"].explode) == ("form", True)


@pytest.mark.parametrize("explode", [True, False])
def test_an_encoding_may_say_whether_fields_are_repeated(explode: bool) -> None:
    assert parts(f"form, explode: {str(explode).lower()}")["listed"].explode is explode


def test_answers_are_in_order_successes_then_errors_then_ranges_then_the_default() -> None:
    statuses = ["default", "5XX", "503", "404", "4XX", "400", "302", "2XX", "204", "200"]
    answers = ", ".join(f"'{status}': {{description: It.}}" for status in statuses)

    (operation,) = lowered(f"paths: {{/a: {{get: {{operationId: a, responses: {{{answers}}}}}}}}}").operations

    assert [one.status for one in operation.responses] == [
        *("200", "204", "2XX", "302", "400", "404", "503", "4XX", "5XX", "default")
    ]


def test_modules_say_what_they_hold() -> None:
    package = lowered_schema("""
Thing: {type: object, description: "A thing.\\n\\nMore of it.", properties: {kind: {type: object, properties: {a: {}}}}}
""")

    docs = {module.name: module.doc for namespace in package.namespaces for module in namespace.modules}

    assert docs == {"thing": "A thing."}


def test_the_module_of_an_operation_says_which_call_it_belongs_to() -> None:
    package = lowered("""
paths:
  /things:
    get:
      operationId: getThing
      tags: [things]
      responses:
        '200':
          description: It.
          content: {application/json: {schema: {type: object, description: An answer., properties: {a: {}}}}}
""")

    (module,) = package.namespaces[1].modules

    assert module.doc == "What `client.things.get_thing` takes and returns."


def test_the_type_of_a_header_is_declared_like_any_other() -> None:
    package = lowered("""
paths:
  /things:
    get:
      operationId: getThing
      responses: {'204': {description: '', headers: {X-Mood: {schema: {$ref: '#/components/schemas/Mood'}}}}}
components: {schemas: {Mood: {type: string, enum: [good, bad]}}}
""")

    (header,) = package.operations[0].responses[0].headers

    assert [one.name for one in package.declarations] == ["Mood"]
    assert typed(header.type) == "Mood"


def test_a_media_type_without_a_schema_is_of_no_type_and_never_null() -> None:
    package = lowered("paths: {/a: {get: {responses: {'200': {description: '', content: {application/json: {}}}}}}}")

    (content,) = package.operations[0].responses[0].contents

    assert (content.type, content.nullable, content.parts) == (None, False, ())


def test_a_part_stands_where_its_encoding_is_or_else_where_its_schema_is() -> None:
    found = parts("form")

    assert found["listed"].source.endswith("/multipart~1form-data/encoding/listed")
    assert found["plain"].source.endswith("/multipart~1form-data/schema/properties/plain")


def test_a_group_is_never_called_as_the_client_or_a_class_that_each_package_has() -> None:
    package = lowered("""
paths:
  /a: {get: {operationId: a, tags: [Shop], responses: {'204': {description: ''}}}}
  /b: {get: {operationId: b, tags: [Model], responses: {'204': {description: ''}}}}
  /c: {get: {operationId: c, tags: [Goods], responses: {'204': {description: ''}}}}
""")

    assert [group.class_name for group in package.groups] == ["Shop_", "Model_", "Goods"]


def test_an_error_stands_where_it_is_first_declared_and_says_what_is_said_there() -> None:
    package = lowered("""
paths:
  /a: {get: {operationId: a, responses: {'204': {description: ''}, '404': {description: First.}}}}
  /b: {get: {operationId: b, responses: {'204': {description: ''}, '404': {description: Second.}}}}
""")

    assert [(one.name, one.doc, one.source) for one in package.errors] == [
        ("NotFoundResponseError", "First.", "/paths/~1a/get/responses/404")
    ]


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ("[{type: string}]", "[string]"),
        ("[{type: string}, {type: integer}]", "[(string | integer: distinct)]"),
        ("[{type: string}], items: {type: integer}", "[integer]"),
    ],
)
def test_a_tuple_is_a_list_of_what_its_places_may_hold(items: str, found: str) -> None:
    package = lowered_schema(f"Thing: {{type: object, properties: {{list: {{type: array, prefixItems: {items}}}}}}}")

    thing = declared(package, "Thing")

    assert isinstance(thing, ir.Model)
    assert typed(thing.fields[0].type).startswith(found)


def test_a_path_that_stands_elsewhere_is_told_and_not_dropped() -> None:
    with pytest.raises(BadInputError) as caught:
        lowered("""
paths:
  /a: {$ref: '#/paths/~1b'}
  /b: {get: {operationId: b, responses: {'204': {description: ''}}}}
""")

    (problem,) = caught.value.problems
    assert (problem.finding, problem.at.text.strip()) == ("a path that stands elsewhere", "/a: {$ref: '#/paths/~1b'}")


def unchecked(responses: str) -> str:
    """Lower what no gate has seen; give what is told, with the place of it."""
    text = HEAD.format(version="3.1.0") + f"paths:\n  /a:\n    get:\n      responses:\n        {responses}\n"
    with pytest.raises(BadInputError) as caught:
        lower(loads(text, name="api.yaml"), defaults("Shop"))
    (problem,) = caught.value.problems
    return f"{problem.at.line}:{problem.at.column} {problem.finding}: {problem.hint}"


def test_a_type_that_there_is_not_is_told_even_where_nothing_has_checked_the_description() -> None:
    told = unchecked("'200': {description: '', content: {application/json: {schema: {type: [strnig]}}}}")

    types = "string, integer, number, boolean, array, null, object"
    assert told == f"7:78 there is no type 'strnig': one of {types}"


def test_a_status_that_there_is_not_is_told_even_where_nothing_has_checked_the_description() -> None:
    told = unchecked("'20': {description: ''}")

    assert told == "7:9 '20' is no status: write three digits, a range as 4XX, or default"


def test_an_operation_is_in_the_group_of_its_first_tag_which_stands_where_its_first_operation_does() -> None:
    package = lowered("""
paths:
  /a: {get: {operationId: a, tags: [goods, more], responses: {'204': {description: ''}}}}
  /b: {get: {operationId: b, tags: [goods], responses: {'204': {description: ''}}}}
""")

    assert [(group.name, group.source) for group in package.groups] == [("goods", "/paths/~1a/get")]


def test_the_example_of_a_parameter_is_the_first_that_is_written_out() -> None:
    package = lowered("""
paths:
  /a:
    get:
      parameters:
        - name: size
          in: query
          schema: {type: string}
          examples: {far: {externalValue: 'https://shop.example/size'}, near: {value: small}, other: {value: large}}
      responses: {'204': {description: ''}}
""")

    (parameter,) = package.operations[0].parameters

    assert (parameter.example, parameter.has_example) == ("small", True)


def test_a_body_of_alternatives_is_taken_whole_even_if_they_share_fields() -> None:
    package = lowered("""
paths:
  /a:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: {id: {type: string}}
              oneOf: [{required: [a], properties: {a: {}}}, {required: [b], properties: {b: {}}}]
      responses: {'204': {description: ''}}
""")

    (argument,) = package.operations[0].arguments

    assert (argument.name, argument.location) == ("body", "body")


@pytest.mark.parametrize(
    ("left_out", "told"),
    [
        ("/webhooks", ["callback"]),
        ("/webhooks/arrived", ["callback"]),
        ("/webhook", ["webhook", "callback"]),
        ("/paths/~1a/post/callbacks", ["webhook"]),
        ("arrived", ["webhook", "callback"]),
    ],
)
def test_what_is_knowingly_left_out_is_told_no_more_nor_anything_in_it(left_out: str, told: list[str]) -> None:
    document = loads(
        HEAD.format(version="3.1.0")
        + """
webhooks: {arrived: {post: {responses: {'204': {description: ''}}}}}
paths: {/a: {post: {callbacks: {done: {'{$url}': {}}}, responses: {'204': {description: ''}}}}}
""",
        name="api.yaml",
    )

    with pytest.raises(BadInputError) as caught:
        lower(document, replace(defaults("Shop"), left_out={left_out: "Not now."}))

    findings = {
        "the server calls here; a client can't": "webhook",
        "the server calls back here; a client can't": "callback",
    }
    assert [findings[problem.finding] for problem in caught.value.problems] == told
