"""Finds the unions that need a type of their own at run time: those whose members JSON's types don't tell apart.

msgspec decodes a union only if a value's JSON type says which member it is. All other unions, and aliases that are
made of themselves, are written twice: for checkers as they are, for the program as a call that picks a member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.ir import Alias, AnyValue, Array, Constant, Enum, Map, Primitive, Reference, Type, Union
from generator.render.spelling import Key, key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from generator.ir import Declaration

__all__ = ["deferred_aliases", "is_native", "unions"]

_SINGLE: Final = ("list", "object", "own", "any")
_ALIKE: Final = ({"text", "choice of texts", "bytes"}, {"whole", "choice of numbers"})
_PRIMITIVES: Final = {
    "string": "text",
    "integer": "whole",
    "number": "number",
    "boolean": "truth",
    "null": "null",
    "bytes": "bytes",
}


def is_native(found: Union, declared: Mapping[Key, Declaration]) -> bool:
    """Whether a value's JSON type tells which member it is."""
    return _are_told_apart(list(_kinds(found, declared, ())))


def deferred_aliases(declared: Mapping[Key, Declaration]) -> frozenset[Key]:
    """The aliases that the program can't evaluate as they are written."""
    return frozenset(
        name for name, one in declared.items() if isinstance(one, Alias) and not _is_evaluable(one, declared, (name,))
    )


def unions(found: Type) -> Iterator[Union]:
    """The unions in a type, outer ones first; a union's own members count as one with it."""
    if isinstance(found, Union):
        yield found
        inner = [part for member in found.members for part in _inside(member)]
    else:
        inner = list(_inside(found))
    for part in inner:
        yield from unions(part)


def _inside(found: Type) -> Iterator[Type]:
    """The types that a type holds, looking through unions."""
    if isinstance(found, Array):
        yield found.items
    elif isinstance(found, Map):
        yield found.values
    elif isinstance(found, Union):
        for member in found.members:
            yield from _inside(member)


def _are_told_apart(kinds: list[str]) -> bool:
    """Whether no two members look alike to a decoder; a type of ours, and anything, must be alone."""
    several = set(kinds) - {"null"}
    if several & {"own", "any"} and len(several) > 1:
        return False
    return all(kinds.count(kind) < 2 for kind in _SINGLE) and all(len(alike & several) < 2 for alike in _ALIKE)


def _is_evaluable(alias: Alias, declared: Mapping[Key, Declaration], trail: tuple[Key, ...]) -> bool:
    if alias.is_recursive:
        return False
    return not isinstance(alias.type, Union) or _are_told_apart(list(_kinds(alias.type, declared, trail)))


def _kinds(found: Type, declared: Mapping[Key, Declaration], trail: tuple[Key, ...]) -> Iterator[str]:
    """What a decoder takes the members of a type for."""
    match found:
        case Primitive():
            yield _PRIMITIVES[found.kind]
        case Constant():
            yield from _value_kinds([found.value], is_open=found.open)
        case Array():
            yield "list"
        case Map():
            yield "object"
        case AnyValue():
            yield "any"
        case Union():
            for member in found.members:
                yield from _kinds(member, declared, trail)
        case Reference():
            yield from _declared_kinds(key(found), declared, trail)


def _declared_kinds(name: Key, declared: Mapping[Key, Declaration], trail: tuple[Key, ...]) -> Iterator[str]:
    one = declared[name]
    if isinstance(one, Enum):
        yield from _value_kinds(one.values, is_open=one.open)
    elif not isinstance(one, Alias):
        yield "object"
    elif name in trail or not _is_evaluable(one, declared, (*trail, name)):
        yield "own"
    else:
        yield from _kinds(one.type, declared, (*trail, name))


def _value_kinds(values: Iterable[str | float | None], *, is_open: bool) -> Iterator[str]:
    """Choices are literals, as far as they are texts and whole numbers, unless others may come."""
    for value in values:
        match value:
            case None:
                yield "null"
            case bool():
                yield "truth"
            case str():
                yield "text" if is_open else "choice of texts"
            case int():
                yield "whole" if is_open else "choice of numbers"
            case float():
                yield "number"
