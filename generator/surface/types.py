"""Compares types: is one wider than another, the same, or something else?

A type is written as a Python expression (`list[operations.Document] | None`), both in `api.json` and in annotations.
Order and spelling don't count: `Optional[X]` is `X | None`, literals of one union are a set.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = [
    "Atom",
    "Names",
    "Relation",
    "Type",
    "canonical",
    "compare",
    "literals",
    "mentioned",
    "parse",
    "renamed",
    "text",
]

Relation: TypeAlias = Literal["same", "wider", "narrower", "other"]


@dataclass(frozen=True, slots=True)
class Atom:
    """A member of a union: a name with its arguments, or one literal value (its `repr` is the argument's name)."""

    name: str
    arguments: tuple[Type, ...] = ()


Type: TypeAlias = frozenset[Atom]
"""A union of its atoms; a plain type is a union of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the names of one surface stand for."""

    aliases: Mapping[str, tuple[tuple[str, ...], Type]] = field(default_factory=dict[str, tuple[tuple[str, ...], Type]])
    """Name → its parameters and what it stands for."""
    bases: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Class → its base classes."""

    def is_covariant(self, name: str) -> bool:
        """Tell whether a generic class is wider when its arguments are: by the name of its variables (PEP 484)."""
        return name in _COVARIANT or any(base.endswith("_co]") for base in self.bases.get(name, ()))


NOTHING = Names()

ENUM_TYPES: Mapping[str, str] = {"string": "str", "integer": "int", "number": "float", "mixed": "Any"}
"""What an enum's values are, by the enum's kind in the IR."""

_SPELLINGS = {
    "List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple", "Type": "type",
    "NoneType": "None", "AbstractSet": "Set",
}  # fmt: skip
_MODULES = ("typing.", "typing_extensions.", "collections.abc.", "builtins.", "types.NoneType")
_ANYTHING = {"Any", "object"}
_PARENTS: Mapping[str, tuple[str, ...]] = {
    "int": ("float",),
    "list": ("Sequence", "Collection", "Iterable"),
    "tuple": ("Sequence", "Collection", "Iterable"),
    "set": ("Collection", "Iterable"),
    "frozenset": ("Collection", "Iterable"),
    "Sequence": ("Collection", "Iterable"),
    "Collection": ("Iterable",),
    "Iterator": ("Iterable",),
    "Generator": ("Iterator", "Iterable"),
    "dict": ("Mapping",),
    "MutableMapping": ("Mapping",),
}
_COVARIANT = {
    "list", "tuple", "set", "frozenset", "Sequence", "Collection", "Iterable", "Iterator", "dict", "Mapping",
    "Awaitable", "AsyncIterator", "AsyncIterable", "type", "Required", "NotRequired", "Literal",
}  # fmt: skip


def parse(expression: str, resolve: Callable[[str], str] = str) -> Type:
    """Read a type expression; `resolve` gives each dotted name its full one. Raises SyntaxError for anything else."""
    return _union(ast.parse(expression, mode="eval").body, resolve)


def text(type_: Type) -> str:
    """Write a type: members in alphabetical order, literals together, None last."""
    values = _values(type_)
    parts = [f"Literal[{', '.join(values)}]"] if values else []
    parts += [_atom_text(atom) for atom in type_ if atom.name not in ("Literal", "None")]
    parts += ["None"] if Atom("None") in type_ else []
    return " | ".join(sorted(parts, key=lambda part: (part == "None", part)))


def canonical(expression: str, resolve: Callable[[str], str] = str) -> str:
    """Write an expression in the one form that `text` gives."""
    return text(parse(expression, resolve))


def compare(old: str, new: str, before: Names = NOTHING, after: Names = NOTHING) -> Relation:
    """Say what became of a type. Equal names are taken for equal things: their own change is told elsewhere."""
    if old == new:
        return "same"
    first, second = parse(old), parse(new)
    if first == second:
        return "same"
    inside, outside = _fits(first, second, before, after), _fits(second, first, after, before)
    return "same" if inside and outside else "wider" if inside else "narrower" if outside else "other"


def renamed(expression: str, names: Mapping[str, str]) -> str:
    """Write an expression with some names replaced; an empty one stays empty."""
    if not expression or not names:
        return expression
    return text(_with_names(parse(expression), names))


def is_type(expression: str) -> bool:
    """Tell whether an expression can be read as a type."""
    try:
        return bool(parse(expression))
    except (SyntaxError, ValueError, RecursionError):
        return False


def literals(expression: str) -> tuple[str, ...]:
    """Return the literal values of a union, sorted."""
    return _values(parse(expression))


def mentioned(expression: str) -> frozenset[str]:
    """Return all names in an expression."""
    return frozenset(_names(parse(expression)))


def _with_names(type_: Type, names: Mapping[str, str]) -> Type:
    return frozenset(
        atom
        if atom.name == "Literal"
        else Atom(names.get(atom.name, atom.name), tuple(_with_names(argument, names) for argument in atom.arguments))
        for atom in type_
    )


def _values(type_: Type) -> tuple[str, ...]:
    return tuple(sorted(next(iter(atom.arguments[0])).name for atom in type_ if atom.name == "Literal"))


def _names(type_: Type) -> Iterable[str]:
    for atom in type_:
        if atom.name != "Literal":
            yield atom.name
            for argument in atom.arguments:
                yield from _names(argument)


# ----------------------------------------------------------------------------------------------------- reading a type


def _union(node: ast.expr, resolve: Callable[[str], str]) -> Type:  # noqa: PLR0911 - one return for each form
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return _union(left, resolve) | _union(right, resolve)
        case ast.Constant(value=None):
            return frozenset({Atom("None")})
        case ast.Constant(value=str(forward)):
            return parse(forward, resolve)
        case ast.Constant(value=value) if value is ...:
            return frozenset({Atom("...")})
        case ast.Subscript(value=generic, slice=inner):
            return _subscript(_plain(generic, resolve), inner, resolve)
        case ast.List(elts=items):
            return frozenset({Atom("[]", tuple(_union(item, resolve) for item in items))})
        case ast.Name() | ast.Attribute():
            return frozenset({Atom(_plain(node, resolve))})
        case _:
            raise SyntaxError(f"not a type: {ast.unparse(node)}")


def _subscript(name: str, inner: ast.expr, resolve: Callable[[str], str]) -> Type:
    items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    if name == "Literal":
        return frozenset(Atom("Literal", (frozenset({Atom(repr(ast.literal_eval(item)))}),)) for item in items)
    arguments = tuple(_union(item, resolve) for item in ([items[0]] if name == "Annotated" else items))
    if name in ("Union", "Annotated"):
        return frozenset(atom for argument in arguments for atom in argument)
    if name == "Optional":
        return arguments[0] | {Atom("None")}
    return frozenset({Atom(name, arguments)})


def _plain(node: ast.expr, resolve: Callable[[str], str]) -> str:
    if not isinstance(node, ast.Name | ast.Attribute):
        raise SyntaxError(f"not a name: {ast.unparse(node)}")
    name = resolve(ast.unparse(node))
    for module in _MODULES:
        name = name.removeprefix(module)
    return _SPELLINGS.get(name, name)


def _atom_text(atom: Atom) -> str:
    if atom.name == "[]":
        return f"[{', '.join(map(text, atom.arguments))}]"
    return f"{atom.name}[{', '.join(map(text, atom.arguments))}]" if atom.arguments else atom.name


# ------------------------------------------------------------------------------------------------------ comparing two


def _fits(inner: Type, outer: Type, inside: Names, outside: Names, depth: int = 0) -> bool:
    """Whether every value of `inner` is one of `outer`."""
    if depth > 30:  # a recursive alias that is spelt out on one side only
        return False
    wanted = _closure(outer, outside)
    return all(_atom_fits(atom, wanted, inside, outside, depth) for atom in inner)


def _atom_fits(atom: Atom, wanted: Type, inside: Names, outside: Names, depth: int) -> bool:
    if any(candidate.name in _ANYTHING or _covers(candidate, atom, inside, outside, depth) for candidate in wanted):
        return True
    if (meaning := _meaning(atom, inside)) is not None:
        return _fits(meaning, wanted, inside, outside, depth + 1)
    return any(_atom_fits(parent, wanted, inside, outside, depth) for parent in _parents(atom, inside))


def _covers(candidate: Atom, atom: Atom, inside: Names, outside: Names, depth: int) -> bool:
    if candidate == atom:
        return True
    if candidate.name != atom.name or atom.name == "Literal" or len(candidate.arguments) != len(atom.arguments):
        return False
    if not outside.is_covariant(atom.name) and atom.name not in outside.aliases:
        return False
    return all(
        _fits(mine, theirs, inside, outside, depth + 1)
        for mine, theirs in zip(atom.arguments, candidate.arguments, strict=True)
    )


def _parents(atom: Atom, names: Names) -> Iterable[Atom]:
    """What else the values of an atom are."""
    if atom.name == "Literal":
        value = ast.literal_eval(next(iter(atom.arguments[0])).name)
        yield Atom(type(value).__name__)
    for parent in _PARENTS.get(atom.name, ()):
        yield Atom(parent, atom.arguments)
    for base in names.bases.get(atom.name, ()):
        yield from parse(base)


def _meaning(atom: Atom, names: Names) -> Type | None:
    """What an alias stands for, with its parameters filled in."""
    if atom.name not in names.aliases:
        return None
    parameters, meaning = names.aliases[atom.name]
    return _filled(meaning, dict(zip(parameters, atom.arguments, strict=False)))


def _filled(type_: Type, arguments: Mapping[str, Type]) -> Type:
    found: set[Atom] = set()
    for atom in type_:
        if atom.name in arguments:
            found |= arguments[atom.name]
        else:
            found.add(Atom(atom.name, tuple(_filled(argument, arguments) for argument in atom.arguments)))
    return frozenset(found)


def _closure(type_: Type, names: Names) -> Type:
    """A type's atoms together with what its aliases stand for."""
    found: set[Atom] = set()
    waiting = list(type_)
    while waiting:
        atom = waiting.pop()
        if atom in found or len(found) > 10_000:
            continue
        found.add(atom)
        waiting += _meaning(atom, names) or ()
    return frozenset(found)
