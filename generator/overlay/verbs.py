"""The verbs `overlay apply`, `validate` and `lint`: files in, a result to show out.

All raise BadInputError where an input can't be used (exit code 2); nothing is written then.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator.document import load, pointer_text
from generator.problems import Position, fail

from .applying import apply
from .reading import read_all

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.document import Change, Pointer
    from generator.problems import Problem

    from .applying import Applied
    from .model import Overlay

__all__ = ["AppliedFile", "LintedFiles", "ValidatedFiles", "apply_files", "lint_files", "validate_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppliedFile:
    """What `apply` wrote; findings don't make it fail."""

    output: str
    applied: Applied

    @property
    def exit_code(self) -> int:
        """0: the file is written."""
        return 0

    def text(self) -> str:
        """Say what was written, and what is strange about it."""
        changes = _count(len(self.applied.log), "change")
        return "\n".join([*map(str, self.applied.findings), f"{self.output}: written with {changes}"])

    def json(self) -> dict[str, Any]:
        """Say the same, and list the changes."""
        changes = [_change_json(pointer, change) for pointer, change in self.applied.log]
        return {
            "written": self.output,
            "changes": changes,
            "findings": [found.json() for found in self.applied.findings],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidatedFiles:
    """What `validate` found in overlays that can be applied."""

    overlays: tuple[Overlay, ...]
    findings: tuple[Problem, ...]

    @property
    def exit_code(self) -> int:
        """1 if something should be looked at."""
        return 1 if self.findings else 0

    def text(self) -> str:
        """Say what the overlays are, and what is strange about them."""
        lines = [
            f"{overlay.name}: Overlay 1.{overlay.minor}, {_count(len(overlay.actions), 'action')}"
            for overlay in self.overlays
        ]
        return "\n".join([*map(str, self.findings), *lines])

    def json(self) -> dict[str, Any]:
        """Say the same."""
        overlays = [
            {
                "file": overlay.name,
                "version": f"1.{overlay.minor}",
                "title": overlay.title,
                "extends": overlay.extends,
                "actions": len(overlay.actions),
            }
            for overlay in self.overlays
        ]
        return {"overlays": overlays, "findings": [found.json() for found in self.findings]}


@dataclass(frozen=True, slots=True, kw_only=True)
class LintedFiles:
    """What `lint` found: overlays and document fit, but perhaps not well."""

    applied: Applied

    @property
    def exit_code(self) -> int:
        """1 if something should be looked at."""
        return 1 if self.applied.findings else 0

    def text(self) -> str:
        """List the findings."""
        findings = self.applied.findings
        return "\n".join([*map(str, findings), _count(len(findings), "finding")])

    def json(self) -> dict[str, Any]:
        """Say the same, and list the changes."""
        changes = [_change_json(pointer, change) for pointer, change in self.applied.log]
        return {"changes": changes, "findings": [found.json() for found in self.applied.findings]}


def apply_files(spec: Path, overlays: Sequence[Path], output: Path, *, lax: bool = False) -> AppliedFile:
    """Apply overlays to a document and write the result.

    It is written as the document was, YAML or JSON, but to a file named `.json` always as JSON.
    """
    applied = apply(load(spec), overlays, lax=lax)
    document = applied.document
    _write(output, document.as_json() if output.suffix == ".json" else document.encoded())
    return AppliedFile(output=output.as_posix(), applied=applied)


def validate_files(overlays: Sequence[Path]) -> ValidatedFiles:
    """Check overlays against the specification, without a document."""
    read = read_all(overlays)
    findings = sorted((finding for overlay in read for finding in overlay.findings + overlay.liberties), key=_order)
    return ValidatedFiles(overlays=tuple(read), findings=tuple(findings))


def lint_files(spec: Path, overlays: Sequence[Path], *, lax: bool = False) -> LintedFiles:
    """Apply overlays to a document without writing anything, to see what can be left out or does not fit."""
    return LintedFiles(applied=apply(load(spec), overlays, lax=lax))


def _write(output: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        if output.exists() and not output.is_file():
            output.write_bytes(content)  # a pipe or a terminal
            return
        try:
            beside.write_bytes(content)
            if output.exists():
                beside.chmod(output.stat().st_mode)
            beside.replace(output)
        finally:
            beside.unlink(missing_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        at = Position(file=output.as_posix())
        raise fail(at, f"can't be written: {reason}", "look at the path and its permissions") from None


def _order(problem: Problem) -> tuple[Position, str]:
    return problem.at, problem.finding


def _change_json(pointer: Pointer, change: Change) -> dict[str, Any]:
    return {
        "pointer": pointer_text(pointer),
        "verb": change.verb,
        "overlay": change.overlay,
        "action": change.action,
        "at": change.at.json(),
        "source": None if change.source is None else pointer_text(change.source),
    }


def _count(number: int, noun: str) -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
