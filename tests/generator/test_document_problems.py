"""What is said about documents that can't be read, as golden files, and that nothing but that ever happens."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.document import MAX_BYTES, load, loads
from generator.problems import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent.parent / "cases" / "problems"


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.iterdir()))
def test_what_is_said_about_a_document(
    name: str, monkeypatch: pytest.MonkeyPatch, golden: Callable[[Path, bytes], None]
) -> None:
    (document,) = (FOLDER / name).glob("document.*")
    monkeypatch.chdir(FOLDER / name)

    with pytest.raises(BadInputError) as caught:
        load(Path(document.name))

    golden(FOLDER / name / "error.txt", f"{caught.value}\n".encode())


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        load(tmp_path / "no.yaml", name="no.yaml")

    assert str(caught.value) == "no.yaml: there is no such file\n    hint: look at the path"


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        load(tmp_path, name="here")

    assert str(caught.value) == "here: this is a folder\n    hint: name a file in it"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    file = tmp_path / "secret.yaml"
    file.write_text("a: 1\n")
    file.chmod(0)

    with pytest.raises(BadInputError, match="can't be read: Permission denied"):
        load(file)


@pytest.mark.parametrize("name", ["a\0b.yaml", "x" * 5000, "a/" * 3000])
def test_an_impossible_path_is_told(name: str) -> None:
    with pytest.raises(BadInputError, match=r"can't be read|no such file"):
        load(Path(name))


def test_an_endless_file_is_told() -> None:
    with pytest.raises(BadInputError, match="larger than 32 MiB"):
        load(Path("/dev/zero"))


def test_a_large_file_is_told() -> None:
    with pytest.raises(BadInputError, match="larger than 32 MiB"):
        loads(b"#" * (MAX_BYTES + 1), name="a.yaml")


@pytest.mark.parametrize("name", ["a.yaml", "a.json"])
@pytest.mark.parametrize("opening", ["[", '{"a":', "{a: ", "- ", "? "])
def test_nesting_without_end_is_told(name: str, opening: str) -> None:
    with pytest.raises(BadInputError):
        loads('{"a": ' + opening * 100_000, name=name)


def test_so_many_problems_are_listed_and_no_more() -> None:
    text = "a: .inf\n" + "".join(f"b{number}: .inf\n" for number in range(1000))

    with pytest.raises(BadInputError) as caught:
        loads(text, name="a.yaml")

    assert len(caught.value.problems) == 50
