"""Reduces an OpenAPI document to its facts, what a program can rely on, and tells them from its prose.

Facts are structure, names, types, required, enums, limits, defaults, statuses, media types and the extensions that
mean something to the generator, with all the document's quirks. Prose is what only people read: descriptions,
summaries, titles, comments, examples, links to documentation, contact and licence. The same word is the one or the
other by its position: `description` in a schema is prose, a property of that name is a fact. So a document is walked
by the grammar of its objects and never searched by key.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from generator.document import JSON, Pointer, pointer_text
from generator.openapi import FIELDS, FREE_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["NEUTRAL", "digest", "facts", "in_order", "prose", "text_digest"]

NEUTRAL: Final = "None given"
"""What stands where OpenAPI demands a description: in responses and for OAuth scopes."""


def facts(document: Mapping[str, JSON]) -> dict[str, JSON]:
    """Reduce a document to its facts, in canonical order; equal facts give equal bytes when written.

    The order of members never matters in JSON, that of `enum`, `required` and `type` not in JSON Schema: they are
    sorted. Other lists keep theirs. A member that the grammar does not know is kept: a mistake is worth an error.
    """
    return _Walk(words=False).document(document)


def in_order(document: Mapping[str, JSON]) -> dict[str, JSON]:
    """Put a document into the same canonical order with nothing left out, lists as they are."""
    return _Walk(words=True).document(document)


def prose(document: Mapping[str, JSON]) -> dict[str, str]:
    """Collect the texts of a document by their JSON pointers: descriptions, summaries and titles, not the examples."""
    walk = _Walk(words=False)
    walk.document(document)
    return dict(sorted(walk.prose.items()))


def digest(reduced: JSON) -> str:
    """Give the SHA-256 of JSON data, in hex, whatever the order of members and however it is written in a file."""
    text = json.dumps(reduced, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def text_digest(text: str) -> str:
    """Give twelve hex digits that change when the text is reworded; white space does not count."""
    words = " ".join(text.split())
    return sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:12]


_TEXTS: Final = ("title", "summary", "description")
_PROSE: Final = frozenset({*_TEXTS, "$comment", "example", "examples", "externalDocs"})
"""Prose in every object of the grammar; none of them has a fact of this name."""

_IMPRINT: Final = frozenset({"contact", "license", "termsOfService"})
"""Prose in `info`: about the document, not the interface."""

_DEMANDED: Final[Mapping[str, tuple[str, str]]] = {"info": ("title", "API"), "response": ("description", NEUTRAL)}
"""The words that OpenAPI demands, and what stands there instead of them."""

_UNDERSTOOD: Final = re.compile(
    r"x-sdk-(?!returns\Z)|x-speakeasy-(name-override|group|server-id|retries|pagination|sse-sentinel)\Z"
)
"""Extensions that change what is generated; all others are nobody's contract."""

_SETS: Final = frozenset({"enum", "required", "type"})


@dataclass(slots=True)
class _Walk:
    """One way through a document; remembers the texts it met."""

    words: bool
    prose: dict[str, str] = field(default_factory=dict[str, str])

    def document(self, document: Mapping[str, JSON]) -> dict[str, JSON]:
        return self.members(dict(document), "document", ())

    def node(self, node: JSON, kind: str, at: Pointer) -> JSON:
        """Reduce the value of a member by the kind that the grammar gives it."""
        if kind.endswith("[]") and isinstance(node, list):
            return [self.node(item, kind[:-2], (*at, index)) for index, item in enumerate(node)]
        if kind.endswith("{}") and isinstance(node, dict):
            return {key: self.node(node[key], kind[:-2], (*at, key)) for key in sorted(node)}
        if isinstance(node, dict) and (kind in FIELDS or kind in FREE_NAMES):
            return self.members(node, kind, at)
        return _sorted(node)

    def members(self, node: dict[str, JSON], kind: str, at: Pointer) -> dict[str, JSON]:
        """Reduce an object, member by member."""
        found: dict[str, JSON] = {}
        if kind in _DEMANDED and not self.words and "$ref" not in node:
            key, neutral = _DEMANDED[kind]
            found[key] = neutral
        for key in _ordered(node, kind):
            self.member(found, key, node[key], kind, (*at, key))
        return found

    def member(self, found: dict[str, JSON], key: str, value: JSON, kind: str, at: Pointer) -> None:
        if key in _PROSE or (kind == "info" and key in _IMPRINT):
            self.note(key, value, at)
            if self.words:
                found[key] = _sorted(value)
        elif key.startswith("x-"):
            if self.words or _UNDERSTOOD.match(key):
                found[key] = _sorted(value)
        elif kind == "flow" and key == "scopes" and isinstance(value, dict):
            found[key] = {name: self.scope(value[name], (*at, name)) for name in sorted(value)}
        elif kind == "schema" and key in _SETS and not self.words:
            found[key] = _as_set(value)
        else:
            found[key] = self.node(value, FIELDS.get(kind, {}).get(key, FREE_NAMES.get(kind, "")), at)

    def scope(self, node: JSON, at: Pointer) -> JSON:
        """Reduce the description of an OAuth scope, which is all there is to it."""
        self.note("description", node, at)
        return node if self.words else NEUTRAL

    def note(self, key: str, value: JSON, at: Pointer) -> None:
        if key in _TEXTS and isinstance(value, str) and value.strip():
            self.prose[pointer_text(at)] = value


def _ordered(node: Mapping[str, JSON], kind: str) -> list[str]:
    """Order the members of an object: words first, then as the grammar has them, then extensions and unknown ones."""
    rank = {key: number for number, key in enumerate((*_TEXTS, *FIELDS.get(kind, ())))}
    return sorted(node, key=lambda key: (rank.get(key, len(rank)), key))


def _sorted(node: JSON) -> JSON:
    """Copy a value with the members of its objects in alphabetical order."""
    if isinstance(node, dict):
        return {key: _sorted(node[key]) for key in sorted(node)}
    if isinstance(node, list):
        return [_sorted(item) for item in node]
    return node


def _as_set(node: JSON) -> JSON:
    """Sort a list of scalars as people would: numbers, then texts with the numbers in them by value, then null."""
    if not isinstance(node, list) or any(isinstance(item, (dict, list)) for item in node):
        return _sorted(node)
    return sorted(node, key=_rank)


def _rank(item: JSON) -> tuple[int, int | float, list[tuple[int, int, str]], str]:
    is_number = isinstance(item, (int, float)) and not isinstance(item, bool)
    number = item if is_number and isinstance(item, (int, float)) else 0
    kind = 2 if item in (None, "null") else 0 if is_number else 1
    return kind, number, _natural(item) if isinstance(item, str) else [], json.dumps(item)


def _natural(text: str) -> list[tuple[int, int, str]]:
    """Take a text apart so that "int4" comes before "int16"."""
    parts = re.findall(r"[0-9]+|[^0-9]+", text.casefold())
    numbers = {part: part.lstrip("0") for part in parts if part[0] in "0123456789"}
    return [(0, len(numbers[part]), numbers[part]) if part in numbers else (1, 0, part) for part in parts]
