"""The three ways in which an update is told."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from generator.problems import Position, Problem
from generator.update.changes import FactChange
from generator.update.report import Update
from generator.update.words import Rewording

QUIET = Update(
    spec="spec/openapi.yaml",
    url="https://example.com/openapi.yaml",
    date="2026-08-22",
    document="d" * 64,
    facts="f" * 64,
)
LOUD = replace(
    QUIET,
    changes=(
        FactChange(kind="added", pointer="/a/enum", new="Makora"),
        FactChange(kind="changed", pointer="/b/type", old="string", new=["string", "null"]),
        FactChange(kind="removed", pointer="/c", old=None),
    ),
    misfits=(
        Problem(
            at=Position(file="spec/overlays/10-a.yaml", line=7, column=13, text="  - target: $.a"),
            finding="target $.a selects nothing",
            hint="it has b",
        ),
    ),
    rewordings=(
        Rewording(
            kind="reworded",
            pointer="/b/description",
            text="Another\n text",
            ours=(Position(file="spec/overlays/90-words.yaml", line=3, column=5),),
        ),
        Rewording(kind="removed", pointer="/c/title", text="", ours=()),
    ),
    remarks=(Problem(at=Position(file="spec/overlays/10-a.yaml", line=9), finding="this action changes nothing"),),
    written=("spec/openapi.yaml", "spec/openapi.lock"),
)

TEXT = """\
spec/openapi.yaml is now taken from https://example.com/openapi.yaml (2026-08-22): 3 facts changed.

Facts
  + /a/enum: "Makora"
  ~ /b/type: "string" -> ["string", "null"]
  - /c: null

Overlay actions that no longer fit
  spec/overlays/10-a.yaml:7:13: target $.a selects nothing
        - target: $.a
                  ^
      hint: it has b

Upstream texts that differ from those our words were written against
  reworded: /b/description
      upstream: Another text
      ours: spec/overlays/90-words.yaml:3:5
  removed: /c/title
      ours: none

Overlay actions that are no longer needed
  spec/overlays/10-a.yaml:9: this action changes nothing

Written: spec/openapi.yaml, spec/openapi.lock.
Next: adapt these overlays or drop them, then run `python -m generator generate`.
"""

MARKDOWN = f"""\
spec/openapi.yaml is now taken from https://example.com/openapi.yaml (2026-08-22): 3 facts changed.

### Facts

- `+ /a/enum: "Makora"`
- `~ /b/type: "string" -> ["string", "null"]`
- `- /c: null`

### Overlay actions that no longer fit

- `spec/overlays/10-a.yaml:7:13: target $.a selects nothing`
  `it has b`

### Upstream texts that differ from those our words were written against

- `reworded: /b/description`
  `ours: spec/overlays/90-words.yaml:3:5`
- `removed: /c/title`
  `ours: none`

### Overlay actions that are no longer needed

- `spec/overlays/10-a.yaml:9: this action changes nothing`

Written: spec/openapi.yaml, spec/openapi.lock.
Next: adapt these overlays or drop them, then run `python -m generator generate`.
Document `{"d" * 64}`, facts `{"f" * 64}`.
"""


def test_the_text_for_a_terminal() -> None:
    assert LOUD.text() == TEXT


def test_the_markdown_for_a_pull_request_quotes_nothing_of_upstream() -> None:
    assert LOUD.markdown() == MARKDOWN


def test_the_data_for_a_program() -> None:
    found = LOUD.json()

    assert json.loads(json.dumps(found)) == found
    assert found["changes"] == [
        {"kind": "added", "pointer": "/a/enum", "new": "Makora"},
        {"kind": "changed", "pointer": "/b/type", "old": "string", "new": ["string", "null"]},
        {"kind": "removed", "pointer": "/c", "old": None},
    ]
    assert found["rewordings"][0] == {
        "kind": "reworded",
        "pointer": "/b/description",
        "text": "Another\n text",
        "ours": [{"file": "spec/overlays/90-words.yaml", "line": 3, "column": 5}],
    }
    assert found["misfits"][0]["at"] == {"file": "spec/overlays/10-a.yaml", "line": 7, "column": 13}
    assert found["sha256"] == {"document": "d" * 64, "facts": "f" * 64}


@pytest.mark.parametrize(
    ("result", "first", "last"),
    [
        (
            replace(QUIET, is_current=True),
            "spec/openapi.yaml is current: https://example.com/openapi.yaml (2026-08-22) has not changed.",
            "Nothing had to be written.",
        ),
        (
            replace(QUIET, is_first=True, date="", written=("a",)),
            "spec/openapi.yaml is now taken from https://example.com/openapi.yaml.",
            "Next: run `python -m generator generate`.",
        ),
        (
            replace(LOUD, misfits=(), changes=LOUD.changes[:1]),
            "spec/openapi.yaml is now taken from https://example.com/openapi.yaml (2026-08-22): 1 fact changed.",
            "then take the document in again with --accept-words.",
        ),
        (
            QUIET,
            "spec/openapi.yaml is now taken from https://example.com/openapi.yaml (2026-08-22): no fact changed.",
            "Nothing had to be written.",
        ),
    ],
)
def test_the_first_line_says_what_happened_and_the_last_what_to_do(result: Update, first: str, last: str) -> None:
    lines = result.text().splitlines()

    assert (lines[0], lines[-1]) == (first, last)


def test_findings_are_what_somebody_has_to_look_at() -> None:
    assert LOUD.has_findings
    assert not replace(LOUD, misfits=(), remarks=(), rewordings=()).has_findings
    assert replace(QUIET, rewordings=LOUD.rewordings).has_findings


def test_more_than_anybody_reads_is_cut_but_not_for_programs() -> None:
    many = replace(QUIET, changes=tuple(FactChange(kind="added", pointer=f"/{number}") for number in range(203)))

    assert "  … and 3 more\n" in many.text()
    assert "- … and 3 more\n" in many.markdown()
    assert "/202" not in many.text()
    assert len(many.json()["changes"]) == 203


def test_nothing_that_upstream_says_is_markup_or_moves_the_cursor() -> None:
    sly = replace(
        QUIET,
        changes=(FactChange(kind="added", pointer="/a\n# Title\x1b[31m\u202e", new="``` `x` <script>"),),
        rewordings=(Rewording(kind="added", pointer="/`", text="a\x1b[0m\nb" * 60, ours=()),),
    )

    markdown, text = sly.markdown(), sly.text()

    assert r"- ````+ /a\n# Title\x1b[31m\u202e: " in markdown
    assert "- `` added: /` ``" in markdown
    assert all(character.isprintable() or character == "\n" for character in text + markdown)
    assert max(map(len, text.splitlines())) < 200
