"""Who made a change: known from the digests of what the release was made of, through the whole pipeline."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.generator.shelves import OVERLAY, Shelf, begin_released, shelf as shelf_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def released(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a project that was released once."""
    return begin_released(root, tmp_path_factory.mktemp("released") / "project").inputs.root


@pytest.fixture
def shelf(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A copy elsewhere: digests know no folders."""
    shutil.copytree(released, tmp_path / "elsewhere")
    monkeypatch.chdir(tmp_path / "elsewhere")
    return shelf_in(tmp_path / "elsewhere")


def test_nothing_changed_from_the_release_to_itself(shelf: Shelf) -> None:
    plan = shelf.plan()

    assert (plan.previous, plan.version, plan.changes) == ("1.0.0", "1.0.0", ())


def year(change: dict[str, Any]) -> dict[str, Any]:
    return {"components": {"schemas": {"Filter": {"properties": {"year": change}}}}}


def both(shelf: Shelf) -> None:
    shelf.overlay("publisher", "printer")
    shelf.template()


CHANGES: dict[str, tuple[Callable[[Shelf], None], str, set[tuple[int, str]]]] = {
    "a type upstream, beside a node that an overlay writes": (
        lambda shelf: shelf.upstream(year({"type": "number"})),
        "1.1.0",
        {(13, "upstream document")},
    ),
    "words upstream": (
        lambda shelf: shelf.upstream(year({"description": "When."})),
        "1.0.1",
        {(37, "upstream document")},
    ),
    "a field of an overlay": (
        lambda shelf: shelf.overlay("{publisher: {type: string}}", "{publisher: {type: [string, 'null']}}"),
        "1.1.0",
        {(12, "overlay")},
    ),
    "words of an overlay": (
        lambda shelf: shelf.overlay("Our words.", "Other words."),
        "1.0.1",
        {(37, "overlay")},
    ),
    "a line of a copied file": (
        lambda shelf: shelf.template(),
        "1.0.1",
        {(39, "template")},
    ),
    "a time-out of the configuration": (
        lambda shelf: shelf.configure("60000", "30000"),
        "1.1.0",
        {(33, "configuration")},
    ),
    "a link of the configuration": (
        lambda shelf: shelf.configure("brand:", "urls: {homepage: 'https://shelf.example'}\nbrand:"),
        "1.0.1",
        {(39, "configuration")},
    ),
    "another operation chosen": (
        lambda shelf: shelf.configure("[findBooks]", "[findBooks, getBook]"),
        "1.1.0",
        {(2, "configuration")},
    ),
    "an overlay and a template": (
        both,
        "2.0.0",
        {(9, "overlay")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CHANGES)
def test_a_change_is_that_of_the_input_that_changed_since_the_release(shelf: Shelf, case: str) -> None:
    change, version, expected = CHANGES[case]
    change(shelf)

    plan = shelf.plan()

    assert plan.version == version
    assert {(item.rule, item.origin) for item in plan.changes} >= expected
    assert {item.origin for item in plan.changes} == {origin for _, origin in expected}
    for item in plan.changes:
        assert bool(item.line) <= (item.origin in ("upstream document", "overlay"))


def test_an_order_of_overlays_counts(shelf: Shelf, tmp_path: Path) -> None:
    other = tmp_path / "more.yaml"
    other.write_text(OVERLAY.replace("publisher", "printer").replace("Our words.", "More words."))
    shelf = Shelf(inputs=replace(shelf.inputs, overlays=(other, *shelf.inputs.overlays)))

    assert {item.origin for item in shelf.plan().changes} == {"overlay"}


def test_what_an_overlay_takes_away_is_the_overlays(shelf: Shelf) -> None:
    """Nothing in the description tells who removed what is no longer there: the digests do."""
    shelf.overlay("actions:", "actions:\n  - target: $.components.schemas.Filter.properties.year\n    remove: true")

    (removed,) = shelf.plan().changes

    assert (removed.place, removed.origin, removed.line) == ("components.Filter.year", "overlay", "")
