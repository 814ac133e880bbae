"""`gen.lock` tells what went in and what came out."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator import lock, swap

LOCK = lock.Lock(
    inputs={"spec/openapi.yaml": "1"},
    settings={},
    tools={"ruff": "1"},
    facts="f",
    surface="s",
    version="1.0.0",
    outputs={"b": "2", "a": "1"},
)


def test_a_lock_reads_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / "gen.lock").write_text(LOCK.text())

    assert lock.read_lock(tmp_path) == LOCK
    assert LOCK.text().index('"a": "1"') < LOCK.text().index('"b": "2"')


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 0}', '{"format": 1, "inputs": {}}', "\udcff"])
def test_a_broken_lock_is_told_with_what_to_do(tmp_path: Path, content: str) -> None:
    (tmp_path / "gen.lock").write_text(content, errors="surrogateescape")

    with pytest.raises(lock.LockError, match=r"gen\.lock: .*; (run|restore)"):
        lock.read_lock(tmp_path)


def test_a_missing_lock_is_told(tmp_path: Path) -> None:
    with pytest.raises(lock.LockError, match=r"gen\.lock: missing"):
        lock.read_lock(tmp_path)


def test_what_running_the_packages_leaves_behind_is_no_output(tmp_path: Path) -> None:
    files = {"a.py": b"1", "__pycache__/a.pyc": b"2", "x.egg-info/PKG-INFO": b"3", "dist/w.whl": b"4", "gen.lock": b"5"}
    swap.write_tree(tmp_path, files)

    assert lock.output_digests(tmp_path) == {"a.py": lock.digest(b"1")}


def test_inputs_are_named_relative_to_the_project(tmp_path: Path) -> None:
    swap.write_tree(tmp_path, {"p/spec/a": b"1", "p/spec/sub/b": b"2", "elsewhere": b"3"})

    found = lock.digests(tmp_path / "p", [tmp_path / "p" / "spec", tmp_path / "elsewhere"])

    assert sorted(found) == ["elsewhere", "spec/a", "spec/sub/b"]


def test_inputs_have_the_same_names_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swap.write_tree(tmp_path, {"spec/a": b"1", "spec/sub/a": b"2"})
    monkeypatch.chdir(tmp_path)

    assert lock.digests(tmp_path, [Path("spec")]) == lock.digests(tmp_path, [tmp_path / "spec"])
