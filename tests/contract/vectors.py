"""Reads vectors and turns their JSON into what Python code passes and gets: dicts, or models of the package."""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import copy
import importlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

__all__ = [
    "CONTRACT",
    "PACKAGE",
    "Vector",
    "built",
    "models_of",
    "named",
    "read",
    "request_vectors",
    "response_vectors",
]

Vector: TypeAlias = dict[str, Any]

PACKAGE = "openrouter_rerank"
CONTRACT = Path(__file__).resolve().parents[2] / "generated" / "contract"


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of vectors."""

    operation: str
    call: str
    """The method, from the client on."""
    left_out: list[Vector]
    vectors: list[Vector]


def read(kind: str, folder: Path = CONTRACT) -> list[File]:
    """All files of a kind, "requests" or "responses"."""
    return [File(**json.loads(path.read_bytes())) for path in sorted(folder.glob(f"*/{kind}.json"))]


def request_vectors() -> list[Vector]:
    return [vector for file in read("requests") for vector in file.vectors]


def response_vectors() -> list[Vector]:
    return [vector for file in read("responses") for vector in file.vectors]


def named(name: str) -> Any:
    """Something of the package, by `module.name`."""
    module, _, attribute = name.rpartition(".")
    return getattr(importlib.import_module(f"{PACKAGE}.{module}"), attribute)


def built(value: Any, models: dict[str, str]) -> Any:
    """A copy of a JSON value in which the objects at these pointers are models."""
    return _built(copy.deepcopy(value), models, "")


def models_of(value: Any) -> Any:
    """What a decoded value is made of: its class beside each model's fields."""
    fields = getattr(value, "__struct_fields__", None)
    if fields is not None:
        return type(value).__name__, {name: models_of(getattr(value, name)) for name in fields}
    if isinstance(value, list):
        return [models_of(item) for item in value]
    if isinstance(value, dict):
        return {name: models_of(member) for name, member in value.items()}
    return type(value).__name__ if isinstance(value, bool) else "", value


def _built(value: Any, models: dict[str, str], pointer: str) -> Any:
    if isinstance(value, list):
        return [_built(item, models, f"{pointer}/{index}") for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    members = {name: _built(one, models, f"{pointer}/{_escaped(name)}") for name, one in value.items()}
    if pointer not in models:
        return members
    model = named(models[pointer])
    names = dict(zip(model.__struct_encode_fields__, model.__struct_fields__, strict=True))
    return model(**{names[name]: one for name, one in members.items()})


def _escaped(step: str) -> str:
    return step.replace("~", "~0").replace("/", "~1")
