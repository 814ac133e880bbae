"""Reads JSON text (RFC 8259) with the place of every value: the standard library judges the grammar."""

from __future__ import annotations

import json
import re
from math import isinf
from typing import TYPE_CHECKING, Final

from .building import MAX_DEPTH, Builder
from .yaml_text import MAX_DIGITS

if TYPE_CHECKING:
    from generator.problems import BadInputError

    from .nodes import JSON, Source

__all__ = ["is_json", "read_json"]

_TOKEN: Final = re.compile(
    r"""(?P<string>"(?:[^"\\]++|\\.)*+")
      | (?P<mark>[][{}])
      | (?P<number>-?[0-9]++(?P<fraction>[-+.eE0-9]*+))
      | (?P<word>-?[A-Za-z]++)""",
    re.VERBOSE,
)
_TRAILING_COMMA: Final = re.compile(r",[ \t\r\n]*[]}]")
_WORDS: Final[dict[str, JSON]] = {"true": True, "false": False, "null": None}


def is_json(text: str) -> bool:
    """Tell whether a text that begins like a JSON object or array is JSON to its end."""
    if text.lstrip(" \t\r\n")[:1] not in ("{", "["):
        return False
    try:
        _judge(text)
    except ValueError:
        return False
    except RecursionError:
        return True  # read_json says so
    return True


def read_json(source: Source) -> JSON:
    """Read a JSON text.

    Raises:
        BadInputError: the text is no JSON, an object has a key twice, or a number is beyond bounds.
    """
    builder = Builder(source)
    try:
        _judge(source.text)
    except json.JSONDecodeError as error:
        raise _syntax_problem(builder, error) from None
    except RecursionError:
        raise builder.stop(0, f"nested deeper than {MAX_DEPTH} levels", "flatten the document") from None
    for token in _TOKEN.finditer(source.text):
        _take(builder, token)
    if builder.problems:
        raise builder.failure()
    return builder.root


def _judge(text: str) -> None:
    json.loads(text, parse_int=len, parse_float=len)


def _syntax_problem(builder: Builder, error: json.JSONDecodeError) -> BadInputError:
    """Say what is wrong in words of our own: the library's differ from release to release."""
    text, offset = builder.source.text, error.pos
    if not text.strip():
        return builder.stop(0, "the file is empty", "it should hold one document")
    here = text[offset : offset + 1]
    comma = _TRAILING_COMMA.match(text, max(text.rfind(",", 0, offset + 1), 0))
    last = len(text.rstrip()) - 1
    at_end = offset > last
    candidates = (
        (error.msg.startswith("Unterminated") or here == "\n", offset, "a text without an end", "close the quote"),
        (error.msg.startswith("Invalid control"), offset, "a control character in a text", r"write \t or \u001b"),
        (error.msg.startswith("Invalid \\"), offset, "no such escape", "a backslash is written twice"),
        (comma, comma.start() if comma else 0, "a comma before the end", "leave it out"),
        (at_end, last, "the document ends too early", "a bracket or brace is not closed"),
        (here == "'", offset, "a single quote", "names and texts stand in double quotes"),
        (here in ("/", "#"), offset, "a comment", "leave it out, or name the file .yaml"),
        (error.msg.startswith("Extra data"), offset, "more text after the end", "put it into a file of its own"),
        (not text[:offset].strip(), offset, f"{here} is no beginning", "name the file .yaml if it is YAML"),
        (True, offset, f"{here} is not expected here", "look for a missing comma, colon or quote"),
    )
    _, place, finding, hint = next(candidate for candidate in candidates if candidate[0])
    return builder.stop(place, f"not JSON: {finding}", hint)


def _take(builder: Builder, token: re.Match[str]) -> None:
    kind, text = token.lastgroup, token.group()
    start, end = token.span()
    if kind == "string":
        value = json.loads(text) if "\\" in text else text[1:-1]
        if builder.wants_key():
            builder.key(value, start, end)
        else:
            builder.scalar(value, start, end)
    elif text == "{":
        builder.open_object(start)
    elif text == "[":
        builder.open_array(start)
    elif kind == "mark":
        builder.close(end)
    elif kind == "word":
        if text not in _WORDS:
            builder.problem(start, f"{text} is no JSON value", "JSON has no number for it")
        builder.scalar(_WORDS.get(text), start, end)
    else:
        builder.scalar(_number(builder, text, token["fraction"], start), start, end)


def _number(builder: Builder, text: str, fraction: str, start: int) -> int | float:
    if fraction:
        number = float(text)
        if isinf(number):
            builder.problem(start, f"the number {text[:40]} is too large", "quote it, if it is meant as text")
        return number
    digits = len(text.lstrip("-"))
    if digits > MAX_DIGITS:
        builder.problem(start, f"an integer of {digits:,} digits", f"at most {MAX_DIGITS:,} are read")
        return 0
    return int(text)
