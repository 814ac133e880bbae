"""Text of a description as text of a file: Python literals, docstrings, Markdown and TOML, all of them inert.

Nothing that a description says reaches a generated file but through one of these functions. What can be printed is
written as it is; what can't be seen, reorders the line or is no character at all is written as an ASCII escape.
"""

from __future__ import annotations

import json
import math
import re
import textwrap
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.ir import Json

__all__ = [
    "code_span",
    "docstring",
    "entry",
    "json_text",
    "literal",
    "markdown",
    "plain_cell",
    "prose",
    "table_cell",
    "tidy",
    "token",
    "toml",
]

WIDTH = 100
"""Columns of a docstring's lines; code may have more."""

# What nobody sees though Python may call it printable: fillers, joiners, variation selectors, and places kept for such.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\ufdd0-\ufdef\ufe00-\ufe0f\uffa0\ufff0-\ufff8"
    "\U00013430-\U0001343f\U000e0000-\U000e0fff]"
)
_SHORT = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MARKUP = re.compile(r"[\\`*\[\]|]|(?<![^\W_])_|_(?![^\W_])")
_FENCE = re.compile(r"\s*(```|~~~)")
_ITEM = re.compile(r"(\s*(?:[-*+]|\d{1,9}[.)])\s+)\S")
_VERBATIM = re.compile(r"    |\s*(?:\||#{1,6}\s|<|>)")


# -------------------------------------------------------------------------------------------------------------- Python


def literal(value: Json | tuple[Json, ...]) -> str:
    """Write a value as the Python expression that makes it; `ast.literal_eval` gives it back.

    Raises:
        ValueError: A float is not finite: no literal says that.
    """
    if isinstance(value, str):
        return f'"{_escaped(value, quote=True)}"'
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(literal(item) for item in value) + "]"
    if isinstance(value, tuple):
        return "(" + "".join(f"{literal(item)}, " for item in value) + ")"
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} has no literal")
    return repr(value)


def docstring(text: str, indent: int = 0) -> str:
    """Write a text, whose lines are as they shall be, as the docstring of something indented by `indent` spaces."""
    first, *others = [line.rstrip() for line in text.strip("\n ").split("\n")]
    space = " " if first.startswith('"') else ""  # as ruff has it: four quotes in a row are hard to read
    if not others:
        body = first.rstrip('"')
        return f'"""{space}{_quotable(body)}{_QUOTE * (len(first) - len(body))}"""'
    margin = " " * indent
    lines = (f"{margin}{_quotable(line)}" if line else "" for line in others)
    return "\n".join([f'"""{space}{_quotable(first)}', *lines, f'{margin}"""'])


_QUOTE: Final = '\\"'


def _quotable(line: str) -> str:
    return _escaped(line, quote=False).replace('"""', _QUOTE * 3)


def _escaped(text: str, *, quote: bool) -> str:
    if text.isascii() and text.isprintable() and "\\" not in text and '"' not in text:
        return text  # nearly all texts
    return "".join(_escaped_character(character, quote=quote) for character in text)


def _escaped_character(character: str, *, quote: bool) -> str:
    if character == '"':
        return '\\"' if quote else '"'
    if character in _SHORT:
        return _SHORT[character]
    if _is_seen(character):
        return character
    return _escape(ord(character))


def _is_seen(character: str) -> bool:
    """Tell whether it is written as it is; what Unicode has yet to assign is, for each Python knows another Unicode."""
    unassigned = unicodedata.category(character) == "Cn" and ord(character) & 0xFFFE != 0xFFFE
    return (character.isprintable() or unassigned) and not _INVISIBLE.match(character)


def _escape(code: int) -> str:
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# --------------------------------------------------------------------------------------------------------------- prose


def tidy(text: str) -> str:
    """Give a text plain line ends, no tabs, no blanks at the ends of lines and no two empty lines in a row."""
    lines = [line.rstrip(" ") for line in re.sub("\r\n?|\v|\f", "\n", text).expandtabs(4).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n ")


def prose(text: str, width: int = WIDTH, *, first: str = "", margin: str = "") -> str:
    """Fill paragraphs and list items of a Markdown text anew; code, tables, headings and quotes stay as they are.

    The text begins with `first`, all other lines with `margin`.
    """
    lines: list[str] = []
    for block in _blocks(tidy(text)):
        lines += _filled(block, width, margin if lines else first, margin)
    return "\n".join(lines) or first.rstrip()


def entry(text: str, name: str, width: int = WIDTH) -> str:
    """Write what "Args:" says about a name: `name: text`, four columns further in, and eight where it goes on."""
    return prose(text, width, first=f"    {name}: ", margin=" " * 8)


def _blocks(text: str) -> Iterable[list[str]]:
    """Cut a text into paragraphs and items, to be filled, and single lines, to be left alone."""
    block: list[str] = []
    fence = ""
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence or mark or not line or _VERBATIM.match(line):
            if block:
                yield block
            block = []
            yield ["", line]
            if mark and mark[1] in (fence, fence or mark[1]):
                fence = "" if fence else mark[1]
        elif block and not _ITEM.match(line):
            block.append(line)
        else:
            if block:
                yield block
            block = [line]
    if block:
        yield block


def _filled(block: list[str], width: int, start: str, margin: str) -> list[str]:
    if not block[0]:
        return [f"{start}{block[1]}".rstrip()]
    item = _ITEM.match(block[0])
    mark = item[1] if item else ""
    words = " ".join(line.strip(" ") for line in block)
    return textwrap.wrap(
        words[len(mark.lstrip(" ")) :],
        width,
        initial_indent=start + mark,
        subsequent_indent=margin + " " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )


# ------------------------------------------------------------------------------------------------- Markdown, TOML, JSON


def markdown(text: str) -> str:
    """Write a Markdown text so that it stays Markdown, but holds no HTML and nothing unseen."""
    return _visible(tidy(text)).replace("<", "&lt;")


def table_cell(text: str) -> str:
    """Write a Markdown text on one line, as a table's cell takes it."""
    return markdown(text).replace("|", "\\|").replace("\n\n", "\n").replace("\n", "<br />")


def plain_cell(text: str) -> str:
    """Write a text that is no Markdown, such as an example, on one line of a table, as it is."""
    return _MARKUP.sub(r"\\\g<0>", _visible(text)).replace("<", "&lt;").replace("\n", "<br />")


def code_span(text: str) -> str:
    """Write a text as Markdown code that also fits into a table's cell."""
    shown = _visible(text).replace("\n", "\\n").replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    if not longest:
        return f"`{shown}`" if shown else ""
    fence = "`" * (longest + 1)
    return f"{fence} {shown} {fence}"


def toml(value: str) -> str:
    """Write a string as TOML's basic string; what is no character (a lone surrogate) becomes U+FFFD."""
    text = re.sub("[\ud800-\udfff]", "\ufffd", value)
    return '"' + "".join(_toml_character(character) for character in text) + '"'


def token(text: str) -> str:
    """Reduce a text to the characters that have no meaning anywhere, such as a header's (RFC 9110, section 5.6.2)."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text)


def json_text(value: Mapping[str, Json]) -> str:
    """Write JSON for people: sorted, indented, ASCII."""
    return json.dumps(value, indent=2, sort_keys=True, allow_nan=False)


def _visible(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if character == "\n" or _is_seen(character) else _escape(ord(character)) for character in text
    )


def _toml_character(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if _is_seen(character):
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
