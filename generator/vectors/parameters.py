"""Writes parameters as OpenAPI's styles say (OpenAPI 3.1, 4.8.12.4; RFC 6570), apart from the runtime's own way."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from generator.ir import Json, Parameter

__all__ = ["written"]

_BETWEEN: Final = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}


def written(parameter: Parameter, value: Json) -> str:
    """Write a value: a header's text, a path segment, `name=value` pairs of a query or a cookie."""
    if parameter.location == "header":
        return _simple(value, explode=parameter.explode, escaped=False)
    if parameter.style == "simple":
        return _simple(value, explode=parameter.explode, escaped=True)
    if parameter.style == "label":
        return "." + _simple(value, explode=parameter.explode, escaped=True, between="." if parameter.explode else ",")
    if parameter.style == "matrix":
        return ";" + ";".join(_pairs(parameter, value, ","))
    between = "&" if parameter.location == "query" else "; "
    return between.join(_pairs(parameter, value, _BETWEEN.get(parameter.style, ",")))


def _simple(value: Json, *, explode: bool, escaped: bool, between: str = ",") -> str:
    write = _escaped if escaped else _plain
    if isinstance(value, dict):
        joint = "=" if explode else between
        return between.join(f"{write(name)}{joint}{write(member)}" for name, member in value.items())
    return between.join(write(item) for item in value) if isinstance(value, list) else write(value)


def _pairs(parameter: Parameter, value: Json, between: str) -> list[str]:
    name = _escaped(parameter.wire_name)
    if isinstance(value, dict) and parameter.style == "deepObject":
        return [f"{name}{_escaped(f'[{key}]')}={_escaped(member)}" for key, member in value.items()]
    if isinstance(value, dict) and parameter.explode:
        return [f"{_escaped(key)}={_escaped(member)}" for key, member in value.items()]
    if isinstance(value, list) and parameter.explode:
        return [f"{name}={_escaped(item)}" for item in value]
    return [f"{name}={_simple(value, explode=False, escaped=True, between=between)}"]


def _plain(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _escaped(value: Json) -> str:
    return quote(_plain(value), safe="")
