"""How the real endpoint changed in 2026, step by step: each step gets the bump that it deserves."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest

from generator import surface
from generator.bump import changes, needed, next_version
from generator.bump.origin import Provenance
from generator.config import defaults
from generator.document import load
from generator.impact import impact
from generator.lower import lower
from generator.select import select
from tests.generator.bump_packages import Rendered, rendered
from tests.generator.bump_programs import CONSUMERS, Environment, checked, run_all, serve

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_httpserver import HTTPServer

    from generator.bump.change import Change
    from generator.surface.model import Surface

TITLE = "OpenRouter API"
WORDS_ONLY = 37


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A transition from one slice to the next: what was expected of it, and what was found."""

    number: int
    slice: str
    rules: frozenset[int]
    bump: str
    version: str
    found: tuple[Change, ...]


@pytest.fixture(scope="module")
def steps(shared_data: Path) -> list[Step]:
    """Replay the 38 transitions, each against the surface of the slice before, counting versions from 1.0.0."""
    folder = shared_data / "history"
    history: dict[str, Any] = json.loads((folder / "changes.json").read_text())
    old, version = _surface(folder / "slices" / history["first"]["slice"]), "1.0.0"
    steps: list[Step] = []
    for step in history["transitions"]:
        new = _surface(folder / "slices" / step["to"], old)
        found = changes(old, new)
        version = next_version(version, needed(found))
        steps.append(
            Step(
                number=step["n"],
                slice=step["to"],
                rules=frozenset(step["rules"]) - {WORDS_ONLY},
                bump=step["bump"],
                version=version,
                found=found,
            )
        )
        old = new
    return steps


def _surface(path: Path, released: Surface | None = None) -> Surface:
    document = select(load(path), [])
    settled = surface.settled_errors(released) if released else None
    return surface.describe(lower(document, defaults(TITLE), settled_errors=settled))


def test_each_of_the_38_steps_gets_the_bump_it_deserves(steps: list[Step]) -> None:
    found = {step.number: needed(step.found) for step in steps}

    assert found == {step.number: step.bump for step in steps}
    assert len(steps) == 38


def test_each_step_falls_under_the_rows_it_should(steps: list[Step]) -> None:
    """A step of no consequence has no record, though the history names the row that it is about."""
    expected = {step.number: step.rules if step.bump != "none" else frozenset[int]() for step in steps}

    assert {step.number: frozenset(item.rule for item in step.found) for step in steps} == expected


def test_the_versions_follow(steps: list[Step]) -> None:
    versions = [step.version for step in steps]

    assert versions[13] == "1.12.0"
    assert versions[14] == "2.0.0"
    assert versions[-1] == "2.21.0"


def test_taking_many_steps_at_once_is_never_a_smaller_step_than_the_largest(
    shared_data: Path, steps: list[Step]
) -> None:
    """Whoever releases once a month gets the bump of the worst day of it."""
    slices = shared_data / "history" / "slices"
    first = _surface(next(slices.glob("00-*")))

    for step in steps[::9]:
        largest = max((one.bump for one in steps[: step.number]), key=["none", "patch", "minor", "major"].index)
        assert needed(changes(first, _surface(slices / step.slice, first))) == largest


# ----------------------------------------------------------------------------------------------------------- packages

CHECKED = {"1.0.0": 0, "1.7.0": 9, "1.12.0": 14, "2.0.0": 15, "2.11.0": 28, "2.18.0": 35, "2.21.0": 38}
"""Releases that are made into packages: version → number of the slice."""


@pytest.fixture(scope="module")
def packages(shared_data: Path, root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Rendered]:
    """Packages of some releases, each made after the one before; without the stream, which nobody asks for."""
    folder = tmp_path_factory.mktemp("history")
    overlays = [root / "spec" / "overlays" / "10-no-stream.yaml"]
    made: dict[str, Rendered] = {}
    released: Surface | None = None
    for version, number in CHECKED.items():
        text = next((shared_data / "history" / "slices").glob(f"{number:02}-*")).read_text()
        made[version] = rendered(
            text, folder / version, title=TITLE, overlays=overlays, released=released, version=version
        )
        released = made[version].surface
    return made


def test_the_versions_of_the_packages_are_those_of_the_steps(steps: list[Step]) -> None:
    versions = {step.number: step.version for step in steps}

    assert {version: versions.get(number, "1.0.0") for version, number in CHECKED.items()} == {
        version: version for version in CHECKED
    }


def test_the_rendered_names_show_nothing_that_the_descriptions_do_not(packages: dict[str, Rendered]) -> None:
    made = list(packages.values())
    for old, new in itertools.pairwise(made):
        whole = changes(replace(old.surface, content=""), replace(new.surface, content=""))
        described = changes(surface.describe(old.package), surface.describe(new.package))

        assert [(item.rule, item.place) for item in whole] == [(item.rule, item.place) for item in described]


def programs(major: str) -> list[tuple[str, Path]]:
    """The programs written for releases with a first number, each with its version."""
    folders = sorted((CONSUMERS / "history").glob(f"{major}.*"))
    return [(f"{folder.name}.0", path) for folder in folders for path in sorted(folder.glob("*.py"))]


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _fitting(version: str) -> tuple[Path, ...]:
    """The programs that a release must not break: those written for it or for one before, with its first number."""
    major = version.partition(".")[0]
    return tuple(path for since, path in programs(major) if _order(since) <= _order(version))


def test_programs_written_for_a_release_are_right_with_every_later_one_of_its_major(
    packages: dict[str, Rendered], tmp_path: Path
) -> None:
    environments = [
        Environment(name=version, programs=_fitting(version), packages=made.folder / "src")
        for version, made in packages.items()
    ]

    found = checked(tmp_path, environments)

    assert found == {version: [] for version in packages}


@pytest.mark.parametrize("version", CHECKED)
def test_programs_written_for_a_release_run_with_every_later_one_of_its_major(
    packages: dict[str, Rendered], httpserver: HTTPServer, version: str
) -> None:
    run_all(_fitting(version), packages[version].folder / "src", serve(httpserver))


def test_the_one_major_step_breaks_a_program_and_its_line_and_cause_are_named(
    packages: dict[str, Rendered], tmp_path: Path
) -> None:
    """1.x promised each result's text; from 2.0 on a document may be an image."""
    old, new = packages["1.12.0"], packages["2.0.0"]
    project = tmp_path / "project"
    project.mkdir()
    for path in _fitting("1.12.0"):
        (project / path.name).write_bytes(path.read_bytes())
    provenance = Provenance(document=new.document, sources=surface.sources(new.package))

    found = impact(old.folder, new.folder, project, provenance=provenance)

    assert [(item.file, item.text) for item in found.breaks] == [
        ("rank_texts.py", 'assert shout(best.document.text) == "TWO"')
    ]
    change = found.breaks[0].change
    assert change is not None
    assert (change.rule, change.bump, change.place.rpartition(".")[2]) == (21, "major", "text")
    assert (change.origin, change.line.partition(":")[0]) == ("upstream document", "openapi.json")
