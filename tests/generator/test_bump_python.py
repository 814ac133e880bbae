"""What changed between two packages of which one has nothing but the files."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import griffe
import pytest

from generator.bump import changes, needed
from generator.bump_change import weight
from tests.generator.bump_modules import PAIRS, Pair, surface_of

if TYPE_CHECKING:
    from pathlib import Path

    from generator.bump_change import Change


def told(found: tuple[Change, ...]) -> tuple[str, ...]:
    return tuple(f"{item.bump} {item.rule} {item.kind} {item.place}" for item in found)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_change_of_python_gives_its_records_both_ways(pair: Pair, tmp_path: Path) -> None:
    old, new = surface_of(pair.old, tmp_path / "old"), surface_of(pair.new, tmp_path / "new")

    assert told(changes(old, new)) == pair.forward
    assert told(changes(new, old)) == pair.backward


def is_serious(breakage: griffe.Breakage) -> bool:
    """Other defaults can be passed; constants are there to change; a private base is known by its members alone."""
    if breakage.kind is griffe.BreakageKind.CLASS_REMOVED_BASE:
        return not all(str(base).rpartition(".")[2].startswith("_") for base in breakage.old_value)
    return breakage.kind not in (
        griffe.BreakageKind.PARAMETER_CHANGED_DEFAULT,
        griffe.BreakageKind.ATTRIBUTE_CHANGED_VALUE,
    )


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_what_griffe_sees_is_major(pair: Pair, tmp_path: Path) -> None:
    """Another tool's view as a floor: it sees about half of what breaks, but what it sees must not pass for less."""
    for first, second in ((pair.old, pair.new), (pair.new, pair.old)):
        old, new = surface_of(first, tmp_path / "old"), surface_of(second, tmp_path / "new")
        packages = [griffe.load("shelf", search_paths=[str(tmp_path / side)]) for side in ("old", "new")]

        breakages = list(griffe.find_breaking_changes(*packages))

        serious = [breakage for breakage in breakages if is_serious(breakage)]
        assert not serious or weight(needed(changes(old, new))) == weight("major"), serious[0].explain()
        shutil.rmtree(tmp_path / "old")
        shutil.rmtree(tmp_path / "new")
