"""Texts of descriptions become texts of files that mean the same and do nothing."""

from __future__ import annotations

import ast
import inspect
import tomllib
import unicodedata
from typing import Any

import pytest
from hypothesis import given, strategies as st

from generator import literals

NASTY = [
    '"""',
    "'''",
    '"',
    "\\",
    '\\"""',
    'ends with "',
    '""""',
    '"\\""',
    'ends with a quote \\"',
    "ends with \\",
    '\n\n"""\nimport os\n',
    "{{ 7 * 7 }}{% raw %}{# #}",
    "# not a comment",
    "NUL \x00, bell \x07, delete \x7f, next line \x85",
    "right to left \u202e and back \u202c",
    "no width\u200b\u2060\ufeff",
    "line \u2028 paragraph \u2029",
    "surrogates \ud800 \udfff",
    "\N{HANGUL FILLER} and a selector \ufe0f",
    "plain text, and plain Unicode: Paris, Zürich, 東京, 😀",
    "\r\n and \t and \v and \f",
    "<script>alert(1)</script> | `code` | [link](javascript:alert)",
]
texts = st.one_of(
    st.sampled_from(NASTY), st.text('"\\\\ \na', max_size=9), st.text(st.characters(codec=None), max_size=80)
)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=8,
)


HIDDEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"}


def hidden(text: str) -> list[str]:
    """The characters of a file that nobody sees, or that are none."""
    return [one for one in text if unicodedata.category(one) in HIDDEN and one not in " \n"]


@given(values)
def test_a_literal_is_the_value(value: Any) -> None:
    written = literals.literal(value)

    assert ast.literal_eval(written) == value
    assert hidden(written) == []
    assert "\n" not in written


@given(st.tuples(texts, st.integers()))
def test_a_tuple_stays_one(value: tuple[str, int]) -> None:
    assert ast.literal_eval(literals.literal(value)) == value


def test_a_float_that_no_literal_says_is_refused() -> None:
    with pytest.raises(ValueError, match="inf has no literal"):
        literals.literal(float("inf"))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Zürich 東京", '"Zürich 東京"'),
        ("it's", '"it\'s"'),
        ('"', '"\\""'),
        ("a\\b\nc\u202e", '"a\\\\b\\nc\\u202e"'),
        ("\ud800\U000e0001", '"\\ud800\\U000e0001"'),
        ("of Unicode 15 \U0001fae8", '"of Unicode 15 \U0001fae8"'),
        ("of no Unicode \ufdd0\uffff\U0010fffe", '"of no Unicode \\ufdd0\\uffff\\U0010fffe"'),
    ],
)
def test_a_literal_shows_what_can_be_seen_and_escapes_the_rest(text: str, written: str) -> None:
    assert literals.literal(text) == written


@given(texts, st.sampled_from([0, 4, 8]))
def test_a_docstring_is_the_text_whatever_it_holds(text: str, indent: int) -> None:
    """Modules, classes and methods give back the very lines, cleaned as `inspect` cleans them."""
    written = literals.docstring(text, indent)

    found = ast.literal_eval(written)
    lines = [line.rstrip() for line in text.strip("\n ").split("\n")]
    assert inspect.cleandoc(found).split() == inspect.cleandoc("\n".join(lines)).split()
    assert hidden(written) == []


@given(st.lists(texts, min_size=3, max_size=3))
def test_docstrings_never_end_early(found: list[str]) -> None:
    first, second, third = found
    source = (
        f"{literals.docstring(first)}\n\nclass A:\n    {literals.docstring(second, 4)}\n\n"
        f"    def b(self):\n        {literals.docstring(third, 8)}\n"
    )

    tree = ast.parse(source)

    (text, kind) = tree.body
    assert isinstance(text, ast.Expr)
    assert isinstance(kind, ast.ClassDef)
    assert [type(node) for node in kind.body] == [ast.Expr, ast.FunctionDef]


def test_a_docstring_reads_as_one_would_write_it() -> None:
    text = 'The "first" line.\n\nMore about it:\n    indented, with \\ and """ in it.'

    assert literals.docstring(text, 4) == (
        '"""The "first" line.\n\n    More about it:\n        indented, with \\\\ and \\"\\"\\" in it.\n    """'
    )
    assert literals.docstring('"x" comes first') == '""" "x" comes first"""'
    assert literals.docstring('last comes "x"') == '"""last comes "x\\""""'
    assert literals.docstring("One line.", 4) == '"""One line."""'


def test_prose_fills_paragraphs_and_items_and_leaves_the_rest_alone() -> None:
    text = (
        "A paragraph  of\r\nseveral lines, which are  \nfilled anew.\n\n\n\n"
        "- an item that is longer than the line\n  and goes on\n- another\n\n"
        "1. numbered\n\n"
        '```json\n{  "kept":   1}\n\n- too\n```\n'
        "| a | table |\n# A heading that is longer than the lines may be\n\n    code"
    )

    assert literals.prose(text, 30) == (
        "A paragraph  of several lines,\nwhich are filled anew.\n\n"
        "- an item that is longer than\n  the line and goes on\n- another\n\n"
        "1. numbered\n\n"
        '```json\n{  "kept":   1}\n\n- too\n```\n'
        "| a | table |\n# A heading that is longer than the lines may be\n\n    code"
    )


@given(st.text(st.characters(codec=None), max_size=200), st.integers(10, 100))
def test_prose_loses_no_word(text: str, width: int) -> None:
    assert literals.prose(text, width).split() == literals.tidy(text).split()


def test_prose_breaks_no_long_word() -> None:
    url = "https://example.com/" + "x" * 100

    assert literals.prose(f"See {url} there.", 20) == f"See\n{url}\nthere."


def test_an_entry_is_indented_as_docstrings_want_it() -> None:
    assert literals.entry("What it is, in more words than fit.", "name", 30) == (
        "    name: What it is, in more\n        words than fit."
    )
    assert literals.entry("One.\n\n- two", "name") == "    name: One.\n\n        - two"
    assert literals.entry("", "name") == "    name:"


@given(texts)
def test_a_table_cell_is_one_line_without_html_or_bars(text: str) -> None:
    cell = literals.table_cell(text)

    assert "\n" not in cell
    assert "<" not in cell.replace("<br />", "")
    assert "|" not in cell.replace("\\|", "")
    assert hidden(cell) == []


@given(texts)
def test_a_plain_cell_shows_every_character(text: str) -> None:
    cell = literals.plain_cell(text)

    assert "\n" not in cell
    assert "<" not in cell.replace("<br />", "")
    assert hidden(cell) == []


def test_a_plain_cell_is_no_markdown() -> None:
    assert literals.plain_cell("*a* _b_ c_d [e] `f` | <g>") == r"\*a\* \_b\_ c_d \[e\] \`f\` \| &lt;g>"


@given(texts)
def test_a_code_span_holds_any_text(text: str) -> None:
    span = literals.code_span(text)

    assert "\n" not in span
    assert hidden(span) == []
    if text:
        fence = span[: len(span) - len(span.lstrip("`"))]
        assert fence
        assert span.endswith(fence)
        assert fence not in span[len(fence) : -len(fence)].replace(fence + "`", "")


@given(texts)
def test_toml_gives_the_text_back(text: str) -> None:
    written = literals.toml(text)

    assert tomllib.loads(f"x = {written}")["x"] == "".join(
        "\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text
    )
    assert hidden(written) == []


@given(texts)
def test_a_token_has_no_special_character(text: str) -> None:
    assert set(literals.token(text)) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")


def test_json_is_sorted_and_ascii() -> None:
    assert literals.json_text({"b": "ü", "a": 1}) == '{\n  "a": 1,\n  "b": "\\u00fc"\n}'
