"""`diff`: two documents, surfaces or packages; the same records in three forms."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generator import surface
from generator.bump import changes
from generator.config import defaults
from generator.diff import Difference, Reading, compare
from generator.document import load
from generator.lower import lower
from generator.problems import BadInputError
from generator.select import select
from tests.generator.bump_cases import FOLDER, merged, plain
from tests.generator.bump_packages import Rendered, rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

BASE: dict[str, Any] = plain(FOLDER / "base.yaml")
CHANGED = merged(BASE, plain(FOLDER / "told" / "change.yaml"))


def read(path: Path, settled: Collection[str] | None) -> Reading:
    document = select(load(path), [])
    return Reading(package=lower(document, defaults("Shelf API"), settled_errors=settled), document=document)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two descriptions, the packages made from them, and their surfaces."""
    folder = tmp_path_factory.mktemp("diff")
    old = rendered(BASE, folder / "old")
    new = rendered(CHANGED, folder / "new", released=old.surface)
    _save(folder, "old", BASE, old)
    _save(folder, "new", CHANGED, new)
    return folder


def _save(folder: Path, name: str, description: dict[str, Any], made: Rendered) -> None:
    (folder / f"{name}.json").write_text(json.dumps(description, indent=1))
    (folder / f"{name}-api.json").write_text(surface.dumps(made.surface))


@pytest.fixture
def difference(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Difference:
    monkeypatch.chdir(folder)
    here = folder.relative_to(folder)
    return compare(here / "old.json", here / "new.json", read)


def test_two_documents_are_compared_by_what_they_mean(difference: Difference) -> None:
    assert difference.bump == "major"
    assert {item.rule for item in difference.changes} == {4, 7, 15, 16, 17, 20, 21, 28, 36}


def test_every_record_of_a_document_has_its_line(difference: Difference) -> None:
    assert all(item.line.startswith("new.json:") for item in difference.changes if not item.place.startswith("server"))
    assert {item.origin for item in difference.changes} == {"upstream document"}


def test_it_is_told_in_words(difference: Difference, golden: Callable[[Path, bytes], None]) -> None:
    golden(FOLDER / "told" / "diff.txt", difference.text().encode())


def test_it_is_told_in_markdown(difference: Difference, golden: Callable[[Path, bytes], None]) -> None:
    golden(FOLDER / "told" / "diff.md", difference.markdown().encode())


def test_it_is_told_for_programs(difference: Difference, golden: Callable[[Path, bytes], None]) -> None:
    found = json.loads(difference.json())

    assert found["bump"] == "major"
    assert all({"rule", "place", "bump"} <= item.keys() for item in found["changes"])
    golden(FOLDER / "told" / "diff.json", difference.json().encode())


def test_documents_surfaces_and_both_give_the_same_records(folder: Path) -> None:
    documents = compare(folder / "old.json", folder / "new.json", read)
    surfaces = compare(folder / "old-api.json", folder / "new-api.json", read)
    mixed = compare(folder / "old-api.json", folder / "new.json", read)

    def told(found: Difference) -> list[tuple[int, str, str, str]]:
        return [(item.rule, item.place, item.old, item.new) for item in found.changes]

    assert told(documents) == told(surfaces) == told(mixed)


def test_two_packages_are_compared_by_their_names(folder: Path) -> None:
    found = compare(folder / "old" / "client", folder / "new" / "client", read)

    assert found.bump == "major"
    assert ("components.Book.isbn", 20) in {(item.place, item.rule) for item in found.changes}


def test_a_folder_with_a_surface_is_known_by_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "api.json").write_text((folder / "new-api.json").read_text())

    found = compare(folder / "old-api.json", tmp_path, read)

    assert found.changes == compare(folder / "old-api.json", folder / "new-api.json", read).changes


def test_a_class_that_the_old_document_did_not_have_came_late(folder: Path) -> None:
    """It is compared as if the old document had been released."""
    found = compare(folder / "old.json", folder / "new.json", read)

    assert [(item.kind, item.bump) for item in found.changes if item.rule == 28] == [("error-added", "minor")]


def test_no_difference_is_said_in_so_many_words(folder: Path) -> None:
    found = compare(folder / "old.json", folder / "old-api.json", read)

    assert (found.bump, found.changes) == ("none", ())
    assert found.text() == "nothing changed for callers\n"
    assert found.markdown() == "Nothing changed for callers.\n"
    assert json.loads(found.json()) == {"bump": "none", "changes": []}


def test_texts_control_no_terminal() -> None:
    found = Difference(bump="minor", changes=changes(*_with_value("\x1b[31m")))

    assert "\x1b" not in found.text()
    assert all(line.isprintable() for line in found.text().splitlines())


def _with_value(value: str) -> tuple[Any, Any]:
    old = {"api": {"client": "X", "servers": {"s": {"url": "u"}}, "retries": {"strategy": "none"}, "timeout_ms": 1}}
    new = merged(old, {"api": {"servers": {"s": {"url": value}}}})
    return surface.loads(json.dumps(old)), surface.loads(json.dumps(new))


@pytest.mark.parametrize("name", ["missing.json", "empty", "broken.json", "text.yaml"])
def test_what_can_not_be_read_is_one_clear_error(folder: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "broken.json").write_text('{"api": 1}')
    (tmp_path / "text.yaml").write_text("- just\n- a list\n")

    with pytest.raises(BadInputError):
        compare(folder / "old.json", tmp_path / name, read)


def test_a_document_and_a_bare_package_have_nothing_in_common(folder: Path) -> None:
    with pytest.raises(BadInputError, match="nothing to compare"):
        compare(folder / "old.json", folder / "new" / "client", read)
