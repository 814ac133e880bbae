"""What means the same in OpenAPI 3.0 and 3.1 is written the same after normalising, and stands where it stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from generator.normalise import normalise, shape
from generator.openapi import objects

if TYPE_CHECKING:
    from generator.document import JSON


def normalised(schema: JSON, version: str = "3.1.0") -> JSON:
    document: JSON = {"openapi": version, "components": {"schemas": {"S": schema}}}
    found = cast("dict[str, dict[str, dict[str, JSON]]]", normalise(document))
    return found["components"]["schemas"]["S"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string"}, {"type": ["string"]}),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"type": "string", "enum": ["a", None], "nullable": True}, {"type": ["null", "string"], "enum": ["a", None]}),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, {"type": "integer", "exclusiveMinimum": 1}),
        ({"type": "integer", "maximum": 1, "exclusiveMaximum": False}, {"type": "integer", "maximum": 1}),
        ({"type": "string", "example": "a"}, {"type": "string", "examples": ["a"]}),
        ({"type": "string", "format": "byte"}, {"type": "string", "contentEncoding": "base64"}),
        ({"type": "string", "format": "binary"}, {"type": "string", "contentMediaType": "application/octet-stream"}),
        ({"$ref": "#/x", "maxLength": 1, "description": "Its words."}, {"$ref": "#/x", "description": "Its words."}),
    ],
)
def test_both_dialects_become_one(old: JSON, new: JSON) -> None:
    assert normalised(old, "3.0.3") == normalised(new, "3.1.0")


def test_what_stands_beside_a_reference_counts_in_3_1_only() -> None:
    schema: JSON = {"$ref": "#/x", "maxLength": 1}

    assert normalised(schema, "3.0.3") == {"$ref": "#/x"}
    assert normalised(schema, "3.1.0") == schema


def test_null_alone_has_a_type_of_its_own() -> None:
    for schema in ({"type": "null"}, {"const": None}, {"enum": [None]}):
        found = normalised(cast("JSON", schema))
        assert isinstance(found, dict)
        assert (found["type"], found["nullable"]) == (["null"], True)


def test_true_and_false_are_spelt_out() -> None:
    schema: JSON = {"properties": {"a": True}, "items": False, "anyOf": [True], "additionalProperties": True}

    assert normalised(schema) == {
        "properties": {"a": {}},
        "items": {"not": {}},
        "anyOf": [{}],
        "additionalProperties": True,
    }


def test_properties_named_like_keywords_are_properties() -> None:
    schema: JSON = {"properties": {"nullable": {"type": "string"}, "example": {"type": "string", "nullable": True}}}

    assert normalised(schema) == {
        "properties": {"nullable": {"type": ["string"]}, "example": {"type": ["string"], "nullable": True}}
    }


def test_examples_and_defaults_are_data() -> None:
    schema: JSON = {"default": {"type": "string", "nullable": True}, "enum": [{"example": 1}]}

    assert normalised(schema) == schema


def test_the_document_given_stays_as_it_was() -> None:
    document: JSON = {"openapi": "3.0.3", "components": {"schemas": {"S": {"type": "string", "nullable": True}}}}

    normalise(document)

    assert document == {"openapi": "3.0.3", "components": {"schemas": {"S": {"type": "string", "nullable": True}}}}


def test_nothing_moves() -> None:
    schema: JSON = {"anyOf": [{"type": "null"}, {"type": "object", "properties": {"a": True, "b": {"nullable": True}}}]}
    document: JSON = {"openapi": "3.1.0", "components": {"schemas": {"S": schema}}}

    before = {found.pointer for found in objects(document)}
    after = {found.pointer for found in objects(normalise(document))}

    assert before <= after


def test_a_shape_knows_no_words_and_no_order() -> None:
    one: JSON = {"type": ["object"], "required": ["b", "a"], "properties": {"a": {"description": "A."}, "b": {}}}
    other: JSON = {"description": "It.", "properties": {"b": {}, "a": {}}, "required": ["a", "b"], "type": ["object"]}

    assert shape(one, {}) == shape(other, {})


def test_a_shape_knows_no_needless_all_of() -> None:
    one: JSON = {"allOf": [{"$ref": "#/a"}, {"description": "It."}]}

    assert shape(one, {"#/a": "#/b"}) == shape({"$ref": "#/b"}, {})
    assert shape(one, {}) != shape({"$ref": "#/b"}, {})
