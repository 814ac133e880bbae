"""Tells what changed between two things: OpenAPI documents, surfaces (`api.json`), or packages.

Documents are compared by what they mean for Python: the same records as a regeneration from one to the other gives.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import changelog, surface
from generator.bump import changes, needed
from generator.bump.origin import Provenance, traced
from generator.problems import Position, fail, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from pathlib import Path

    from generator import ir
    from generator.bump.change import Change
    from generator.bump.rules import Bump
    from generator.document import Document
    from generator.surface.model import Surface

__all__ = ["Difference", "Reading", "compare", "record"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document was read as."""

    package: ir.Package
    document: Document
    """As overlays left it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The changes from one surface to another, largest first."""

    bump: Bump
    changes: tuple[Change, ...]

    def text(self) -> str:
        """Tell them for a terminal."""
        if not self.changes:
            return "nothing changed for callers\n"
        counts = [f"{sum(item.bump == bump for item in self.changes)} {bump}" for bump in ("major", "minor", "patch")]
        told = ", ".join(count for count in counts if not count.startswith("0 "))
        blocks = ["".join(f"{line}\n" for line in _block(item)) for item in self.changes]
        return f"{self.bump}: {told}\n\n" + "\n".join(blocks)

    def markdown(self) -> str:
        """Tell them as a section of a changelog."""
        return (
            f"**{self.bump}**\n\n{changelog.section(self.changes)}"
            if self.changes
            else "Nothing changed for callers.\n"
        )

    def json(self) -> str:
        """Tell them for programs."""
        return json.dumps({"bump": self.bump, "changes": [record(item) for item in self.changes]}, indent=2) + "\n"


def compare(old: Path, new: Path, read: Callable[[Path, Collection[str] | None], Reading]) -> Difference:
    """Compare two files or folders.

    `read` lowers an OpenAPI document, given the names of the error classes that are no news (None: all). Raises
    BadInputError for what can't be read, or where the two have nothing in common to compare.
    """
    before, _ = _side(old, read, None)
    settled = surface.settled_errors(before) if before.api else None
    after, reading = _side(new, read, settled)
    if not (before.api and after.api) and (before.python is None or after.python is None):
        hint = "compare two documents, two packages, or either with an api.json"
        raise fail(Position(file=str(new)), f"there is nothing to compare with {old}", hint)
    provenance = Provenance()
    if reading is not None:
        provenance = Provenance(document=reading.document, sources=surface.sources(reading.package))
    found = traced(changes(before, after), provenance)
    return Difference(bump=needed(found), changes=found)


def _side(
    path: Path, read: Callable[[Path, Collection[str] | None], Reading], settled: Collection[str] | None
) -> tuple[Surface, Reading | None]:
    if path.is_dir() and (path / "api.json").is_file():
        path = path / "api.json"
    elif path.is_dir():
        return surface.inspect(surface.package_folder(path)), None
    if not path.is_file():
        raise fail(Position(file=str(path)), "there is no such file", "name a document, an api.json, or a package")
    if (text := _surface_text(path)) is not None:
        return surface.loads(text, str(path)), None
    reading = read(path, settled)
    return surface.describe(reading.package), reading


def _surface_text(path: Path) -> str | None:
    """The text of an `api.json`; None if the file is something else."""
    if path.suffix != ".json":
        return None
    try:
        text = path.read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, ValueError, RecursionError):
        return None
    return text if isinstance(found, dict) and "openapi" not in found and {"api", "python"} & found.keys() else None


def _block(item: Change) -> Iterator[str]:
    """A record in a few lines: what and where, old → new, what to do, who did it."""
    row = f"row {item.rule}" if item.rule else "no row"
    yield f"{item.bump:5}  {_shown(item.place)}: {item.describes.says} ({row})"
    if item.old or item.new:
        yield f"       {_shown(item.old) or '-'} → {_shown(item.new) or '-'}"
    if item.advice:
        yield f"       {item.advice}"
    if item.reason:
        yield f"       not as the table says: {_shown(item.reason)}"
    if item.origin or item.line:
        yield f"       from: {', '.join(part for part in (item.origin, _shown(item.line)) if part)}"


def _shown(text: str, width: int = 200) -> str:
    """A text on one line that controls no terminal."""
    line = visible(text)
    return line if len(line) <= width else f"{line[: width - 1]}…"


def record(item: Change) -> dict[str, object]:
    """Write a record as plain JSON data, without what it doesn't say."""
    found = {
        "rule": item.rule,
        "kind": item.kind,
        "place": item.place,
        "old": item.old,
        "new": item.new,
        "bump": item.bump,
        "advice": item.advice,
        "origin": item.origin,
        "line": item.line,
        "reason": item.reason,
        "also": list(item.also),
    }
    return {key: value for key, value in found.items() if value or key in ("rule", "bump", "place")}
