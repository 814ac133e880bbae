"""cosmic-ray's mutants of a module, without those that are not worth trying."""

# cosmic-ray lives in a folder of its own, which the checkers don't see:
# pyright: basic, reportMissingImports=false
# mypy: ignore-errors

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import dataclass
from difflib import ndiff
from typing import TYPE_CHECKING

from tests.mutation.choosing import is_kept, left_out

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.mutation.choosing import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something can be changed."""

    module: str
    """The module's path below the project's folder."""
    line: int
    operator: str
    """cosmic-ray's name for the kind of change."""
    occurrence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A module with one thing in it changed."""

    module: str
    line: int
    source: str
    change: str
    """The changed line before and after; names the mutant in the list of known survivors."""


def places(tree: Path, module: str) -> list[Place]:
    """List what can be changed in a module, by line."""
    source = (tree / module).read_text("utf-8")
    return sorted(_places(module, source, left_out(source)), key=lambda one: (one.line, one.operator, one.occurrence))


def mutant(tree: Path, place: Place) -> Mutant | None:
    """Make the mutant; None if it would be the same or no Python, or cosmic-ray can't (a dotted name in `except`)."""
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = (tree / place.module).read_text("utf-8")
    with suppress(AttributeError):
        mutated = mutate_code(source, get_operator(place.operator)(), place.occurrence)
        if mutated and mutated != source and _is_python(mutated):
            return Mutant(module=place.module, line=place.line, source=mutated, change=_change(source, mutated))
    return None


def _places(module: str, source: str, spans: list[Span]) -> Iterator[Place]:
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.plugins import get_operator, operator_names

    nodes = list(ast_nodes(get_ast(source)))
    for name in filter(is_kept, operator_names()):
        if (operator := get_operator(name)).arguments():
            continue  # to be told what to insert
        starts = [start for node in nodes for start, _ in operator().mutation_positions(node)]
        for occurrence, start in enumerate(starts):
            if not any(span.start <= start < span.end for span in spans):
                yield Place(module=module, line=start[0], operator=name, occurrence=occurrence)


def _change(before: str, after: str) -> str:
    old, new = before.splitlines(), after.splitlines()
    lines = [line for line in ndiff(old, new) if line[:2] in ("- ", "+ ")]
    gone = " ".join(line[2:].strip() for line in lines if line[0] == "-")
    come = " ".join(line[2:].strip() for line in lines if line[0] == "+")
    return f"{gone} → {come}"


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True
