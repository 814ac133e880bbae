"""Decides the next version from what was released, and freezes a release.

`released/` holds the last release of this line: its surface (`api.json`), and its version, date and inputs
(`release.json`). A maintenance branch keeps its own, so 1.x can be mended after 2.0.
"""

from __future__ import annotations

import datetime
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from generator import surface
from generator.bump import changes, needed, next_version
from generator.bump.change import Change, highest, ordered, weight
from generator.bump.exceptions import ExceptionLine, excepted
from generator.bump.origin import Provenance, traced
from generator.problems import Position, Problem, fail
from generator.surface import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from generator.bump.rules import Bump
    from generator.surface.model import Surface

__all__ = ["Plan", "Release", "frozen", "plan", "read_release"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What was released last."""

    version: str
    date: str
    """As 2026-08-22."""
    surface: Surface
    inputs: Mapping[str, str] = field(default_factory=dict[str, str])
    """A digest of each kind of input (`bump.origin.ingredients`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The version that comes next, and why."""

    previous: str | None
    version: str
    bump: Bump
    changes: tuple[Change, ...]
    findings: tuple[Problem, ...] = ()
    at_least: Bump = "none"
    """What was asked for beyond the table, to be remembered until the release."""


def plan(
    released: Release | None,
    now: Surface,
    *,
    exceptions: Sequence[ExceptionLine] = (),
    at_least: Bump = "none",
    remembered: Bump = "none",
    provenance: Provenance | None = None,
) -> Plan:
    """Decide the next version. `at_least` may raise the step, never lower it; so may one `remembered` from before.

    Raises BadInputError if `at_least` is smaller than what changed asks for, or nothing was released yet.
    """
    if released is None:
        if at_least != "none":
            finding = f"nothing is released yet: the first version is {next_version(None, 'none')}, whatever the step"
            raise fail(Position(file="--bump"), finding, "leave it out")
        return Plan(previous=None, version=next_version(None, "none"), bump="none", changes=())
    found, unused = excepted(changes(released.surface, now), exceptions)
    if provenance is not None:
        found = traced(found, provenance)
    step = needed(found)
    if at_least != "none" and weight(at_least) < weight(step):
        worst = next(item for item in ordered(found) if item.bump == step)
        at = Position(file="--bump")
        finding = f"{at_least} is less than what changed asks for: {step}, for {worst.place} (row {worst.rule})"
        raise fail(at, finding, "a step can be raised, not lowered; list an exception with its reason instead")
    wanted = highest([at_least, remembered])
    step = highest([step, wanted])
    return Plan(
        previous=released.version,
        version=next_version(released.version, step),
        bump=step,
        changes=ordered(found),
        findings=unused,
        at_least=wanted,
    )


def frozen(release: Release) -> dict[str, str]:
    """Write a release as the files of `released/`. Raises BadInputError for a date or version in another form."""
    try:
        datetime.date.fromisoformat(release.date)
        next_version(release.version, "none")
    except ValueError as error:
        raise fail(Position(file="release"), str(error), "a date is written 2026-08-22, a version 1.2.3") from None
    stamp = {"version": release.version, "date": release.date, "inputs": dict(release.inputs)}
    return {"api.json": surface.dumps(release.surface), "release.json": canonical.dumps(stamp)}


def read_release(folder: Path) -> Release | None:
    """Read `released/`; None if nothing was released yet. Raises BadInputError for files that don't fit."""
    stamp, api = folder / "release.json", folder / "api.json"
    if not stamp.exists() and not api.exists():
        return None
    try:
        found = json.loads(stamp.read_text(encoding="utf-8"))
        version, date, inputs = found["version"], found["date"], found.get("inputs", {})
        if not (isinstance(version, str) and isinstance(date, str) and _are_texts(inputs)):
            raise ValueError("version and date are texts, inputs maps texts to texts")
        next_version(version, "none")
    except (OSError, KeyError, TypeError, ValueError) as error:
        hint = "released/ is written by `release` alone; restore it from version control"
        raise fail(Position(file=str(stamp)), f"not a release: {error}", hint) from None
    try:
        text = api.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise fail(Position(file=str(api)), f"not a surface: {error}") from None
    return Release(version=version, date=date, inputs=inputs, surface=surface.loads(text, str(api)))


def _are_texts(value: object) -> bool:
    if not isinstance(value, dict):
        return False
    pairs = cast("dict[object, object]", value).items()
    return all(isinstance(item, str) for pair in pairs for item in pair)
