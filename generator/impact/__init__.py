"""Names the lines of somebody's project that another version of the package breaks, and the change behind each."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.bump import changes
from generator.bump.origin import Provenance, traced
from generator.diff import record
from generator.impact.breaks import Break, breaks
from generator.impact.checkers import CHECKERS, Finding, installed, unreadable
from generator.impact.mentions import Mention, mentions
from generator.impact.packages import stage, surface_of
from generator.literals import code_span
from generator.problems import BadInputError, Position, Problem, fail
from generator.tools import ToolError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from generator.bump.change import Change

__all__ = ["Break", "Impact", "Mention", "impact"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What an upgrade would do to a project, as far as types tell."""

    project: str
    checkers: tuple[str, ...]
    breaks: tuple[Break, ...]
    changes: tuple[Change, ...]
    mentions: tuple[Mention, ...] = ()
    """Lines that may break, too: checkers can't say."""
    problems: tuple[Problem, ...] = ()
    """What could not be looked at."""

    def text(self) -> str:
        """Tell it for a terminal."""
        told = ", ".join(self.checkers)
        found = f"{_lines(len(self.breaks))} would break" if self.breaks else "nothing breaks"
        blocks = [[f"{self.project}: {found}, {_say(self.checkers)} {told}"]]
        blocks += [[*_told(item)] for item in self.breaks]
        if self.mentions:
            blocks.append(["Names that are gone, in texts that no checker reads:"])
            blocks += [[*_mentioned(item)] for item in self.mentions]
        if self.problems:
            blocks.append(["Not looked at:", *(f"  {problem.at}: {problem.finding}" for problem in self.problems)])
        return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"

    def markdown(self) -> str:
        """Tell it as a list."""
        if not self.breaks and not self.mentions:
            return "Nothing breaks.\n"
        found: list[Break | Mention] = [*self.breaks, *self.mentions]
        return "".join(
            f"- {code_span(f'{item.file}:{item.line}')} {code_span(item.text)}: {_cause(item.change)}\n"
            for item in found
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
        seen = [
            {"file": item.file, "line": item.line, "text": item.text, "change": record(item.change)}
            for item in self.mentions
        ]
        problems = [str(problem) for problem in self.problems]
        told = {"checkers": list(self.checkers), "breaks": found, "mentions": seen, "problems": problems}
        return json.dumps(told, indent=2) + "\n"


def impact(old: Path, new: Path, project: Path, *, provenance: Provenance | None = None) -> Impact:
    """Type-check a project against two versions of a package, each a folder, a wheel or an sdist.

    `provenance` tells where the new version's description says what it says. Raises BadInputError for what is no
    package or no project, and where no type checker is installed or none can tell.
    """
    project = project.resolve()
    if not project.is_dir() or next(project.rglob("*.py"), None) is None:
        raise fail(Position(file=str(project)), "no project: there is no Python file in this folder")
    checkers = installed()
    with tempfile.TemporaryDirectory() as folder:
        before, after = stage(old, Path(folder) / "old"), stage(new, Path(folder) / "new")
        found = changes(surface_of(old, before), surface_of(new, after))
        found = traced(found, provenance) if provenance else found
        heard, problems = _heard(checkers, project, before.parent, after.parent)
        package = before.name
    broken = tuple(breaks(project, [finding for news in heard.values() for finding in news], found))
    known = {(item.file, item.line) for item in broken}
    return Impact(
        project=str(project),
        checkers=tuple(heard),
        breaks=broken,
        changes=found,
        mentions=tuple(mentions(project, package, found, known)),
        problems=(*unreadable(project), *problems),
    )


def _heard(
    checkers: Sequence[str], project: Path, before: Path, after: Path
) -> tuple[dict[str, list[Finding]], list[Problem]]:
    """Ask each checker twice; one that can't tell is a problem, none that can an error."""
    heard: dict[str, list[Finding]] = {}
    problems: list[Problem] = []
    for name in checkers:
        try:
            heard[name] = _news([*CHECKERS[name](project, before)], [*CHECKERS[name](project, after)])
        except ToolError as error:
            problems.append(Problem(at=Position(file=error.tool), finding=error.finding))
    if not heard:
        raise BadInputError(problems)
    return heard, problems


def _news(old: Sequence[Finding], new: Sequence[Finding]) -> list[Finding]:
    """What is found now and was not before; a message that reads differently is no news."""
    known = {(finding.file, finding.line, finding.code) for finding in old}
    return [finding for finding in new if (finding.file, finding.line, finding.code) not in known]


# ------------------------------------------------------------------------------------------------------------ telling


def _say(checkers: Sequence[str]) -> str:
    return "says" if len(checkers) == 1 else "say"


def _mentioned(item: Mention) -> Iterator[str]:
    yield f"{item.file}:{item.line}: {item.text}"
    yield f"    {item.change.place}: {item.change.describes.says} (row {item.change.rule})"


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
