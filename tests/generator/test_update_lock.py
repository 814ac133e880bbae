"""The record of where a description came from, and how files are exchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.problems import BadInputError
from generator.update.lock import Lock, lock_path, read_lock, replace_files

LOCK = Lock(
    url="https://example.com/openapi.yaml",
    date="2026-08-22",
    etag='W/"a: b"',
    document="d" * 64,
    facts="0" * 64,
    operations=("makeThing",),
    prose={"/b": "123456789012", "/a: #": "1e1234567890"},
)


def test_a_lock_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = lock_path(tmp_path / "openapi.yaml")
    path.write_text(LOCK.text())

    assert path.name == "openapi.lock"
    assert read_lock(path) == LOCK


def test_what_nobody_said_is_not_in_the_lock() -> None:
    unknown = Lock(url="a.yaml", date="", etag="", document="d", facts="f", operations=(), prose={})

    assert unknown.text().splitlines()[1:] == [
        "url: a.yaml",
        "sha256:",
        "  document: d",
        "  facts: f",
        "operations: []",
        "prose: {}",
    ]


def test_there_may_be_no_lock_yet(tmp_path: Path) -> None:
    assert read_lock(tmp_path / "openapi.lock") is None


@pytest.mark.parametrize(
    "text",
    ["{}", "url: a\nsha256: b\noperations: []\nprose: {}", LOCK.text().split("prose")[0] + "prose: a", "<<<< ours"],
)
def test_a_broken_lock_is_one_clear_error(text: str, tmp_path: Path) -> None:
    path = tmp_path / "openapi.lock"
    path.write_text(text)

    with pytest.raises(BadInputError) as caught:
        read_lock(path)

    assert str(caught.value).startswith(path.as_posix())


@pytest.fixture
def files(tmp_path: Path) -> dict[Path, str]:
    """Two files with old content, to be replaced by new."""
    paths = [tmp_path / "a.yaml", tmp_path / "b.lock"]
    for path in paths:
        path.write_text("old")
    return dict.fromkeys(paths, "new")


def content(files: dict[Path, str]) -> dict[str, str]:
    """Everything in the folder."""
    folder = next(iter(files)).parent
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def test_files_are_replaced_and_nothing_else_is_left(files: dict[Path, str]) -> None:
    assert replace_files(files) == tuple(files)
    assert content(files) == {"a.yaml": "new", "b.lock": "new"}


def test_a_file_that_is_as_wanted_is_not_touched(files: dict[Path, str]) -> None:
    first, second = files
    first.write_text("new")
    before = first.stat()

    assert replace_files(files) == (second,)
    assert first.stat() == before


def test_a_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.yaml"

    assert replace_files({path: "text"}) == (path,)
    assert path.read_text() == "text"


@pytest.mark.parametrize("failing", [0, 1])
@pytest.mark.parametrize("step", ["open", "replace"])
@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device", "b.lock")])
def test_whatever_stops_it_leaves_the_old_files_and_nothing_else(
    failing: int, step: str, error: BaseException, files: dict[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(Path, step)
    calls: list[Path] = []

    def interrupted(path: Path, *args: object, **named: object) -> object:
        if path.name.endswith(".new"):
            calls.append(path)
            if len(calls) == failing + 1:
                raise error
        return real(path, *args, **named)

    monkeypatch.setattr(Path, step, interrupted)

    with pytest.raises((KeyboardInterrupt, BadInputError)):
        replace_files(files)

    assert content(files) == {"a.yaml": "old", "b.lock": "old"}


def test_what_was_not_there_is_not_there_after_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {tmp_path / "a.yaml": "new", tmp_path / "b.lock": "new"}
    real = Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        if target.name == "b.lock":
            raise KeyboardInterrupt
        return real(path, target)

    monkeypatch.setattr(Path, "replace", interrupted)

    with pytest.raises(KeyboardInterrupt):
        replace_files(wanted)

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(BadInputError, match=r"can't be written: (not a directory|file exists)"):
        replace_files({tmp_path / "file" / "a.yaml": "text"})
