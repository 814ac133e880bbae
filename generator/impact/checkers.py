"""Runs the type checkers that are installed on somebody's project, against one version of a package."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from generator.problems import Position, fail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

__all__ = ["CHECKERS", "Finding", "installed"]

_SECONDS = 600


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


def _pyright(project: Path, packages: Path) -> Iterator[Finding]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        settings = {
            "include": [os.path.relpath(project, folder)],  # an absolute one is ignored
            "exclude": [f"**/{skipped}" for skipped in ("node_modules", "__pycache__", ".venv", "venv")],
            "extraPaths": [str(packages), str(project)],
            "typeCheckingMode": "standard",
            "reportMissingModuleSource": "none",
        }
        path = folder / "pyrightconfig.json"
        path.write_text(json.dumps(settings), encoding="utf-8")
        command = ["-m", "pyright", "--project", str(path), "--pythonpath", sys.executable, "--outputjson"]
        output = _run("pyright", command, packages, good=(0, 1))
    for item in _json("pyright", output)["generalDiagnostics"]:
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
        command = [
            *("-m", "mypy", "--config-file", os.devnull, "--cache-dir", folder, "--output", "json"),
            *("--python-executable", sys.executable, "--explicit-package-bases", "--check-untyped-defs"),
            *("--no-error-summary", "--hide-error-context", "--exclude", r"(^|/)(\.venv|venv|node_modules)/", "."),
        ]
        output = _run("mypy", command, packages, good=(0, 1), cwd=project)
    for line in output.splitlines():
        item = _json("mypy", line)
        if item["severity"] == "error" and not Path(item["file"]).is_absolute() and not item["file"].startswith(".."):
            yield Finding(
                file=item["file"],
                line=item["line"],
                code=item.get("code") or "",
                message=item["message"],
                checker="mypy",
            )


CHECKERS: Mapping[str, Callable[[Path, Path], Iterator[Finding]]] = {"pyright": _pyright, "mypy": _mypy}
"""Name → what runs it: the project's folder, and a folder to import the package from, before all others."""


def _run(name: str, command: list[str], packages: Path, *, good: tuple[int, ...], cwd: Path | None = None) -> str:
    environment = {**os.environ, "MYPYPATH": str(packages), "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}
    try:
        run = subprocess.run(
            [sys.executable, *command],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise fail(Position(file=name), f"took longer than {_SECONDS} s", "check a smaller project") from None
    if run.returncode not in good:
        said = (run.stderr or run.stdout).strip().splitlines() or ["nothing"]
        raise fail(Position(file=name), f"failed with status {run.returncode}: {said[-1]}")
    return run.stdout


def _json(name: str, text: str) -> dict[str, Any]:
    try:
        return cast("dict[str, Any]", json.loads(text))
    except ValueError:
        raise fail(Position(file=name), f"said something that is no JSON: {text[:200]!r}") from None


def _relative(path: Path, project: Path) -> str:
    return path.relative_to(project).as_posix() if path.is_relative_to(project) else str(path)
