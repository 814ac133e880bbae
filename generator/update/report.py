"""Tells what came of taking a new upstream document in: as text, as Markdown for a pull request, as JSON."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from generator.problems import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.problems import Problem
    from generator.update.changes import FactChange
    from generator.update.words import Rewording

__all__ = ["Update"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A document that was taken in, compared with the one before it."""

    spec: str
    """The description that was written, as it was named."""
    url: str
    """Where the document came from."""
    date: str
    document: str
    """SHA-256 of the document."""
    facts: str
    """SHA-256 of the facts in it that are used."""
    is_first: bool = False
    """There was no description before; nothing is compared."""
    is_current: bool = False
    """The server says that there is nothing newer."""
    changes: tuple[FactChange, ...] = ()
    misfits: tuple[Problem, ...] = ()
    """Overlay actions that can't be carried out any more."""
    remarks: tuple[Problem, ...] = ()
    """Overlay actions that have become superfluous."""
    rewordings: tuple[Rewording, ...] = ()
    """Texts that upstream has changed since our words for them were looked at."""
    written: tuple[str, ...] = ()

    @property
    def has_findings(self) -> bool:
        """Whether somebody has to look at overlays or words."""
        return bool(self.misfits or self.remarks or self.rewordings)

    def text(self) -> str:
        """Tell it to a person at a terminal."""
        blocks = [[self._headline()]]
        blocks += [[title, *_indented(items)] for title, items in self._sections(quoting=True)]
        blocks.append([*self._outcome()])
        return "\n\n".join("\n".join(block) for block in blocks) + "\n"

    def markdown(self) -> str:
        """Tell it in the text of a pull request; upstream's own sentences are left out."""
        blocks = [[self._headline()]]
        blocks += [[f"### {title}", "", *_bullets(items)] for title, items in self._sections(quoting=False)]
        blocks.append([*self._outcome(), f"Document `{self.document}`, facts `{self.facts}`."])
        return "\n\n".join("\n".join(block) for block in blocks) + "\n"

    def json(self) -> dict[str, Any]:
        """Give it as plain data."""
        return {
            "spec": self.spec,
            "url": self.url,
            "date": self.date,
            "sha256": {"document": self.document, "facts": self.facts},
            "first": self.is_first,
            "current": self.is_current,
            "changes": [_change(change) for change in self.changes],
            "misfits": [problem.json() for problem in self.misfits],
            "remarks": [problem.json() for problem in self.remarks],
            "rewordings": [_rewording(rewording) for rewording in self.rewordings],
            "written": list(self.written),
        }

    def _headline(self) -> str:
        origin = f"{self.url} ({self.date})" if self.date else self.url
        if self.is_current:
            return visible(f"{self.spec} is current: {origin} has not changed.")
        if self.is_first:
            return visible(f"{self.spec} is now taken from {origin}.")
        number = _count(len(self.changes), "fact") if self.changes else "no fact"
        return visible(f"{self.spec} is now taken from {origin}: {number} changed.")

    def _sections(self, *, quoting: bool) -> Iterator[tuple[str, list[list[str]]]]:
        """Give what there is to tell: titles with items, each of which is one line or more."""
        if self.changes:
            yield "Facts", [[visible(str(change))] for change in self.changes]
        if self.misfits:
            yield "Overlay actions that no longer fit", [_told(problem, quoting=quoting) for problem in self.misfits]
        if self.rewordings:
            items = [_worded(rewording, quoting=quoting) for rewording in self.rewordings]
            yield "Upstream texts that differ from those our words were written against", items
        if self.remarks:
            yield (
                "Overlay actions that are no longer needed",
                [_told(problem, quoting=quoting) for problem in self.remarks],
            )

    def _outcome(self) -> Iterator[str]:
        yield f"Written: {', '.join(self.written)}." if self.written else "Nothing had to be written."
        if self.misfits:
            yield "Next: adapt these overlays or drop them, then run `python -m generator generate`."
        elif self.rewordings:
            yield "Next: put our words in step where the meaning changed, run `python -m generator generate`,"
            yield "then take the document in again with --accept-words."
        elif self.written:
            yield "Next: run `python -m generator generate`."


_MOST: Final = 200
"""Items of a section that are spelt out; JSON has them all."""
_EXCERPT: Final = 100


def _indented(items: Sequence[list[str]]) -> list[str]:
    lines = [f"  {line}" for item in items[:_MOST] for line in item]
    return [*lines, *(f"  … and {number} more" for number in _rest(items))]


def _bullets(items: Sequence[list[str]]) -> list[str]:
    lines = [f"{'  ' if number else '- '}{_code(line)}" for item in items[:_MOST] for number, line in enumerate(item)]
    return [*lines, *(f"- … and {number} more" for number in _rest(items))]


def _rest(items: Sequence[list[str]]) -> list[int]:
    return [len(items) - _MOST] if len(items) > _MOST else []


def _code(text: str) -> str:
    """Write a text as Markdown code, whatever it holds, so that nothing in it is markup."""
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _told(problem: Problem, *, quoting: bool) -> list[str]:
    lines = str(problem).split("\n") if quoting else [f"{problem.at}: {problem.finding}", *filter(None, [problem.hint])]
    return [visible(line) for line in lines]


def _worded(rewording: Rewording, *, quoting: bool) -> list[str]:
    lines = [visible(f"{rewording.kind}: {rewording.pointer}")]
    if quoting and rewording.text:
        words = " ".join(rewording.text.split())
        lines.append(visible(f"    upstream: {words if len(words) <= _EXCERPT else words[: _EXCERPT - 1] + '…'}"))
    places = ", ".join(str(position) for position in rewording.ours)
    return [*lines, visible(f"{'    ' if quoting else ''}ours: {places or 'none'}")]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _change(change: FactChange) -> dict[str, Any]:
    values = {"added": {"new": change.new}, "removed": {"old": change.old}}
    both = {"old": change.old, "new": change.new}
    return {"kind": change.kind, "pointer": change.pointer, **values.get(change.kind, both)}


def _rewording(rewording: Rewording) -> dict[str, Any]:
    ours = [position.json() for position in rewording.ours]
    return {"kind": rewording.kind, "pointer": rewording.pointer, "text": rewording.text, "ours": ours}
