"""Makes the body of a request: what was given is sent, a copy is checked, nothing is dropped."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, cast

import msgspec
from msgspec import UNSET

from .errors import RequestValidationError
from .plain import TEXTUAL, TOO_DEEP, Notes, Plain, RefusedError, Steps, fields_of, path_text, plain, plain_dict
from .problem import said_of
from .unions import read

if TYPE_CHECKING:
    from .operation import Operation

__all__ = ["checked_copy", "encode_body"]

ENCODER = msgspec.json.Encoder(decimal_format="number")
ANY_KEY = "[...]"
STEP = re.compile(r"[^.\[\]]+")
NATIVE = (bytes, *TEXTUAL)


def encode_body(operation: Operation[Any], given: Any, extra: Mapping[str, object] | None) -> bytes | None:
    """Write a body as compact UTF-8 JSON; None where the operation needs none and none is given.

    `given` holds the fields of the operation's model, or is the body itself where it has none. `extra`
    is merged into it after the check.

    Raises:
        RequestValidationError: It is not what the operation accepts, or can't be written; the message
            begins with the path.
    """
    accepts = operation.accepts
    notes = Notes()
    try:
        content = plain(_filled(accepts, given) if _is_model(accepts) else given, notes)
        if operation.optional_body and not extra and (content is None or (not content and _is_model(accepts))):
            return None
        checked = _check(content, accepts)
        if notes.null_in_dict:
            _leave_out_nulls(content, checked)
        if extra is not None:
            content = _merge(content, _plain_extra(extra))
        return _encode(content)
    except RefusedError as refused:
        raise RequestValidationError(str(refused)) from None
    except RecursionError:
        raise RequestValidationError(f"body: {TOO_DEEP}") from None


def checked_copy(accepts: Any, value: object, argument: str) -> Plain:
    """Copy one value into what JSON can hold, checked.

    Raises:
        RequestValidationError: It is not what `accepts` says; the message begins with `argument`.
    """
    try:
        content = plain(value, Notes())
        msgspec.convert(content, accepts, builtin_types=NATIVE, dec_hook=read)
    except RefusedError as refused:
        raise RequestValidationError(str(refused.inside(argument))) from None
    except msgspec.ValidationError as error:
        raise RequestValidationError(said_of(error, argument)) from None
    except RecursionError:
        raise RequestValidationError(f"{argument}: {TOO_DEEP}") from None
    if (problem := _unwritable_in(content, (argument,))) is not None:
        raise RequestValidationError(problem)
    return content


def _is_model(accepts: Any) -> bool:
    return isinstance(accepts, type) and issubclass(accepts, msgspec.Struct)


def _filled(model: Any, given: Mapping[str, object]) -> Any:
    """Make a model of fields by their names in the request."""
    if model.__struct_fields__ == model.__struct_encode_fields__:
        return model(**given)
    names = dict(zip(model.__struct_encode_fields__, model.__struct_fields__, strict=True))
    return model(**{names[name]: value for name, value in given.items()})


def _check(content: Plain, accepts: Any) -> Any:
    """Read the copy as what is accepted. The result is not what is sent: it lacks what models don't know."""
    try:
        return msgspec.convert(content, accepts, builtin_types=NATIVE, dec_hook=read)
    except msgspec.ValidationError as error:
        raise RequestValidationError(_with_keys(said_of(error), content, accepts)) from None
    except UnicodeEncodeError:
        raise _unwritable(content) from None


def _with_keys(said: str, content: Plain, accepts: Any) -> str:
    """A finding with the keys that msgspec leaves out: of a mapping's members it says `[...]`. Uses the content up."""
    path, *further = said.split(ANY_KEY)
    at, steps = content, path
    for rest in further:
        members = _mapping_at(at, steps)
        key = next((key for key in _each_alone(members) if _finding(content, accepts) == said), None)
        if key is None:
            return said
        path += f".{key}{rest}"
        at, steps = members[key], rest
    return path.removeprefix(".")


def _each_alone(members: dict[str, Plain]) -> Iterator[str]:
    """Leave each member alone in its mapping, one after the other."""
    for key, value in list(members.items()):
        members.clear()
        members[key] = value
        yield key


def _finding(content: Plain, accepts: Any) -> str | None:
    try:
        msgspec.convert(content, accepts, builtin_types=NATIVE, dec_hook=read)
    except msgspec.ValidationError as error:
        return said_of(error)
    except UnicodeEncodeError:
        return None
    return None


def _mapping_at(content: Plain, path: str) -> dict[str, Plain]:
    for step in STEP.findall(path):
        if isinstance(content, list) and step.isdecimal():
            content = content[int(step)]
        elif isinstance(content, dict):
            content = content.get(step)
    return content if isinstance(content, dict) else {}


def _plain_extra(extra: object) -> dict[str, Plain]:
    if not isinstance(extra, Mapping):
        raise RequestValidationError(f"extra_body: expected a mapping, got {type(extra).__name__}")
    try:
        return plain_dict(cast("Mapping[object, object]", extra), Notes())
    except RefusedError as refused:
        raise refused.inside("extra_body") from None
    except RecursionError:
        raise RefusedError(TOO_DEEP).inside("extra_body") from None


def _merge(content: Plain, extra: dict[str, Plain]) -> Plain:
    """Put `extra` into `content`, objects into objects; elsewhere the extra value replaces."""
    if not isinstance(content, dict):
        raise RequestValidationError("extra_body: only an object takes more fields")
    for name, value in extra.items():
        inner = content.get(name)
        content[name] = _merge(inner, value) if isinstance(value, dict) and isinstance(inner, dict) else value
    return content


def _encode(content: Plain) -> bytes:
    try:
        return ENCODER.encode(content)
    except ValueError:  # of which UnicodeEncodeError is one
        raise _unwritable(content) from None


def _leave_out_nulls(content: Plain, checked: Any) -> None:
    """Leave out the None of a dict where the model's field may not be null.

    `checked` is the same value read as models, so it knows which fields those are.
    """
    if isinstance(content, list):
        for item, read in zip(content, _items_read(checked), strict=False):
            _leave_out_nulls(item, read)
    elif isinstance(content, dict):
        for name, default, read in _fields_read(checked):
            if content.get(name, UNSET) is None and default is None:
                del content[name]
            else:
                _leave_out_nulls(content.get(name), read)


def _items_read(checked: Any) -> list[Any]:
    return checked if isinstance(checked, list) else []  # pyright: ignore[reportUnknownVariableType]


def _fields_read(checked: Any) -> Iterable[tuple[str, object, Any]]:
    """The names in JSON, defaults and values of a model's fields, or of a dict's, which have no default."""
    if isinstance(checked, msgspec.Struct):
        return [(encoded, default, getattr(checked, name)) for name, encoded, default in fields_of(type(checked))]
    if isinstance(checked, dict):
        return [(name, msgspec.NODEFAULT, read) for name, read in cast("dict[str, Any]", checked).items()]
    return ()


def _unwritable(content: Plain) -> RequestValidationError:
    return RequestValidationError(_unwritable_in(content) or "body: it can't be written as JSON")


def _unwritable_in(content: Plain, path: Steps = ()) -> str | None:
    """The path of the text that UTF-8 has no bytes for, or of the number that Python doesn't write, and what it is."""
    if isinstance(content, (str, int)):
        problem = _problem(content)
        return problem and f"{path_text(path) or 'body'}: {problem}"
    if isinstance(content, list):
        steps: Iterable[tuple[str | int, Plain]] = enumerate(content)
    else:
        steps = content.items() if isinstance(content, dict) else ()
    for step, item in steps:
        shown = step.encode(errors="backslashreplace").decode() if isinstance(step, str) else step
        found = _unwritable_in(step if shown != step else item, (*path, shown))
        if found is not None:
            return found
    return None


def _problem(value: str | int) -> str | None:
    try:
        str(value).encode()
    except UnicodeEncodeError:
        return "a lone surrogate is no text"
    except ValueError:
        return f"an integer of more than {sys.get_int_max_str_digits()} digits"
    return None
