"""Corners of lowering that outlines don't show: docs of modules, the order of answers, encodings of forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.generator.lowering import lowered, lowered_schema

if TYPE_CHECKING:
    from generator import ir

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
    statuses = ["default", "5XX", "404", "4XX", "400", "302", "2XX", "204", "200"]
    answers = ", ".join(f"'{status}': {{description: It.}}" for status in statuses)

    (operation,) = lowered(f"paths: {{/a: {{get: {{operationId: a, responses: {{{answers}}}}}}}}}").operations

    assert [one.status for one in operation.responses] == [
        *("200", "204", "2XX", "302", "400", "404", "4XX", "5XX", "default")
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
