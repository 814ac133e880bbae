"""Wrong words on the command line: one message that says what to do, exit code 2, and nothing written."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from generator import cli

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
openapi: 3.1.0
info: {title: Tiny things, version: "1"}
paths:
  /things:
    get: {operationId: listThings, responses: {"204": {description: Nothing.}}}
"""
EMPTY = 'openapi: 3.1.0\ninfo: {title: Nothing, version: "1"}\npaths: {}\n'
STREAM = SPEC.replace("{description: Nothing.}", "{description: More., content: {text/event-stream: {}}}")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the words are said."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"things": SPEC, "empty": EMPTY, "stream": STREAM}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    (tmp_path / "nothing").mkdir()
    return tmp_path


THINGS = ("generate", "--spec", "things.yaml", "--output", "made")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*THINGS, "--package", "json"), "--package: 'json' can't be the name of a package\n    hint: "),
        (("generate", "--spec", "empty.yaml", "--output", "made"), "empty.yaml:3:1: there is no operation"),
        (
            ("generate", "--spec", "stream.yaml", "--output", "made", "--all-operations"),
            "stream.yaml:5:105: listThings can't be written",
        ),
        ((*THINGS, "--templates", "nothing"), "nothing: has no templates of a client"),
        ((*THINGS, "--templates", "absent"), "absent: has no templates of a client"),
        ((*THINGS, "--all-operations", "--operation", "listThings"), "--all-operations: goes without --operation"),
        (("generate", "--spec", "things.yaml", "--output", "empty.yaml"), "--output: empty.yaml is no folder"),
        (("check", "--output", "empty.yaml"), "--output: empty.yaml is no folder"),
        (("release", "--date", "tomorrow"), "--date: 'tomorrow' is no day\n    hint: write it as 2026-08-22"),
        (("explain", "zzz.zzz"), "write it as openrouter_rerank."),
        (("explain", "rerank.py:99999"), "openrouter_rerank/rerank.py:99999: the file has "),
        (("explain", "rerank.py:0"), "openrouter_rerank/rerank.py: the file has "),
        (("explain", "retry.py:99999"), "_runtime/retry.py:99999: the file has "),
    ],
)
def test_a_wrong_word_is_told_and_nothing_is_written(
    words: tuple[str, ...],
    said: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before = sorted(path.name for path in folder.iterdir())
    monkeypatch.setattr(sys, "argv", ["generator", *words])

    with pytest.raises(SystemExit) as ended:
        cli.main()

    out, err = capsys.readouterr()
    assert (ended.value.code, out) == (cli.Exit.BAD_INPUT, "")
    assert said in err
    assert {path.name for path in folder.iterdir()} - {".made.lock"} == set(before)
