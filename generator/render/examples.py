"""Writes the examples of the documentation: a call with the description's own values, as one would type it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.ir import AnyValue, Array, Constant, Enum, Map, Model, Primitive, Reference, Union
from generator.literals import literal
from generator.render.spelling import key

if TYPE_CHECKING:
    from generator.ir import Alias, Argument, Json, Operation, Type
    from generator.render.layout import Index

__all__ = ["arguments", "pretty", "sketch"]

WIDTH = 88
_TEXT = "<value>"
_DEPTH = 4
_PLAIN: Final[dict[str, Json]] = {
    "string": _TEXT,
    "integer": 1,
    "number": 1.5,
    "boolean": True,
    "null": None,
    "bytes": "",
}


def arguments(operation: Operation, index: Index) -> tuple[tuple[str, Json], ...]:
    """The arguments that a call needs, each with the description's example or a plausible value."""
    return tuple((one.name, _value(one, index)) for one in operation.arguments if one.required)


def sketch(operation: Operation, index: Index) -> str:
    """The arguments of a call on one line, long texts cut down to an ellipsis."""
    return ", ".join(f"{name}={literal(_short(value))}" for name, value in arguments(operation, index))


def pretty(value: Json, indent: int = 0, width: int = WIDTH, used: int = 0) -> str:
    """Write a value as a literal, lists and dicts one member a line where they don't fit into one.

    The lines after the first are indented by `indent` spaces; `used` is what stands before the value on its line.
    """
    line = literal(value)
    if len(line) + indent + used <= width or not isinstance(value, (dict, list)) or not value:
        return line
    inner = indent + 4
    if isinstance(value, dict):
        keys = [f"{literal(name)}: " for name in value]
        items = [name + pretty(item, inner, width, len(name)) for name, item in zip(keys, value.values(), strict=True)]
    else:
        items = [pretty(item, inner, width) for item in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    margin = " " * inner
    return "\n".join([opening, *(f"{margin}{item}," for item in items), " " * indent + closing])


def _value(argument: Argument, index: Index) -> Json:
    return argument.example if argument.has_example else _made_up(argument.type, index, _DEPTH)


def _made_up(found: Type, index: Index, depth: int) -> Json:
    """A value of a type; what needs more levels than `depth` stays empty."""
    made: Json = _TEXT
    match found:
        case Constant():
            made = found.value
        case Primitive():
            made = _PLAIN[found.kind]
        case Array():
            made = [_made_up(found.items, index, depth - 1)] if depth > 0 else []
        case Map():
            made = {"key": _made_up(found.values, index, depth - 1)} if depth > 0 else {}
        case Union():
            made = _made_up(found.members[0], index, depth)
        case Reference() if depth > 0:
            made = _declared(index.declared[key(found)], index, depth - 1)
        case Reference() | AnyValue():
            pass
    return made


def _declared(found: Model | Enum | Alias, index: Index, depth: int) -> Json:
    if isinstance(found, Enum):
        return found.values[0]
    if isinstance(found, Model):
        fields = [one for one in found.fields if one.required]
        return {one.wire_name: one.example if one.has_example else _made_up(one.type, index, depth) for one in fields}
    return _made_up(found.type, index, depth)


def _short(value: Json, longest: int = 24) -> Json:
    if isinstance(value, str):
        return value if len(value) <= longest else "…"
    if isinstance(value, list):
        return [_short(item) for item in value[:2]]
    if isinstance(value, dict):
        return {name: _short(item) for name, item in value.items()}
    return value
