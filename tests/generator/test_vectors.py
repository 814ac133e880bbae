"""Vectors of any description: each operation and each answer has some, whatever its shape."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import pytest

from generator.document import load, loads
from generator.problems import BadInputError
from generator.vectors import derive
from tests.generator.lowering import HEAD, package_of

if TYPE_CHECKING:
    from generator import ir
    from generator.document import Document

CASES = sorted((Path(__file__).parent.parent / "cases" / "lower").glob("*.yaml"))
REAL = ("rerank-apis/infinity.json", "rerank-apis/jina.json", "rerank-apis/tei.json", "rerank-apis/voyage.yaml")


def derived(document: Document, package: ir.Package) -> dict[str, dict[str, Any]]:
    """The files of vectors by operation and kind."""
    files = {name: json.loads(content) for name, content in derive(package, document).items()}
    return {f"{file['operation']}/{name.rpartition('/')[2]}": file for name, file in files.items()}


def unshown(package: ir.Package, files: dict[str, dict[str, Any]]) -> list[str]:
    """Operations and answers of which no vector tells, nor why there is none."""
    told = {one["id"] for file in files.values() for key in ("vectors", "left_out") for one in file[key]}
    wanted = [
        f"{operation.id}/{part}"
        for operation in package.operations
        for part in ("request", *(one.status for one in operation.responses if one.status.isdigit()))
    ]
    return [start for start in wanted if not any(name.startswith(f"{start}/") for name in told)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_operation_and_answer_of_a_case_is_shown(path: Path) -> None:
    document = load(path, name="api.yaml")
    try:
        package = package_of(document)
    except BadInputError:
        return  # a case of what is refused

    files = derived(document, package)

    assert unshown(package, files) == []


@pytest.mark.parametrize("name", REAL)
def test_every_operation_and_answer_of_a_real_description_is_shown(shared_data: Path, name: str) -> None:
    document = load(shared_data / name, name=name)
    package = package_of(document)

    files = derived(document, package)

    assert unshown(package, files) == []


BODY = """
paths:
  /things:
    post:
      operationId: putThing
      requestBody: {required: %s, content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'204': {description: ''}}
components:
  schemas:
    Thing: %s
"""


def putting(thing: str, required: str = "true") -> dict[str, dict[str, Any]]:
    """The request vectors of an operation that takes a thing, by their ids' ends."""
    document = loads(HEAD.format(version="3.1.0") + BODY % (required, thing), name="api.yaml")
    vectors = derived(document, package_of(document))["putThing/requests.json"]["vectors"]
    return {one["id"].removeprefix("putThing/request/"): one for one in vectors}


def test_a_type_that_is_made_of_itself_is_opened_once() -> None:
    found = putting("{anyOf: [{type: string}, {type: array, items: {$ref: '#/components/schemas/Thing'}}]}")

    assert {"body/string", "body/one", "body[0]/string", "body[0]/two"} <= found.keys()
    assert not any("[0][0][0]" in name for name in found)


def test_a_new_member_leaves_the_vectors_before_it_as_they_were() -> None:
    """Ids are stable, so that the difference of two files of vectors is what the description's change means."""
    members = "a: {type: string, maxLength: 5}, b: {enum: [x, y]}, c: {anyOf: [{type: integer}, {type: boolean}]}"

    before = putting(f"{{type: object, required: [a], properties: {{{members}}}}}")
    after = putting(f"{{type: object, required: [a], properties: {{a0: {{type: number}}, {members}, d: {{}}}}}}")

    assert before.keys() < after.keys()
    assert {name.partition("/")[0].partition(".")[0] for name in after.keys() - before.keys()} == {"a0", "d"}
    assert {name for name in before if before[name] != after[name]} == {"everything"}


def test_a_body_that_may_be_left_out_is_left_out() -> None:
    found = putting("{type: object, properties: {a: {type: string}}}", required="false")

    assert "body" not in found["minimal"]["request"]
    assert found["a/string"]["request"]["body"] == {"a": "text"}


@pytest.mark.parametrize("operation", ["../../out", "/etc/out", "..", "a b"])
def test_an_operation_id_never_leads_out_of_the_folder(operation: str) -> None:
    text = (
        f"paths: {{/a: {{get: {{operationId: {json.dumps(operation)}, responses: {{'204': {{description: ''}}}}}}}}}}"
    )
    document = loads(HEAD.format(version="3.1.0") + text, name="api.yaml")

    folders = {PurePosixPath(name).parent for name in derive(package_of(document), document)}

    (folder,) = folders
    assert re.fullmatch(r"\w+\.\w+", str(folder))
