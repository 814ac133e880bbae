"""Reads JSON text (RFC 8259) with the place of every value: the standard library judges the grammar."""

from __future__ import annotations

import json
import re
from math import isinf
from typing import TYPE_CHECKING, Final

from .building import MAX_DEPTH, Builder
from .yaml_text import MAX_DIGITS

if TYPE_CHECKING:
    from .nodes import JSON, Source

__all__ = ["is_json", "read_json"]

_TOKEN: Final = re.compile(
    r"""(?P<string>"(?:[^"\\]++|\\.)*+")
      | (?P<mark>[][{}])
      | (?P<number>-?[0-9]++(?P<fraction>[-+.eE0-9]*+))
      | (?P<word>-?[A-Za-z]++)""",
    re.VERBOSE,
)
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
        if not source.text.strip():
            raise builder.stop(0, "the file is empty", "it should hold one document") from None
        raise builder.stop(error.pos, f"not JSON: {error.msg}") from None
    except RecursionError:
        raise builder.stop(0, f"nested deeper than {MAX_DEPTH} levels", "flatten the document") from None
    for token in _TOKEN.finditer(source.text):
        _take(builder, token)
    if builder.problems:
        raise builder.failure()
    return builder.root


def _judge(text: str) -> None:
    json.loads(text, parse_int=len, parse_float=len)


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
    if len(text) > MAX_DIGITS:
        builder.problem(start, f"an integer of {len(text):,} digits", f"at most {MAX_DIGITS:,} are read")
        return 0
    return int(text)
