"""Reads and writes YAML and JSON documents: plain data in which every node knows its place.

Knows nothing of OpenAPI, overlays or the IR.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator.problems import BadInputError, Position, fail

from .building import MAX_DEPTH, MAX_NODES
from .json_text import is_json, read_json
from .nodes import JSON, Array, Change, Node, Object, Place, Source, Span, copy_node, height_of, plain, weight_of
from .pointers import Pointer, parse_pointer, pointer_text
from .rewriting import rewrite
from .writing import dumps, flow_text
from .yaml_text import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "JSON",
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Array",
    "Change",
    "Document",
    "Node",
    "Object",
    "Place",
    "Pointer",
    "Source",
    "Span",
    "copy_node",
    "dumps",
    "height_of",
    "load",
    "loads",
    "parse_pointer",
    "plain",
    "pointer_text",
    "weight_of",
]

MAX_BYTES = 32 * 2**20
"""Larger files are refused."""


class Document:
    """A document as it was read, or as overlays left it; nobody else changes it."""

    __slots__ = ("_as_read", "data", "source")

    def __init__(self, data: Object, source: Source, as_read: Object | None = None) -> None:
        self.data = data
        """Plain JSON data: its objects are dicts, its arrays lists."""
        self.source = source
        """The text it was read from."""
        self._as_read = as_read

    @property
    def name(self) -> str:
        """The file, as it was named."""
        return self.source.name

    def patched(self, data: Object) -> Document:
        """Make the document that this one became by changes."""
        return Document(data, self.source, self._as_read or self.data)

    def encoded(self) -> bytes:
        """Write the document as it was read where nothing changed; without any change these are the same bytes."""
        if self._as_read is None:
            return self.source.original
        text = rewrite(self.source, self._as_read, self.data)
        try:
            same = _exactly(loads(text, name=self.name).data) == _exactly(self.data)
        except BadInputError:
            same = False
        mark = "\ufeff" if self.source.original.startswith(b"\xef\xbb\xbf") else ""
        return (mark + (text if same else dumps(self.data))).encode()

    def as_json(self) -> bytes:
        """Write the document as JSON: as it was read if that was JSON, otherwise indented by two."""
        return self.encoded() if is_json(self.source.text) else (flow_text(self.data, unit="  ") + "\n").encode()

    def get(self, pointer: Pointer) -> JSON:
        """Give the node at `pointer`.

        Raises:
            KeyError: there is none.
        """
        node: JSON = self.data
        for step in pointer:
            child = _child(node, step)
            if child is None:
                raise KeyError(pointer_text(pointer))
            node = child[0]
        return node

    def resolve(self, text: str) -> Pointer:
        """Read a JSON pointer, telling array indices from names by the document.

        Raises:
            KeyError: the pointer names no node.
            ValueError: the text is no JSON pointer.
        """
        node: JSON = self.data
        steps: list[str | int] = []
        for step in parse_pointer(text):
            is_index = isinstance(node, list) and step.isascii() and step.isdigit() and str(int(step)) == step
            steps.append(int(step) if is_index else step)
            child = _child(node, steps[-1])
            if child is None:
                raise KeyError(text)
            node = child[0]
        return tuple(steps)

    def position(self, pointer: Pointer = (), *, key: bool = False) -> Position:
        """Tell where the value at `pointer` stands, or its key.

        What an overlay wrote stands in the overlay. Where there is no such node, it is the nearest parent's position.
        """
        span = self.data.span
        for number, (node, step) in enumerate(self._way(pointer), 1):
            at_key, at_value = node.place(step)
            span = at_key if key and at_key and number == len(pointer) else at_value
        return span[0].position(span[1])

    def origin(self, pointer: Pointer) -> tuple[Change, ...]:
        """List the overlay actions that wrote this node, alone or with a parent, in the order they ran."""
        found: tuple[Change, ...] = ()
        for node, step in self._way(pointer):
            own = node.history(step)
            found = own if any(change.verb == "replace" for change in own) else found + own
        return found

    def changes(self) -> Iterator[tuple[Pointer, Change]]:
        """Give every change that the document still shows, in document order."""
        yield from _changes_under(self.data, ())

    def _way(self, pointer: Pointer) -> Iterator[tuple[Node, str | int]]:
        """Go from parent to child as long as the pointer's steps exist."""
        node: JSON = self.data
        for step in pointer:
            child = _child(node, step)
            if child is None or not isinstance(node, (Object, Array)):
                return
            yield node, step
            node = child[0]


def load(path: Path, *, name: str | None = None) -> Document:
    """Read a YAML 1.2 or JSON file; positions name it as `name` or as the path was given.

    Raises:
        BadInputError: there is no such file, or it is no document of JSON data.
    """
    name = name or path.as_posix()
    at = Position(file=name)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise fail(at, "there is no such file", "look at the path") from None
    except IsADirectoryError:
        raise fail(at, "this is a folder", "name a file in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise fail(at, f"can't be read: {reason}", "look at the path and at the file's permissions") from None
    return loads(content, name=name)


def loads(text: str | bytes, *, name: str) -> Document:
    """Read a YAML 1.2 or JSON text; a name that ends in `.json` admits nothing but JSON.

    Raises:
        BadInputError: the text is no document of JSON data.
    """
    original = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(original) > MAX_BYTES:
        hint = "split the document"
        raise fail(Position(file=name), f"larger than {MAX_BYTES // 2**20} MiB", hint)
    source = Source(name, _decoded(original, name), original)
    as_json = name.endswith(".json") or is_json(source.text)
    root = read_json(source) if as_json else read_yaml(source)
    if not isinstance(root, Object):
        kind = "an array" if isinstance(root, list) else "a single value"
        at = source.position(len(source.text) - len(source.text.lstrip()))
        raise fail(at, f"the document is {kind}, not an object", "it should begin with a key")
    return Document(root, source)


def _decoded(content: bytes, name: str) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise fail(Position(file=name), "the file is UTF-16", "save it as UTF-8")
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        if b"\0" in content:
            raise fail(Position(file=name), "this is no text file", "look at the path") from None
        before = content[: error.start].decode()
        at = Source(name, before + content[error.start :].decode("utf-8", "replace")).position(len(before))
        raise fail(at, f"the byte 0x{content[error.start]:02x} is not UTF-8", "save the file as UTF-8") from None
    if "\0" in text:
        raise fail(Source(name, text).position(text.index("\0")), "a NUL character", "is this the right file?")
    return text


def _exactly(data: JSON) -> str:
    """Tell data apart by types, spelling of numbers and order of keys too."""
    return json.dumps(data)


def _child(node: JSON, step: str | int) -> tuple[JSON] | None:
    if isinstance(node, dict):
        return (node[step],) if isinstance(step, str) and step in node else None
    if isinstance(node, list) and isinstance(step, int) and 0 <= step < len(node):
        return (node[step],)
    return None


def _changes_under(node: JSON, pointer: Pointer) -> Iterator[tuple[Pointer, Change]]:
    if isinstance(node, (Object, Array)):
        for step, value in node.items() if isinstance(node, Object) else enumerate(node):
            here = (*pointer, step)
            yield from ((here, change) for change in node.history(step))
            yield from _changes_under(value, here)
