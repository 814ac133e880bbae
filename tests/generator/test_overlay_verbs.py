"""`overlay apply`, `validate` and `lint`: what they write, say and return."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from generator.overlay.verbs import apply_files, lint_files, validate_files
from generator.problems import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "openapi: 3.1.0\ninfo: {title: Lights, version: '7'}  # ours\n"
OVERLAY = """\
overlay: 1.1.0
info: {title: Names, version: 1.0.0}
extends: spec.yaml
actions:
  - target: $.info
    update: {title: Beacons, version: '7'}
  - target: $
    update: {x-info: {}}
  - target: $['x-info']
    copy: $.info
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "spec.yaml").write_text(SPEC)
    (tmp_path / "o.yaml").write_text(OVERLAY)
    (tmp_path / "bad.yaml").write_text(OVERLAY.replace("$.info\n    update", "$.infos\n    update"))
    monkeypatch.chdir(tmp_path)
    return tmp_path.relative_to(tmp_path)


def test_apply_writes_the_document_and_tells_the_findings(folder: Path) -> None:
    result = apply_files(folder / "spec.yaml", [folder / "o.yaml"], folder / "out.yaml")

    assert (folder / "out.yaml").read_text() == (
        "openapi: 3.1.0\ninfo: {title: \"Beacons\", version: '7'}  # ours\nx-info:\n  title: Beacons\n  version: '7'\n"
    )
    assert result.exit_code == 0
    assert result.text() == (
        "o.yaml:6:39: this value stands there already\n"
        "        update: {title: Beacons, version: '7'}\n"
        "                                          ^\n"
        "    hint: the document has caught up: leave it out\n"
        "out.yaml: written with 4 changes"
    )


def test_apply_tells_programs_every_change(folder: Path) -> None:
    found = apply_files(folder / "spec.yaml", [folder / "o.yaml"], folder / "out.yaml").json()

    assert found["written"] == "out.yaml"
    assert [finding["at"] for finding in found["findings"]] == [{"file": "o.yaml", "line": 6, "column": 39}]
    assert found["changes"][0] == {
        "pointer": "/info/title",
        "verb": "replace",
        "overlay": "o.yaml",
        "action": 0,
        "at": {"file": "o.yaml", "line": 6, "column": 21},
        "source": None,
    }
    assert [(change["pointer"], change["source"]) for change in found["changes"][2:]] == [
        ("/x-info/title", "/info"),
        ("/x-info/version", "/info"),
    ]
    assert json.dumps(found)


def test_apply_writes_json_where_the_name_says_so(folder: Path) -> None:
    apply_files(folder / "spec.yaml", [folder / "o.yaml"], folder / "out.json")

    assert json.loads((folder / "out.json").read_text())["x-info"] == {"title": "Beacons", "version": "7"}


def test_apply_without_a_change_writes_the_same_bytes(folder: Path) -> None:
    (folder / "spec.yaml").write_bytes(b"\xef\xbb\xbfa:   0x10 # sixteen\r\n")
    (folder / "o.yaml").write_text(
        "{overlay: 1.1.0, info: {title: t, version: v}, actions: [{target: $, update: {a: 16}}]}"
    )

    result = apply_files(folder / "spec.yaml", [folder / "o.yaml"], folder / "out.yaml")

    assert (folder / "out.yaml").read_bytes() == (folder / "spec.yaml").read_bytes()
    assert result.text().endswith("out.yaml: written with no changes")


def test_apply_may_write_over_its_input(folder: Path) -> None:
    (folder / "spec.yaml").chmod(0o640)

    apply_files(folder / "spec.yaml", [folder / "o.yaml"], folder / "spec.yaml")

    assert "x-info" in (folder / "spec.yaml").read_text()
    assert (folder / "spec.yaml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("earlier", ["", "kept\n"])
def test_apply_writes_nothing_when_it_fails(folder: Path, earlier: str) -> None:
    if earlier:
        (folder / "out.yaml").write_text(earlier)
    before = sorted(path.name for path in folder.iterdir())

    with pytest.raises(BadInputError, match="did you mean info"):
        apply_files(folder / "spec.yaml", [folder / "o.yaml", folder / "bad.yaml"], folder / "out.yaml")

    assert sorted(path.name for path in folder.iterdir()) == before
    assert not earlier or (folder / "out.yaml").read_text() == earlier


def test_apply_leaves_the_old_file_when_writing_fails(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "out.yaml").write_text("kept\n")
    monkeypatch.setattr("pathlib.Path.replace", _full_disk)

    with pytest.raises(BadInputError, match=r"out.yaml: can't be written: No space left on device"):
        apply_files(folder / "spec.yaml", [folder / "o.yaml"], folder / "out.yaml")

    assert sorted(path.name for path in folder.iterdir()) == ["bad.yaml", "o.yaml", "out.yaml", "spec.yaml"]
    assert (folder / "out.yaml").read_text() == "kept\n"


def test_apply_tells_a_missing_folder(folder: Path) -> None:
    with pytest.raises(BadInputError, match=r"no/out.yaml: can't be written: No such file or directory"):
        apply_files(folder / "spec.yaml", [folder / "o.yaml"], folder / "no" / "out.yaml")


def test_apply_writes_into_a_pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    reader = subprocess.Popen(["cat", "pipe"], stdout=subprocess.PIPE)

    apply_files(folder / "spec.yaml", [folder / "o.yaml"], folder / "pipe")

    output, _ = reader.communicate(timeout=30)
    assert b"Beacons" in output


def test_validate_says_what_the_overlays_are(folder: Path) -> None:
    result = validate_files([folder / "o.yaml"])

    assert (result.exit_code, result.text()) == (0, "o.yaml: Overlay 1.1, 3 actions")
    assert result.json() == {
        "overlays": [{"file": "o.yaml", "version": "1.1", "title": "Names", "extends": "spec.yaml", "actions": 3}],
        "findings": [],
    }


def test_validate_tells_actions_that_do_nothing_and_liberties(folder: Path) -> None:
    (folder / "o.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: t, version: v}\nactions:\n"
        "  - target: $.info\n  - target: $.x-a\n    remove: true\n"
    )

    result = validate_files([folder / "o.yaml"])

    assert result.exit_code == 1
    assert [(finding["at"]["line"], finding["finding"]) for finding in result.json()["findings"]] == [
        (4, "this action has no update, remove or copy: it does nothing"),
        (5, "target is no JSONPath query (RFC 9535): $.x-a"),
    ]


def test_validate_raises_for_what_is_no_overlay(folder: Path) -> None:
    with pytest.raises(BadInputError, match="this is no overlay"):
        validate_files([folder / "o.yaml", folder / "spec.yaml"])


def test_lint_finds_what_can_be_left_out_and_writes_nothing(folder: Path) -> None:
    before = sorted(path.name for path in folder.iterdir())

    result = lint_files(folder / "spec.yaml", [folder / "o.yaml"])

    assert result.exit_code == 1
    assert result.text().startswith("o.yaml:6:39: this value stands there already\n")
    assert result.text().endswith("\n1 finding")
    assert len(result.json()["changes"]) == 4
    assert sorted(path.name for path in folder.iterdir()) == before


def test_lint_is_content_with_a_useful_overlay(folder: Path) -> None:
    (folder / "o.yaml").write_text(OVERLAY.replace(", version: '7'}", "}"))

    result = lint_files(folder / "spec.yaml", [folder / "o.yaml"])

    assert (result.exit_code, result.text()) == (0, "no findings")


def test_lint_tells_what_does_not_fit(folder: Path) -> None:
    with pytest.raises(BadInputError, match=r"target \$\.infos selects nothing"):
        lint_files(folder / "spec.yaml", [folder / "bad.yaml"])


def test_lax_lint_takes_a_target_that_selects_nothing_as_a_finding(folder: Path) -> None:
    result = lint_files(folder / "spec.yaml", [folder / "bad.yaml"], lax=True)

    assert result.exit_code == 1
    assert "target $.infos selects nothing" in result.text()


def test_the_same_input_gives_the_same_bytes_under_any_hash_seed(folder: Path, root: Path) -> None:
    program = """
import json, sys
from pathlib import Path
from generator.overlay.verbs import apply_files
result = apply_files(Path("spec.yaml"), [Path("o.yaml")], Path(sys.argv[1]))
print(json.dumps(result.json()["changes"]))
"""
    outputs: set[bytes] = set()
    for seed in ("0", "1", "42"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)}
        run = subprocess.run(
            [sys.executable, "-c", program, "out.yaml"], check=True, capture_output=True, env=environment
        )
        outputs.add((folder / "out.yaml").read_bytes() + run.stdout)

    assert len(outputs) == 1


def _full_disk(*_: object) -> None:
    raise OSError(28, "No space left on device")
