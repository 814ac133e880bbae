"""Laws of lowering, tried with documents that nobody wrote: an IR or clear problems come of each, nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, given, note, settings, strategies as st

from generator.config import defaults
from generator.document import loads
from generator.gate import gate
from generator.lower import lower
from generator.normalise import normalise
from generator.problems import BadInputError
from generator.select import select
from tests.generator.accounting import Books, facts, is_inside
from tests.generator.lowering import outline

if TYPE_CHECKING:
    from generator import ir
    from generator.document import Document

NAMES = st.sampled_from(["a", "b", "type", "A", "a-b", "class", "", "é", "$ref2", "x y"])
COMPONENTS = ["One", "Two", "Three", "one"]
VALUES = st.one_of(st.text(max_size=3), st.integers(-3, 3), st.booleans(), st.none(), st.sampled_from([0.5, "a", "b"]))


def schemas(*, composed: bool) -> st.SearchStrategy[Any]:
    """Make schemas of the dialects 3.0 and 3.1; composed ones may contradict themselves."""
    references = st.sampled_from([{"$ref": f"#/components/schemas/{name}"} for name in COMPONENTS])
    primitives = st.fixed_dictionaries(
        {
            "type": st.sampled_from(
                ["string", "integer", "number", "boolean", "null", ["string", "null"], ["integer", "string"]]
            )
        },
        optional={
            "minimum": st.integers(-2, 2),
            "maxLength": st.integers(0, 3),
            "format": st.sampled_from(["date-time", "binary"]),
            "nullable": st.booleans(),
            "default": VALUES,
            "description": st.text(max_size=3),
        },
    )
    choices = st.fixed_dictionaries({"enum": st.lists(VALUES, min_size=1, max_size=3)})
    constants = st.fixed_dictionaries({"const": st.one_of(st.text(max_size=2), st.integers(-2, 2))})
    leaves = st.one_of(references, primitives, choices, constants, st.just({}), st.booleans())
    return st.recursive(leaves, _composed if composed else _plain, max_leaves=8)


def _plain(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(NAMES, inner, max_size=3)},
            optional={"required": st.lists(NAMES, unique=True, max_size=2), "nullable": st.booleans()},
        ),
        st.fixed_dictionaries({"type": st.just("array"), "items": inner}),
        st.fixed_dictionaries({"oneOf": st.lists(inner, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"type": st.just("object"), "additionalProperties": inner}),
    )


def _composed(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.fixed_dictionaries(
            {"type": st.just("object"), "properties": st.dictionaries(NAMES, inner, max_size=3)},
            optional={
                "required": st.lists(NAMES, unique=True, max_size=2),
                "additionalProperties": inner,
                "oneOf": several,
                "nullable": st.booleans(),
            },
        ),
        st.fixed_dictionaries({"type": st.just("array")}, optional={"items": inner, "prefixItems": several}),
        *(st.fixed_dictionaries({key: several}) for key in ("anyOf", "oneOf", "allOf")),
        st.fixed_dictionaries({"not": inner}),
    )


bounded = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
"""The same examples at every run, in seconds; a failure is told as it was found."""


@st.composite
def documents(draw: st.DrawFn, *, composed: bool = True) -> Document:
    """Make a document whose one operation takes and gives such schemas."""
    media = {"application/json": {"schema": draw(schemas(composed=composed))}}
    operation = {
        "operationId": "doIt",
        "parameters": [{"name": draw(NAMES), "in": "query", "schema": draw(schemas(composed=composed))}],
        "requestBody": {"content": {"application/json": {"schema": draw(schemas(composed=composed))}}},
        "responses": {"200": {"description": "It.", "content": media}, "400": {"description": "No.", "content": media}},
    }
    text = {
        "openapi": draw(st.sampled_from(["3.0.3", "3.1.0"])),
        "info": {"title": "Shop", "version": "1"},
        "paths": {"/it": {"post": operation}},
        "components": {"schemas": {name: draw(schemas(composed=composed)) for name in COMPONENTS}},
    }
    return loads(json.dumps(text), name="api.json")


def outcome(document: Document) -> tuple[Document, ir.Package | None]:
    """Select and lower; None if it was refused in due form."""
    try:
        chosen = select(document)
        gate(chosen)
        return chosen, lower(chosen, defaults("Shop"))
    except BadInputError:
        return document, None


@bounded
@given(documents())
def test_any_document_is_lowered_or_refused(document: Document) -> None:
    """Even one whose parts contradict each other."""
    outcome(document)


@bounded
@given(documents(composed=False))
def test_a_document_is_lowered_with_all_its_facts_or_refused(document: Document) -> None:
    note(json.dumps(document.data))
    chosen, package = outcome(document)
    if package is None:
        return

    normal = normalise(chosen.data)
    books = Books(package)
    excused = books.excused(normal)
    lost = [fact for fact in facts(normal) if not books.has(fact) and not is_inside(fact.place, excused)]
    assert [fact for fact in lost if fact.what in ("property", "required", "parameter", "status", "media type")] == []


@bounded
@given(documents())
def test_lowering_is_a_function(document: Document) -> None:
    """The same document gives the same IR, whatever was lowered before."""
    _, first = outcome(document)
    _, second = outcome(document)

    assert first == second
    if first is not None:
        assert outline(first) == outline(replace(first))
