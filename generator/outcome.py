"""What came of a run, for people and for programs."""

from __future__ import annotations

import difflib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from generator import ir
    from generator.bump.change import Change
    from generator.bump.release import Plan
    from generator.bump.rules import Bump
    from generator.distribute import Built
    from generator.problems import Problem
    from generator.proof import Proof

__all__ = ["Frozen", "Summary", "Verdict"]

_SHOWN_FILES = 12
_SHOWN_CHANGES = 12
_SHOWN_LINES = 60
_SHOWN_FINDINGS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What `generate` did."""

    output: str
    version: str
    previous: str | None
    """The released version; None if nothing is released yet."""
    bump: str
    changes: tuple[Change, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    findings: tuple[Problem, ...] = ()
    unrendered: tuple[Problem, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    mended: str = ""
    seconds: float = 0.0
    product: str = ""

    @classmethod
    def unchanged(cls, output: Path, version: str, previous: str | None, mended: str) -> Summary:
        """Tell of a run that had nothing to do."""
        return cls(output=str(output), version=version, previous=previous, bump=_step(previous, version), mended=mended)

    @classmethod
    def of(
        cls,
        output: Path,
        inputs: int,
        package: ir.Package,
        plan: Plan,
        findings: Sequence[Problem],
        unrendered: Sequence[Problem],
        files: Mapping[str, str],
        mended: str,
        started: float,
    ) -> Summary:
        """Tell of a run that made the packages; `started` is the process's CPU time then."""
        return cls(
            output=str(output),
            version=plan.version,
            previous=plan.previous,
            bump=plan.bump,
            changes=plan.changes,
            counts={
                "inputs": inputs,
                "operations": len(package.operations),
                "models": len(package.declarations),
                "errors": len(package.errors),
            },
            findings=tuple(findings),
            unrendered=tuple(unrendered),
            files=files,
            mended=mended,
            seconds=time.process_time() - started,
            product=package.distribution,
        )

    def text(self) -> str:
        """Tell it for a terminal."""
        lines = [self.mended] if self.mended else []
        if not self.product:
            return "\n".join([*lines, f"{self.output}: up to date, version {self.version}"])
        lines += [f"{problem}" for problem in (*self.findings, *self.unrendered)]
        lines.append(f"{self.product} {self.version}  ({_why(self.previous, self.bump, self.changes)})")
        lines += _change_lines(self.changes)
        lines.append("  " + ", ".join(_counted(count, noun) for noun, count in self.counts.items()))
        lines += _file_lines(self.output, self.files)
        lines.append(f"  {self.seconds:.2f} s of CPU")
        return "\n".join(lines)

    def json(self) -> dict[str, Any]:
        """Tell it for programs."""
        return {
            "output": self.output,
            "up_to_date": not self.product,
            "version": self.version,
            "previous": self.previous,
            "bump": self.bump,
            "changes": _records(self.changes),
            "counts": dict(self.counts),
            "findings": [str(problem) for problem in self.findings],
            "unrendered": [str(problem) for problem in self.unrendered],
            "files": dict(self.files),
            "mended": self.mended,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What `check` found."""

    output: str
    files: Mapping[str, str]
    difference: str
    recorded: str
    version: str
    bump: Bump
    changes: tuple[Change, ...]
    unrendered: tuple[Problem, ...]
    proofs: tuple[Proof, ...] = ()
    """What the full check found; none if it was not asked for, or the packages are stale."""

    @classmethod
    def of(
        cls,
        output: Path,
        staged: Path,
        files: Mapping[str, str],
        recorded: str,
        plan: Plan,
        unrendered: Sequence[Problem],
    ) -> Verdict:
        """Compare two trees that differ in `files`."""
        return cls(
            output=str(output),
            files=files,
            difference="".join(_difference(output, staged, name) for name in files),
            recorded=recorded,
            version=plan.version,
            bump=plan.bump,
            changes=plan.changes,
            unrendered=tuple(unrendered),
        )

    @property
    def clean(self) -> bool:
        """Whether the packages are what the inputs give."""
        return not self.files

    @property
    def holds(self) -> bool:
        """Whether they are, and nothing else is wrong that was looked for."""
        return self.clean and all(proof.holds for proof in self.proofs)

    def text(self) -> str:
        """Tell it for a terminal."""
        if self.clean:
            told = f"{self.output}: as the inputs give it, version {self.version}"
            return "\n".join([told, *_proof_lines(self.proofs), *_verdict(self.proofs)])
        lines = [f"{self.output} is stale: run `make generate` and commit the result"]
        lines += _file_lines(self.output, self.files)
        shown = self.difference.splitlines()
        lines += [f"    {line}" for line in shown[:_SHOWN_LINES]]
        if len(shown) > _SHOWN_LINES:
            lines.append(f"    … {len(shown) - _SHOWN_LINES} lines more")
        version = self.version if self.version == self.recorded else f"{self.recorded} → {self.version}"
        lines += [f"  version {version} ({self.bump})", *_change_lines(self.changes)]
        return "\n".join(lines)

    def json(self) -> dict[str, Any]:
        """Tell it for programs."""
        return {
            "output": self.output,
            "clean": self.clean,
            "files": dict(self.files),
            "version": self.version,
            "recorded": self.recorded,
            "bump": self.bump,
            "changes": _records(self.changes),
            "unrendered": [str(problem) for problem in self.unrendered],
            "proofs": [proof.json() for proof in self.proofs],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """What `release` did."""

    product: str
    version: str
    date: str
    previous: str | None
    output: str
    changes: tuple[Change, ...]
    proofs: tuple[Proof, ...]
    built: Built

    @classmethod
    def of(
        cls, output: Path, package: ir.Package, plan: Plan, date: str, proofs: tuple[Proof, ...], built: Built
    ) -> Frozen:
        """Tell of a release that was made."""
        return cls(
            product=package.distribution,
            version=plan.version,
            date=date,
            previous=plan.previous,
            output=str(output),
            changes=plan.changes,
            proofs=proofs,
            built=built,
        )

    def text(self) -> str:
        """Tell it for a terminal."""
        since = f"after {self.previous}: {_counted(len(self.changes), 'changes')}" if self.previous else "the first"
        lines = [f"{self.product} {self.version}, {self.date}: released ({since})", *_proof_lines(self.proofs)]
        lines += [f"  {self.built.folder}/{name}" for name in self.built.files]
        return "\n".join([*lines, f"next: commit {self.output}/, tag it v{self.version}, then `make publish INDEX=…`"])

    def json(self) -> dict[str, Any]:
        """Tell it for programs."""
        return {
            "product": self.product,
            "version": self.version,
            "date": self.date,
            "previous": self.previous,
            "changes": _records(self.changes),
            "proofs": [proof.json() for proof in self.proofs],
            "dist": self.built.json(),
        }


def _proof_lines(proofs: Sequence[Proof]) -> Iterator[str]:
    """A line for each step of the full check, and what it found below it."""
    for proof in proofs:
        said = proof.said if proof.holds else _counted(len(proof.findings), "findings")
        yield f"  {proof.name:9} {said} ({proof.seconds:.0f} s)"
        yield from (f"    {_one_line(finding)}" for finding in proof.findings[:_SHOWN_FINDINGS])
        if more := proof.findings[_SHOWN_FINDINGS:]:
            yield f"    … {len(more)} more"


def _one_line(text: str) -> str:
    """Keep what other tools say in its column."""
    return "\n    ".join(text.splitlines())


def _verdict(proofs: Sequence[Proof]) -> Iterator[str]:
    wrong = [proof.name for proof in proofs if not proof.holds]
    if wrong:
        yield f"not fit for a release: {', '.join(wrong)}"
    elif proofs:
        yield "everything holds"


def _step(previous: str | None, version: str) -> str:
    """Which part of a version is another than in the released one."""
    parts = zip((previous or version).split("."), version.split("."), ("major", "minor", "patch"), strict=False)
    return next((step for old, new, step in parts if old != new), "none")


def _why(previous: str | None, bump: str, changes: Sequence[Change]) -> str:
    if previous is None:
        return "nothing is released yet"
    asked = ", asked for by --bump" if all(change.bump != bump for change in changes) else ""
    if bump == "none":
        return f"as released: nothing that a caller could see changed since {previous}"
    return f"{bump} step from {previous}{asked}: {_counted(len(changes), 'changes')}"


def _change_lines(changes: Sequence[Change]) -> list[str]:
    """What changed since the release, and who changed it in which line."""
    lines: list[str] = []
    for change in changes[:_SHOWN_CHANGES]:
        origin = ", ".join(filter(None, (change.origin, change.line)))
        told = f"  {change.bump}: {change.place}: {change.describes.says}"
        lines.append(f"{told}  ({origin})" if origin else told)
    more = len(changes) - len(lines)
    return [*lines, *([f"    … {_counted(more, 'changes')} more"] if more > 0 else [])]


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun.removesuffix('s') if count == 1 else noun}"


def _file_lines(output: str, files: Mapping[str, str]) -> list[str]:
    if not files:
        return [f"  no file of {output} changed"]
    lines = [f"  {mark} {output}/{name}" for name, mark in list(files.items())[:_SHOWN_FILES]]
    more = len(files) - len(lines)
    return [*lines, *([f"    … {_counted(more, 'files')} more"] if more > 0 else [])]


def _records(changes: Sequence[Change]) -> list[dict[str, Any]]:
    from generator.diff import record  # noqa: PLC0415 - nothing to tell is the usual case, and quick

    return [record(change) for change in changes]


def _difference(output: Path, staged: Path, name: str) -> str:
    old, new = (_lines(folder / name) for folder in (output, staged))
    return "".join(difflib.unified_diff(old, new, f"{output.name}/{name}", f"made anew/{name}", n=1))


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8", errors="replace")
    return [line if line.endswith("\n") else f"{line}\n" for line in text.splitlines(keepends=True)]
