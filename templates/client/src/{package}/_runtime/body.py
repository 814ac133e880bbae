"""Makes the body of a request: what was given is sent, a copy is checked, nothing is dropped."""

from __future__ import annotations

import datetime
import decimal
import enum
import math
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, cast

import msgspec
from msgspec import UNSET

from .errors import RequestValidationError
from .problem import said_of

__all__ = ["checked_copy", "encode_body"]

JSON: TypeAlias = "dict[str, JSON] | list[JSON] | str | float | bool | None"

ENCODER = msgspec.json.Encoder(decimal_format="number")
AS_IT_IS = frozenset({str, bool, int, type(None)})
TEXTUAL = (datetime.date, datetime.time, datetime.timedelta, uuid.UUID, decimal.Decimal)


def encode_body(accepts: Any, given: Any, extra: Mapping[str, object] | None) -> bytes:
    """Write a body as compact UTF-8 JSON.

    `given` holds the fields of `accepts` if that is a model, and is the body itself if not. `extra`
    is merged into it after the check.

    Raises:
        RequestValidationError: It is not what `accepts` says, or can't be written; the message begins with the path.
    """
    body = accepts(**given) if isinstance(given, dict) and _is_model(accepts) else given
    try:
        content = plain(body)
        checked = _check(content, accepts)
        if extra is not None:
            content = _merge(content, _plain_extra(extra))
    except _Refused as refused:
        raise RequestValidationError(str(refused)) from None
    encoded = _encode(content)
    if b":null" in encoded and _leave_out_nulls(content, checked):
        encoded = _encode(content)
    return encoded


def checked_copy(accepts: Any, value: object, argument: str) -> Any:
    """Copy one value into JSON's types, checked.

    Raises:
        RequestValidationError: It is not what `accepts` says; the message begins with `argument`.
    """
    try:
        content = plain(value)
        msgspec.convert(content, accepts, builtin_types=(bytes, *TEXTUAL))
    except _Refused as refused:
        raise RequestValidationError(str(refused.inside(argument))) from None
    except msgspec.ValidationError as error:
        raise RequestValidationError(said_of(error, argument)) from None
    return content


def plain(value: Any) -> Any:
    """Copy a value into dicts, lists, texts, numbers, booleans, None, and types that JSON writes as texts.

    Fields that are UNSET are left out. Nothing else changes: what has no such form is refused.
    """
    kind = type(value)
    if kind in AS_IT_IS:
        return value
    writer = WRITERS.get(kind)
    return writer(value) if writer is not None else _uncommon(value)


class _Refused(Exception):
    """A value that can't be sent, and where it stands."""

    def __init__(self, finding: str, *path: str | int) -> None:
        super().__init__(finding)
        self.finding = finding
        self.path = list(path)

    def inside(self, place: str | int) -> _Refused:
        self.path.insert(0, place)
        return self

    def __str__(self) -> str:
        return f"{path_text(self.path) or 'body'}: {self.finding}"


def path_text(path: list[str | int]) -> str:
    """Write a path as `documents[1].text`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def _plain_float(value: float) -> float:
    if not math.isfinite(value):
        raise _Refused(f"{value} is not a JSON number")
    return value


def _plain_list(value: Any) -> list[Any]:
    place = -1
    content: list[Any] = []
    try:
        for item in value:
            place += 1
            content.append(item if type(item) is str else plain(item))
    except _Refused as refused:
        raise refused.inside(place) from None
    return content


def _plain_dict(value: Mapping[Any, Any]) -> dict[str, Any]:
    key: Any = None
    content: dict[str, Any] = {}
    try:
        for key, item in value.items():  # noqa: B007 - the handler needs it
            if not isinstance(key, str):
                raise _Refused(f"expected str as key, got {type(key).__name__}")
            if item is not UNSET:
                content[str.__str__(key)] = plain(item)
    except _Refused as refused:
        raise refused.inside(str(key)) from None
    return content


def _plain_model(value: msgspec.Struct) -> dict[str, Any]:
    content: dict[str, Any] = {}
    config = value.__struct_config__
    if config.tag_field is not None:
        content[config.tag_field] = config.tag
    name = ""
    try:
        for name, encoded, default in _fields(type(value)):
            item = getattr(value, name)
            if item is not UNSET and not (item is None and default is None):
                content[encoded] = item if type(item) is str else plain(item)
    except _Refused as refused:
        raise refused.inside(name) from None
    return content


WRITERS: dict[type, Any] = {
    float: _plain_float,
    list: _plain_list,
    tuple: _plain_list,
    dict: _plain_dict,
}


def _uncommon(value: Any) -> Any:
    """Write what is not one of the everyday types, and remember how where that is the type's own matter."""
    if isinstance(value, msgspec.Struct):
        WRITERS[type(value)] = _plain_model
        return _plain_model(value)
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, float):
        return _plain_float(float(value))
    if isinstance(value, TEXTUAL):
        return _plain_textual(value)
    if isinstance(value, Mapping):
        return _plain_dict(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        raise _Refused(f"expected JSON, got {type(value).__name__}")
    return _plain_number_or_list(value)


def _plain_textual(value: Any) -> Any:
    if isinstance(value, decimal.Decimal) and not value.is_finite():
        raise _Refused(f"{value} is not a JSON number")
    return value


def _plain_number_or_list(value: Any) -> Any:
    """Write other libraries' numbers and sequences, such as NumPy's."""
    if isinstance(value, (set, frozenset)):
        raise _Refused("expected a list, got a set, which has no order")
    if getattr(value, "ndim", None) == 0 and callable(getattr(value, "item", None)):
        return plain(value.item())
    if isinstance(value, Iterable):
        return _plain_list(cast("Iterable[object]", value))
    if hasattr(value, "__index__"):
        return int(value)
    raise _Refused(f"expected JSON, got {type(value).__name__}")


def _is_model(accepts: Any) -> bool:
    return isinstance(accepts, type) and issubclass(accepts, msgspec.Struct)


FIELDS: dict[type, list[tuple[str, str, Any]]] = {}


def _fields(model: type[msgspec.Struct]) -> list[tuple[str, str, Any]]:
    """Each field's name here, its name on the wire, and its default."""
    known = FIELDS.get(model)
    if known is None:
        known = FIELDS[model] = [
            (field.name, field.encode_name, field.default) for field in msgspec.structs.fields(model)
        ]
    return known


def _check(content: Any, accepts: Any) -> Any:
    try:
        return msgspec.convert(content, accepts, builtin_types=(bytes, *TEXTUAL))
    except msgspec.ValidationError as error:
        raise RequestValidationError(said_of(error)) from None


def _encode(content: Any) -> bytes:
    try:
        return ENCODER.encode(content)
    except UnicodeEncodeError:
        raise RequestValidationError(f"{_surrogate_in(content) or 'body'}: a lone surrogate is no text") from None


def _leave_out_nulls(content: Any, checked: Any) -> bool:
    """Leave out the None of a dict where the model's field may not be null; say whether there was one.

    `checked` is the same value read as models, so it knows which fields those are.
    """
    found = False
    if isinstance(checked, msgspec.Struct) and isinstance(content, dict):
        for name, encoded, default in _fields(type(checked)):
            if encoded in content and content[encoded] is None and default is None:
                del content[encoded]
                found = True
            elif _leave_out_nulls(content.get(encoded), getattr(checked, name)):
                found = True
    elif isinstance(checked, list) and isinstance(content, list):
        found = any([_leave_out_nulls(item, read) for item, read in zip(content, checked, strict=False)])
    elif isinstance(checked, dict) and isinstance(content, dict):
        found = any([_leave_out_nulls(content.get(key), read) for key, read in checked.items()])
    return found


def _plain_extra(extra: Mapping[str, object]) -> dict[str, Any]:
    if not isinstance(extra, Mapping):
        raise RequestValidationError(f"extra_body: expected a mapping, got {type(extra).__name__}")
    try:
        return _plain_dict(extra)
    except _Refused as refused:
        raise refused.inside("extra_body") from None


def _merge(content: Any, extra: dict[str, Any]) -> Any:
    """Put `extra` into `content`, objects into objects; elsewhere the extra value replaces."""
    if not isinstance(content, dict):
        raise _Refused("only an object takes more fields", "extra_body")
    for name, value in extra.items():
        if isinstance(value, dict) and isinstance(content.get(name), dict):
            _merge(content[name], value)
        else:
            content[name] = value
    return content


def _surrogate_in(content: Any, path: tuple[str | int, ...] = ()) -> str | None:
    """Find the text that UTF-8 has no bytes for."""
    if isinstance(content, str):
        try:
            content.encode()
        except UnicodeEncodeError:
            return path_text(list(path))
        return None
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for place, item in items:
        if isinstance(place, str) and (found := _surrogate_in(place, (*path, place.encode(errors="backslashreplace").decode()))):
            return found
        if found := _surrogate_in(item, (*path, place)):
            return found
    return None
