"""Writes JSON data as YAML: canonical, so that equal data in equal order gives equal bytes."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import TYPE_CHECKING, Final

from .yaml_text import is_plain_word

if TYPE_CHECKING:
    from .nodes import JSON

__all__ = ["dumps", "flow_text", "yaml_lines", "yaml_text"]

_PLAIN: Final = re.compile(r"(?!.*(?:: | #))[A-Za-z_/$(][^\n:]*(?::[^\n:]+)*(?<! )")
_OLD_WORDS: Final = re.compile(r"y|n|yes|no|on|off", re.IGNORECASE)
"""YAML 1.1 reads these as booleans, and many readers still speak it."""
_ESCAPED: Final = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u200b-\u200f\u2028-\u202e\u2060-\u2069]"
)
"""What is no visible character, or moves those around it, is written as an escape."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LONG_KEY: Final = 500
"""YAML looks 1024 characters ahead for the colon; a longer key is announced by a question mark."""


def dumps(data: JSON) -> str:
    """Write a document as YAML that `load` reads back as equal data.

    A document that holds a lone surrogate, which YAML can't, is written as JSON.

    Raises:
        ValueError: the data holds an infinite number or none at all.
    """
    text = "".join(line + "\n" for line in yaml_lines(data))
    if text.isascii() or _encodable(text):
        return text
    return flow_text(data, unit="  ") + "\n"


def yaml_lines(node: JSON, indent: str = "") -> list[str]:
    """Write a node as lines of block style, each indented."""
    lines: list[str] = []
    if isinstance(node, dict) and node:
        for key, value in node.items():
            _write_member(lines, key, value, indent)
    elif isinstance(node, list) and node:
        for value in node:
            _write_item(lines, value, indent)
    else:
        lines.append(indent + yaml_text(node))
    return lines


def yaml_text(node: JSON, *, key: bool = False) -> str:
    """Write a scalar, or an empty object or array, in one line."""
    if isinstance(node, str):
        return _string(node) if not key or len(node) < _LONG_KEY else _double_quoted(node)
    if isinstance(node, float) and not isfinite(node):
        message = f"{node} is no JSON value"
        raise ValueError(message)
    return json.dumps(node)


def flow_text(node: JSON, indent: str = "", unit: str | None = None) -> str:
    """Write a node in flow style, which is JSON: in one line, or in lines that go deeper by `unit` after `indent`."""
    if not isinstance(node, (dict, list)):
        return _json_string(node) if isinstance(node, str) else yaml_text(node)
    deeper = indent + (unit or "")
    if isinstance(node, dict):
        entries = [f"{_json_string(key)}: {flow_text(value, deeper, unit)}" for key, value in node.items()]
        opening, closing = "{}"
    else:
        entries = [flow_text(value, deeper, unit) for value in node]
        opening, closing = "[]"
    if not entries or unit is None:
        return opening + ", ".join(entries) + closing
    return f"{opening}\n{deeper}" + f",\n{deeper}".join(entries) + f"\n{indent}{closing}"


def _write_member(lines: list[str], key: str, value: JSON, indent: str) -> None:
    name = yaml_text(key, key=True)
    if len(name) >= _LONG_KEY:
        lines.append(f"{indent}? {name}")
        name = ""
    if isinstance(value, (dict, list)) and value:
        lines.append(f"{indent}{name}:")
        lines += yaml_lines(value, indent + "  ")
    else:
        _write_scalar(lines, f"{indent}{name}: ", value, indent)


def _write_item(lines: list[str], value: JSON, indent: str) -> None:
    if isinstance(value, (dict, list)) and value:
        first, *others = yaml_lines(value, indent + "  ")
        lines.append(f"{indent}- {first[len(indent) + 2 :]}")
        lines += others
    else:
        _write_scalar(lines, f"{indent}- ", value, indent)


def _write_scalar(lines: list[str], start: str, value: JSON, indent: str) -> None:
    if isinstance(value, str) and _fits_a_block(value):
        lines.append(start + ("|" if value.endswith("\n") else "|-"))
        lines += [indent + "  " + line if line else "" for line in value.removesuffix("\n").split("\n")]
    else:
        lines.append(start + yaml_text(value))


def _fits_a_block(text: str) -> bool:
    return (
        "\n" in text.rstrip("\n")
        and not text.startswith((" ", "\n", "\t"))
        and not text.endswith("\n\n")
        and not text.rstrip("\n").endswith((" ", "\t"))
        and not _ESCAPED.search(text)
    )


def _string(text: str) -> str:
    if _ESCAPED.search(text) or "\n" in text or "\t" in text:
        return _double_quoted(text)
    if _PLAIN.fullmatch(text) and not is_plain_word(text) and not _OLD_WORDS.fullmatch(text):
        return text
    return f"'{text}'" if "'" not in text else _double_quoted(text)


def _double_quoted(text: str) -> str:
    escaped = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: _escape(ord(found.group())), escaped)


def _json_string(text: str) -> str:
    return _SURROGATE.sub(lambda found: _escape(ord(found.group())), _double_quoted(text))


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
