"""Every row of the table, by mini pairs of descriptions, both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.bump.rules import KINDS, ROWS
from tests.generator.bump_cases import CASES, found, plain, read_case

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_change_gives_its_records_forward_and_backward(path: Path) -> None:
    case = read_case(path)

    seen = {"forward": found(case.old, case.new), "backward": found(case.new, case.old_again)}

    assert seen == case.expected


def test_every_row_of_the_table_has_a_pair() -> None:
    covered = {int(path.name.partition("-")[0]) for path in CASES}

    assert covered >= set(ROWS)


def test_every_kind_of_change_is_met_by_a_pair() -> None:
    """But one: that only words changed takes the digests of the inputs to know (see the tests of releases)."""
    told = {
        record.split(" ")[1]
        for path in CASES
        for direction in ("forward", "backward")
        for record in plain(path)[direction]["records"]
    }

    assert set(KINDS) - told == {"words-changed"}
