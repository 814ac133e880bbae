"""Writes a changed document back into the text it was read from: what no change touched stays as it was, to the byte.

The text is taken apart into entries, a key with its value or an item with its dash, each with the comments above it
and the rest of its line. Untouched entries are kept, others are written anew. What is too intricate for that
(explicit keys, anchors) is written in the canonical form, and so is the whole document if the patched text should
not read back as the data it was made for.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from .nodes import Array, Object
from .writing import dumps, flow_text, yaml_lines, yaml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .nodes import JSON, Node, Source, Span

__all__ = ["rewrite"]

_REST_OF_LINE: Final = re.compile(r"(?:[ \t]+#[^\n]*|[ \t]*)\r?(?:\n|\Z)")
_ABOVE: Final = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n)* *")
_COLON: Final = re.compile(r"\s*:\s*\Z")


def rewrite(source: Source, old: Object, new: Object) -> str:
    """Write `new`, which was made from `old` by changes, into the text that `old` was read from.

    The caller checks that the result reads back as `new`.
    """
    try:
        body, end = _Rewriter(source).node(old, new)
    except _IntricateError:
        return flow_text(new, unit="  ") + "\n" if source.text[old.span[1]] == "{" else dumps(new)
    return source.text[: old.span[1]] + body + source.text[end:]


class _IntricateError(Exception):
    """A node is written in a way that can't be taken apart, or nothing of it is left."""


class _Entry(NamedTuple):
    """A child in the text, by offsets in ascending order."""

    above: int
    """Where the comments above it begin, or its indentation."""
    start: int
    """Its key or dash; in an array of flow style, its value."""
    value: int
    value_end: int
    end: int
    """In block style, after its line."""


class _Rewriter:
    """Goes through a document as it was read and as it is now, side by side."""

    def __init__(self, source: Source) -> None:
        self.text = source.text
        self.newline = "\r\n" if "\r\n" in source.text else "\n"
        self._clean: dict[int, bool] = {}

    def node(self, old: Node, new: Node) -> tuple[str, int]:
        """Write a changed object or array; tell how far the text goes that this replaces.

        Raises:
            _IntricateError: it can't be written into its text.
        """
        if not old or not new or self.text[old.span[1]] == "&":
            raise _IntricateError
        return self.flow(old, new) if self.text[old.span[1]] in "{[" else self.block(old, new)

    def block(self, old: Node, new: Node) -> tuple[str, int]:
        entries = dict(zip(_steps(old), self.block_entries(old), strict=True))
        end = next(reversed(entries.values())).end
        column = self.column(old.span[1])
        pieces: list[str] = []
        for step, before in _pairs(old, new):
            if before is None:
                lead, piece = " " * column, self.fresh(new, step, column)
            else:
                entry = entries[before]
                lead, piece = self.text[entry.above : entry.start], self.kept(old, before, new, step, entry)
            if not pieces:
                lead = self.first_lead(old.span[1], lead)
            elif not pieces[-1].endswith("\n"):
                pieces[-1] += self.newline
            pieces.append(lead + piece)
        return "".join(pieces), end

    def block_entries(self, old: Node) -> Iterator[_Entry]:
        above = old.span[1]
        column = self.column(above)
        for step in _steps(old):
            key, span = old.place(step)
            lead = _ABOVE.match(self.text, above, key[1] if key else span[1])
            start = lead.end() if lead else -1
            if start != (key[1] if key else start) or self.column(start) != column:
                raise _IntricateError
            if not key and self.text[start] != "-":
                raise _IntricateError
            value_end = max(self.end_of(old.child(step), span), key[2] if key else start + 1)
            yield _Entry(above, start, span[1], value_end, self.end_of_line(value_end))
            above = self.end_of_line(value_end)

    def kept(self, old: Node, before: str | int, new: Node, step: str | int, entry: _Entry) -> str:
        """Write an entry that was there before, without what is above it."""
        if self.is_untouched(old, before, new, step):
            return self.text[entry.start : entry.end]
        was, value = old.child(before), new.child(step)
        try:
            body, end = self.value(was, old.place(before)[1], value, entry.value_end)
        except _IntricateError:
            return self.fresh(new, step, self.column(entry.start), old.place(before)[0])
        gap = " " if self.text[entry.value - 1] in ":-" else ""  # there was nothing before
        return self.text[entry.start : entry.value] + gap + body + self.text[end : entry.end]

    def value(self, was: JSON, span: Span, value: JSON, end: int) -> tuple[str, int]:
        """Write a value that was changed in its place; tell how far the text goes that this replaces."""
        if isinstance(was, (Object, Array)) and isinstance(value, (Object, Array)) and was.span[1] == span[1]:
            return self.node(was, value)
        lines = yaml_lines([value])
        if len(lines) > 1 or isinstance(value, (dict, list)) or "\n" in self.text[span[1] : end]:
            raise _IntricateError
        return yaml_text(value), end

    def fresh(self, new: Node, step: str | int, column: int, key: Span | None = None) -> str:
        """Write an entry in the canonical form, its key as it was; the first line without indentation."""
        value = new.child(step)
        lines = yaml_lines({step: value} if isinstance(step, str) else [value], " " * column)
        lines[0] = lines[0][column:]
        if key and isinstance(step, str):
            lines[0] = self.text[key[1] : key[2]] + lines[0].removeprefix(yaml_text(step, key=True))
        return "".join(line + self.newline for line in lines)

    def first_lead(self, start: int, lead: str) -> str:
        """Fit what stood above an entry, now the first, to where the first stood: after indentation, or a dash."""
        if "#" in lead and not self.text[self.line_start(start) : start].strip():
            return lead.lstrip()
        return ""

    def flow(self, old: Node, new: Node) -> tuple[str, int]:
        end = old.span[2]
        entries = dict(zip(_steps(old), self.flow_entries(old), strict=True))
        first, *_, last = [*entries.values(), *entries.values()]
        opening, closing = self.text[first.above : first.start], self.text[last.end : end - 1]
        style = _FlowStyle.of(list(entries.values()), opening, closing, self.text)
        pieces: list[str] = []
        for step, before in _pairs(old, new):
            if before is None:
                gap, piece = style.comma, style.entry(new, step)
            else:
                entry = entries[before]
                gap, piece = self.text[entry.above : entry.start], self.text[entry.start : entry.end]
                if not self.is_untouched(old, before, new, step):
                    body = self.changed_in_flow(old.child(before), new.child(step), entry, style)
                    piece = self.text[entry.start : entry.value] + body
            pieces.append((gap if pieces else opening) + piece)
        return self.text[old.span[1]] + "".join(pieces) + closing + self.text[end - 1], end

    def flow_entries(self, old: Node) -> Iterator[_Entry]:
        above = old.span[1] + 1
        for step in _steps(old):
            key, span = old.place(step)
            end = max(span[2], key[2] if key else 0)
            yield _Entry(above, key[1] if key else span[1], span[1], end, end)
            above = end

    def changed_in_flow(self, was: JSON, value: JSON, entry: _Entry, style: _FlowStyle) -> str:
        if isinstance(was, (Object, Array)) and isinstance(value, (Object, Array)) and was.span[1] == entry.value:
            with suppress(_IntricateError):
                return self.node(was, value)[0]
        return style.value(value)

    def is_untouched(self, old: Node, before: str | int, new: Node, step: str | int) -> bool:
        if new.place(step) is not old.place(before):
            return False
        was, value = old.child(before), new.child(step)
        if not isinstance(was, (Object, Array)) or not isinstance(value, (Object, Array)):
            return True
        if id(value) not in self._clean:
            pairs = list(_pairs(was, value))
            self._clean[id(value)] = len(was) == len(value) and all(
                before is not None and self.is_untouched(was, before, value, step) for step, before in pairs
            )
        return self._clean[id(value)]

    def end_of(self, value: JSON, span: Span) -> int:
        """Tell where a value ends; the parser puts the end of a block at the next thing after it."""
        if not isinstance(value, (Object, Array)) or not value or value.span[1] != span[1]:
            return span[2]
        if self.text[span[2] - 1] in "}]":
            return span[2]
        last = next(reversed(value)) if isinstance(value, Object) else len(value) - 1
        return self.end_of(value.child(last), value.place(last)[1])

    def end_of_line(self, offset: int) -> int:
        if self.text.endswith("\n", 0, offset):
            return offset
        rest = _REST_OF_LINE.match(self.text, offset)
        if rest is None:
            raise _IntricateError
        return rest.end()

    def line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def column(self, offset: int) -> int:
        return offset - self.line_start(offset)


@dataclass(frozen=True, slots=True)
class _FlowStyle:
    """How an object or array of flow style is laid out, so that new entries look like the old ones."""

    comma: str
    colon: str
    indent: str
    unit: str | None
    """None where all stands in one line."""

    @classmethod
    def of(cls, entries: list[_Entry], opening: str, closing: str, text: str) -> _FlowStyle:
        """Read the style from the text around the entries."""
        if opening.strip() or closing.strip():
            raise _IntricateError
        comma = text[entries[1].above : entries[1].start] if len(entries) > 1 else ""
        between = text[entries[0].start : entries[0].value]
        colon = _COLON.search(between)
        indent, outer = opening.rpartition("\n")[2], closing.rpartition("\n")[2]
        unit = indent.removeprefix(outer) if "\n" in opening else None
        return cls(
            comma if comma.strip() == "," else "," + (opening or " "),
            colon[0] if colon else ": ",
            indent if unit else "",
            unit,
        )

    def value(self, value: JSON) -> str:
        return flow_text(value, self.indent, self.unit)

    def entry(self, node: Node, step: str | int) -> str:
        """Write a new entry."""
        name = flow_text(step) + self.colon if isinstance(step, str) else ""
        return name + self.value(node.child(step))


def _steps(node: Node) -> Iterable[str | int]:
    return node if isinstance(node, Object) else range(len(node))


def _pairs(old: Node, new: Node) -> Iterator[tuple[str | int, str | int | None]]:
    """Say for each child whether, and under which name or index, it was there before."""
    if isinstance(old, Object):
        for key in _steps(new):
            was = key in old and old.place(key)[0] is new.place(key)[0]
            yield key, key if was else None
    else:
        indices = {id(place): index for index, place in enumerate(old.places)}
        for index in _steps(new):
            yield index, indices.get(id(new.place(index)))
