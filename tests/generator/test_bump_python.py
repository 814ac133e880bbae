"""What changed between two packages of which one has nothing but the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.bump import changes, needed
from generator.bump.floor import breakages
from generator.tools import ToolError
from tests.generator.bump_modules import PAIRS, Pair, surface_of

if TYPE_CHECKING:
    from pathlib import Path

    from generator.bump.change import Change


def told(found: tuple[Change, ...]) -> tuple[str, ...]:
    return tuple(f"{item.bump} {item.rule} {item.kind} {item.place}" for item in found)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_a_change_of_python_gives_its_records_both_ways(pair: Pair, tmp_path: Path) -> None:
    old, new = surface_of(pair.old, tmp_path / "old"), surface_of(pair.new, tmp_path / "new")

    assert told(changes(old, new)) == pair.forward
    assert told(changes(new, old)) == pair.backward


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_what_griffe_sees_is_major(pair: Pair, tmp_path: Path) -> None:
    """Another tool's view as a floor: it sees about half of what breaks, but what it sees must not pass for less."""
    old, new = surface_of(pair.old, tmp_path / "old"), surface_of(pair.new, tmp_path / "new")

    forward = breakages(tmp_path / "old", tmp_path / "new")
    backward = breakages(tmp_path / "new", tmp_path / "old")

    assert not forward or needed(changes(old, new)) == "major", forward
    assert not backward or needed(changes(new, old)) == "major", backward


def test_griffe_sees_some_of_it(tmp_path: Path) -> None:
    """A floor that never sees anything would hold nothing up."""
    seen = 0
    for index, pair in enumerate(PAIRS):
        surface_of(pair.old, tmp_path / f"{index}-old")
        surface_of(pair.new, tmp_path / f"{index}-new")
        seen += bool(breakages(tmp_path / f"{index}-old", tmp_path / f"{index}-new"))
        seen += bool(breakages(tmp_path / f"{index}-new", tmp_path / f"{index}-old"))

    assert seen > 15


def test_without_griffe_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_: str) -> None:
        return None

    monkeypatch.setattr("importlib.util.find_spec", nothing)

    with pytest.raises(ToolError, match=r"^griffe is not installed: install "):
        breakages(tmp_path, tmp_path)
