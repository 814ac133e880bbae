"""Looks at rendered packages before they replace the old ones: do they compile, import, export what they say?"""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from typing import TYPE_CHECKING

from generator.problems import BadInputError, Position, Problem

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["verify"]

_IMPORT_ALL = """
import importlib, json, pathlib, sys
problems = []
for folder in sys.argv[1:]:
    sys.path.insert(0, folder)
for folder in sys.argv[1:]:
    for path in sorted(pathlib.Path(folder).rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        if parts[-1] == "__main__":
            continue
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        try:
            module = importlib.import_module(name)
            for export in getattr(module, "__all__", ()):
                getattr(module, export)
        except BaseException as error:
            problems.append([str(path), f"{type(error).__name__}: {error}"])
print(json.dumps(problems))
"""


def verify(staged: Path, sources: list[Path]) -> None:
    """Check every module below `sources` (the `src` folders in the staged tree); raises BadInputError."""
    problems = [problem for path in sorted(staged.rglob("*.py")) for problem in _syntax(staged, path)]
    if not problems:
        problems = _imports(staged, sources)
    if problems:
        raise BadInputError(problems)


def _syntax(staged: Path, path: Path) -> list[Problem]:
    try:
        ast.parse(path.read_bytes(), str(path))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", 0) or 0
        at = Position(file=path.relative_to(staged).as_posix(), line=line)
        return [
            Problem(at=at, finding=f"does not compile: {error}", hint="mend the template that its first line names")
        ]
    return []


def _imports(staged: Path, sources: list[Path]) -> list[Problem]:
    """Import all modules in a process of their own, which leaves nothing behind."""
    command = [sys.executable, "-I", "-B", "-c", _IMPORT_ALL, *map(str, sources)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if run.returncode:
        lines = run.stderr.strip().splitlines() or [f"ended with {run.returncode}"]
        return [Problem(at=Position(file=staged.name), finding=f"the packages do not import: {lines[-1]}")]
    return [
        Problem(at=Position(file=path.removeprefix(f"{staged}/")), finding=f"does not import: {error}")
        for path, error in json.loads(run.stdout.splitlines()[-1])
    ]
