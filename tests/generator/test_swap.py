"""Replacing a folder is whole or not at all, whatever happens in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator import swap

if TYPE_CHECKING:
    from pathlib import Path


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    swap.write_tree(folder, {"a": b"old", "sub/b": b"old"})
    return folder


def test_the_new_tree_replaces_the_old_one_and_leaves_nothing_beside(output: Path) -> None:
    with swap.stage(output) as staged:
        swap.write_tree(staged, {"c": b"new"})
        swap.exchange(output)

    assert tree(output) == {"c": b"new"}
    assert [path.name for path in output.parent.iterdir()] == ["out"]


def test_a_failure_while_building_leaves_the_old_tree_as_it_was(output: Path) -> None:
    before = tree(output)

    with pytest.raises(RuntimeError), swap.stage(output) as staged:
        swap.write_tree(staged, {"c": b"half"})
        raise RuntimeError

    assert tree(output) == before
    assert [path.name for path in output.parent.iterdir()] == ["out"]


def test_a_failing_second_rename_puts_the_old_tree_back(output: Path) -> None:
    before = tree(output)

    with pytest.raises(FileNotFoundError):
        swap.exchange(output)  # nothing was staged

    assert tree(output) == before


@pytest.mark.parametrize(
    ("present", "kept", "said"),
    [
        (["old", "new"], b"old", "undone"),
        (["out", "old"], b"out", "completed"),
        (["out", "new"], b"out", ""),
        (["out"], b"out", ""),
    ],
)
def test_each_state_of_an_interrupted_exchange_is_mended(
    tmp_path: Path, present: list[str], kept: bytes, said: str
) -> None:
    names = {"out": "out", "old": ".out.old", "new": ".out.new"}
    for kind in present:
        swap.write_tree(tmp_path / names[kind], {"file": kind.encode()})

    done = swap.mend(tmp_path / "out")

    assert said in done
    assert bool(said) == bool(done)
    assert tree(tmp_path) == {"out/file": kept}


def test_two_runs_at_once_are_refused_and_the_right_is_free_again_afterwards(output: Path) -> None:
    with swap.exclusive(output), pytest.raises(swap.BusyError, match="another run"), swap.exclusive(output):
        pass

    with swap.exclusive(output):
        pass
