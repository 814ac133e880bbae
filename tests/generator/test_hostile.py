"""Hostile descriptions: each is lowered to something harmless or refused with its places, never anything else.

`tests/cases/hostile/NAME.*` and what must come of it in `NAME.txt`: an outline of the IR, or the problems.
"""

from __future__ import annotations

import json
import keyword
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

from generator import ir
from generator.document import load, loads
from generator.problems import BadInputError
from tests.generator.accounting import nodes
from tests.generator.lowering import lowered, lowered_schema, outline, package_of

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent.parent / "cases" / "hostile"
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".txt")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_hostile_description_is_harmless_or_refused(path: Path, golden: Callable[[Path, bytes], None]) -> None:
    document = load(path, name=path.name)

    try:
        found = outline(package_of(document))
    except BadInputError as error:
        found = f"{error}\n"

    golden(path.with_suffix(".txt"), found.encode())


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_whatever_is_lowered_has_legal_names_only(path: Path) -> None:
    try:
        package = package_of(load(path, name=path.name))
    except BadInputError:
        return

    named = [node for node in nodes(package) if not isinstance(node, ir.SecurityScheme | ir.ServerVariable | ir.Part)]
    names = [node.name for node in named if hasattr(node, "name") and node.name]
    names += [error.body_alias for error in package.errors] + [group.class_name for group in package.groups]
    names += [one.constant for one in package.operations]
    modules = [module.name for space in package.namespaces for module in space.modules]
    modules += [group.name for group in package.groups]
    assert [name for name in names if not name.isidentifier() or keyword.iskeyword(name)] == []
    assert [name for name in modules if not name.isascii() or name.startswith("_")] == []


def test_every_string_survives_exactly() -> None:
    """Wire names, values and defaults are what the description says, to the last mark."""
    path = FOLDER / "strings.json"
    text = cast("dict[str, Any]", json.loads(path.read_text()))["info"]["title"]

    package = package_of(load(path, name=path.name))

    found = list(nodes(package))
    (operation,) = package.operations
    assert operation.path == "/'+__import__('os').system('x')+'/{id'\"\"\"}"
    assert operation.id == text
    assert operation.parameters[1].wire_name == text
    assert {node.wire_name for node in found if isinstance(node, ir.Field)} == {text, "n\0ul"}
    assert (text, "\0", "a") in [node.values for node in found if isinstance(node, ir.Enum)]
    assert text in [node.value for node in found if isinstance(node, ir.Constant)]
    assert text in [node.default for node in found if isinstance(node, ir.Field) and node.has_default]
    assert (text, 0) in [pair for node in found if isinstance(node, ir.Union) for pair in node.mapping]
    assert operation.responses[0].contents[0].sentinel == text


def test_a_lone_surrogate_survives() -> None:
    text = json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "\ud800", "version": "1"},
            "paths": {"/a": {"get": {"responses": {"200": {"description": "\udfff"}}}}},
        }
    )

    package = package_of(loads(text, name="api.json"))

    assert (package.spec_title, package.operations[0].responses[0].doc) == ("\ud800", "\udfff")


def test_a_chain_of_references_without_end_is_refused() -> None:
    chain = "".join(f"S{n}: {{$ref: '#/components/schemas/S{n + 1}'}}\n" for n in range(3000))

    with pytest.raises(BadInputError, match="in too long a chain"):
        lowered_schema(f"Thing: {{$ref: '#/components/schemas/S0'}}\n{chain}S3000: {{type: string}}")


def test_deep_nesting_is_no_problem() -> None:
    depth = 40
    inner = "{type: object, properties: {a: " * depth + "{type: string}" + "}}" * depth

    package = lowered_schema(f"Thing: {inner}")

    assert len(package.declarations) == depth


def test_a_huge_number_stays_what_it_is() -> None:
    huge = 10**300

    package = lowered_schema(f"Thing: {{type: object, properties: {{a: {{enum: [{huge}, 1]}}, b: {{const: {huge}}}}}}}")

    assert huge in [value for node in nodes(package) if isinstance(node, ir.Enum) for value in node.values]


def test_an_endless_limit_is_refused() -> None:
    with pytest.raises(BadInputError, match="minimum"):
        lowered_schema(f"Thing: {{type: integer, minimum: {10**400}}}")


def test_a_pattern_is_never_run() -> None:
    package = lowered_schema("Thing: {type: object, properties: {a: {type: string, pattern: '(a+)+$((('}}}")

    (field,) = [node for node in nodes(package) if isinstance(node, ir.Field)]
    assert isinstance(field.type, ir.Primitive)
    assert field.type.limits.pattern == "(a+)+$((("


def test_webhooks_and_callbacks_are_told() -> None:
    text = """
webhooks: {gone: {post: {responses: {'200': {description: It.}}}}}
paths:
  /a:
    get:
      responses: {'200': {description: It.}}
      callbacks: {done: {$request.query.url: {post: {responses: {'200': {description: It.}}}}}}
"""

    with pytest.raises(BadInputError) as caught:
        lowered(text)

    assert [problem.finding for problem in caught.value.problems] == [
        "the server calls here; a client can't",
        "the server calls back here; a client can't",
    ]
