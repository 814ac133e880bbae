"""Copies what callers give into what JSON can hold, and refuses what it can't."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias, cast

import msgspec
from msgspec import UNSET

__all__ = [
    "TEXTUAL",
    "TOO_DEEP",
    "Notes",
    "Plain",
    "RefusedError",
    "Steps",
    "fields_of",
    "path_text",
    "plain",
    "plain_dict",
]

Textual: TypeAlias = datetime.date | datetime.time | datetime.timedelta | uuid.UUID | decimal.Decimal
Plain: TypeAlias = "dict[str, Plain] | list[Plain] | str | int | float | bool | Textual | None"
Steps: TypeAlias = "tuple[str | int, ...]"

TEXTUAL = (datetime.date, datetime.time, datetime.timedelta, uuid.UUID, decimal.Decimal)
"""Types that JSON writes as texts or numbers, and that a check must see as they are."""

TOO_DEEP = "nested too deeply, or within itself"
BINARY: tuple[type, ...] = (bytes, bytearray, memoryview)
AS_IT_IS = frozenset({str, bool, int, type(None)})


class RefusedError(Exception):
    """A value can't be sent; `path` says where it stands."""

    def __init__(self, finding: str) -> None:
        super().__init__(finding)
        self.finding = finding
        self.path: Steps = ()

    def inside(self, step: str | int) -> RefusedError:
        """The same, seen from one level further out."""
        self.path = (step, *self.path)
        return self

    def __str__(self) -> str:
        return f"{path_text(self.path) or 'body'}: {self.finding}"


class Notes:
    """What the copying came across."""

    __slots__ = ("null_in_dict",)

    def __init__(self) -> None:
        self.null_in_dict = False
        """Whether a mapping holds None: a field's null, or its absence."""


def plain(value: object, notes: Notes) -> Plain:
    """Copy a value into dicts, lists, texts, numbers, booleans, None, and the like.

    Fields that are UNSET are left out. Nothing else changes: what has no such form is refused.

    Raises:
        RefusedError: There is something that JSON can't hold.
    """
    kind = type(value)
    if kind in AS_IT_IS:
        return cast("Plain", value)
    writer = WRITERS.get(kind)
    return writer(value, notes) if writer is not None else _uncommon(value, notes)


def plain_dict(value: Mapping[Any, object], notes: Notes) -> dict[str, Plain]:
    """Copy a mapping, without what is UNSET."""
    key: object = None
    content: dict[str, Plain] = {}
    try:
        for key, item in value.items():
            if not isinstance(key, str):
                raise RefusedError(f"expected str as key, got {type(key).__name__}")
            if item is None:
                notes.null_in_dict = True
            if item is not UNSET:
                content[str.__str__(key)] = plain(item, notes)
    except RefusedError as refused:
        raise refused.inside(str(key)) from None
    return content


def path_text(path: Steps) -> str:
    """Write a path as `documents[1].text`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


_fields: dict[type, list[tuple[str, str, object]]] = {}


def fields_of(model: type[msgspec.Struct]) -> list[tuple[str, str, object]]:
    """Each field's name here, its name in JSON, and its default."""
    known = _fields.get(model)
    if known is None:
        described = msgspec.structs.fields(model)
        known = _fields[model] = [(field.name, field.encode_name, field.default) for field in described]
    return known


def _plain_float(value: float, notes: Notes) -> float:  # noqa: ARG001 - as all of `WRITERS`
    if not math.isfinite(value):
        raise RefusedError(f"{value} is not a JSON number")
    return value


def _plain_list(value: Iterable[object], notes: Notes) -> list[Plain]:
    content: list[Plain] = []
    try:
        content.extend(item if type(item) is str else plain(item, notes) for item in value)
    except RefusedError as refused:
        raise refused.inside(len(content)) from None
    return content


def _plain_model(value: msgspec.Struct, notes: Notes) -> dict[str, Plain]:
    """Copy a model, without what is UNSET, and without None where that is the default and so not null."""
    config = value.__struct_config__
    content: dict[str, Plain] = {}
    if config.tag_field is not None:
        content[config.tag_field] = config.tag
    name = ""
    try:
        for name, encoded, default in fields_of(type(value)):
            item = getattr(value, name)
            if item is not UNSET and not (item is None and default is None):
                content[encoded] = item if type(item) is str else plain(item, notes)
    except RefusedError as refused:
        raise refused.inside(name) from None
    except RecursionError:
        raise RefusedError(TOO_DEEP).inside(name) from None
    return content


WRITERS: dict[type, Callable[[Any, Notes], Plain]] = {
    float: _plain_float,
    list: _plain_list,
    tuple: _plain_list,
    dict: plain_dict,
}


def _uncommon(value: object, notes: Notes) -> Plain:
    """Copy what is not one of the everyday types."""
    if isinstance(value, msgspec.Struct):
        WRITERS[type(value)] = _plain_model  # found at once the next time
        return _plain_model(value, notes)
    if isinstance(value, enum.Enum):
        return plain(value.value, notes)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return _plain_float(float(value), notes)
    if isinstance(value, TEXTUAL):
        return _plain_textual(value)
    return _plain_collection(value, notes)


def _plain_textual(value: Textual) -> Plain:
    if isinstance(value, decimal.Decimal) and not value.is_finite():
        raise RefusedError(f"{value} is not a JSON number")
    return value


def _plain_collection(value: object, notes: Notes) -> Plain:
    if isinstance(value, Mapping):
        return plain_dict(cast("Mapping[Any, object]", value), notes)
    if isinstance(value, BINARY):
        raise RefusedError(f"expected JSON, got {type(value).__name__}")
    if isinstance(value, (set, frozenset)):
        raise RefusedError("expected list, got a set, which has no order")
    if getattr(value, "ndim", None) != 0 and isinstance(value, Iterable):
        return _plain_list(cast("Iterable[object]", value), notes)
    return _plain_scalar(value, notes)


def _plain_scalar(value: Any, notes: Notes) -> Plain:
    """Copy other libraries' numbers, such as NumPy's."""
    if callable(getattr(value, "item", None)):
        return plain(value.item(), notes)
    if hasattr(value, "__index__"):
        return int(value)
    raise RefusedError(f"expected JSON, got {type(value).__name__}")
