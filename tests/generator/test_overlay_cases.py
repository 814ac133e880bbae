"""Each rule of the Overlay Specification as a folder: input, overlays, and what comes of them to the byte.

`tests/cases/overlay/NAME/` holds `input.*` and `overlay*.*`, and as golden files either `expected.*`, with
`findings.txt` if there are any, or `error.txt`. NAME begins with the rule's number, and ends in `-lax` where that
option is set.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from generator.document import dumps, load
from generator.overlay.verbs import apply_files, lint_files
from generator.problems import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable

FOLDER = Path(__file__).parent.parent / "cases" / "overlay"
CASES = sorted(path.name for path in FOLDER.iterdir())
RULES = {f"r{number:02}" for number in range(1, 37)} - {"r27"}  # the standard's checklist has no 27


@pytest.mark.parametrize("name", CASES)
def test_a_rule_of_the_standard(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Callable[[Path, bytes], None]
) -> None:
    case = FOLDER / name
    (spec,) = case.glob("input.*")
    overlays = sorted(path.name for path in case.glob("overlay*.*"))
    shutil.copytree(case, tmp_path / "case")
    monkeypatch.chdir(tmp_path / "case")
    before = sorted(Path().iterdir())
    written = error = findings = b""

    try:
        result = apply_files(Path(spec.name), [Path(overlay) for overlay in overlays], Path("out"), lax="-lax" in name)
    except BadInputError as problem:
        error = f"{problem}\n".encode()
    else:
        written = Path("out").read_bytes()
        findings = "".join(f"{finding}\n" for finding in result.applied.findings).encode()

    golden(case / f"expected{spec.suffix}", written)
    golden(case / "findings.txt", findings)
    golden(case / "error.txt", error)
    assert Path("out").exists() != bool(error)
    assert sorted(path for path in Path().iterdir() if path.name != "out") == before
    assert Path(spec.name).read_bytes() == spec.read_bytes()


@pytest.mark.parametrize("name", [name for name in CASES if not (FOLDER / name / "error.txt").exists()])
def test_what_is_written_reads_back_as_what_the_actions_made(name: str) -> None:
    """The text is patched, the data is merged: two ways to the same document."""
    (spec,) = (FOLDER / name).glob("input.*")
    (expected,) = (FOLDER / name).glob("expected.*")
    overlays = sorted((FOLDER / name).glob("overlay*.*"))

    applied = lint_files(spec, overlays, lax="-lax" in name).applied

    assert dumps(load(expected).data) == dumps(applied.document.data)


def test_every_rule_has_a_case() -> None:
    assert {name[:3] for name in CASES if name.startswith("r")} == RULES
