"""How problems are told: with their place, on one line each, safe to show."""

from __future__ import annotations

import pytest

from generator.problems import BadInputError, Position, Problem, fail


def told(text: str, column: int, finding: str = "odd", hint: str = "") -> str:
    return str(Problem(at=Position(file="a.yaml", line=3, column=column, text=text), finding=finding, hint=hint))


def test_a_problem_shows_its_line_with_a_marker_and_a_hint() -> None:
    assert told("  key: value", 8, "no value", "leave it out") == (
        "a.yaml:3:8: no value\n      key: value\n           ^\n    hint: leave it out"
    )


def test_a_problem_of_a_file_shows_no_line() -> None:
    assert str(Problem(at=Position(file="a.yaml"), finding="no such file")) == "a.yaml: no such file"


def test_a_problem_without_a_column_points_at_the_beginning() -> None:
    assert told("key", 0) == "a.yaml:3: odd\n    key\n    ^"


@pytest.mark.parametrize("column", [1, 30, 75, 150, 200, 201])
def test_a_long_line_is_cut_around_the_place(column: int) -> None:
    text = "".join(chr(ord("a") + number % 26) for number in range(200)) + "!"

    _, line, marker = told(text, column).splitlines()

    assert len(line) <= 104
    assert line[marker.index("^")] == text[column - 1]


def test_the_marker_stands_below_wide_and_combined_characters() -> None:
    assert told("灯台: x", 5) == "a.yaml:3:5: odd\n    灯台: x\n          ^"
    assert told("e\u0301: x", 5) == "a.yaml:3:5: odd\n    e\u0301: x\n       ^"


def test_other_peoples_text_can_not_command_the_terminal_nor_forge_a_line() -> None:
    text = told("a\x1b[31mb\tc", 8, "key '\x1b[31m\n\u202ex\ud800'", "see\rthis")

    assert text == ("a.yaml:3:8: key '\\x1b[31m\\n\\u202ex\\ud800'\n    a [31mb c\n           ^\n    hint: see\\rthis")
    assert str(Position(file="a\nb.yaml", line=1)) == "a\\nb.yaml:1"


def test_problems_are_told_in_the_order_of_their_places() -> None:
    places = [("b.yaml", 1), ("a.yaml", 10), ("a.yaml", 2)]

    error = BadInputError([Problem(at=Position(file=file, line=line), finding="odd") for file, line in places])

    assert str(error) == "a.yaml:2: odd\na.yaml:10: odd\nb.yaml:1: odd"


def test_a_single_problem_is_an_error_too() -> None:
    error = fail(Position(file="a.yaml"), "empty", "fill it")

    assert error.problems == (Problem(at=Position(file="a.yaml"), finding="empty", hint="fill it"),)


def test_programs_get_the_same() -> None:
    problem = Problem(at=Position(file="a.yaml", line=3, column=8, text="x"), finding="odd", hint="mend it")

    assert problem.json() == {
        "at": {"file": "a.yaml", "line": 3, "column": 8},
        "finding": "odd",
        "hint": "mend it",
    }
