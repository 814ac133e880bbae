"""What is not OpenAPI does not pass, and all of it is told at once; golden files in `tests/cases/gate`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.document import load, loads
from generator.gate import gate
from generator.problems import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent.parent / "cases" / "gate"


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.yaml")))
def test_what_is_no_openapi_is_told(name: str, golden: Callable[[Path, bytes], None]) -> None:
    document = load(FOLDER / f"{name}.yaml", name="api.yaml")

    with pytest.raises(BadInputError) as caught:
        gate(document)

    golden(FOLDER / f"{name}.txt", f"{caught.value}\n".encode())


def test_what_passes_comes_back_as_it_was() -> None:
    text = """
openapi: 3.1.0
info: {title: Shop, version: '1', x-mine: 1}
paths: {/a: {get: {responses: {'200': {description: A.}}}}}
components: {schemas: {S: {type: [string, 'null'], enum: [a, null], x-mine: true, default: null, minLength: 1}}}
"""
    document = loads(text, name="api.yaml")

    assert gate(document) == document.data


def test_an_old_exclusive_limit_is_repaired() -> None:
    text = "openapi: 3.1.0\ninfo: {title: Shop, version: '1'}\npaths: {}\ncomponents: {schemas: {S: %s}}\n"
    old = loads(text % "{type: number, minimum: 0, exclusiveMinimum: true}", name="api.yaml")
    new = loads(text % "{type: number, exclusiveMinimum: 0}", name="api.yaml")

    assert gate(old) == {
        **new.data,
        "components": {"schemas": {"S": {"type": "number", "minimum": None, "exclusiveMinimum": 0}}},
    }


def test_the_gate_does_not_import_the_whole_of_openapi_python_client(root: Path) -> None:
    """Its command line, templates and parser would cost three times the model, at every run."""
    program = """
import sys
from pathlib import Path
from generator.document import loads
from generator.gate import gate
gate(loads("openapi: 3.1.0\\ninfo: {title: Shop, version: '1'}\\npaths: {}\\n", name="api.yaml"))
print(sorted(name for name in sys.modules if name.split(".")[0] in {"openapi_python_client", "httpx", "jinja2"}))
import openapi_python_client.parser
print(openapi_python_client.parser.__name__)
"""

    run = subprocess.run([sys.executable, "-c", program], cwd=root, capture_output=True, text=True, check=True)

    assert run.stdout.split("\n")[:2] == ["[]", "openapi_python_client.parser"]
