"""The changelog: what breaks first, a line for each change, no entry twice, releases left as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator import changelog
from generator.bump import changes
from generator.bump.change import change
from tests.generator.bump_cases import FOLDER, merged, plain, surface_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from generator.bump.change import Change

WIDER = [change("argument-widened", "books.Books.find(year)", "int", "int | str")]
BROKEN = [change("property-became-optional", "components.Book.title", "required", "optional"), *WIDER]


@pytest.fixture(scope="module")
def many() -> tuple[Change, ...]:
    base = plain(FOLDER / "base.yaml")
    old = surface_of(base)
    return changes(old, surface_of(merged(base, plain(FOLDER / "told" / "change.yaml")), released=old))


def test_changes_are_told_line_by_line(many: tuple[Change, ...], golden: Callable[[Path, bytes], None]) -> None:
    golden(FOLDER / "told" / "changelog.md", changelog.unreleased("", many).encode())


def test_what_breaks_comes_first(many: tuple[Change, ...]) -> None:
    text = changelog.section(many)

    assert text.startswith("### Breaking\n")
    assert [line for line in text.splitlines() if line.startswith("### ")] == [
        "### Breaking",
        "### Added",
        "### Changed",
        "### Deprecated",
        "### Removed",
    ]


def test_each_change_is_one_line_with_place_old_new_and_what_to_do() -> None:
    assert changelog.line(BROKEN[0]) == (
        "- `components.Book.title`: may be absent, `required` → `optional`. Handle None before you use it.\n"
    )


def test_a_change_is_told_once_however_many_there_are(many: tuple[Change, ...]) -> None:
    lines = [line for line in changelog.section(many).splitlines() if line.startswith("- ")]

    assert len(lines) == len(set(lines)) == len(many)


def test_regenerating_changes_nothing(many: tuple[Change, ...]) -> None:
    once = changelog.unreleased("", many)

    assert changelog.unreleased(once, many) == once
    assert changelog.unreleased(changelog.unreleased(once, WIDER), many) == once


def test_with_nothing_new_there_is_no_section() -> None:
    text = changelog.unreleased(changelog.unreleased("", WIDER), [])

    assert "Unreleased" not in text
    assert text.startswith("# Changelog\n")


def test_a_release_freezes_the_section_with_version_and_date() -> None:
    first = changelog.released(changelog.unreleased("", [], first=True), [], "1.0.0", "2026-08-22", first=True)
    second = changelog.released(changelog.unreleased(first, WIDER), WIDER, "1.1.0", "2026-09-01")
    third = changelog.unreleased(second, BROKEN)

    assert third.split("\n## ", 1)[1] == (
        "[Unreleased]\n\n### Breaking\n\n"
        "- `components.Book.title`: may be absent, `required` → `optional`. Handle None before you use it.\n\n"
        "### Changed\n\n- `books.Books.find(year)`: takes more, `int` → `int | str`.\n\n"
        "## [1.1.0] - 2026-09-01\n\n### Changed\n\n- `books.Books.find(year)`: takes more, `int` → `int | str`.\n\n"
        "## [1.0.0] - 2026-08-22\n\nThe first release.\n"
    )


def test_what_is_released_stays_byte_for_byte() -> None:
    """Even what somebody mended by hand in it."""
    once = changelog.released("", WIDER, "1.1.0", "2026-09-01").replace("takes more", "takes texts, too")

    again = changelog.unreleased(once, BROKEN)

    assert again.endswith(once.partition("\n## ")[2])


def test_a_version_is_released_once() -> None:
    once = changelog.released("", WIDER, "1.1.0", "2026-09-01")

    with pytest.raises(ValueError, match=r"1\.1\.0 is in the changelog already"):
        changelog.released(once, BROKEN, "1.1.0", "2026-09-02")


def test_an_exception_is_told_with_its_reason() -> None:
    moved = replace(change("operation-moved", "books.Books.find", "a", "b"), bump="patch", reason="The old one works.")

    assert changelog.section([moved]).startswith("### Changed\n")
    assert changelog.line(moved).endswith(" (The old one works.)\n")


def test_what_a_description_says_stays_in_its_line(many: tuple[Change, ...]) -> None:
    """An enum value that looks like Markdown makes no heading, no link, no markup, no release."""
    text = changelog.unreleased("", many)

    assert "9.9.9" in text
    assert not [line for line in text.splitlines() if line.startswith("## [9")]
    assert changelog.unreleased(text, []) == changelog.unreleased("", [])
