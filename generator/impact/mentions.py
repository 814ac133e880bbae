"""Finds names that are gone where no type checker looks: in the keys of dicts, in `getattr`, in texts of that sort."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.impact.checkers import sources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from generator.bump.change import Change

__all__ = ["Mention", "mentions"]

_GONE = {"argument-removed", "argument-renamed", "property-removed", "property-renamed"}
_BY_NAME = {"getattr", "hasattr", "setattr", "dict"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A line that may break: it has a name that is gone, as a text."""

    file: str
    line: int
    text: str
    change: Change


def mentions(
    project: Path, package: str, changes: Sequence[Change], known: Collection[tuple[str, int]]
) -> Iterator[Mention]:
    """Look through the files that import the package; lines that are `known` to break are left out."""
    gone = {_name(item): item for item in changes if item.kind in _GONE and _name(item).isidentifier()}
    for path, tree in sources(project) if gone else ():
        if tree is None or not _imports(tree, package):
            continue
        file = path.relative_to(project).as_posix()
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        for number, name in sorted(set(_named(tree, gone))):
            if (file, number) not in known:
                yield Mention(file=file, line=number, text=lines[number - 1].strip(), change=gone[name])


def _name(item: Change) -> str:
    """The name that is gone: the old one, where it got another."""
    if item.kind.endswith("-renamed"):
        return item.old
    return item.place.replace("(", ".").rstrip(")").rpartition(".")[2]


def _imports(tree: ast.Module, package: str) -> bool:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(item.name.partition(".")[0] == package for item in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == package:
            return True
    return False


def _named(tree: ast.Module, gone: Mapping[str, Change]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            texts = [key for key in node.keys if key is not None]
        elif isinstance(node, ast.Subscript):
            texts = [node.slice]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _BY_NAME:
            texts = list(node.args[1:2])
            yield from ((item.value.lineno, item.arg) for item in node.keywords if item.arg and item.arg in gone)
        else:
            continue
        for text in texts:
            if isinstance(text, ast.Constant) and isinstance(text.value, str) and text.value in gone:
                yield text.lineno, text.value
