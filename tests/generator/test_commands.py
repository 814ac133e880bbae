"""What the verbs do, in one process: a raised step lasts until the release, and nothing is left half done."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest

from generator import commands, lock, pipeline, swap
from generator.outcome import Frozen, Verdict
from generator.problems import BadInputError
from generator.proof import Found, floor as proof_floor
from tests.generator.shelves import Shelf, begin, begin_released, quiet, shelf as shelf_in

if TYPE_CHECKING:
    from pathlib import Path

    from generator.bump.rules import Bump
    from generator.outcome import Summary
    from generator.proof import Step, Subject


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
    assert (again.previous, again.bump) == ("1.0.0", "minor")
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


# ---------------------------------------------------------------------------------------------------------- releasing


def found(*findings: str) -> Step:
    return lambda _: Found(said="fine", findings=findings)


def release(shelf: Shelf, at_least: Bump | None = None, **steps: Step) -> Frozen | Verdict:
    return commands.release(
        shelf.inputs, "2026-09-01", folder=shelf.inputs.root / "dist", at_least=at_least, steps=steps, observe=quiet
    )


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".out.") and "__pycache__" not in path.parts
    }


@pytest.fixture
def changed(shelf: Shelf) -> Shelf:
    """The project with a field more than the release, its packages made."""
    shelf.overlay("{publisher: {type: string}}", "{publisher: {type: string}, printer: {type: string}}")
    generate(shelf)
    return shelf


def test_a_release_freezes_what_was_checked_and_builds_it(changed: Shelf) -> None:
    result = release(changed, types=found(), floor=found())

    client = changed.inputs.client
    assert isinstance(result, Frozen)
    assert (result.version, result.previous, [proof.name for proof in result.proofs]) == (
        "1.1.0",
        "1.0.0",
        ["types", "floor"],
    )
    assert sorted(path.name for path in (client / "released").iterdir()) == ["api.json", "package.zip", "release.json"]
    assert (client / "released" / "api.json").read_bytes() == (client / "api.json").read_bytes()
    assert "## [1.1.0] - 2026-09-01" in (client / "CHANGELOG.md").read_text()
    assert "Unreleased" not in (client / "CHANGELOG.md").read_text()
    assert sorted(path.name for path in (changed.inputs.root / "dist").iterdir()) == [
        "SHA256SUMS",
        "shelf_api-1.1.0-py3-none-any.whl",
        "shelf_api-1.1.0.tar.gz",
    ]


def test_after_a_release_everything_is_up_to_date(changed: Shelf) -> None:
    release(changed)

    assert generate(changed).text() == f"{changed.inputs.output}: up to date, version 1.1.0"
    assert check(changed).clean


def test_a_second_release_of_the_same_is_refused_and_changes_nothing(changed: Shelf) -> None:
    release(changed)
    before = everything(changed.inputs.root)

    with pytest.raises(BadInputError, match=r"1\.1\.0 was released on 2026-09-01, and nothing that is packaged chang"):
        release(changed)

    assert everything(changed.inputs.root) == before


def test_the_same_can_be_released_under_a_new_number_that_the_changelog_tells(shelf: Shelf) -> None:
    result = release(shelf, "patch")

    assert isinstance(result, Frozen)
    assert result.version == "1.0.1"
    text = (shelf.inputs.client / "CHANGELOG.md").read_text()
    assert "## [1.0.1] - 2026-09-01\n\nNothing changed for callers.\n" in text


def test_a_release_ends_a_raised_step(changed: Shelf) -> None:
    generate(changed, "major")

    result = release(changed)

    assert isinstance(result, Frozen)
    assert result.version == "2.0.0"
    assert generate(changed).version == "2.0.0"
    changed.template()
    assert generate(changed).version == "2.0.1"


def test_a_step_that_finds_something_stops_the_release_and_changes_nothing(changed: Shelf) -> None:
    before = everything(changed.inputs.root)

    result = release(changed, types=found("a.py:1: wrong", "b.py:2: wrong"), floor=found())

    assert isinstance(result, Verdict)
    assert not result.holds
    assert result.text().splitlines()[1:] == [
        "  types     2 findings (0 s)",
        "    a.py:1: wrong",
        "    b.py:2: wrong",
        "  floor     fine (0 s)",
        "not fit for a release: types",
    ]
    assert everything(changed.inputs.root) == before


def test_stale_packages_are_not_released_and_nothing_else_is_looked_at(changed: Shelf) -> None:
    changed.template()
    before = everything(changed.inputs.root)

    result = release(changed, types=found("never asked"))

    assert isinstance(result, Verdict)
    assert (result.clean, result.proofs) == (False, ())
    assert everything(changed.inputs.root) == before


@pytest.mark.parametrize("stage", ["pipeline.make", "distribute.distribute", "swap.exchange"])
def test_a_release_that_fails_leaves_packages_and_dist_as_they_were(
    changed: Shelf, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    before = everything(changed.inputs.root)
    real = pipeline.make

    def fail(*arguments: Any, **options: Any) -> Any:
        if stage == "pipeline.make" and "date" not in options:
            return real(*arguments, **options)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(f"generator.{stage}", fail)
    with pytest.raises(OSError, match="No space left"):
        release(changed)

    assert everything(changed.inputs.root) == before
    assert [path.name for path in changed.inputs.root.iterdir() if path.name.startswith(".out.new")] == []


def test_an_input_that_changes_while_it_is_checked_stops_the_release(changed: Shelf) -> None:
    def meddle(_: Subject) -> Found:
        changed.template()
        return Found()

    with pytest.raises(BadInputError, match="an input changed while it was checked"):
        release(changed, meddling=meddle)

    assert not (changed.inputs.root / "dist").exists()
    assert "Unreleased" in (changed.inputs.client / "CHANGELOG.md").read_text()


def test_nobody_else_writes_while_a_release_is_checked(changed: Shelf) -> None:
    def also(_: Subject) -> Found:
        with pytest.raises(swap.BusyError):
            generate(changed)
        return Found()

    assert isinstance(release(changed, meddling=also), Frozen)


def test_an_interrupted_exchange_is_mended_before_a_release(changed: Shelf) -> None:
    output = changed.inputs.output
    output.rename(output.parent / ".out.old")
    (output.parent / ".out.new").mkdir()

    assert isinstance(release(changed), Frozen)


def test_a_maintenance_line_goes_on_from_its_own_release(changed: Shelf, tmp_path: Path) -> None:
    """1.0 is mended after 2.0 was released: by the branch that has 1.0 as released."""
    shutil.copytree(changed.inputs.root, tmp_path / "branch")
    branch = shelf_in(tmp_path / "branch")
    changed.overlay("publisher", "house")
    generate(changed)
    after = release(changed)
    branch.template()
    generate(branch)
    mended = release(branch)

    assert isinstance(after, Frozen)
    assert isinstance(mended, Frozen)
    assert (after.version, mended.version) == ("2.0.0", "1.1.0")


# --------------------------------------------------------------------------------------------------------- exceptions

EXCEPTION = """\
exceptions:
  - rule: 9
    place: operations.Filter.publisher
    bump: minor
    reason: Nobody could send it.
"""


def test_an_exception_with_its_reason_makes_a_smaller_step_and_is_told(shelf: Shelf) -> None:
    shelf.overlay("{publisher: {type: string}}", "{}")
    assert shelf.inputs.exceptions is not None
    without = generate(shelf)
    (place,) = [change.place for change in without.changes]
    shelf.inputs.exceptions.write_text(EXCEPTION.replace("operations.Filter.publisher", place))

    excepted = generate(shelf)
    released = release(shelf, floor=proof_floor.look)
    unused = generate(shelf)

    assert (without.version, excepted.version) == ("2.0.0", "1.1.0")
    assert isinstance(released, Frozen), released
    assert "(Nobody could send it.)" in (shelf.inputs.client / "CHANGELOG.md").read_text()
    assert unused.product == ""
    shelf.template()
    assert "exceptions.yaml:2" in generate(shelf).text()
