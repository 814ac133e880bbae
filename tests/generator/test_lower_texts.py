"""Which words and examples describe what, and which kind of body a media type makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.lower.media import kind_of
from generator.lower.schemas import Schema
from generator.lower.texts import description, example_of_media, first_paragraph, schema_example, use_doc

if TYPE_CHECKING:
    from generator.document import JSON
    from generator.lower.reading import Node


def said(**words: JSON) -> Schema:
    """Make a schema of which nothing but words is known."""
    return Schema(pointer=(), key=(), words=(words,))


@pytest.mark.parametrize(
    ("node", "found"),
    [
        ({"description": "A.", "summary": "B."}, "A."),
        ({"description": " \n", "summary": "B. "}, "B."),
        ({"description": 5, "summary": "B."}, "B."),
        ({}, ""),
    ],
)
def test_a_summary_stands_in_for_a_description_that_says_nothing(node: Node, found: str) -> None:
    assert description(node) == found


@pytest.mark.parametrize(
    ("use", "declared", "found"),
    [
        (said(description="Here. "), said(description="There."), "Here."),
        (said(description="  "), said(description="There.\n\nMore."), "There."),
        (said(description=5), said(description=5), ""),
        (said(), said(description=" "), ""),
        (said(title="Max price"), None, ""),
        (said(title="The limit "), None, "The limit"),
        (said(title="The limit"), said(title="Other"), "The limit"),
        (said(title=5), None, ""),
    ],
)
def test_a_use_is_described_by_its_own_words_or_by_those_about_what_it_refers_to(
    use: Schema, declared: Schema | None, found: str
) -> None:
    assert use_doc(use, declared, "max_price") == found


def test_the_first_paragraph_ends_at_the_first_empty_line() -> None:
    assert first_paragraph("A\nB\n\nC\n\nD") == "A\nB"


@pytest.mark.parametrize(
    ("use", "declared", "found"),
    [
        (said(examples=[1, 2]), said(examples=[3]), (1, True)),
        (said(examples=[]), said(examples=[3]), (3, True)),
        (said(examples="text"), None, (None, False)),
        (said(examples=[None]), None, (None, True)),
        (said(), None, (None, False)),
    ],
)
def test_the_first_example_of_a_use_counts_and_else_that_of_what_it_refers_to(
    use: Schema, declared: Schema | None, found: tuple[JSON, bool]
) -> None:
    assert schema_example(use, declared) == found


@pytest.mark.parametrize(
    ("node", "found"),
    [
        ({"example": None}, (None, True)),
        ({"example": 1, "examples": {"a": {"value": 2}}}, (1, True)),
        ({"examples": {"far": {"externalValue": "x"}, "near": {"value": 2}, "other": {"value": 3}}}, (2, True)),
        ({"examples": {"text": "value"}}, (None, False)),
        ({"examples": [{"value": 1}]}, (None, False)),
        ({}, (None, False)),
    ],
)
def test_the_example_of_a_parameter_or_a_body_is_the_first_that_is_written_out(
    node: Node, found: tuple[JSON, bool]
) -> None:
    assert example_of_media(node) == found


@pytest.mark.parametrize(
    ("media_type", "kind"),
    [
        ("application/json", "json"),
        ("Application/JSON ; charset=utf-8", "json"),
        ("application/problem+json", "json"),
        ("text/csv", "text"),
        ("application/atom+xml", "text"),
        ("text/event-stream", "events"),
        ("application/x-ndjson", "json_lines"),
        ("multipart/form-data", "multipart"),
        ("multipart/mixed", "multipart"),
        ("application/x-www-form-urlencoded", "form"),
        ("image/png", "bytes"),
        ("*/*", "bytes"),
    ],
)
def test_a_media_type_tells_how_a_body_is_written(media_type: str, kind: str) -> None:
    assert kind_of(media_type) == kind
