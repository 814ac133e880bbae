"""Reads YAML 1.2 text; what plain words mean follows the core schema (YAML 1.2.2, section 10.3.2), nothing else."""

from __future__ import annotations

import re
from math import isinf
from typing import TYPE_CHECKING, Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from .building import Builder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.problems import BadInputError

    from .nodes import JSON, Source

__all__ = ["MAX_DIGITS", "is_plain_word", "read_yaml"]

MAX_DIGITS: Final = 4000
"""Longer integers are refused; Python itself writes at most 4300 digits."""

_WORDS: Final[dict[str, bool | None]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INT: Final = re.compile(r"[-+]?[0-9]+")
_BASED_INT: Final = re.compile(r"0o([0-7]+)|0x([0-9a-fA-F]+)")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_NUMERIC_START: Final = frozenset("-+.0123456789")
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SURROGATE_PAIR: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)


def read_yaml(source: Source) -> JSON:
    """Read a text with one YAML document.

    Raises:
        BadInputError: the text is no YAML, or YAML that is no JSON data.
    """
    builder = Builder(source)
    bad = _FORBIDDEN.search(source.text)
    if bad:
        code = f"U+{ord(bad.group()):04X}"
        raise builder.stop(
            bad.start(), f"the character {code} is not allowed in YAML", r'write it as an escape: "\x1b"'
        )
    if _SURROGATE_PAIR.search(source.text):
        source.text = _SURROGATE_PAIR.sub(_one_escape, source.text)
    try:
        parser: Any = YAML(typ="safe")
        _Reader(builder).read(parser.parse(source.text))
    except MarkedYAMLError as error:
        raise _syntax_problem(builder, error) from None
    except (YAMLError, UnicodeError) as error:
        raise builder.stop(0, f"not YAML: {error}") from None
    if builder.problems:
        raise builder.failure()
    return builder.root


def is_plain_word(text: str) -> bool:
    """Tell whether a text, written without quotes, would be read as something else than a string."""
    if text[:1] not in _NUMERIC_START:
        return text in _WORDS
    return any(form.fullmatch(text) for form in (_INT, _BASED_INT, _FLOAT, _NO_NUMBER))


class _Reader:
    """Hands the parser's events on to the builder."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.documents = 0

    def read(self, events: Iterable[object]) -> None:
        take: dict[type[object], Callable[[Any], None]] = {
            ScalarEvent: self.scalar,
            MappingStartEvent: self.open_object,
            SequenceStartEvent: self.open_array,
            MappingEndEvent: self.close,
            SequenceEndEvent: self.close,
            AliasEvent: self.alias,
            DocumentStartEvent: self.document,
        }
        for event in events:
            kind = type(event)
            if kind in take:
                take[kind](event)
        if not self.documents:
            finding = "the file holds nothing but comments" if self.builder.source.text.strip() else "the file is empty"
            raise self.builder.stop(0, finding, "it should hold one document")

    def document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            finding = "a second document begins here"
            raise self.builder.stop(event.start_mark.index, finding, "put each document into a file of its own")

    def scalar(self, event: Any) -> None:
        start, end, text = event.start_mark.index, event.end_mark.index, event.value
        is_plain = event.implicit[0]
        if event.tag is not None:
            _refuse_tag(self.builder, event)
        if self.builder.wants_key():
            self.builder.key(_key(self.builder, text, start) if is_plain else text, start, end)
        else:
            value = _plain_value(self.builder, text, start) if is_plain else text
            self.builder.scalar(value, start, end, event.anchor)

    def open_object(self, event: Any) -> None:
        self._check_container(event)
        self.builder.open_object(event.start_mark.index, event.anchor)

    def open_array(self, event: Any) -> None:
        self._check_container(event)
        self.builder.open_array(event.start_mark.index, event.anchor)

    def _check_container(self, event: Any) -> None:
        if event.tag is not None:
            _refuse_tag(self.builder, event)
        if self.builder.wants_key():
            finding = "a key that is itself an object or array"
            raise self.builder.stop(event.start_mark.index, finding, "keys are strings: quote it")

    def close(self, event: Any) -> None:
        self.builder.close(event.end_mark.index)

    def alias(self, event: Any) -> None:
        start = event.start_mark.index
        if self.builder.wants_key():
            raise self.builder.stop(start, "an alias as a key", "write the key out")
        self.builder.alias(event.anchor, start, event.end_mark.index)


def _key(builder: Builder, text: str, start: int) -> str:
    if text == "<<":
        finding = "a merge key: YAML 1.2 has none"
        builder.problem(start, finding, 'write the members out, or quote the key: "<<"')
    elif not is_plain_word(text):
        return text
    elif _INT.fullmatch(text) and len(text) < MAX_DIGITS and str(int(text)) == text:
        return text  # 200: is how many documents write a status
    else:
        builder.problem(start, f"a key that is not a string: {_meaning(text)}", f'quote it: "{text[:40]}"')
    return text


def _meaning(text: str) -> str:
    if text in _WORDS:
        return {None: "null", True: "true", False: "false"}[_WORDS[text]]
    return f"the number {text[:40]}"


def _plain_value(builder: Builder, text: str, start: int) -> JSON:
    if text[:1] not in _NUMERIC_START:
        return _WORDS.get(text, text)
    if _INT.fullmatch(text):
        return _integer(builder, text, 10, start)
    if based := _BASED_INT.fullmatch(text):
        return _integer(builder, based[1] or based[2], 8 if based[1] else 16, start)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if isinf(number):
            builder.problem(start, f"the number {text[:40]} is too large", "quote it, if it is meant as text")
        return number
    if _NO_NUMBER.fullmatch(text):
        builder.problem(start, f"{text} is no JSON value", "quote it, if it is meant as text")
    return text


def _integer(builder: Builder, digits: str, base: int, start: int) -> int:
    number = len(digits.lstrip("+-"))
    if number * (1.0 if base == 10 else 1.21) > MAX_DIGITS:
        finding = f"an integer of {number:,} digits"
        builder.problem(start, finding, f"at most {MAX_DIGITS:,} are read; quote it, if it is meant as text")
        return 0
    return int(digits, base)


def _refuse_tag(builder: Builder, event: Any) -> None:
    tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
    hint = "leave it out; quote the value, if it is meant as text"
    builder.problem(event.start_mark.index, f"the tag {tag}: only plain JSON values are read", hint)


def _one_escape(pair: re.Match[str]) -> str:
    # JSON writes a character beyond U+FFFF as two escapes, YAML as one
    high, low = int(pair[2], 16), int(pair[3], 16)
    return f"{pair[1]}\\U{0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF):08x}"


_HINTS: Final = (
    ("mapping values are not allowed", "quote a value that contains a colon, or look at the indentation"),
    ("could not find expected ':'", "a key needs a colon; the mistake may be in the line above"),
    ("did not find expected key", "look at the indentation here and at the quotes above"),
    ("did not find expected '-' indicator", "look at the indentation here"),
    ("did not find expected node content", "a bracket or brace is not closed, or a comma is missing"),
    ("did not find expected ',' or", "a bracket or brace is not closed, or a comma is missing"),
    ("found unexpected end of stream", "a quote is not closed"),
    ("incompatible YAML document", "leave the directive %YAML out"),
    ("Unicode character escape", "a surrogate can't stand alone"),
    ("escape", "in double quotes a backslash is written twice; single quotes take it as it is"),
)


def _syntax_problem(builder: Builder, error: Any) -> BadInputError:
    problem = str(error.problem or error.context or "it can't be read")
    context = f", {error.context}" if error.context and error.problem else ""
    hint = next((hint for sign, hint in _HINTS if sign in problem), "")
    text = builder.source.text
    mark = error.problem_mark or error.context_mark
    if error.context_mark and not text[mark.index :].strip():
        mark = error.context_mark  # what is missing at the end is missing where it began
    offset = min(mark.index, len(text)) if mark else 0
    if "cannot start any token" in problem:
        if text[offset : offset + 1] == "\t":
            return builder.stop(offset, "not YAML: a tab before a value", "indent by spaces")
        return builder.stop(offset, f"not YAML: a value can't begin with {text[offset]}", "put the value in quotes")
    return builder.stop(offset, f"not YAML: {problem}{context}", hint)
