"""Whole real documents: nothing that they say is lost on the way to the IR."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from generator import ir
from generator.config import configure, defaults
from generator.document import load, loads
from generator.gate import gate
from generator.lower import lower
from generator.normalise import normalise
from generator.overlay import apply
from generator.problems import BadInputError
from generator.select import operation_names, select
from tests.generator.accounting import Books, facts, is_inside, nodes

if TYPE_CHECKING:
    from pathlib import Path

    from generator.document import Document

WHOLE = {
    "upstream/openrouter-2026-08-22.yaml": 97,
    "upstream/openrouter-2026-06-09-before-documents.yaml": 66,
    "upstream/openrouter-2026-04-07.yaml": 38,
    "rerank-apis/infinity.json": 9,
    "rerank-apis/jina.json": 19,
    "rerank-apis/mixedbread.yaml": 120,
    "rerank-apis/tei.json": 12,
    "rerank-apis/together.yaml": 99,
    "rerank-apis/voyage.yaml": 3,
}
"""Documents and how many operations each has."""

MENDED = {"rerank-apis/together.yaml": "additional_properties"}


Whole = Callable[[str], "tuple[Document, ir.Package]"]


@pytest.fixture(scope="module")
def whole(shared_data: Path) -> Whole:
    """Read and lower whole documents, each once."""

    @cache
    def read(name: str) -> tuple[Document, ir.Package]:
        document = select(load(shared_data / name, name=name))
        return document, lower(document, defaults("Shop"))

    return read


def missing(document: Document, package: ir.Package) -> list[str]:
    """Give the facts of a document that neither stand in the IR nor have a reason not to."""
    data = normalise(document.data)
    books = Books(package)
    excused = books.excused(data)
    return sorted(str(f) for f in facts(data) if not books.has(f) and not is_inside(f.place, excused))


@pytest.mark.parametrize("name", WHOLE)
def test_every_fact_of_a_whole_document_stands_in_the_ir(whole: Whole, name: str) -> None:
    document, package = whole(name)

    assert missing(document, package) == []
    assert len({operation.source for operation in package.operations}) == WHOLE[name]


def test_every_fact_of_our_own_description_stands_in_the_ir(root: Path) -> None:
    configuration = configure(root / "spec" / "package.yaml")
    applied = apply(load(root / "spec" / "openapi.yaml"), sorted((root / "spec" / "overlays").glob("*.yaml")))
    document = select(applied.document, configuration.operations)

    package = lower(document, configuration)

    assert missing(document, package) == []


def test_the_books_notice_what_is_missing(root: Path) -> None:
    """The guard's guard: what the IR of a smaller document lacks is noticed."""
    text = (root / "tests" / "cases" / "lower" / "objects.yaml").read_text()
    smaller = text.replace("        date: {type: string, format: date-time}\n", "").replace("maximum: 1.5, ", "")
    whole = select(loads(text.replace("enum: [1, 2]", "enum: [1, 2, 3]"), name="api.yaml"))
    package = lower(select(loads(smaller, name="api.yaml")), defaults("Shop"))

    found = missing(whole, package)

    assert [(fact.rpartition("/")[2].partition("'")[0], fact.partition("what=")[2]) for fact in found] == [
        ("date", "'format', value='date-time')"),
        ("date", "'property', value='date')"),
        ("number", "'maximum', value=1.5)"),
        ("numbers", "'value', value='3')"),
    ]


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_document_passes_the_gate_or_is_told_why_not(whole: Whole, name: str) -> None:
    document, _ = whole(name)

    try:
        gate(document)
        told = ""
    except BadInputError as error:
        told = str(error)

    assert (MENDED.get(name, "") in told) if name in MENDED else told == ""


def test_modules_never_import_each_other_in_a_circle(whole: Whole) -> None:
    _, package = whole("upstream/openrouter-2026-08-22.yaml")

    imports = {
        (space.name, module.name): {
            (node.namespace, node.module)
            for one in module.declarations
            for node in references_of(one)
            if (node.namespace, node.module) != (space.name, module.name)
        }
        for space in package.namespaces
        for module in space.modules
    }

    while imports:
        free = {module for module, needed in imports.items() if not needed & imports.keys()}
        assert free, "a circle"
        imports = {module: needed for module, needed in imports.items() if module not in free}


@pytest.mark.parametrize("name", WHOLE)
def test_names_are_unique_in_each_namespace(whole: Whole, name: str) -> None:
    _, package = whole(name)

    for space in package.namespaces:
        declarations = [one for module in space.modules for one in module.declarations]
        names = [name for one in declarations for name in (one.name, f"{one.name}TypedDict", *one.aliases)]
        assert len(names) == len(set(names))


def test_one_operation_of_many_lowers_alone(shared_data: Path) -> None:
    document = load(shared_data / "upstream" / "openrouter-2026-08-22.yaml", name="api.yaml")

    for name in operation_names(document).values():
        package = lower(select(document, [name]), defaults("Shop"))

        assert {operation.id for operation in package.operations} == {name}


def references_of(node: Any) -> list[ir.Reference]:
    """Give every reference in a node of the IR."""
    return [found for found in nodes(node) if isinstance(found, ir.Reference)]
