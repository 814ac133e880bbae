"""Finds what the package declares: which schemas get a name, where each lives, and who mentions it.

Declared are objects with properties, choices of values and, if they are components or referred to, unions, lists and
maps. Everything else is written out where it is used.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from generator.clusters import circles, cluster, reading_order
from generator.lower.naming import operation_id
from generator.names import class_name, free_class_name, is_identifier, module_name, numbered
from generator.openapi import METHODS, references

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.document import Pointer
    from generator.lower.meaning import Meaning
    from generator.lower.naming import Naming
    from generator.lower.reading import Reader
    from generator.lower.schemas import Key, Schema, Schemas

__all__ = ["Declarations", "Declared", "Namespace", "Usage"]

Usage = Literal["request", "response"]
Namespace = Literal["components", "operations"]

_COMPONENTS: Final = ("components", "schemas")
_LONG_ENUM: Final = 20
"""A longer list of values has a module of its own, so that "go to definition" opens on prose."""


@dataclass(slots=True, eq=False)
class Declared:
    """A schema with a name."""

    key: Key
    schema: Schema
    kind: Literal["model", "enum", "alias"]
    namespace: Namespace
    operation: str
    """The operation whose module it lives in; empty for a component."""
    mentions: list[Key] = field(default_factory=list["Key"])
    uses: set[Usage] = field(default_factory=set[Usage])
    name: str = ""
    module: str = ""
    aliases: tuple[str, ...] = ()
    holds_model: bool = False
    is_recursive: bool = False


@dataclass(slots=True)
class Declarations:
    """Everything that is declared, in the order in which operations lead to it."""

    reader: Reader
    schemas: Schemas
    meaning: Meaning
    naming: Naming
    found: dict[Key, Declared] = field(default_factory=dict["Key", Declared])
    _referred: set[Key] = field(default_factory=set["Key"])

    def discover(self, roots: Iterable[tuple[Pointer, Usage]]) -> None:
        """Follow the schemas that operations use, and settle all names and modules."""
        self._referred = {self.reader.target(to, ()) for _, to in references(self.reader.root, "document", ())}
        entries = {key for pointer, usage in roots for key in self._visit(self.schemas.at(pointer), usage)}
        entries |= {key for one in self._members("operations") for key in one.mentions}
        self._refuse_components_that_need_operations()
        self._name(self._members("components"))
        self._name(self._members("operations"))
        self._look_into_aliases()
        self._place(entries)

    def of(self, schema: Schema) -> Declared | None:
        """Give the declaration of a schema; None if it is written out where it is used."""
        return self.found.get(self.meaning.essence(schema).key)

    def modules(self, namespace: Namespace) -> dict[str, list[Declared]]:
        """Give the modules of a namespace by name, each with its declarations in reading order."""
        members: dict[str, list[Declared]] = {}
        for one in self._members(namespace):
            members.setdefault(one.module, []).append(one)
        return {name: self._in_reading_order(members[name]) for name in sorted(members)}

    def _visit(self, schema: Schema, usage: Usage) -> list[Key]:
        """Declare a schema and all in it; give the declarations that it mentions itself."""
        schema = self.meaning.essence(schema)
        declared = self._declared(schema)
        if declared is None:
            return list(dict.fromkeys(key for child in self._children(schema) for key in self._visit(child, usage)))
        if usage not in declared.uses:
            declared.uses.add(usage)
            mentioned = [key for child in self._children(declared.schema) for key in self._visit(child, usage)]
            declared.mentions = list(dict.fromkeys([*declared.mentions, *mentioned]))
        return [declared.key]

    def _children(self, schema: Schema) -> list[Schema]:
        return self.meaning.children(schema)

    def _declared(self, schema: Schema) -> Declared | None:
        if schema.key in self.found:
            return self.found[schema.key]
        kind = self.meaning.kind(schema)
        is_shared = self.meaning.is_component(schema.key) or schema.key in self._referred
        if kind not in ("model", "enum") and not (kind in ("union", "array", "map") and is_shared):
            return None
        namespace, operation = self._home(schema.key)
        self.found[schema.key] = declared = Declared(
            key=schema.key,
            schema=self._at_home(schema),
            kind=kind if kind in ("model", "enum") else "alias",
            namespace=namespace,
            operation=operation,
        )
        return declared

    def _at_home(self, schema: Schema) -> Schema:
        """Give a schema as it stands where it is declared, without the words of this use."""
        if self.reader.get(schema.key) is None:
            return schema
        found = self.meaning.essence(self.schemas.at(schema.key))
        return found if found.key == schema.key else schema

    def _home(self, key: Key) -> tuple[Namespace, str]:
        if key[0] == "paths" and key[2] in METHODS:
            return "operations", operation_id(self.reader, key[:3])
        operation = self.reader.node(key[:3]).get("x-sdk-operation") if key[:2] == _COMPONENTS else None
        return ("operations", operation) if isinstance(operation, str) else ("components", "")

    def _members(self, namespace: Namespace) -> list[Declared]:
        return [one for one in self.found.values() if one.namespace == namespace]

    def _refuse_components_that_need_operations(self) -> None:
        for one in self.found.values():
            for other in map(self.found.__getitem__, one.mentions):
                if one.namespace == "components" and other.namespace == "operations":
                    mine, theirs = self.naming.of(one.key), self.naming.of(other.key)
                    hint = f"give {mine} an x-sdk-operation as well, or take that of {theirs} away"
                    finding = f"{mine} is shared by all operations, but mentions {theirs}, which belongs to one"
                    self.reader.complain(one.schema.pointer, finding, hint)

    def _name(self, declared: list[Declared]) -> None:
        """Settle the names of a namespace: those that the description gives first, then those made from places."""
        used: set[str] = set()
        given = {one.key: self._given_name(one) for one in declared}
        explicit = [one for one in declared if given[one.key]]
        explicit.sort(key=lambda one: (given[one.key] != self.naming.of(one.key), given[one.key]))
        for one in (*explicit, *(one for one in declared if not given[one.key])):
            one.name = numbered(free_class_name(self.naming.of(one.key)), used)
            used |= {one.name, f"{one.name}TypedDict"}
        for one in declared:
            one.aliases = self._aliases(one, used)
            used.update(one.aliases)

    def _given_name(self, one: Declared) -> str:
        own = one.key[2] if self.meaning.is_component(one.key) else ""
        return str(self.reader.node(one.key).get("x-sdk-name", own))

    def _aliases(self, one: Declared, used: set[str]) -> tuple[str, ...]:
        wanted = {class_name(str(twin[2])): twin for twin, common in self.reader.same.items() if common == one.key}
        wanted |= {class_name(str(place[2])): place for place in self._plain_references().get(one.key, [])}
        for place in self.reader.items((*one.key, "x-sdk-aliases")):
            name = self.reader.get(place)
            if isinstance(name, str) and is_identifier(name):
                wanted[name] = place
            else:
                self.reader.complain(place, f"{name!r} can't be a Python class's name", "use letters and digits")
        for name, place in wanted.items():
            if name in used:
                self.reader.complain(place, f"the alias {name} is already the name of something else", "choose another")
        return tuple(sorted(name for name in wanted if name != one.name))

    def _plain_references(self) -> dict[Key, list[Pointer]]:
        """Tell which components are nothing but another name: key of the declaration → their pointers."""
        found: dict[Key, list[Pointer]] = {}
        for _, pointer in self.reader.members(_COMPONENTS):
            schema = self.meaning.essence(self.schemas.at(pointer))
            if schema.key != pointer:
                found.setdefault(schema.key, []).append(pointer)
        return found

    def _look_into_aliases(self) -> None:
        """Note which aliases hold models, and which are made of themselves without a model between."""
        aliases = {key: one for key, one in self.found.items() if one.kind == "alias"}
        graph = {key: [other for other in one.mentions if other in aliases] for key, one in aliases.items()}
        for circle in circles(graph):  # what is mentioned comes first
            holds = any(
                self.found[other].kind == "model" or self.found[other].holds_model
                for key in circle
                for other in self.found[key].mentions
            )
            for key in circle:
                aliases[key].holds_model = holds
                aliases[key].is_recursive = len(circle) > 1 or key in graph[key]

    def _place(self, entries: set[Key]) -> None:
        self._place_operations()
        components = {one.key: one for one in self._members("components")}
        mentions = {key: [k for k in one.mentions if k in components] for key, one in components.items()}
        long = {key for key, one in components.items() if one.kind == "enum" and self._is_long(one)}
        settled, chosen = self._chosen_modules(components)
        mains = cluster(mentions, entries=entries & components.keys() | long, settled=settled)
        names: dict[Key, str] = dict(chosen)
        for main in sorted(set(mains.values()) - names.keys(), key=lambda key: self.found[key].name):
            names[main] = numbered(module_name(self.found[main].name, ()), set(names.values()))
        for key, main in mains.items():
            self.found[key].module = names[main]

    def _place_operations(self) -> None:
        names: dict[str, str] = {}
        for one in self._members("operations"):
            if one.operation not in names:
                names[one.operation] = numbered(module_name(one.operation, ()), set(names.values()))
            one.module = names[one.operation]

    def _is_long(self, one: Declared) -> bool:
        return len(self.meaning.values(one.schema)) > _LONG_ENUM

    def _chosen_modules(self, components: dict[Key, Declared]) -> tuple[dict[Key, Key], dict[Key, str]]:
        """Read `x-sdk-module`: which declaration goes to which main one, and the names of these modules."""
        mains: dict[str, Key] = {}
        settled: dict[Key, Key] = {}
        for key in components:
            wanted = self.reader.node(key).get("x-sdk-module")
            if isinstance(wanted, str):
                settled[key] = mains.setdefault(module_name(wanted, ()), key)
        return settled, {key: name for name, key in mains.items()}

    def _in_reading_order(self, members: list[Declared]) -> list[Declared]:
        keys = {one.key: one for one in members}
        enums = sorted((one for one in members if one.kind == "enum"), key=lambda one: one.name)
        others = [key for key, one in keys.items() if one.kind != "enum"]
        inside = {key: [k for k in one.mentions if k in keys] for key, one in keys.items()}
        late = [key for key, one in keys.items() if one.kind == "alias"]
        mentioned = {other for key in others for other in inside[key] if other != key}
        mains = [key for key in others if key not in mentioned]
        return [*enums, *(keys[key] for key in reading_order(mains, others, inside, late))]
