"""Says in words where a JSON value breaks a schema: `provider.zdr: expected boolean or null, got "yes"`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from jsonschema_rs import ValidationError, ValidationErrorKind as Kind

__all__ = ["path_text", "shown", "violations"]

Path = Iterable[str | int]


def violations(errors: Iterable[ValidationError]) -> list[str]:
    """Describe each error with its place, in the order of the places."""
    return sorted({text for error in _telling(list(errors)) for text in _texts(error)})


def path_text(path: Path) -> str:
    """Write a place in a body: `documents[1].text`; the body itself is `body`."""
    text = "".join(_step(step) for step in path)
    return text.removeprefix(".") or "body"


def shown(value: Any, limit: int = 60) -> str:
    """Write a value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else f"{text[:limit]}…"


def _step(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    return f".{step}" if step.isidentifier() else f"[{json.dumps(step, ensure_ascii=False)}]"


def _telling(errors: list[ValidationError]) -> list[ValidationError]:
    """Leave out that a value of the wrong type is not among those expected, either."""
    mistyped = [error.instance_path for error in errors if isinstance(error.kind, Kind.Type)]
    return [error for error in errors if not (isinstance(error.kind, Kind.Enum) and error.instance_path in mistyped)]


def _texts(error: ValidationError) -> Iterator[str]:
    """Describe one error; a missing or unknown key is told at the place where it would stand."""
    path = error.instance_path
    match error.kind:
        case Kind.AnyOf(context=context) | Kind.OneOfNotValid(context=context):
            yield from _branch_texts(path, error.instance, context)
        case Kind.Required(property=name):
            yield f"{path_text([*path, name])}: missing"
        case Kind.AdditionalProperties(unexpected=names) | Kind.UnevaluatedProperties(unexpected=names):
            yield from (f"{path_text([*path, name])}: the description has no such key" for name in names)
        case Kind.Type(types=types):
            yield f"{path_text(path)}: expected {_or(types)}, got {shown(error.instance)}"
        case Kind.Enum(options=options):
            yield f"{path_text(path)}: expected {_one_of(options)}, got {shown(error.instance)}"
        case _:
            yield f"{path_text(path)}: {_shortened(error.message)}"


def _branch_texts(path: list[str | int], instance: Any, branches: list[list[ValidationError]]) -> Iterator[str]:
    """Describe what the branch of the right type finds; where none is, what types there are."""
    fitting = [errors for errors in branches if not any(_wrong_type(error, path) for error in errors)]
    if fitting:
        yield from (text for error in _telling(fitting[0]) for text in _texts(error))
    else:
        types = [name for errors in branches for error in errors for name in _types(error, path)]
        yield f"{path_text(path)}: expected {_or(types)}, got {shown(instance)}"


def _wrong_type(error: ValidationError, path: list[str | int]) -> bool:
    return isinstance(error.kind, Kind.Type) and error.instance_path == path


def _types(error: ValidationError, path: list[str | int]) -> list[str]:
    return error.kind.types if isinstance(error.kind, Kind.Type) and error.instance_path == path else []


def _or(types: Iterable[str]) -> str:
    """Join type names, null last."""
    return " or ".join(sorted(dict.fromkeys(types), key=lambda name: name == "null"))


def _one_of(options: list[Any], limit: int = 12) -> str:
    listed = ", ".join(shown(option) for option in options[:limit])
    more = len(options) - limit
    return f"one of {listed}" + (f" and {more} more" if more > 0 else "")


def _shortened(message: str, limit: int = 200) -> str:
    half = limit // 2
    return message if len(message) <= limit else f"{message[:half]} … {message[-half:]}"
