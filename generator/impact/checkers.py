"""Runs the type checkers that are installed on somebody's project, against one version of a package."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.problems import Position, Problem, fail
from generator.tools import read, run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["CHECKERS", "Finding", "installed", "sources", "unreadable"]

_SKIPPED = {"node_modules", "__pycache__", "venv", "site-packages"}
"""Folders that are not of the project, as are those whose name begins with a dot."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """What a checker says of a line of the project."""

    file: str
    """Relative to the project."""
    line: int
    code: str
    message: str
    checker: str


def installed() -> tuple[str, ...]:
    """Return the checkers that can be run. Raises BadInputError if there is none."""
    found = tuple(name for name in CHECKERS if importlib.util.find_spec(name) is not None)
    if not found:
        raise fail(Position(file="--project"), "no type checker is installed", "install pyright or mypy beside this")
    return found


def sources(project: Path) -> Iterator[tuple[Path, ast.Module | None]]:
    """The project's own Python files, parsed; None for one that can't be."""
    for path in sorted(project.rglob("*.py")):
        parts = path.relative_to(project).parts
        if path.is_file() and not any(part in _SKIPPED or part.startswith(".") for part in parts[:-1]):
            try:
                yield path, ast.parse(path.read_bytes(), str(path))
            except (SyntaxError, ValueError, RecursionError):
                yield path, None


def unreadable(project: Path) -> list[Problem]:
    """The files that no checker can read, each with the reason."""
    found: list[Problem] = []
    for path, tree in sources(project):
        if tree is None:
            try:
                ast.parse(path.read_bytes(), str(path))
            except (SyntaxError, ValueError, RecursionError) as error:
                line = getattr(error, "lineno", 0) or 0
                at = Position(file=_relative(path, project), line=line)
                found.append(Problem(at=at, finding=f"no Python: {getattr(error, 'msg', error)}"))
    return found


def _pyright(project: Path, packages: Path) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        settings = {
            "include": [os.path.relpath(project, folder)],  # an absolute one is ignored
            "exclude": [f"**/{skipped}" for skipped in (*sorted(_SKIPPED), ".*")],
            "extraPaths": [str(packages), str(project)],
            "typeCheckingMode": "standard",
            "enableTypeIgnoreComments": False,  # what is to be overlooked now may be another mistake than before
            "reportMissingModuleSource": "none",
        }
        path = folder / "pyrightconfig.json"
        path.write_text(json.dumps(settings), encoding="utf-8")
        options = ["--project", str(path), "--pythonpath", sys.executable, "--outputjson"]
        output = run("pyright", *options, environment={"PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}).stdout
    for item in read("pyright", output)["generalDiagnostics"]:
        if item["severity"] == "error":
            yield Finding(
                file=_relative(Path(item["file"]), project),
                line=item["range"]["start"]["line"] + 1,
                code=item.get("rule", ""),
                message=item["message"].replace("\u00a0", " "),
                checker="pyright",
            )


def _mypy(project: Path, packages: Path) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder, "mypy.ini")
        settings.write_text("[mypy]\n", encoding="utf-8")
        skipped = [re.escape(str(problem.at.file)) for problem in unreadable(project)]
        exclude = "|".join(
            [rf"(^|/)(\.[^/]+|{'|'.join(sorted(_SKIPPED))})/", *(rf"^(\./)?{name}$" for name in skipped)]
        )
        options = [
            *("--config-file", str(settings), "--cache-dir", folder, "--output", "json"),
            *("--python-executable", sys.executable, "--explicit-package-bases", "--check-untyped-defs"),
            *("--no-error-summary", "--hide-error-context", "--exclude", exclude, "."),
        ]
        output = run("mypy", *options, cwd=project, environment={"MYPYPATH": str(packages)}).stdout
    for line in filter(None, output.splitlines()):
        item = read("mypy", line)
        if item["severity"] == "error" and not Path(item["file"]).is_absolute() and not item["file"].startswith(".."):
            yield Finding(
                file=item["file"],
                line=item["line"],
                code=item.get("code") or "",
                message=item["message"],
                checker="mypy",
            )


CHECKERS: Mapping[str, Callable[[Path, Path], Iterator[Finding]]] = {"pyright": _pyright, "mypy": _mypy}
"""Name → what runs it: the project's folder, and a folder to import the package from, before all others.

Each raises ToolError if the checker can't tell.
"""


def _relative(path: Path, project: Path) -> str:
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)
