"""What is wrong with an input, told with its place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["BadInputError", "Position", "Problem", "fail", "visible"]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Position:
    """A place in a text file; line and column count from 1, 0 means the file as a whole."""

    file: str
    line: int = 0
    column: int = 0
    text: str = ""
    """The line itself, without its end."""

    def __str__(self) -> str:
        return ":".join([visible(self.file), *(str(number) for number in (self.line, self.column) if number)])

    def json(self) -> dict[str, str | int]:
        """Give the place to programs."""
        return {"file": self.file, "line": self.line, "column": self.column}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding: where it is, what it is, what to do about it."""

    at: Position
    finding: str
    hint: str = ""

    def __str__(self) -> str:
        lines = [f"{self.at}: {visible(self.finding)}"]
        if self.at.text.strip():
            shown, before = _window(self.at.text, self.at.column)
            lines += [f"    {shown}", f"    {' ' * before}^"]
        if self.hint:
            lines.append(f"    hint: {visible(self.hint)}")
        return "\n".join(lines)

    def json(self) -> dict[str, object]:
        """Give the finding to programs."""
        return {"at": self.at.json(), "finding": self.finding, "hint": self.hint}


class BadInputError(Exception):
    """The input can't be used; holds every problem that one stage found, in the order of their places."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.at, problem.finding)))
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def fail(at: Position, finding: str, hint: str = "") -> BadInputError:
    """Make the error of a single problem; raise what it returns."""
    return BadInputError([Problem(at=at, finding=finding, hint=hint)])


def visible(text: str) -> str:
    """Escape what is no visible character: other people's text is shown on a terminal, and reports stay one line."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def _window(text: str, column: int, width: int = 100) -> tuple[str, int]:
    """Cut a long line to the part around `column`; tell how many cells of a terminal stand before it."""
    column = max(column, 1)
    start = max(0, column - width // 2) if len(text) > width else 0
    shown = "".join(character if character.isprintable() else " " for character in text[start : start + width])
    return shown.rstrip(), sum(map(_cells, shown[: column - 1 - start]))


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
