"""What gets a name of its own, and which."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.lower.naming import only_value, phrase
from generator.lower.reading import tidy
from tests.generator.lowering import lowered, lowered_schema

if TYPE_CHECKING:
    from generator.document import JSON


def names(schemas: str) -> list[str]:
    """The names that are declared for `Thing` and what is in it, sorted."""
    return sorted(one.name for one in lowered_schema(schemas).declarations)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("404", "Not Found"),
        ("413", "Request Entity Too Large"),
        ("414", "Request-URI Too Long"),
        ("416", "Requested Range Not Satisfiable"),
        ("422", "Unprocessable Entity"),
        ("529", "Status 529"),
        ("4XX", "Status 4XX"),
        ("default", "Default"),
    ],
)
def test_a_status_in_words(status: str, words: str) -> None:
    assert phrase(status) == words


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"const": "a"}, "a"),
        ({"const": "a", "enum": ["b"]}, "a"),
        ({"enum": ["a"]}, "a"),
        ({"enum": ["a", "b"]}, None),
        ({"enum": []}, None),
        ({"enum": "a"}, None),
        ({}, None),
        (True, None),
    ],
)
def test_the_only_value_of_a_schema(schema: JSON, value: JSON) -> None:
    assert only_value(schema) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [(" a \r\nb\t\rc\n\n", "a\nb\nc"), ("\n\n  a", "a"), ("a\n\nb", "a\n\nb"), ("", ""), ("a\n  b", "a\n  b")],
)
def test_texts_are_tidied_at_their_ends_only(text: str, found: str) -> None:
    assert tidy(text) == found


def test_what_is_written_in_place_is_named_after_the_way_to_it() -> None:
    found = names("""
Thing:
  type: object
  properties:
    inner: {type: object, properties: {deep: {type: object, properties: {a: {type: string}}}}}
    list: {type: array, items: {type: object, properties: {a: {type: string}}}}
    map: {type: object, additionalProperties: {type: object, properties: {a: {type: string}}}}
    size: {type: string, enum: [s, m]}
    row: {type: array, prefixItems: [{type: object, properties: {a: {type: string}}}]}
    keys: {type: object, patternProperties: {'^k': {type: object, properties: {a: {type: string}}}}}
""")

    assert found == [
        *("Thing", "ThingInner", "ThingInnerDeep", "ThingKeysValue", "ThingListItem", "ThingMapValue"),
        *("ThingRowItem", "ThingSize"),
    ]


def test_alternatives_are_told_by_a_value_that_only_they_have() -> None:
    found = names("""
Thing:
  type: object
  properties:
    one:
      oneOf:
        - {type: object, required: [is], properties: {is: {const: tea}, a: {type: string}}}
        - {type: object, required: [is], properties: {is: {enum: [cup]}, b: {type: string}}}
        - {type: object, properties: {is: {const: pot}, c: {type: string}}}
        - {type: string, enum: [x, y]}
""")

    assert found == ["Thing", "ThingOneCup", "ThingOneEnum", "ThingOneObject", "ThingOneTea"]


def test_a_schema_written_in_place_that_another_refers_to_is_declared() -> None:
    found = names("""
Thing:
  type: object
  properties:
    either: {type: array, items: {type: string}}
    same: {$ref: '#/components/schemas/Thing/properties/either'}
    alone: {type: array, items: {type: integer}}
""")

    assert found == ["Thing", "ThingEither"]


def test_a_component_is_declared_even_if_it_is_but_a_list_or_a_choice() -> None:
    found = names("""
Thing: {type: object, properties: {a: {$ref: '#/components/schemas/List'}, b: {$ref: '#/components/schemas/Text'}}}
List: {type: array, items: {type: string}}
Text: {type: string}
""")

    assert found == ["List", "Thing"]


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        (["200"], ["GetThingResponse"]),
        (["200", "201"], ["GetThingResponse200", "GetThingResponse201"]),
        (["200", "404"], ["GetThingNotFoundResponse", "GetThingResponse"]),
        (["200", "5XX"], ["GetThingResponse", "GetThingStatus5XXResponse"]),
        (["200", "default"], ["GetThingDefaultResponse", "GetThingResponse"]),
    ],
)
def test_answers_written_in_place_are_named_after_their_status(answers: list[str], found: list[str]) -> None:
    content = "content: {application/json: {schema: {type: object, properties: {a: {type: string}}}}}"
    responses = ", ".join(f"'{status}': {{description: '', {content}}}" for status in answers)

    package = lowered(f"paths: {{/a: {{get: {{operationId: getThing, responses: {{{responses}}}}}}}}}")

    assert sorted(one.name for one in package.declarations) == found


def test_what_a_header_or_a_parameter_of_a_path_holds_is_named_after_it_and_its_owner() -> None:
    package = lowered("""
paths:
  /things:
    parameters: [{name: order, in: query, schema: {type: string, enum: [up, down]}}]
    get:
      operationId: getThings
      responses: {'200': {description: '', headers: {X-Mood: {schema: {type: string, enum: [good, bad]}}}}}
""")

    modules = {module.name: [one.name for one in module.declarations] for module in package.namespaces[0].modules}
    of_operations = {module.name: [one.name for one in module.declarations] for module in package.namespaces[1].modules}

    assert modules == {"things_order": ["ThingsOrder"]}
    assert of_operations == {"get_things": ["GetThingsResponseXMood"]}


def test_bodies_in_several_media_types_are_told_apart_but_for_the_first_whatever_the_method_is_called() -> None:
    thing = "{schema: {type: object, properties: {a: {type: string}}}}"
    package = lowered(f"""
paths:
  /things:
    post:
      operationId: makeThing
      x-sdk-name: build
      requestBody: {{content: {{application/json: {thing}, multipart/form-data: {thing}}}}}
      responses:
        '200':
          description: ''
          content: {{text/event-stream: {thing}, application/json: {thing}, application/x-ndjson: {thing}}}
""")

    assert sorted(one.name for one in package.declarations) == [
        *("MakeThingRequestBody", "MakeThingRequestBodyMultipart"),
        *("MakeThingResponse", "MakeThingResponseJson", "MakeThingResponseLine"),
    ]


def test_an_operation_without_an_id_is_called_after_its_method_and_path() -> None:
    package = lowered("""
paths:
  /things/{id}:
    delete:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: ''}}
""")

    (operation,) = package.operations
    assert (operation.id, operation.name) == ("delete /things/{id}", "delete_things_id")


def test_a_name_made_of_a_long_way_is_cut() -> None:
    schema = "{type: object, properties: {a: {type: string}}}"
    for _ in range(14):
        schema = f"{{type: object, properties: {{aProperty: {schema}}}}}"

    first, second = sorted(names(f"Thing: {schema}"), key=len)[-2:]

    assert first == "Thing" + ("AProperty" * 13)[:115]
    assert second == f"{first}2"
