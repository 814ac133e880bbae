"""Selecting keeps what the chosen operations need, where it stood, and nothing else."""

from __future__ import annotations

import pytest

from generator.document import Document, loads, pointer_text
from generator.openapi import objects
from generator.problems import BadInputError
from generator.select import operation_names, select

TEXT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
tags:
  - {name: Cats}
  - {name: Dogs}
security: [{key: []}]
x-kept: true
paths:
  /cats:
    parameters: [{$ref: '#/components/parameters/Page'}]
    get:
      operationId: listCats
      tags: [Cats]
      responses: {'200': {$ref: '#/components/responses/Cats'}}
    post:
      operationId: addCat
      tags: [Cats]
      security: [{token: []}]
      responses: {'204': {description: Done.}}
  /dogs:
    get:
      tags: [Dogs]
      responses:
        '200': {description: Dogs., content: {application/json: {schema: {$ref: '#/components/schemas/Dog'}}}}
components:
  parameters:
    Page: {name: page, in: query, schema: {$ref: '#/components/schemas/Number'}}
  responses:
    Cats: {description: Cats., content: {application/json: {schema: {$ref: '#/components/schemas/Animal'}}}}
  schemas:
    Number: {type: integer, example: {$ref: '#/nowhere'}}
    Animal:
      oneOf: [{$ref: '#/components/schemas/Cat'}]
      discriminator: {propertyName: kind, mapping: {lion: Lion, cat: '#/components/schemas/Cat'}}
    Cat:
      type: object
      properties: {example: {$ref: '#/components/schemas/Fur'}, next: {$ref: '#/components/schemas/Cat'}}
    Lion: {type: object}
    Fur: {type: string}
    Dog: {type: object}
    Common: {x-sdk-same: [Fur], type: string}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
    token: {type: http, scheme: bearer}
"""


@pytest.fixture
def document() -> Document:
    return loads(TEXT, name="api.yaml")


def names(document: Document, section: str) -> list[str]:
    components = document.data["components"]
    assert isinstance(components, dict)
    found = components.get(section, {})
    assert isinstance(found, dict)
    return list(found)


def test_everything_that_an_operation_reaches_is_kept(document: Document) -> None:
    found = select(document, ["listCats"])

    assert list(operation_names(found).values()) == ["listCats"]
    assert names(found, "schemas") == ["Number", "Animal", "Cat", "Lion", "Fur", "Common"]
    assert names(found, "securitySchemes") == ["key"]
    assert found.data["tags"] == [{"name": "Cats"}]
    assert found.data["x-kept"] is True


def test_an_operation_s_own_security_counts_instead_of_the_document_s(document: Document) -> None:
    found = select(document, ["addCat"])

    assert names(found, "securitySchemes") == ["token"]


def test_an_operation_without_id_is_named_by_method_and_path(document: Document) -> None:
    found = select(document, ["GET /dogs"])

    assert names(found, "schemas") == ["Dog"]
    assert found.data["tags"] == [{"name": "Dogs"}]


def test_without_a_choice_all_are_kept_but_those_left_out(document: Document) -> None:
    found = select(document, (), ["listCats", "GET /dogs"])

    assert list(operation_names(found).values()) == ["addCat"]


def test_everything_keeps_its_place(document: Document) -> None:
    found = select(document, ["GET /dogs"])

    for each in objects(found.data):
        place = found.position(each.pointer)
        original = each.pointer if each.pointer[:1] != ("tags",) else ("tags", 1)
        assert place == document.position(original), pointer_text(each.pointer)


def test_the_document_itself_stays_as_it_was(document: Document) -> None:
    select(document, ["addCat"])

    assert document.data == loads(TEXT, name="api.yaml").data


def test_an_operation_that_is_not_there_is_an_error(document: Document) -> None:
    with pytest.raises(BadInputError) as caught:
        select(document, ["listCat", "fly"])

    assert str(caught.value) == (
        "api.yaml:8:1: there is no operation 'fly'\n"
        "    paths:\n"
        "    ^\n"
        "    hint: the document has: GET /dogs, addCat, listCats\n"
        "api.yaml:8:1: there is no operation 'listCat'\n"
        "    paths:\n"
        "    ^\n"
        "    hint: nearest: listCats"
    )


@pytest.mark.parametrize(
    ("reference", "finding"),
    [
        ("other.yaml#/Dog", "the reference 'other.yaml#/Dog' leads out of the document"),
        ("https://evil.example/dog.json", "the reference 'https://evil.example/dog.json' leads out of the document"),
        ("file:///etc/passwd", "the reference 'file:///etc/passwd' leads out of the document"),
        ("#dog", "the reference '#dog' names an anchor or the whole document"),
        ("#/components/schemas/Dogg", "the reference '#/components/schemas/Dogg' leads to nothing"),
        ("#/components/schemas/a~2b", "the reference '#/components/schemas/a~2b' leads to nothing"),
        ("#/paths/~1cats/get", "the reference leads into /paths/~1cats/get, which is not generated"),
    ],
)
def test_a_reference_that_leads_nowhere_is_an_error(reference: str, finding: str) -> None:
    document = loads(TEXT.replace("#/components/schemas/Dog'", f"{reference}'", 1), name="api.yaml")

    with pytest.raises(BadInputError) as caught:
        select(document, ["GET /dogs"])

    (problem,) = caught.value.problems
    assert (problem.finding, problem.at.line, bool(problem.hint)) == (finding, 24, True)


def test_a_security_scheme_that_is_not_there_is_an_error() -> None:
    document = loads(TEXT.replace("{token: []}", "{toke: []}"), name="api.yaml")

    with pytest.raises(BadInputError, match="there is no security scheme 'toke'"):
        select(document, ["addCat"])
