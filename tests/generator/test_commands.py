"""What the verbs do, in one process: a raised step lasts until the release, and nothing is left half done."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from generator import commands, lock
from generator.problems import BadInputError
from tests.generator.shelves import Shelf, begin, begin_released, quiet, shelf as shelf_in

if TYPE_CHECKING:
    from pathlib import Path

    from generator.bump.rules import Bump
    from generator.outcome import Summary, Verdict


@pytest.fixture(scope="module")
def released(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project that was released once."""
    return begin_released(root, tmp_path_factory.mktemp("released") / "project").inputs.root


@pytest.fixture
def shelf(released: Path, tmp_path: Path) -> Shelf:
    shutil.copytree(released, tmp_path / "project")
    return shelf_in(tmp_path / "project")


def generate(shelf: Shelf, at_least: Bump | None = None) -> Summary:
    return commands.generate(shelf.inputs, at_least=at_least, observe=quiet)


def check(shelf: Shelf) -> Verdict:
    return commands.check(shelf.inputs, observe=quiet)


# ------------------------------------------------------------------------------------------------------ a raised step


def test_a_raised_step_stays_raised_and_the_packages_are_not_stale(shelf: Shelf) -> None:
    raised = generate(shelf, "minor")
    checked = check(shelf)
    again = generate(shelf)
    shelf.template()
    patched = generate(shelf)

    assert (raised.version, raised.bump) == ("1.1.0", "minor")
    assert (checked.clean, checked.version) == (True, "1.1.0")
    assert (again.version, again.product) == ("1.1.0", "")
    assert (patched.version, patched.bump) == ("1.1.0", "minor")


def test_a_raised_step_says_that_it_was_asked_for(shelf: Shelf) -> None:
    shelf.template()

    told = generate(shelf, "minor").text()

    assert "shelf-api 1.1.0  (minor step from 1.0.0, asked for by --bump: 1 change)" in told


def test_what_changes_later_may_ask_for_more_than_the_raised_step(shelf: Shelf) -> None:
    generate(shelf, "minor")
    shelf.overlay("publisher", "printer")

    assert (generate(shelf).version, check(shelf).clean) == ("2.0.0", True)


def test_a_raised_step_can_be_taken_back(shelf: Shelf) -> None:
    generate(shelf, "major")

    back = generate(shelf, "none")

    assert (back.version, back.bump, check(shelf).clean) == ("1.0.0", "none", True)
    assert "at_least" not in (shelf.inputs.output / lock.NAME).read_text()


def test_asking_again_for_the_same_step_changes_nothing(shelf: Shelf) -> None:
    generate(shelf, "minor")

    assert generate(shelf, "minor").product == ""


def test_a_step_is_not_lowered(shelf: Shelf) -> None:
    shelf.overlay("publisher", "printer")
    before = lock.output_digests(shelf.inputs.output)

    with pytest.raises(BadInputError, match="--bump: minor is less than what changed asks for: major"):
        generate(shelf, "minor")

    assert lock.output_digests(shelf.inputs.output) == before


def test_before_the_first_release_there_is_no_step_to_raise(root: Path, tmp_path: Path) -> None:
    shelf = begin(root, tmp_path / "project")

    with pytest.raises(BadInputError, match=r"nothing is released yet: the first version is 1\.0\.0"):
        generate(shelf, "major")

    assert not shelf.inputs.output.exists()
