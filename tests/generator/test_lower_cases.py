"""Small documents and what lowering makes of them as outlines: `tests/cases/lower/NAME.yaml` and `NAME.txt`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.document import load
from generator.problems import BadInputError
from tests.generator.lowering import outline, package_of

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent.parent / "cases" / "lower"
CASES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.mark.parametrize("name", CASES)
def test_a_description_means(name: str, golden: Callable[[Path, bytes], None]) -> None:
    document = load(FOLDER / f"{name}.yaml", name="api.yaml")

    try:
        found = outline(package_of(document))
    except BadInputError as error:
        found = f"{error}\n"

    golden(FOLDER / f"{name}.txt", found.encode())


def test_the_two_dialects_say_the_same() -> None:
    old, new = ((FOLDER / f"dialect-{version}.txt").read_text() for version in ("3.0", "3.1"))

    assert old == new
