"""Names the lines of somebody's project that another version of the package breaks, and the change behind each."""

from __future__ import annotations

import ast
import json
import re
import shutil
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator import surface
from generator.bump import changes
from generator.bump.change import Change, weight
from generator.bump.origin import Provenance, traced
from generator.diff import record
from generator.impact.checkers import CHECKERS, Finding, installed
from generator.literals import code_span
from generator.problems import Position, fail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.surface.model import Surface

__all__ = ["Break", "Impact", "impact"]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What an upgrade would do to a project, as far as types tell."""

    project: str
    checkers: tuple[str, ...]
    breaks: tuple[Break, ...]
    changes: tuple[Change, ...]

    def text(self) -> str:
        """Tell it for a terminal."""
        told = ", ".join(self.checkers)
        if not self.breaks:
            return f"{self.project}: nothing breaks, say {told}\n"
        head = f"{self.project}: {_lines(len(self.breaks))} would break, say {told}\n"
        return head + "".join(f"\n{line}" for item in self.breaks for line in ("", *_told(item))) + "\n"

    def markdown(self) -> str:
        """Tell it as a list."""
        if not self.breaks:
            return "Nothing breaks.\n"
        return "".join(
            f"- {code_span(f'{item.file}:{item.line}')} {code_span(item.text)}: {_cause(item.change)}\n"
            for item in self.breaks
        )

    def json(self) -> str:
        """Tell it for programs."""
        found = [
            {
                "file": item.file,
                "line": item.line,
                "text": item.text,
                "findings": [
                    {"checker": one.checker, "code": one.code, "message": one.message} for one in item.findings
                ],
                "change": record(item.change) if item.change else None,
            }
            for item in self.breaks
        ]
        return json.dumps({"checkers": list(self.checkers), "breaks": found}, indent=2) + "\n"


def impact(old: Path, new: Path, project: Path, *, provenance: Provenance | None = None) -> Impact:
    """Type-check a project against two versions of a package, each a folder or a wheel.

    `provenance` tells where the new version's description says what it says. Raises BadInputError for what is no
    package or no project, and where no type checker is installed or one fails.
    """
    project = project.resolve()
    if not project.is_dir() or next(project.rglob("*.py"), None) is None:
        raise fail(Position(file=str(project)), "no project: there is no Python file in this folder")
    checkers = installed()
    with tempfile.TemporaryDirectory() as folder:
        before, after = _staged(old, Path(folder) / "old"), _staged(new, Path(folder) / "new")
        found = changes(_surface(old, before), _surface(new, after))
        found = traced(found, provenance) if provenance else found
        broken = [
            finding
            for name in checkers
            for finding in _news(
                [*CHECKERS[name](project, before.parent)],
                [*CHECKERS[name](project, after.parent)],
            )
        ]
    return Impact(project=str(project), checkers=checkers, breaks=tuple(_breaks(project, broken, found)), changes=found)


def _news(old: Sequence[Finding], new: Sequence[Finding]) -> list[Finding]:
    """What is found now and was not before; a message that reads differently is no news."""
    known = {(finding.file, finding.line, finding.code) for finding in old}
    return [finding for finding in new if (finding.file, finding.line, finding.code) not in known]


# --------------------------------------------------------------------------------------------------------- packages


def _staged(source: Path, folder: Path) -> Path:
    """Put the package alone in a folder of its own; gives the package's folder there."""
    if source.is_dir():
        package = surface.package_folder(source)
        return Path(shutil.copytree(package, folder / package.name, ignore=shutil.ignore_patterns("__pycache__")))
    if not zipfile.is_zipfile(source):
        raise fail(Position(file=str(source)), "neither a folder nor a wheel", "name a package's folder or a .whl file")
    with zipfile.ZipFile(source) as wheel:
        if any(Path(name).is_absolute() or ".." in Path(name).parts for name in wheel.namelist()):
            raise fail(Position(file=str(source)), "no wheel: it has files that lead out of it")
        wheel.extractall(folder)
    return surface.package_folder(folder)


def _surface(source: Path, package: Path) -> Surface:
    """The surface as recorded beside the package, else as its files show it."""
    recorded = source / "api.json"
    if recorded.is_file():
        return surface.loads(recorded.read_text(encoding="utf-8"), str(recorded))
    return surface.inspect(package)


# ----------------------------------------------------------------------------------------------------------- breaks


def _breaks(project: Path, found: Sequence[Finding], records: Sequence[Change]) -> Iterator[Break]:
    by_line: dict[tuple[str, int], list[Finding]] = {}
    for finding in found:
        by_line.setdefault((finding.file, finding.line), []).append(finding)
    for (file, line), findings in sorted(by_line.items()):
        text, statement = _source(project / file, line)
        messages = " ".join(finding.message for finding in findings)
        yield Break(
            file=file,
            line=line,
            text=text.strip(),
            findings=tuple(findings),
            change=_likeliest(records, messages, statement),
        )


def _source(path: Path, line: int) -> tuple[str, str]:
    """A line, and the statement that it belongs to."""
    text = path.read_text(encoding="utf-8", errors="replace")
    lines = text.splitlines()
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return here, here
    around = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt)
        and node.lineno <= line <= (node.end_lineno or node.lineno)
        and not _is_block(node)
    ]
    smallest = min(around, key=lambda node: (node.end_lineno or node.lineno) - node.lineno, default=None)
    return here, here if smallest is None else ast.unparse(smallest)


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


# ------------------------------------------------------------------------------------------------------------ telling


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def _told(item: Break) -> Iterator[str]:
    yield f"{item.file}:{item.line}: {item.text}"
    for finding in item.findings:
        code = f" [{finding.code}]" if finding.code else ""
        yield f"    {finding.checker}: {finding.message.splitlines()[0]}{code}"
    if item.change is None:
        yield "    no record names anything in this line; see `diff`"
        return
    step = " → ".join(part for part in (item.change.old or "-", item.change.new or "-"))
    yield f"    because {item.change.place}: {item.change.describes.says}, {step} (row {item.change.rule})"
    if item.change.advice:
        yield f"    {item.change.advice}"
    if item.change.line:
        yield f"    from {item.change.origin}, {item.change.line}"


def _cause(item: Change | None) -> str:
    if item is None:
        return "no record names anything in this line."
    where = f" ({item.origin}, {item.line})" if item.line else ""
    return f"{code_span(item.place)}: {item.describes.says}{where}. {item.advice}".strip()
