"""Exceptions from the table: read with every mistake told, applied only with a reason, reported when unused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.bump.change import change
from generator.bump.exceptions import ExceptionLine, excepted, read_exceptions
from generator.problems import BadInputError, Position

if TYPE_CHECKING:
    from pathlib import Path

MOVED = change("operation-moved", "books.Books.find", "POST /books", "POST /find")
ADDED = change("argument-added", "books.Books.find(limit)", new="int")


def line(rule: int, place: str, bump: str) -> ExceptionLine:
    return ExceptionLine(rule=rule, place=place, bump=bump, reason="The old path works as well.", at=Position(file="e"))  # type: ignore[arg-type]


def test_an_exception_lowers_a_change_and_leaves_its_reason_in_the_record() -> None:
    found, unused = excepted([MOVED, ADDED], [line(3, "books.Books.find", "patch")])

    assert [(item.bump, item.reason) for item in found] == [("patch", "The old path works as well."), ("minor", "")]
    assert unused == ()


def test_an_exception_raises_a_change() -> None:
    found, _ = excepted([ADDED], [line(7, "books.Books.find(limit)", "major")])

    assert [item.bump for item in found] == ["major"]


@pytest.mark.parametrize(("rule", "place"), [(4, "books.Books.find"), (3, "books.Books.get"), (3, "books.Books")])
def test_an_exception_that_fits_no_change_is_a_finding(rule: int, place: str) -> None:
    found, unused = excepted([MOVED], [line(rule, place, "patch")])

    assert found == (MOVED,)
    assert [problem.finding for problem in unused] == [f"no change of row {rule} at {place}"]


def test_exceptions_are_read_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "e.yaml"
    path.write_text("exceptions:\n  - rule: 3\n    place: books.Books.find\n    bump: patch\n    reason: Aliased.\n")

    found = read_exceptions(path)

    assert [(item.rule, item.place, item.bump, item.reason) for item in found] == [
        (3, "books.Books.find", "patch", "Aliased.")
    ]
    assert found[0].at.line == 2


@pytest.mark.parametrize("text", ["exceptions: []\n", "exceptions:\n", "{}\n"])
def test_a_list_may_be_empty(tmp_path: Path, text: str) -> None:
    path = tmp_path / "e.yaml"
    path.write_text(text)

    assert read_exceptions(path) == ()


def test_a_list_that_is_not_there_is_empty(tmp_path: Path) -> None:
    assert read_exceptions(tmp_path / "none.yaml") == ()


def test_the_projects_own_list_can_be_read(root: Path) -> None:
    assert isinstance(read_exceptions(root / "spec" / "bump-exceptions.yaml"), tuple)


GOOD = "rule: 3, place: a, bump: patch, reason: r"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("exceptions: 1", "e.yaml:1:13: exceptions must be a list"),
        ("other: 1", "e.yaml:1:1: unknown key 'other'"),
        ("exceptions: [1]", "e.yaml:1:14: an exception is {rule, place, bump, reason}"),
        ("exceptions: [{rule: 43, place: a, bump: patch, reason: r}]", "e.yaml:1:21: rule must be a row of the table"),
        ("exceptions: [{rule: true, place: a, bump: patch, reason: r}]", "e.yaml:1:21: rule must be"),
        ("exceptions: [{rule: 3, place: '', bump: patch, reason: r}]", "e.yaml:1:31: place must be"),
        ("exceptions: [{rule: 3, place: a, bump: huge, reason: r}]", "e.yaml:1:40: bump must be one of none, patch"),
        ("exceptions: [{rule: 3, place: a, bump: patch}]", "e.yaml:1:14: reason must be a sentence"),
        ("exceptions: [{rule: 3, place: a, bump: patch, reason: ' '}]", "e.yaml:1:55: reason must be"),
        (f"exceptions: [{{{GOOD}, who: me}}]", "unknown key 'who'"),
        (f"exceptions: [{{{GOOD}}}, {{{GOOD}}}]", "a second exception for row 3 at a"),
        ("exceptions: [", "e.yaml:2:1: not YAML"),
    ],
)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, finding: str
) -> None:
    path = tmp_path / "e.yaml"
    path.write_text(text + "\n")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(BadInputError) as caught:
        read_exceptions(path.relative_to(tmp_path))

    assert finding in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "e.yaml"
    path.write_text("exceptions: [{rule: 99, place: '', bump: x}]\n")

    with pytest.raises(BadInputError) as caught:
        read_exceptions(path)

    assert len(caught.value.problems) == 4
