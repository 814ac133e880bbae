"""Are the packages typed through and through? Asks pyright and mypy, both strict, and counts what callers can see."""

from __future__ import annotations

import json
import os
import shutil
import sys
import sysconfig
import tempfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from generator.proof.step import Found
from generator.tools import ToolError, demand, read, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.proof.step import Subject

__all__ = ["look"]

_PYTHON = "3.11"
"""The lowest version that the packages are made for."""


def look(subject: Subject) -> Found:
    """Check every module in strict mode, and that every name that callers can import has a known type.

    Raises ToolError if pyright or mypy is missing or fails.
    """
    demand("pyright", "mypy")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        wrong = [*_by_pyright(subject, folder), *_by_mypy(subject, folder)]
        site = _installed(subject, folder)
        known = 0
        for package in _typed_packages(subject):
            count, unknown = _completeness(package, site, folder)
            known += count
            wrong += unknown
    return Found(
        said=f"pyright and mypy, both strict; the types of {known} public names are known", findings=tuple(wrong)
    )


def _by_pyright(subject: Subject, folder: Path) -> Iterator[str]:
    settings = {
        "include": [os.path.relpath(source, folder) for source in subject.sources],  # an absolute one is ignored
        "extraPaths": [str(source) for source in subject.sources],
        "pythonVersion": _PYTHON,
        "typeCheckingMode": "strict",
    }
    path = folder / "pyrightconfig.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    done = run("pyright", "--project", path, "--pythonpath", sys.executable, "--outputjson", cwd=folder)
    for item in read("pyright", done.stdout)["generalDiagnostics"]:
        if item["severity"] == "error":
            start = item.get("range", {}).get("start", {"line": 0, "character": 0})
            at = f"{_shown(item['file'])}:{start['line'] + 1}:{start['character'] + 1}"
            message = item["message"].replace("\u00a0", " ").splitlines()[0]
            yield f"{at}: {message} ({item.get('rule', 'pyright')})"


def _by_mypy(subject: Subject, folder: Path) -> Iterator[str]:
    modules = [option for source in subject.sources for option in _as_options(source)]
    settings = folder / "mypy.ini"
    settings.write_text(f"[mypy]\nstrict = True\npython_version = {_PYTHON}\n", encoding="utf-8")
    options = ["--config-file", str(settings), "--cache-dir", str(folder / "cache"), "--output", "json"]
    path = os.pathsep.join(map(str, subject.sources))
    done = run("mypy", *options, "--python-executable", sys.executable, *modules, cwd=folder,
               environment={"MYPYPATH": path})  # fmt: skip
    for line in filter(None, done.stdout.splitlines()):
        item = read("mypy", line)
        if item["severity"] == "error":
            at = f"{_shown(folder / item['file'])}:{item['line']}:{item['column'] + 1}"
            yield f"{at}: {item['message']} ({item.get('code') or 'mypy'})"


def _as_options(source: Path) -> Iterator[str]:
    """What is in a `src` folder, as mypy wants it named; stubs stand for what is checked under its own name."""
    for path in sorted(source.iterdir()):
        if (path / "__init__.py").is_file():
            yield from ("-p", path.name)
        elif path.suffix == ".py":
            yield from ("-m", path.stem)


def _installed(subject: Subject, folder: Path) -> Path:
    """Put the packages into an environment as if they were installed; gives its Python."""
    environment = folder / "environment"
    venv.create(environment)
    (site,) = environment.glob("lib/*/site-packages")
    for source in subject.sources:
        shutil.copytree(source, site, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return next(environment.glob("bin/python"))


def _typed_packages(subject: Subject) -> list[str]:
    """The packages that say of themselves that they are typed, by a marker or by stubs."""
    found = [path for source in subject.sources for path in sorted(source.iterdir())]
    typed = [path.name for path in found if path.name.endswith("-stubs") or (path / "py.typed").is_file()]
    return [name.removesuffix("-stubs") for name in typed]


def _completeness(package: str, python: Path, folder: Path) -> tuple[int, list[str]]:
    """Count the public names of known type; list the others."""
    path = f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    done = run("pyright", "--verifytypes", package, "--ignoreexternal", "--outputjson", cwd=folder,
               environment={"PATH": path})  # fmt: skip
    report = cast("dict[str, Any] | None", read("pyright", done.stdout).get("typeCompleteness"))
    if report is None or "exportedSymbolCounts" not in report:
        raise ToolError("pyright", f"can't say whether {package} is typed: it does not find it")
    unknown = [item["name"] for item in report["symbols"] if item["isExported"] and not item["isTypeKnown"]]
    return report["exportedSymbolCounts"]["withKnownType"], [
        f"{name}: its type is not known to callers (pyright --verifytypes)" for name in unknown
    ]


def _shown(file: str | Path) -> str:
    """A path as short as it can be told from here."""
    whole = Path(os.path.normpath(file))
    return whole.relative_to(Path.cwd()).as_posix() if whole.is_relative_to(Path.cwd()) else str(whole)
