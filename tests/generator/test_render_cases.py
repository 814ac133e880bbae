"""Small descriptions, one trait each, with the modules that they become; `--update` rewrites these."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.generator.rendering import ROOT, described, written

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CASES = ROOT / "tests" / "cases" / "render"
NAMES = sorted(path.name for path in CASES.iterdir())


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a package for each case, each called like its case."""
    folder = tmp_path_factory.mktemp("packages")
    for name in NAMES:
        written(described(CASES / name / "openapi.yaml", f"{name}_case"), folder)
    return folder / "client" / "src"


@pytest.mark.parametrize("name", NAMES)
def test_a_description_becomes_these_modules(name: str, packages: Path, golden: Callable[[Path, bytes], None]) -> None:
    package = packages / f"{name}_case"
    found = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py") if is_particular(path)}
    wanted = {path.relative_to(CASES / name).as_posix(): path for path in (CASES / name).rglob("*.py")}

    for relative in sorted(found.keys() | wanted.keys()):
        place = CASES / name / relative
        place.parent.mkdir(parents=True, exist_ok=True)
        golden(place, found[relative].read_bytes() if relative in found else b"")


def is_particular(path: Path) -> bool:
    """Whether a module shows the case's trait: models, operations and errors do."""
    general = {"__init__.py", "__main__.py", "_settings.py", "_version.py", "sdk.py", "types.py", "utils.py"}
    return path.name not in general and "_runtime" not in path.parts


_LOOK = """
import importlib, json, pathlib, sys
import msgspec
folder = pathlib.Path(sys.argv[1])
sys.path.insert(0, str(folder))
found = []
for path in sorted(folder.rglob("*.py")):
    parts = path.relative_to(folder).with_suffix("").parts
    if parts[-1] != "__main__":
        module = importlib.import_module(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
        for name in getattr(module, "__all__", ()):
            kind = getattr(module, name)
            if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
                msgspec.json.Decoder(kind)
                found.append(name)
print(json.dumps(found))
"""


def test_every_module_imports_and_every_model_can_be_decoded(packages: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-I", "-B", "-W", "error", "-c", _LOOK, str(packages)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert run.stderr == ""
    assert {"Tree", "Pet", "Asked"} & set(json.loads(run.stdout)) == {"Tree", "Asked"}


def test_imports_are_sorted_and_none_is_missing_or_superfluous(packages: Path) -> None:
    command = ["ruff", "check", "--isolated", "--no-cache", "--select=F,I,RUF022", "--target-version=py311"]
    settings = ["--config=lint.isort.combine-as-imports=true", "--line-length=120", "--exclude=_runtime"]

    run = subprocess.run(
        [sys.executable, "-m", *command, *settings, str(packages)], capture_output=True, text=True, check=False
    )

    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize("checker", ["pyright", "mypy"])
def test_strict_checkers_find_nothing(packages: Path, checker: str, tmp_path: Path) -> None:
    settings = {"include": [str(packages)], "typeCheckingMode": "strict", "pythonVersion": "3.11"}
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    modules = [argument for name in NAMES for argument in ("-p", f"{name}_case")]
    commands = {
        "pyright": ["--pythonpath", sys.executable, "-p", str(tmp_path)],
        "mypy": ["--strict", "--python-version=3.11", f"--cache-dir={tmp_path}", "--config-file=", *modules],
    }

    run = subprocess.run(
        [sys.executable, "-m", checker, *commands[checker]],
        cwd=packages,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    assert run.returncode == 0, run.stdout
