"""Turns what checkers found into lines of the project, each with the change that most likely did it."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.bump.change import Change, weight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from generator.impact.checkers import Finding

__all__ = ["Break", "breaks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A line of the project that is right with the old version and wrong with the new one."""

    file: str
    line: int
    text: str
    """The line itself."""
    findings: tuple[Finding, ...]
    change: Change | None
    """What in the package most likely did it; None if no record names anything in that line."""


def breaks(project: Path, found: Sequence[Finding], records: Sequence[Change]) -> Iterator[Break]:
    """Gather findings by line; each line with the likeliest of the records, if one names anything in it."""
    texts = {file: _Text((project / file).read_bytes()) for file in {finding.file for finding in found}}
    by_line: dict[tuple[str, int], list[Finding]] = {}
    for finding in found:
        by_line.setdefault((finding.file, finding.line), []).append(finding)
    _gather(by_line, texts)
    for (file, line), findings in sorted(by_line.items()):
        messages = " ".join(finding.message for finding in findings)
        yield Break(
            file=file,
            line=line,
            text=texts[file].line(line).strip(),
            findings=tuple(findings),
            change=_likeliest(records, messages, texts[file].statement(line)),
        )


def _gather(by_line: dict[tuple[str, int], list[Finding]], texts: Mapping[str, _Text]) -> None:
    """Put what one checker says at the head of a statement to what another says of one line further down in it."""
    for file, line in sorted(by_line):
        first, last = texts[file].span(line)
        below = [at for at in by_line if at[0] == file and line < at[1] <= last]
        checkers = {finding.checker for finding in by_line[file, line]}
        if line == first and len(below) == 1 and checkers.isdisjoint(item.checker for item in by_line[below[0]]):
            by_line[below[0]] += by_line.pop((file, line))


class _Text:
    """A file of the project: its lines, and the statements that they belong to."""

    def __init__(self, content: bytes) -> None:
        text = content.decode("utf-8", errors="replace")
        self._lines = text.splitlines()
        try:
            nodes = [*ast.walk(ast.parse(content))]
        except (SyntaxError, ValueError, RecursionError):
            nodes = []
        self._statements = [node for node in nodes if isinstance(node, ast.stmt) and not _is_block(node)]

    def line(self, number: int) -> str:
        """The text of a line, the first being 1."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def span(self, number: int) -> tuple[int, int]:
        """First and last line of the statement that a line is in; of itself, if it is in none."""
        node = self._smallest(number)
        return (number, number) if node is None else (node.lineno, node.end_lineno or node.lineno)

    def statement(self, number: int) -> str:
        """The statement that a line is in; the line itself, if it is in none."""
        node = self._smallest(number)
        return self.line(number) if node is None else ast.unparse(node)

    def _smallest(self, number: int) -> ast.stmt | None:
        around = [node for node in self._statements if node.lineno <= number <= (node.end_lineno or node.lineno)]
        return min(around, key=lambda node: (node.end_lineno or node.lineno) - node.lineno, default=None)


def _is_block(node: ast.stmt) -> bool:
    return hasattr(node, "body")


def _likeliest(records: Sequence[Change], messages: str, statement: str) -> Change | None:
    """The record whose names the checkers and the line speak of most; what breaks most comes first among equals."""
    said, written = _words(messages), _words(statement)
    scored = [(_score(item, said, written), weight(item.bump), -index) for index, item in enumerate(records)]
    best = max(scored, default=None)
    return records[-best[2]] if best is not None and best[0] > 0 else None


def _score(item: Change, said: set[str], written: set[str]) -> int:
    """How well a record fits a finding: its own name counts most, then what it belongs to, then what it was and is."""
    owner, leaf = _parts(item.place)
    if leaf not in said | written and not _words(item.old) & said:
        return 0
    score = 4 * (leaf in said) + 3 * (leaf in written)
    score += 2 * bool(owner & said) + bool(owner & written)
    return score + bool(_words(f"{item.old} {item.new}") & said)


def _parts(place: str) -> tuple[set[str], str]:
    """The names that a place is made of: those that it belongs to, and its own."""
    names = re.findall(r"[A-Za-z_]\w*", place.partition(" -> ")[0])
    return set(names[:-1]), names[-1] if names else ""


def _words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z_]\w*", text))
