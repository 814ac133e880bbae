"""Types are an interface too: what pyright and mypy, in their strict modes, say of programs that use the package."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import Any

import pytest

from tests.typing.language_server import language_server

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SOURCES = [ROOT / "generated" / name / "src" for name in ("client", "dropin", "testing")]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's project: the programs, strict settings, the packages found by path as if they were installed."""
    folder = tmp_path_factory.mktemp("user")
    for name in ("example", "good", "mistakes"):
        (folder / f"{name}.py").write_bytes((HERE / f"{name}.py").read_bytes())
    for number, program in enumerate(documented()):
        (folder / f"documented_{number}.py").write_text(program)
    settings = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "extraPaths": [str(path) for path in SOURCES],
        "reportUnusedExpression": False,
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    return folder


def documented() -> list[str]:
    """The Python examples of the README and the reference."""
    pages = sorted((ROOT / "generated" / "client").rglob("*.md"))
    blocks = [block for page in pages for block in re.findall(r"(?ms)^```python\n(.*?)^```$", page.read_text("utf-8"))]
    return [block for block in blocks if not block.startswith("def rerank(")]


def by_pyright(project: Path, *names: str) -> dict[str, set[int]]:
    """File → lines with errors."""
    command = [sys.executable, "-m", "pyright", "--outputjson", "--pythonpath", sys.executable, *names]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=300, check=False)
    found: dict[str, set[int]] = {name: set() for name in names}
    for item in json.loads(run.stdout)["generalDiagnostics"]:
        if item["severity"] == "error":
            found[Path(item["file"]).name].add(item["range"]["start"]["line"] + 1)
    return found


def by_mypy(project: Path, *names: str) -> dict[str, set[int]]:
    """File → lines with errors."""
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--python-version=3.11",
               f"--cache-dir={project / 'cache'}", *names]  # fmt: skip
    environment = {"MYPYPATH": ":".join(map(str, SOURCES)), "PATH": ""}
    run = subprocess.run(
        command, cwd=project, capture_output=True, text=True, timeout=300, check=False, env=environment
    )
    found: dict[str, set[int]] = {name: set() for name in names}
    for line in run.stdout.splitlines():
        if match := re.match(r"(?P<file>[^:]+):(?P<line>\d+): error: ", line):
            found[Path(match["file"]).name].add(int(match["line"]))
    return found


@pytest.fixture(scope="module", params=[by_pyright, by_mypy], ids=["pyright", "mypy"])
def verdict(request: pytest.FixtureRequest, project: Path) -> dict[str, set[int]]:
    names = ["example.py", "good.py", "mistakes.py", *(path.name for path in project.glob("documented_*.py"))]
    found: dict[str, set[int]] = request.param(project, *names)
    return found


def test_the_example_has_no_error_in_strict_mode(verdict: dict[str, set[int]]) -> None:
    assert verdict["example.py"] == set()


def test_right_programs_have_no_error_in_strict_mode(verdict: dict[str, set[int]]) -> None:
    assert verdict["good.py"] == set()


def test_the_documentations_examples_have_no_error_in_strict_mode(verdict: dict[str, set[int]]) -> None:
    examples = {name: lines for name, lines in verdict.items() if name.startswith("documented_")}

    assert len(examples) >= 10
    assert {name: lines for name, lines in examples.items() if lines} == {}


def test_every_mistake_is_flagged_and_nothing_else(verdict: dict[str, set[int]]) -> None:
    lines = (HERE / "mistakes.py").read_text().splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if "# wrong" in line}

    assert len(wrong) == 16
    assert verdict["mistakes.py"] == wrong


def test_the_example_is_that_of_the_page_it_comes_from(shared_data: Path) -> None:
    page = (shared_data.parent / "seeds" / "002_68907869d7d030fb.txt").read_text()

    assert (HERE / "example.py").read_text().strip() in page


def test_every_public_type_is_known(tmp_path: Path) -> None:
    venv.create(tmp_path / "env")
    site = next((tmp_path / "env").glob("lib/*/site-packages"))
    shutil.copytree(SOURCES[0] / "openrouter_rerank", site / "openrouter_rerank")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    command = [sys.executable, "-m", "pyright", "--verifytypes", "openrouter_rerank", "--ignoreexternal",
               "--outputjson"]  # fmt: skip
    environment = {**os.environ, "PATH": f"{tmp_path / 'env' / 'bin'}{os.pathsep}{os.environ['PATH']}"}

    run = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )

    found: dict[str, Any] = json.loads(run.stdout)["typeCompleteness"]
    incomplete = [symbol["name"] for symbol in found["symbols"] if symbol["isExported"] and not symbol["isTypeKnown"]]
    assert (found["completenessScore"], incomplete) == (1, [])


def test_hovering_over_a_call_shows_the_whole_signature_and_going_to_it_lands_on_the_method(project: Path) -> None:
    program = project / "editor.py"
    program.write_text("from openrouter_rerank import OpenRouter\n\nOpenRouter().rerank.rerank\n")

    with language_server(project) as server:
        server.open(program)
        shown = server.at("hover", program, 2, 22)
        target = server.at("definition", program, 2, 22)

    text = shown["contents"]["value"]
    for wanted in ("documents: ", "query: str", "top_n: int | None", "CreateRerankResponse", "How many of the best"):
        assert wanted in text
    place: Any = target[0]
    assert place["uri"].endswith("openrouter_rerank/rerank.py")
    number: int = place["range"]["start"]["line"]
    assert (SOURCES[0] / "openrouter_rerank" / "rerank.py").read_text().splitlines()[number].strip() == "def rerank("
