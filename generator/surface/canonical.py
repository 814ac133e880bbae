"""Writes frozen dataclasses as canonical JSON and reads them back; what equals its default is left out."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast

__all__ = ["dumps", "plain", "restored"]

T = TypeVar("T")


def dumps(value: object) -> str:
    """Write JSON: keys sorted, two blanks, ASCII, a line end."""
    return json.dumps(plain(value), sort_keys=True, indent=2) + "\n"


def plain(value: object) -> object:
    """Turn dataclasses, mappings and tuples into plain JSON data."""
    if is_dataclass(value) and not isinstance(value, type):
        present = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: plain(item) for field, item in present if item != _default(field)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in cast("Mapping[str, object]", value).items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in cast("list[object]", value)]
    return value


def restored(kind: type[T], value: object, place: str = "") -> T:
    """Turn JSON data back into a dataclass. Raises ValueError naming the key that does not fit."""
    if not isinstance(value, dict):
        raise ValueError(f"{place or 'the whole'} is not an object")
    given = cast("dict[str, object]", value)
    hints = _hints(cast("Any", kind))
    if unknown := sorted(given.keys() - hints.keys()):
        raise ValueError(f"{_at(place, unknown[0])} is not known here")
    wanted = {field.name for field in fields(cast("Any", kind)) if _default(field) is MISSING}
    if missing := sorted(wanted - given.keys()):
        raise ValueError(f"{_at(place, missing[0])} is missing")
    return kind(**{name: _item(hints[name], item, _at(place, name)) for name, item in given.items()})


def _item(hint: Any, value: object, place: str) -> object:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if is_dataclass(hint):
        return restored(cast("type[object]", hint), value, place)
    if origin is Mapping and isinstance(value, dict):
        items = cast("dict[str, object]", value)
        return {key: _item(arguments[1], item, _at(place, key)) for key, item in items.items()}
    if origin is tuple and isinstance(value, list):
        members = enumerate(cast("list[object]", value))
        return tuple(_item(arguments[0], item, f"{place}[{index}]") for index, item in members)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _item(arguments[0], value, place)
    if hint is object or (isinstance(hint, type) and type(value) is hint) or (hint is float and type(value) is int):
        return value
    raise ValueError(f"{place} should be {getattr(hint, '__name__', hint)}")


def _at(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _default(field: Field[Any]) -> object:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default
