"""Folds a schema: references to one place, parts composed by `allOf`, alternatives with what surrounds them.

After folding, a schema is a list of parts that all apply at once, and perhaps a list of alternatives. What merely
refers to another schema is that schema (they have one `key`), only its words and whether null fits are its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from generator.normalise import shape
from generator.openapi import ANNOTATIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.document import JSON, Pointer
    from generator.lower.reading import Node, Reader

__all__ = ["AT", "Key", "Part", "Schema", "Schemas"]

AT: Final = -1
"""In a key: what follows is an alternative that stands elsewhere, seen from the schema that comes before."""

Key = tuple[str | int, ...]
"""What a schema is: its pointer; for what has no place of its own, steps that tell it from all others."""

_TYPES_BY_KEYWORD: Final = {
    "properties": "object",
    "additionalProperties": "object",
    "patternProperties": "object",
    "items": "array",
    "prefixItems": "array",
}
_WORDS: Final = ANNOTATIONS | {"nullable"}
_GROUPS: Final = ("oneOf", "anyOf")
_BESIDE_GROUPS: Final = frozenset({"type", "discriminator"})
_CONDITIONS: Final = frozenset({"required", "not", "minProperties", "maxProperties", "dependentRequired"})
"""What an alternative may hold without being a type of its own: "one of these must be given"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The keywords that stand together at one place."""

    pointer: Pointer
    keywords: Node

    def without(self, *names: str) -> Part:
        """Give the part less some keywords."""
        return Part(pointer=self.pointer, keywords={k: v for k, v in self.keywords.items() if k not in names})

    @property
    def facts(self) -> set[str]:
        """The keywords that say which values fit."""
        return {key for key in self.keywords if key not in _WORDS and not key.startswith("x-")}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schema:
    """A folded schema; without parts and alternatives it says nothing, and anything fits."""

    pointer: Pointer
    """Where it is used."""
    key: Key
    parts: tuple[Part, ...] = ()
    words: tuple[Node, ...] = ()
    """What describes this use, nearest first; what it refers to has words of its own."""
    nullable: bool = False
    """Whether its parts admit null; see `Schemas.nullable` for its alternatives."""
    branches: tuple[Pointer, ...] = ()
    """Where its alternatives stand; none, or at least two."""
    base: tuple[Part, ...] = ()
    """What every alternative has besides."""

    def find(self, keyword: str) -> Iterator[tuple[Pointer, JSON]]:
        """Give all values of a keyword, with their places."""
        for part in self.parts:
            if keyword in part.keywords:
                yield (*part.pointer, keyword), part.keywords[keyword]

    def first(self, keyword: str) -> JSON:
        """Give the first value of a keyword; None where there is none."""
        return next((value for _, value in self.find(keyword)), None)

    def has(self, keyword: str) -> bool:
        """Tell whether any part has the keyword."""
        return any(keyword in part.keywords for part in self.parts)

    def word(self, keyword: str) -> JSON:
        """Give the nearest word about this use; None where there is none."""
        return next((node[keyword] for node in self.words if keyword in node), None)

    @property
    def types(self) -> tuple[str, ...]:
        """The JSON types that fit, null left out; where none is stated, what the keywords are about."""
        stated = [[str(name) for name in value] for _, value in self.find("type") if isinstance(value, list)]
        if not stated:
            return tuple(dict.fromkeys(name for keyword, name in _TYPES_BY_KEYWORD.items() if self.has(keyword)))
        named = dict.fromkeys(name for names in stated for name in names)
        return tuple(name for name in named if all(_admits(names, name) for names in stated))

    @property
    def is_null(self) -> bool:
        """Whether nothing but null fits."""
        return self.types == ("null",)


def _admits(names: list[str], name: str) -> bool:
    return name in names or (name == "integer" and "number" in names)


@dataclass(slots=True)
class Schemas:
    """Folds the schemas of a description, each once."""

    reader: Reader
    _folded: dict[Pointer, Schema] = field(default_factory=dict["Pointer", Schema])
    _alternatives: dict[Key, tuple[Schema, ...]] = field(default_factory=dict[Key, tuple[Schema, ...]])
    _nullable: dict[Key, bool] = field(default_factory=dict[Key, bool])
    _trail: list[Pointer] = field(default_factory=list["Pointer"])

    def at(self, pointer: Pointer) -> Schema:
        """Fold the schema at a pointer."""
        if pointer in self._folded:
            return self._folded[pointer]
        if pointer in self._trail:
            self.reader.complain(pointer, "the schema is made of itself", "break the circle of $ref, allOf and anyOf")
            return Schema(pointer=pointer, key=pointer)
        self._trail.append(pointer)
        folded = self._folded[pointer] = self._branched(self._composed(pointer))
        self._trail.pop()
        return folded

    def alternatives(self, schema: Schema) -> tuple[Schema, ...]:
        """Give a union's alternatives, null and repetitions left out; nothing if it is no union."""
        if schema.key not in self._alternatives:
            self._alternatives[schema.key] = ()
            found = [item for branch in schema.branches for item in self._alternative(schema, branch)]
            others = {self._signature(item): item for item in reversed(found) if not item.is_null}
            self._alternatives[schema.key] = tuple(reversed(others.values()))
        return self._alternatives[schema.key]

    def nullable(self, schema: Schema) -> bool:
        """Tell whether null fits a use of a schema, by its own word or by an alternative's."""
        if schema.nullable:
            return True
        if schema.key not in self._nullable:
            self._nullable[schema.key] = False
            branches = (self.at(branch) for branch in schema.branches)
            self._nullable[schema.key] = any(branch.is_null or self.nullable(branch) for branch in branches)
        return self._nullable[schema.key]

    def place(self, schema: Schema) -> Pointer:
        """Give the place where a schema stands, whoever refers to it; where it has none, that of its use."""
        return schema.pointer if self.reader.get(schema.key) is None else schema.key

    def by_type(self, schema: Schema) -> tuple[Schema, ...]:
        """Split a schema that admits several JSON types into one for each."""
        return tuple(
            replace(
                schema,
                key=(*schema.key, AT, "type", name),
                parts=(*schema.parts, Part(pointer=schema.pointer, keywords={"type": [name]})),
            )
            for name in schema.types
        )

    def group(self, schema: Schema, members: list[Schema]) -> Schema:
        """Make one alternative of several of a union's."""
        key = (*schema.key, AT, "type", "string")
        self._alternatives[key] = tuple(members)
        branches = tuple(member.pointer for member in members)
        return Schema(pointer=self.place(schema), key=key, branches=branches)

    def joined(self, key: Key, uses: list[Schema]) -> Schema:
        """Fold several schemas that one value must fit, such as a property that two parts of an `allOf` have."""
        if len({use.key for use in uses}) == 1:
            return replace(uses[0], words=tuple(node for use in uses for node in use.words))
        return self._branched(
            Schema(
                pointer=uses[0].pointer,
                key=key,
                parts=tuple(part for use in uses for part in use.parts),
                words=tuple(node for use in uses for node in use.words),
                nullable=all(self.nullable(use) for use in uses),
            )
        )

    def _composed(self, pointer: Pointer) -> Schema:
        """Fold `$ref` and `allOf`."""
        node = self.reader.node(pointer)
        own = Part(pointer=pointer, keywords=node).without("$ref", "allOf")
        reference = node.get("$ref")
        referred = [self.referred(reference, pointer)] if isinstance(reference, str) else []
        places = self.reader.items((*pointer, "allOf"))
        members = [self.at(place) for place in places]
        words = (own.keywords, *(words for member in members for words in member.words))
        admits_null = own.keywords.get("nullable") is True or any(m.nullable for m in members if m.key == m.pointer)
        match [member for member in (*referred, *members) if member.parts]:
            case [only] if _adds_nothing(own, only):
                key = pointer if only.key in places else only.key
                return replace(only, pointer=pointer, key=key, words=words, nullable=admits_null or only.nullable)
            case saying:
                parts = [part for member in saying for part in member.parts]
                all_admit_null = bool(saying) and not own.facts and all(map(self.nullable, saying))
                return Schema(
                    pointer=pointer,
                    key=pointer,
                    parts=(own, *parts) if own.facts else tuple(parts),
                    words=words,
                    nullable=admits_null or all_admit_null,
                )

    def referred(self, reference: str, origin: Pointer) -> Schema:
        """Fold what a reference leads to, or what stands for it; whether null fits stays its own matter."""
        target = self.reader.target(reference, origin)
        common = self.reader.same.get(target)
        found = self.at(target)
        return found if common is None else replace(self.at(common), nullable=self.nullable(found))

    def _branched(self, schema: Schema) -> Schema:
        """Find the alternatives of a schema; a single one becomes part of it, or is it."""
        group = next(self._groups(schema), None)
        if group is None:
            return schema
        part, keyword = group
        rest = [other.without(keyword) if other is part else other for other in schema.parts]
        base = tuple(other for other in rest if other.facts)
        says_more = any(other.facts - _BESIDE_GROUPS for other in base)
        places = self.reader.items((*part.pointer, keyword))
        branches = tuple(place for place in places if not self._is_null(place))
        nullable = schema.nullable or len(branches) < len(places)
        if len(branches) > 1:
            return replace(schema, branches=branches, base=base if says_more else (), nullable=nullable)
        if not branches:
            if says_more:
                self.reader.complain(schema.pointer, "nothing but null fits, whatever else it says", "mend it")
            null = Part(pointer=schema.pointer, keywords={"type": ["null"]})
            return replace(schema, parts=(null,), nullable=nullable)
        (branch,) = branches
        only = self.at(branch)
        if not says_more:
            key = schema.key if only.key == branch else only.key
            words = (*schema.words, *only.words)
            return replace(only, pointer=schema.pointer, key=key, words=words, nullable=nullable or only.nullable)
        return self._branched(replace(schema, parts=(*base, *only.parts), nullable=nullable or only.nullable))

    def _groups(self, schema: Schema) -> Iterator[tuple[Part, str]]:
        for part in schema.parts:
            for keyword in _GROUPS:
                places = self.reader.items((*part.pointer, keyword)) if keyword in part.keywords else []
                nodes = [Part(pointer=place, keywords=self.reader.node(place)) for place in places]
                if any(not node.facts or node.facts - _CONDITIONS for node in nodes):
                    yield part, keyword

    def _is_null(self, place: Pointer) -> bool:
        """Tell whether an alternative is null: it says so, or says nothing else than `nullable: true`."""
        part = Part(pointer=place, keywords=self.reader.node(self.reader.resolved(place)))
        return part.keywords.get("type") == ["null"] or (not part.facts and part.keywords.get("nullable") is True)

    def _signature(self, schema: Schema) -> str:
        """Tell alternatives apart: two that are written out and say the same are one."""
        if schema.branches or schema.has("properties") or self.reader.get(schema.key) is None:
            return repr(schema.key)
        return repr([shape({k: v for k, v in p.keywords.items() if k != "nullable"}, {}) for p in schema.parts])

    def _alternative(self, schema: Schema, branch: Pointer) -> tuple[Schema, ...]:
        found = self.at(branch)
        if schema.base:
            key = (*schema.key, AT, *branch)
            parts = (*schema.base, *found.parts)
            found = self._branched(replace(found, key=key, parts=parts, branches=(), base=()))
        is_nested = found.branches and found.key == branch
        return self.alternatives(found) if is_nested else (found,)


def _adds_nothing(own: Part, other: Schema) -> bool:
    """Tell whether what stands beside a reference only repeats what the other schema says."""
    return all(
        _repeats_types(own, other)
        if keyword == "type"
        else any(_same(own.keywords[keyword], value) for _, value in other.find(keyword))
        for keyword in own.facts
    )


def _repeats_types(own: Part, other: Schema) -> bool:
    stated = own.keywords["type"]
    return isinstance(stated, list) and set(other.types) <= {str(name) for name in stated}


def _same(one: JSON, other: JSON) -> bool:
    return _unordered(one) == _unordered(other)


def _unordered(value: JSON) -> object:
    return sorted(map(repr, value)) if isinstance(value, list) else value
