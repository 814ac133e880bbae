"""The laws of comparing two surfaces, and of counting versions."""

from __future__ import annotations

import copy
import dataclasses
import json
import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, strategies as st

from generator import surface
from generator.bump import FIRST, changes, needed, next_version
from generator.bump.change import change, highest, ordered, weight
from generator.bump.floor import breakages
from generator.bump.rules import BUMPS, KINDS, ROWS, UNKNOWN
from generator.problems import BadInputError
from generator.surface import model as surface_model
from tests.generator.bump_cases import CASES, FOLDER, merged, plain, read_case, told
from tests.generator.bump_packages import Rendered, rendered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from generator.bump.rules import Bump


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered(plain(FOLDER / "base.yaml"), tmp_path_factory.mktemp("shelf"))


# ----------------------------------------------------------------------------------------------------------- the table


def test_the_table_has_42_rows_and_every_kind_has_one_of_them() -> None:
    assert sorted(ROWS) == list(range(1, 43))
    assert {kind.row for kind in KINDS.values()} <= set(ROWS)


def test_every_break_says_what_to_do() -> None:
    assert [name for name, kind in KINDS.items() if kind.bump == "major" and not kind.advice] == []
    assert UNKNOWN.advice


def test_a_kind_that_the_table_does_not_know_is_major() -> None:
    found = change("moon-phase-changed", "here")

    assert (found.rule, found.bump) == (0, "major")


def test_steps_are_ordered_and_the_highest_counts() -> None:
    assert BUMPS == ("none", "patch", "minor", "major")
    assert highest([]) == "none"
    for first in BUMPS:
        for second in BUMPS:
            assert weight(highest([first, second])) == max(weight(first), weight(second))


# ------------------------------------------------------------------------------------------------------------ versions


@pytest.mark.parametrize(
    ("released", "step", "version"),
    [
        (None, "none", FIRST),
        (None, "major", FIRST),
        ("1.2.3", "none", "1.2.3"),
        ("1.2.3", "patch", "1.2.4"),
        ("1.2.3", "minor", "1.3.0"),
        ("1.2.3", "major", "2.0.0"),
        ("1.9.9", "minor", "1.10.0"),
        ("0.2.3", "none", "0.2.3"),
        ("0.2.3", "patch", "0.2.4"),
        ("0.2.3", "minor", "0.2.4"),
        ("0.2.3", "major", "0.3.0"),
    ],
)
def test_the_next_version(released: str | None, step: Bump, version: str) -> None:
    assert next_version(released, step) == version


@pytest.mark.parametrize("version", ["1.2", "1.2.3rc1", "v1.2.3", "1.2.3.4", "1.\u00b2.3", ""])
def test_a_version_of_another_form_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="not of the form"):
        next_version(version, "patch")


# ---------------------------------------------------------------------------------------------------------------- laws


@pytest.mark.parametrize("path", CASES[::7], ids=lambda path: path.stem)
def test_nothing_changes_from_a_surface_to_itself(path: Path) -> None:
    case = read_case(path)

    assert changes(case.old, case.old) == ()
    assert changes(case.new, case.new) == ()


def test_a_rendered_surface_is_itself(shelf: Rendered) -> None:
    assert changes(shelf.surface, shelf.surface) == ()


def test_the_order_of_keys_means_nothing(shelf: Rendered) -> None:
    def shuffled(node: Any) -> Any:
        if not isinstance(node, dict):
            return node
        items = list(cast("dict[str, Any]", node).items())
        random.Random(1).shuffle(items)
        return {key: shuffled(value) for key, value in items}

    other = surface.loads(json.dumps(shuffled(json.loads(surface.dumps(shelf.surface)))))

    assert changes(shelf.surface, other) == changes(other, shelf.surface) == ()
    assert surface.dumps(other) == surface.dumps(shelf.surface)


@given(st.lists(st.sampled_from(sorted(KINDS)), max_size=5), st.randoms(use_true_random=False))
def test_records_have_one_order_and_no_doubles(kinds: list[str], chance: random.Random) -> None:
    found = [change(kind, f"place {index}") for index, kind in enumerate(kinds)]
    mixed = [*found, *found]
    chance.shuffle(mixed)

    assert ordered(mixed) == ordered(found)
    assert [weight(item.bump) for item in ordered(mixed)] == sorted((weight(i.bump) for i in found), reverse=True)


def test_parts_that_only_one_side_has_are_left_out(shelf: Rendered) -> None:
    """So a document can be compared with what a package was made from."""
    described = surface.describe(shelf.package)

    assert changes(shelf.surface, described) == changes(described, shelf.surface) == ()


QUIET = re.compile(
    r"""
    ^(api|python|metadata|content|settings)$          # a part that isn't there is left out
    |^api/client$|/(id|constant)$                     # names: what shows of them, the names tell
    |^api/default_server$                             # (no server before)
    |^api/declarations/[^/]*/(uses/0|kind|open)$      # what it is for shows where it is used
    |/answers/40\d/contents                           # the class tells what its body is
    |/body$|/body/application/json(/type)?$           # the arguments tell what a body holds
    |^exports/|^python/[^/]*$|^metadata/client$       # half a surface: an export without a definition
    |/members/[^/]*/options                           # how an attribute comes to be is not seen
    |^python/components[^/]*/members/\w+/default$     # an answer's fields are read, not given
    |^python/_.*/(__init__|default|generic|bases)     # nobody makes these but the package
    |/options/(dict|omit_defaults|repr_omit_defaults)$  # how models are written, which contract tests see
    |^python/types[^/]*/(generic|bases)               # names of type variables
    |^settings/                                       # a constant that wasn't there before
    """,
    re.VERBOSE,
)
"""The leaves of a surface that may change by themselves without a record, each for its reason."""

WORDS = {
    field.name
    for kind in vars(surface_model).values()
    if isinstance(kind, type) and dataclasses.is_dataclass(kind)
    for field in dataclasses.fields(kind)
}


def test_no_leaf_of_a_surface_changes_unnoticed(shelf: Rendered) -> None:
    """What is in `api.json` and means something is compared: values changed, keys taken away, of each form one."""
    whole = json.loads(surface.dumps(shelf.surface))
    unnoticed: list[str] = []
    forms: set[tuple[str, ...]] = set()
    for path in _leaves(whole):
        form = tuple(str(step) if step in WORDS else "*" for step in path)
        spelt = "/".join(map(str, path))
        if form in forms or QUIET.search(spelt):
            continue
        forms.add(form)
        try:
            other = surface.loads(json.dumps(_spoilt(whole, path)))
        except BadInputError:
            continue
        if not (changes(shelf.surface, other) or changes(other, shelf.surface)):
            unnoticed.append(spelt)

    assert len(forms) > 100
    assert unnoticed == []


def _leaves(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if not isinstance(node, dict | list):
        return
    whole = cast("list[Any] | dict[str, Any]", node)
    for key, value in enumerate(whole) if isinstance(whole, list) else whole.items():
        yield (*path, key)
        yield from _leaves(value, (*path, key))


def _spoilt(whole: Any, path: tuple[str | int, ...]) -> Any:
    """Change the value at a path, or take it away if it is no plain one."""
    spoilt = copy.deepcopy(whole)
    node = spoilt
    for step in path[:-1]:
        node = node[step]
    value = node[path[-1]]
    if isinstance(value, dict | list):
        del node[path[-1]]
    else:
        node[path[-1]] = not value if isinstance(value, bool) else f"{value}X" if isinstance(value, str) else value + 1
    return spoilt


# ------------------------------------------------------------------------------------------ descriptions and packages

RENDERED = [
    "01-operation-in-another-group",
    "02-operation-added",
    "05-required-constant-added",
    "07-optional-field-of-a-request-model-added",
    "10-field-became-required",
    "12-field-gained-null",
    "13-items-widened",
    "16-closed-request-value-removed",
    "19-required-property-of-a-new-model-added",
    "21-property-became-optional",
    "23-variant-added",
    "24-response-value-added",
    "28-error-added",
    "31-error-property-added",
    "33-timeout",
    "36-deprecated",
    "37-words-and-order",
    "38-model-renamed",
    "42-environment-variable",
]


@pytest.mark.parametrize("name", RENDERED)
def test_comparing_descriptions_is_comparing_the_packages_made_from_them(
    name: str, shelf: Rendered, tmp_path: Path
) -> None:
    """The rendered names show nothing that the description's records don't tell; and griffe's floor holds."""
    case = plain(FOLDER / f"{name}.yaml")
    base = merged(plain(FOLDER / "base.yaml"), case.get("base", {}))
    old = rendered(base, tmp_path / "old") if "base" in case else shelf
    changed = merged(base, case.get("change", {}))
    new = rendered(changed, tmp_path / "new", settings=case.get("configuration"), released=old.surface)

    found = changes(replace(old.surface, content=""), replace(new.surface, content=""))

    assert [told(item) for item in found] == case["forward"]["records"]
    assert needed(found) == "major" or not breakages(old.folder, new.folder)


def test_a_header_for_every_call_that_comes_in_between_moves_the_constructors_positions(
    shelf: Rendered, tmp_path: Path
) -> None:
    """The description's record is minor; the rendered constructor shows that it is more."""
    case = plain(FOLDER / "35-global-header.yaml")
    new = rendered(merged(plain(FOLDER / "base.yaml"), case["change"]), tmp_path, released=shelf.surface)

    found = changes(shelf.surface, new.surface)

    assert [(item.rule, item.place) for item in found] == [(8, "Shelf"), (35, "Shelf(x_team)")]
