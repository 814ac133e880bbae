"""What is a fact of a document and what only words."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st

from generator.document import dumps, load, loads
from generator.facts import NEUTRAL, digest, facts, in_order, prose, text_digest
from generator.openapi import FIELDS, objects
from generator.select import select

if TYPE_CHECKING:
    import random
    from pathlib import Path

    from generator.document import JSON

SMALL: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Things", "version": "2", "license": {"name": "MIT"}, "contact": {"name": "Ada"}},
    "servers": [{"url": "https://{place}.example", "variables": {"place": {"default": "here"}}}],
    "tags": [{"name": "things", "x-displayName": "All things"}],
    "paths": {
        "/things/{description}": {
            "parameters": [{"name": "description", "in": "path", "required": True, "schema": {"type": "string"}}],
            "post": {
                "operationId": "makeThing",
                "tags": ["things"],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {
                    "200": {
                        "description": "Made",
                        "x-sdk-returns": "The thing",
                        "headers": {"title": {"schema": {"type": "string"}}},
                        "content": {
                            "application/json": {"schema": {"type": "object"}, "examples": {"a": {"value": 1}}}
                        },
                    },
                    "404": {"$ref": "#/components/responses/Missing"},
                },
                "callbacks": {"done": {"{$request.body#/url}": {"post": {"responses": {"200": {"description": "x"}}}}}},
                "x-speakeasy-name-override": "make",
                "x-fern-ignore": True,
            },
        }
    },
    "components": {
        "responses": {"Missing": {"description": "Gone"}, "x-missing": {"description": "Gone"}},
        "examples": {"one": {"value": {"description": "an example"}}},
        "securitySchemes": {
            "o": {
                "type": "oauth2",
                "flows": {"implicit": {"authorizationUrl": "https://a", "scopes": {"read": "Reads"}}},
            }
        },
        "schemas": {
            "Thing": {
                "type": ["null", "object"],
                "required": ["title", "description"],
                "properties": {
                    "title": {"type": "string", "title": "Title", "example": "A thing"},
                    "description": {"type": "string", "description": "What it is", "default": "description"},
                    "example": {"enum": ["b", "a10", "a9", None], "$comment": "sorted"},
                    "examples": {"const": {"title": "kept", "example": "kept"}},
                    "x-mark": {"items": {"description": "words", "anyOf": [{"summary": "words"}, {"title": "words"}]}},
                },
                "patternProperties": {"^description$": {"description": "words"}},
                "additionalProperties": {"description": "words"},
                "discriminator": {"propertyName": "title", "mapping": {"example": "#/components/schemas/Thing"}},
                "x-speakeasy-entity": "Thing",
                "x-sdk-enum": "closed",
            }
        },
    },
}


def reduced() -> dict[str, Any]:
    return facts(SMALL)


def test_a_property_named_like_a_word_is_a_fact() -> None:
    thing: Any = reduced()["components"]["schemas"]["Thing"]

    assert list(thing["properties"]) == ["description", "example", "examples", "title", "x-mark"]
    assert thing["properties"]["description"] == {"type": "string", "default": "description"}
    assert thing["required"] == ["description", "title"]
    assert thing["patternProperties"] == {"^description$": {}}
    assert thing["discriminator"]["mapping"] == {"example": "#/components/schemas/Thing"}


def test_a_parameter_a_header_and_a_response_may_be_named_like_a_word_or_an_extension() -> None:
    found: Any = reduced()
    item = found["paths"]["/things/{description}"]

    assert item["parameters"][0]["name"] == "description"
    assert item["post"]["responses"]["200"]["headers"] == {"title": {"schema": {"type": "string"}}}
    assert list(found["components"]["responses"]) == ["Missing", "x-missing"]


def test_values_are_facts_whatever_stands_in_them() -> None:
    properties: Any = reduced()["components"]["schemas"]["Thing"]["properties"]

    assert properties["examples"]["const"] == {"title": "kept", "example": "kept"}


def test_what_openapi_demands_is_filled_with_a_neutral_word() -> None:
    found: Any = reduced()
    responses = found["paths"]["/things/{description}"]["post"]["responses"]

    assert found["info"] == {"title": "API", "version": "2"}
    assert responses["200"]["description"] == NEUTRAL
    assert responses["404"] == {"$ref": "#/components/responses/Missing"}
    assert found["components"]["securitySchemes"]["o"]["flows"]["implicit"]["scopes"] == {"read": NEUTRAL}


def test_only_extensions_that_change_what_is_generated_are_facts() -> None:
    found: Any = reduced()

    assert found["tags"] == [{"name": "things"}]
    assert "x-sdk-returns" not in found["paths"]["/things/{description}"]["post"]["responses"]["200"]
    assert [key for key in found["paths"]["/things/{description}"]["post"] if key.startswith("x-")] == [
        "x-speakeasy-name-override"
    ]
    assert [key for key in found["components"]["schemas"]["Thing"] if key.startswith("x-")] == ["x-sdk-enum"]


def test_sets_are_sorted_as_people_would() -> None:
    found: Any = reduced()
    thing = found["components"]["schemas"]["Thing"]

    assert thing["type"] == ["object", "null"]
    assert thing["properties"]["example"]["enum"] == ["a9", "a10", "b", None]


@pytest.mark.parametrize(
    ("mixed", "ordered"),
    [
        ([None, True, "b", 10, "a", 9.5, False], [9.5, 10, False, True, "a", "b", None]),
        (["x2y10", "X2y9", "x10"], ["X2y9", "x2y10", "x10"]),
        ([10**400, 1.5, -1], [-1, 1.5, 10**400]),
        (["9" * 5000, "1"], ["1", "9" * 5000]),
        ([[2], 1], [[2], 1]),
    ],
)
def test_any_list_of_scalars_has_one_order(mixed: list[Any], ordered: list[Any]) -> None:
    document: dict[str, Any] = {"components": {"schemas": {"A": {"enum": mixed}}}}
    turned: dict[str, Any] = {"components": {"schemas": {"A": {"enum": list(reversed(mixed))}}}}

    found: Any = facts(document)

    assert found["components"]["schemas"]["A"]["enum"] == ordered
    assert facts(turned) == found or any(isinstance(item, list) for item in mixed)


def test_a_member_that_openapi_does_not_know_is_kept() -> None:
    """It may be a misspelt keyword, which a later stage tells with its place."""
    document: dict[str, Any] = {"components": {"schemas": {"A": {"requierd": ["b"]}}}}

    assert facts(document)["components"] == {"schemas": {"A": {"requierd": ["b"]}}}


def test_nothing_is_left_out_when_the_prose_is_kept() -> None:
    found: Any = in_order(SMALL)

    operation = found["paths"]["/things/{description}"]["post"]
    assert digest(found) == digest(SMALL)
    assert list(operation)[-2:] == ["x-fern-ignore", "x-speakeasy-name-override"]
    assert list(found) == ["openapi", "info", "servers", "paths", "components", "tags"]


def test_the_prose_is_told_by_its_place() -> None:
    found = prose(SMALL)

    assert found["/info/title"] == "Things"
    assert found["/components/schemas/Thing/properties/description/description"] == "What it is"
    assert found["/components/securitySchemes/o/flows/implicit/scopes/read"] == "Reads"
    assert found["/paths/~1things~1{description}/post/responses/200/description"] == "Made"
    assert not any("example" in text for text in found.values())
    assert list(found) == sorted(found)


def test_white_space_is_no_wording() -> None:
    assert text_digest("Two  words\n") == text_digest("Two words")
    assert text_digest("Two words") != text_digest("Two words.")
    assert len(text_digest("\ud800")) == 12


WORDS = st.sampled_from(["description", "summary", "title", "$comment", "example", "examples", "externalDocs"])
TEXTS: st.SearchStrategy[Any] = (
    st.text(max_size=8) | st.lists(st.integers(), max_size=2) | st.dictionaries(st.text(max_size=3), st.text())
)


def takes_words(kind: str) -> bool:
    """Whether the members of such an object are keywords rather than names."""
    return kind in FIELDS and kind not in {"paths", "responses", "callback", "example", "external documentation"}


@given(st.data())
def test_words_added_anywhere_change_neither_facts_nor_digest(data: st.DataObject) -> None:
    document = copy.deepcopy(SMALL)
    wordy = copy.deepcopy(SMALL)
    places = [found.node for found in objects(wordy) if takes_words(found.kind) and found.kind != "discriminator"]

    for node in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=6)):
        node[data.draw(WORDS)] = data.draw(TEXTS)

    assert facts(wordy) == facts(document)
    assert digest(facts(wordy)) == digest(facts(document))


@given(st.data())
def test_what_is_no_word_changes_the_digest(data: st.DataObject) -> None:
    changed = copy.deepcopy(SMALL)
    schemas = [found.node for found in objects(changed) if found.kind == "schema"]

    data.draw(st.sampled_from(schemas))["minProperties"] = data.draw(st.integers(min_value=1))

    assert digest(facts(changed)) != digest(facts(SMALL))


def shuffled(node: JSON, chance: random.Random) -> JSON:
    if isinstance(node, dict):
        keys = list(node)
        chance.shuffle(keys)
        return {key: shuffled(node[key], chance) for key in keys}
    return [shuffled(item, chance) for item in node] if isinstance(node, list) else node


@given(st.randoms(use_true_random=False))
def test_the_order_of_members_changes_no_byte(chance: random.Random) -> None:
    other: Any = shuffled(SMALL, chance)

    assert dumps(facts(other)) == dumps(facts(SMALL))
    assert dumps(in_order(other)) == dumps(in_order(SMALL))


def test_facts_of_facts_are_the_same_facts() -> None:
    once = facts(SMALL)

    assert facts(once) == once
    assert loads(dumps(once), name="facts.yaml").data == once


@pytest.mark.parametrize("name", ["2026-04-07", "2026-06-09-before-documents", "2026-08-22"])
def test_no_word_of_the_real_document_is_left(name: str, shared_data: Path) -> None:
    document = load(shared_data / "upstream" / f"openrouter-{name}.yaml")
    part = select(document, ["createRerank"]).data

    left = dumps(facts(part))

    sentences = [text for text in prose(part).values() if " " in text]
    assert len(sentences) > 50
    assert [text for text in sentences if text in left] == []
    assert "example" not in left
