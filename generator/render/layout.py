"""What stands in each Python file: its imports, its blocks in order, its lines. So templates look nothing up.

The classes are what templates get besides the nodes of the IR; every text in them but `doc` is finished Python.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from keyword import iskeyword
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from generator.ir import Alias, Array, Constant, Enum, Map, Model, Primitive, Reference, Union
from generator.literals import literal
from generator.render.spelling import (
    Key,
    Scope,
    default,
    enum_type,
    key,
    members,
    model_field,
    model_type,
    names,
    open_type,
    twin_field,
    twin_type,
)
from generator.render.unions import deferred_aliases, is_native, unions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.ir import Argument, Declaration, Field, Module, Namespace, Package, Type

__all__ = [
    "AliasBlock",
    "Block",
    "Index",
    "Line",
    "ModelBlock",
    "ModuleLayout",
    "NamespaceLayout",
    "TwinBlock",
    "all_names",
    "doc_of",
    "imports",
    "index",
    "module_layout",
    "namespace_layout",
    "references",
    "sorted_names",
    "written_apart",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A field or an argument: `name: annotation = default`."""

    name: str
    annotation: str
    default: str = ""
    """With its equals sign; empty where a value must be given."""
    doc: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelBlock:
    """A class of fields."""

    name: str
    base: str
    options: str
    """What follows the base in the class's head."""
    doc: str
    lines: tuple[Line, ...]
    kind: Literal["model"] = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinBlock:
    """A model written as a dict."""

    name: str
    model: str
    is_class: bool
    """Whether every key may be a name; otherwise a call makes the type."""
    options: str
    lines: tuple[Line, ...]
    kind: Literal["twin"] = "twin"


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasBlock:
    """A type under a name of its own."""

    name: str
    annotation: str
    doc: str
    runtime: str = ""
    """What the program takes it for, where it can't evaluate the annotation as it stands."""
    kind: Literal["alias"] = "alias"


Block: TypeAlias = ModelBlock | TwinBlock | AliasBlock


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleLayout:
    """A module of declarations."""

    imports: str
    open_enums: tuple[AliasBlock, ...]
    """Choices that checkers know and the program does not."""
    open_types: tuple[tuple[str, str], ...]
    """What the program takes them for: names, joined by equals signs, and their type."""
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceLayout:
    """A package of modules that exports their names when asked for them."""

    imports: str
    """Those that only checkers follow."""
    names: tuple[str, ...]
    homes: tuple[tuple[str, str], ...]
    """Each module with the expression that lists its names."""


# ---------------------------------------------------------------------------------------------- the package as a whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """What one has to know of the whole package to write a part of it."""

    package: str
    declared: Mapping[Key, Declaration]
    items: Mapping[Key, str]
    """Models that are items of lists in calls, with the mappings that programs make for them."""
    item_aliases: frozenset[Key]
    deferred: frozenset[Key]
    """Aliases that the program can't evaluate as they are written."""


def index(package: Package) -> Index:
    """Look through a package once."""
    declared: dict[Key, Declaration] = {
        (namespace.name, declaration.name): declaration
        for namespace in package.namespaces
        for module in namespace.modules
        for declaration in module.declarations
    }
    found = set(_items(package, declared))
    models = {one: declared[one] for one in sorted(found)}
    return Index(
        package=package.name,
        declared=declared,
        items={one: _mapping(model) for one, model in models.items() if isinstance(model, Model)},
        item_aliases=frozenset(one for one, alias in models.items() if isinstance(alias, Alias)),
        deferred=deferred_aliases(declared),
    )


def doc_of(node: Declaration | Field | Argument) -> str:
    """What the description says about a node, first of all that it is deprecated."""
    return f"Deprecated. {node.doc}".strip() if node.deprecated else node.doc


def references(found: Type) -> Iterator[Reference]:
    """All references in a type, in reading order."""
    match found:
        case Reference():
            yield found
        case Array():
            yield from references(found.items)
        case Map():
            yield from references(found.values)
        case Union():
            for member in found.members:
                yield from references(member)
        case _:
            return


def _items(package: Package, declared: Mapping[Key, Declaration]) -> Iterator[Key]:
    """Models and aliases that callers give in lists."""
    arguments = (argument for operation in package.operations for argument in operation.arguments)
    waiting = [item for argument in arguments for item in _members(argument.type) if isinstance(item, Array)]
    inner = [member for array in waiting for member in _members(array.items)]
    while inner:
        found = inner.pop()
        if isinstance(found, Reference) and found.has_twin:
            yield key(found)
            alias = declared[key(found)]
            inner += _members(alias.type) if isinstance(alias, Alias) and alias.name != found.twin else ()


def _members(found: Type) -> tuple[Type, ...]:
    return found.members if isinstance(found, Union) else (found,)


def _mapping(model: Model) -> str:
    """The mapping that a program would make for a model: of plain values where it has only such."""
    plain = all(isinstance(item.type, (Primitive, Constant)) for item in model.fields)
    values = Union(members=tuple(item.type for item in model.fields), kind="untagged", source=model.source)
    nullable = any(item.nullable for item in model.fields)
    return f"Mapping[str, {model_type(values, nullable=nullable) if plain and model.fields else 'object'}]"


def _types(declaration: Declaration) -> Iterator[Type]:
    if isinstance(declaration, Alias):
        yield declaration.type
    elif isinstance(declaration, Model):
        yield from (item.type for item in declaration.fields)
        if declaration.additional:
            yield declaration.additional


# ---------------------------------------------------------------------------------------------- modules of declarations


def module_layout(module: Module, index: Index) -> ModuleLayout:
    """Lay out a module: open enums first, then all else in the IR's order, aliases after what they are made of."""
    enums = [
        one for one in module.declarations if isinstance(one, Enum) and enum_type(one) != open_type(one) and one.open
    ]
    open_enums = tuple(
        AliasBlock(name=one.name, annotation=enum_type(one), doc=one.doc if one.doc != module.doc else "")
        for one in enums
    )
    types: defaultdict[str, list[str]] = defaultdict(list)
    for one in enums:
        types[open_type(one)].append(one.name)
    scope = Scope(namespace=module.namespace, items=index.items)
    others = [block for one in module.declarations if one not in enums for block in _blocks(one, scope, index)]
    blocks = tuple(_in_order(others))
    return ModuleLayout(
        imports=_module_imports(module, index, open_enums, blocks),
        open_enums=open_enums,
        open_types=tuple((" = ".join(found), name) for name, found in types.items()),
        blocks=blocks,
    )


def _blocks(declaration: Declaration, scope: Scope, index: Index) -> Iterator[Block]:
    if isinstance(declaration, Enum):
        yield AliasBlock(name=declaration.name, annotation=enum_type(declaration), doc=doc_of(declaration))
    elif isinstance(declaration, Alias):
        yield from _alias_blocks(declaration, scope, index)
    else:
        scope, apart = written_apart({declaration.name: [item.type for item in declaration.fields]}, scope, index)
        yield from apart
        yield _model(declaration, replace(scope, shadowed=frozenset(item.name for item in declaration.fields)))
        if declaration.has_twin:
            yield _twin(declaration, scope)


def _alias_blocks(alias: Alias, scope: Scope, index: Index) -> Iterator[AliasBlock]:
    parts = alias.type.members if isinstance(alias.type, Union) else (alias.type,)
    scope, apart = written_apart({alias.name: parts}, scope, index)
    name = (scope.namespace, alias.name)
    is_deferred = name in index.deferred
    yield from apart
    yield AliasBlock(
        name=alias.name,
        annotation=model_type(alias.type, scope),
        doc=doc_of(alias),
        runtime=_choice(alias.type, scope) if is_deferred else "",
    )
    if alias.has_twin:
        yield AliasBlock(
            name=alias.twin,
            annotation=twin_type(alias.type, scope, is_item=name in index.item_aliases),
            doc=f"`{alias.name}` written as plain data.",
            runtime="Any" if is_deferred else "",
        )


def written_apart(
    types: Mapping[str, Iterable[Type]], scope: Scope, index: Index
) -> tuple[Scope, tuple[AliasBlock, ...]]:
    """Give names to the unions in types, by their owners, that the program can't evaluate where they stand."""
    apart: dict[Union, str] = {}
    for owner, found in types.items():
        for union in dict.fromkeys(union for one in found for union in unions(one)):
            if union not in apart and not is_native(union, index.declared):
                apart[union] = f"_{owner}Part{len(apart) + 1}"
    scope = replace(scope, unions={**scope.unions, **apart})
    blocks = (
        AliasBlock(name=name, annotation=" | ".join(members(union, scope)), doc="", runtime=_choice(union, scope))
        for union, name in apart.items()
    )
    return scope, tuple(blocks)


def _choice(found: Type, scope: Scope) -> str:
    """The expression that makes a type for the program, of which it picks a member when it has a value."""
    parts = found.members if isinstance(found, Union) else (found,)
    texts = [model_type(part, scope) for part in parts]
    options = [f"lambda: ({', '.join(texts)}{',' if len(texts) == 1 else ''})"]
    if isinstance(found, Union) and found.tag:
        options += [f"tag={literal(found.tag)}", f"mapping={literal(dict(found.mapping))}"]
    if isinstance(found, Union) and found.open:
        options.append("is_open=True")
    return f"one_of({', '.join(options)})"


def _model(model: Model, scope: Scope) -> ModelBlock:
    renamed = {item.name: item.wire_name for item in model.fields if item.name != item.wire_name}
    request = "RequestModel" if model.in_request else "Model"
    return ModelBlock(
        name=model.name,
        base=f"Open{request}" if model.in_request and model.additional else request,
        options=f"kw_only=True, rename={literal(dict(renamed))}" if renamed else "kw_only=True",
        doc=doc_of(model),
        lines=tuple(
            Line(
                name=item.name,
                annotation=model_field(item, scope),
                default=default(item),
                doc=doc_of(item),
            )
            for item in model.fields
        ),
    )


def _twin(model: Model, scope: Scope) -> TwinBlock:
    is_class = all(_may_be_a_key(item.wire_name) for item in model.fields)
    scope = replace(scope, shadowed=frozenset(item.wire_name for item in model.fields if is_class))
    is_total = any(item.required for item in model.fields)
    return TwinBlock(
        name=model.twin,
        model=model.name,
        is_class=is_class,
        options="" if is_total else ", total=False",
        lines=tuple(_twin_line(item, scope, is_total) for item in model.fields),
    )


def _twin_line(item: Field, scope: Scope, is_total: bool) -> Line:
    text = twin_field(item, scope)
    return Line(name=item.wire_name, annotation=f"NotRequired[{text}]" if is_total and not item.required else text)


def _may_be_a_key(name: str) -> bool:
    """Whether a class may have an attribute of that name with the very same characters."""
    return name.isascii() and name.isidentifier() and not iskeyword(name) and not name.startswith("__")


def _in_order(blocks: list[Block]) -> Iterator[Block]:
    """Put aliases after what they are made of: unlike annotations they are read when the module is."""
    waiting = {block.name: block for block in blocks}
    while waiting:
        ready = next((one for one in waiting.values() if not _missing(one, waiting)), next(iter(waiting.values())))
        yield waiting.pop(ready.name)


def _missing(block: Block, waiting: Mapping[str, Block]) -> set[str]:
    if not isinstance(block, AliasBlock) or block.runtime:
        return set()
    return names([block.annotation]) & waiting.keys()


# -------------------------------------------------------------------------------------------------------------- imports

_HOMES: Final = {
    "builtins": "",
    "Mapping": "collections.abc",
    **dict.fromkeys(("TYPE_CHECKING", "Any", "Literal", "NotRequired", "TypeAlias", "TypedDict"), "typing"),
    **dict.fromkeys(("Model", "OpenRequestModel", "RequestModel"), "{package}._runtime.model"),
    "one_of": "{package}._runtime.unions",
    **dict.fromkeys(("UNSET", "CollectionNotStr", "Items", "OptionalNullable"), "{package}.types"),
    **dict.fromkeys(("components", "errors", "operations", "utils"), "{package}"),
}


def imports(package: str, used: Iterable[str], homes: Mapping[str, str] | None = None) -> str:
    """Write the import lines for names, sorted as ruff sorts them; `homes` adds to the modules that are known."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in used:
        home = (homes or {}).get(name) or _HOMES[name].replace("{package}", package)
        found[home].append(name)
    plain = [f"import {name}" for name in sorted_names(found.pop("", []))]
    lines = {home: f"from {home} import {', '.join(sorted_names(found[home]))}" for home in sorted(found, key=_natural)}
    ours = [line for home, line in lines.items() if home.split(".")[0] == package]
    return "\n".join([*plain, *(line for line in lines.values() if line not in ours), "", *ours]).strip("\n")


def sorted_names(found: Iterable[str]) -> list[str]:
    """Sort names as ruff does: constants, classes, others."""
    return sorted(found, key=lambda name: (_rank(name), _natural(name.lower()), name))


def _rank(name: str) -> int:
    return 0 if len(name) > 1 and name.isupper() else 1 if name[0].isupper() else 2


def _natural(name: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]


def _module_imports(module: Module, index: Index, enums: Sequence[AliasBlock], blocks: Iterable[Block]) -> str:
    used = names(text for block in (*enums, *blocks) for text in _texts(block))
    own = {block.name for block in (*enums, *blocks)}
    homes = {
        name: f"{index.package}.{module.namespace}.{reference.module}"
        for declaration in module.declarations
        for mentioned in _types(declaration)
        for reference in references(mentioned)
        if reference.namespace == module.namespace and reference.module != module.name
        for name in (reference.name, reference.twin)
    }
    checked = {"TYPE_CHECKING"} if enums else set[str]()
    text = imports(index.package, (used - own) | checked, homes)
    has_classes = any(isinstance(block, ModelBlock) for block in blocks)
    return f"from __future__ import annotations\n\n{text}" if has_classes else text


def _texts(block: Block) -> Iterator[str]:
    """The Python of a block, as far as names in it may have to be imported."""
    if isinstance(block, AliasBlock):
        yield from ("TypeAlias", block.annotation, *([block.runtime, "TYPE_CHECKING"] if block.runtime else []))
        return
    yield from (part for line in block.lines for part in (line.annotation, line.default))
    yield block.base if isinstance(block, ModelBlock) else "TypedDict"


# ----------------------------------------------------------------------------------------------------------- namespaces


def namespace_layout(namespace: Namespace, package: str) -> NamespaceLayout:
    """Lay out a namespace; the module with most names comes last and has all of `__all__` that the others have not."""
    exports = {module.name: list(_exports(module)) for module in namespace.modules}
    lines = [
        f"from {package}.{namespace.name}.{name} import "
        + ", ".join(f"{target} as {one}" if target != one else one for one, target in _by_target(found))
        for name, found in sorted(exports.items(), key=lambda item: _natural(item[0]))
        if found
    ]
    names = {name: [one for one, target in found if one == target] for name, found in exports.items()}
    others = {name: [f"{one}={target}" for one, target in found if one != target] for name, found in exports.items()}
    whole = max(names, key=lambda name: len(names[name]), default="")
    homes = [(name, literal([*names[name], *others[name]])) for name in sorted(exports, key=_natural) if name != whole]
    last = f"[{', '.join([*map(literal, others[whole]), '*__all__'])}]" if whole and others[whole] else "__all__"
    return NamespaceLayout(
        imports="\n".join(lines),
        names=tuple(all_names(one for found in exports.values() for one, _ in found)),
        homes=(*homes, (whole, last)) if whole else (),
    )


def _exports(module: Module) -> Iterator[tuple[str, str]]:
    """The names that a module gives to its namespace, each with the one it has there."""
    for declaration in module.declarations:
        yield declaration.name, declaration.name
        if not isinstance(declaration, Enum) and declaration.has_twin:
            yield declaration.twin, declaration.twin
        yield from ((alias, declaration.name) for alias in declaration.aliases)


def _by_target(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(found, key=lambda one: (_rank(one[1]), _natural(one[1].lower()), one[0] != one[1], _natural(one[0])))


def all_names(found: Iterable[str]) -> list[str]:
    """Sort names as ruff wants them in `__all__`."""
    return sorted(found, key=lambda name: (_rank(name), _natural(name)))
