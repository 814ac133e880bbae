"""Writes parameters into paths, queries, headers and cookies (OpenAPI 3.1, 4.8.12.4; RFC 6570)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
from msgspec import UNSET

from .body import checked_copy
from .errors import RequestValidationError
from .operation import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .operation import Operation
    from .plain import Plain

__all__ = ["cookie_header", "header_texts", "path_with", "query_with"]

RESERVED = re.compile("%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B|5B|5D)")
"""Reserved characters, escaped, but for those that would end the value: # & + ="""
DELIMITERS = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


def path_with(operation: Operation[Any], given: Mapping[str, object]) -> str:
    """The operation's path, filled.

    Raises:
        RequestValidationError: A value is missing or has another type.
    """
    path = operation.path
    for name, value in given.items():
        parameter = _parameter(operation, "path", name)
        content = _content(parameter, value)
        if content is None or content == "":
            raise RequestValidationError(f"{operation.argument('path', name)}: a path takes no empty value")
        text = _path_text(parameter, content)
        if text in {".", ".."}:
            raise RequestValidationError(f'{operation.argument("path", name)}: "." and ".." are no part of a path')
        path = path.replace("{" + name + "}", text)
    return path


def query_with(operation: Operation[Any], given: Mapping[str, object]) -> str:
    """The operation's query, without the question mark; what is None or UNSET is left out."""
    parts: list[str] = []
    for name, value in given.items():
        parameter = _parameter(operation, "query", name)
        content = _content(parameter, value)
        if content is not None:
            written = _query_parts(parameter, content)
            parts += map(_with_reserved, written) if parameter.allow_reserved else written
    return "&".join(parts)


def header_texts(operation: Operation[Any], given: Mapping[str, object]) -> dict[str, str]:
    """The operation's headers as texts; what is None or UNSET is left out."""
    texts: dict[str, str] = {}
    for name, value in given.items():
        parameter = _parameter(operation, "header", name)
        content = _content(parameter, value)
        if content is not None:
            texts[name] = _simple(content, explode=bool(parameter.explode), write=str)
    return texts


def cookie_header(operation: Operation[Any], given: Mapping[str, object]) -> str:
    """The operation's cookies, as one header."""
    parts: list[str] = []
    for name, value in given.items():
        parameter = _parameter(operation, "cookie", name)
        content = _content(parameter, value)
        if content is not None:
            parts += _form(name, content, explode=parameter.explode is not False, delimiter=",")
    return "; ".join(parts)


def _parameter(operation: Operation[Any], place: Any, name: str) -> Parameter:
    known = operation.parameters.get((place, name))
    return known if known is not None else Parameter(name, place)


def _content(parameter: Parameter, value: object) -> Plain:
    if value is None or value is UNSET:
        return None
    content = checked_copy(parameter.accepts, value, parameter.argument or parameter.name)
    return content if parameter.media_type is None else msgspec.json.encode(content).decode()


def _path_text(parameter: Parameter, content: Plain) -> str:
    explode = bool(parameter.explode)
    if parameter.style == "label":
        return "." + _simple(content, explode=explode, write=_escape, between="." if explode else ",")
    if parameter.style == "matrix":
        return ";" + ";".join(_matrix(parameter.name, content, explode=explode))
    return _simple(content, explode=explode, write=_escape)


def _matrix(name: str, content: Plain, *, explode: bool) -> list[str]:
    return _form(name, content, explode=explode, delimiter=",")


def _query_parts(parameter: Parameter, content: Plain) -> list[str]:
    style = parameter.style or "form"
    if style == "deepObject":
        return [f"{_escape(path)}={_escape(_text(item))}" for path, item in _deep(parameter.name, content)]
    explode = parameter.explode if parameter.explode is not None else style == "form"
    return _form(parameter.name, content, explode=explode, delimiter=DELIMITERS[style])


def _with_reserved(part: str) -> str:
    name, equals, value = part.partition("=")
    return name + equals + RESERVED.sub(lambda match: chr(int(match[1], 16)), value)


def _form(name: str, content: Plain, *, explode: bool, delimiter: str) -> list[str]:
    key = _escape(name)
    if isinstance(content, dict) and explode:
        return [f"{_escape(member)}={_escape(_text(item))}" for member, item in content.items()]
    if isinstance(content, list) and explode:
        return [f"{key}={_escape(_text(item))}" for item in content]
    return [f"{key}={delimiter.join(_escape(text) for text in _flat(content))}"]


def _deep(path: str, content: Plain) -> list[tuple[str, Plain]]:
    """Write `{"a": {"b": 1}}` as `path[a][b]=1`."""
    if isinstance(content, dict):
        return [leaf for member, item in content.items() for leaf in _deep(f"{path}[{member}]", item)]
    if isinstance(content, list):
        return [(path, item) for item in content]
    return [(path, content)]


def _simple(content: Plain, *, explode: bool, write: Callable[[str], str], between: str = ",") -> str:
    if isinstance(content, dict) and explode:
        return between.join(f"{write(member)}={write(_text(item))}" for member, item in content.items())
    return between.join(write(text) for text in _flat(content))


def _flat(content: Plain) -> list[str]:
    if isinstance(content, dict):
        return [text for member, item in content.items() for text in (member, _text(item))]
    if isinstance(content, list):
        return [_text(item) for item in content]
    return [_text(content)]


def _text(value: Plain) -> str:
    """A value as JSON writes it, without the quotes."""
    return value if isinstance(value, str) else msgspec.json.encode(value).decode().strip('"')


def _escape(text: str) -> str:
    return quote(text, safe="")
