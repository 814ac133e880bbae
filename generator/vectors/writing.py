"""Writes vectors as JSON for readers: one member of a vector on a line, keys in one order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.ir import Json, Operation

__all__ = ["LeftOut", "Vector", "Vectors", "write"]

Vector: TypeAlias = "dict[str, Json]"
LeftOut: TypeAlias = "dict[str, str]"
Vectors: TypeAlias = "tuple[list[Vector], list[LeftOut]]"
"""The vectors, and the ones that could not be made, each with its reason."""

_compact = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def write(operation: Operation, call: str, vectors: Vectors) -> bytes:
    """Write a file of vectors; `call` is the method, from the client on."""
    made, left_out = vectors
    lines = [
        "{",
        f' "operation": {_compact(operation.id)},',
        f' "call": {_compact(call)},',
        f' "left_out": {_listed(left_out)},',
        f' "vectors": {_listed(made)}',
        "}",
    ]
    return "\n".join(lines).encode() + b"\n"


def _listed(entries: Iterable[Mapping[str, Json]]) -> str:
    written = ",\n".join(_entry(entry) for entry in entries)
    return f"[\n{written}\n ]" if written else "[]"


def _entry(entry: Mapping[str, Json]) -> str:
    members = ",\n".join(f"   {_compact(name)}: {_compact(value)}" for name, value in entry.items())
    return f"  {{\n{members}\n  }}"
