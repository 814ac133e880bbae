"""Looks at rendered packages before they replace the old ones: do they compile, fit together, import?

Every module is parsed, and every name that one imports from another or exports must be there. Those that a template
rendered are then imported for real; copied ones are ordinary Python, which type checkers and tests look at anyway.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from generator.problems import BadInputError, Position, Problem
from generator.syntax import parsed
from generator.verify.links import module, unresolved

if TYPE_CHECKING:
    import ast
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

__all__ = ["verify"]

_HINT = "mend the template that its first line names"

_IMPORT = """
import importlib, json, sys
problems = []
sys.path[:0] = json.loads(sys.argv[1])
for name in sys.argv[2:]:
    try:
        module = importlib.import_module(name)
        for export in getattr(module, "__all__", ()):
            getattr(module, export)
    except BaseException as error:
        problems.append([name, f"{type(error).__name__}: {error}"])
print(json.dumps(problems))
"""


def verify(staged: Path, sources: Sequence[Path], copied: Collection[str]) -> None:
    """Check every module below `sources`, the folders to import from, all in the staged tree.

    `copied` are the files, by their paths below `staged`, that no template rendered.

    Raises:
        BadInputError: Modules do not compile, fit together or import; all that do not are named.
    """
    trees: dict[Path, ast.Module] = {}
    problems = [problem for path in sorted(staged.rglob("*.py")) for problem in _syntax(staged, path, trees)]
    files = {_dotted(path, source): path for source in sources for path in trees if path.is_relative_to(source)}
    problems = problems or _unlinked(staged, files, trees) or _imports(staged, sources, files, copied)
    if problems:
        raise BadInputError(problems)


def _unlinked(staged: Path, files: Mapping[str, Path], trees: Mapping[Path, ast.Module]) -> list[Problem]:
    modules = {name: module(name, trees[path], is_package=path.stem == "__init__") for name, path in files.items()}
    return [_problem(staged, files[one.name], f"{name} is not there", line) for one, line, name in unresolved(modules)]


def _syntax(staged: Path, path: Path, trees: dict[Path, ast.Module]) -> list[Problem]:
    try:
        trees[path] = parsed(path.read_bytes())
    except (SyntaxError, ValueError) as error:
        return [_problem(staged, path, f"does not compile: {error}", getattr(error, "lineno", 0) or 0)]
    return []


def _problem(staged: Path, path: Path, finding: str, line: int = 0) -> Problem:
    return Problem(at=Position(file=path.relative_to(staged).as_posix(), line=line), finding=finding, hint=_HINT)


def _dotted(path: Path, source: Path) -> str:
    parts = path.relative_to(source).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(
    staged: Path, sources: Sequence[Path], files: Mapping[str, Path], copied: Collection[str]
) -> list[Problem]:
    """Import what was rendered in a process of its own, which leaves nothing behind."""
    rendered = [name for name, path in files.items() if path.relative_to(staged).as_posix() not in copied]
    names = [name for name in rendered if not name.endswith(".__main__")]
    command = [sys.executable, "-I", "-B", "-c", _IMPORT, json.dumps([str(source) for source in sources]), *names]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if run.returncode:
        lines = run.stderr.strip().splitlines() or [f"ended with {run.returncode}"]
        return [Problem(at=Position(file=staged.name), finding=f"the packages do not import: {lines[-1]}")]
    problems = json.loads(run.stdout.splitlines()[-1])
    return [_problem(staged, files[name], f"does not import: {error}") for name, error in problems]
