"""Reads the API's description and checks requests and answers against it.

The description is the OpenAPI 3.1 document that the client was generated from; a copy of it
lies in this package as `description.json`.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from urllib.parse import urlsplit

from jsonschema_rs import Draft202012Validator

from .violations import violations

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Description", "Operation", "load"]

Json: TypeAlias = dict[str, Any]

JSON = "application/json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@functools.cache
def load() -> Description:
    """Read the description in this package, once."""
    return Description(json.loads(Path(__file__).with_name("description.json").read_bytes()))


class Description:
    """The operations of an OpenAPI 3.1 document, by path and method."""

    def __init__(self, document: Json) -> None:
        document = _opened(document)
        server: str = document.get("servers", [{"url": "/"}])[0]["url"]
        self.base_path: str = urlsplit(server).path.rstrip("/")
        self.operations: list[Operation] = [
            _operation(document, item, path, method)
            for path, item in document["paths"].items()
            for method in METHODS
            if method in item
        ]

    def at(self, path: str) -> dict[str, Operation]:
        """Find the operations of a request's path, by method in capitals."""
        return {operation.method: operation for operation in self.operations if self.base_path + operation.path == path}

    def routes(self) -> str:
        """List what there is: `POST /api/v1/rerank`."""
        return ", ".join(f"{operation.method} {self.base_path}{operation.path}" for operation in self.operations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that the API does."""

    id: str
    method: str
    path: str
    """Below the server's base path."""

    needs_key: bool
    needs_headers: tuple[str, ...]
    accepts: Mapping[str, Draft202012Validator]
    """How to check a request's body, by media type."""

    answers: Mapping[str, Draft202012Validator]
    """How to check a JSON answer's body, by status as the description writes it: "200", "4XX", "default"."""

    def request_violations(self, body: Any) -> list[str]:
        """Say where a request's JSON body breaks the description."""
        return _violations(self.accepts[JSON], body)

    def answer_violations(self, status: int, body: Any) -> list[str]:
        """Say where an answer's JSON body breaks the description; a status it does not know may say anything."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.answers:
                return _violations(self.answers[key], body)
        return []


def _operation(document: Json, item: Json, path: str, method: str) -> Operation:
    operation = item[method]
    body = _resolved(document, operation.get("requestBody", {}))
    answers = {status: _resolved(document, answer) for status, answer in operation["responses"].items()}
    parameters = [_resolved(document, one) for one in [*item.get("parameters", []), *operation.get("parameters", [])]]
    return Operation(
        id=operation.get("operationId", ""),
        method=method.upper(),
        path=path,
        needs_key=_needs_key(operation.get("security", document.get("security", []))),
        needs_headers=tuple(one["name"] for one in parameters if one.get("required") and one["in"] == "header"),
        accepts={name: _validator(document, media) for name, media in body.get("content", {}).items()},
        answers={
            status: _validator(document, answer["content"][JSON])
            for status, answer in answers.items()
            if JSON in answer.get("content", {})
        },
    )


def _resolved(document: Json, node: Json) -> Json:
    """Follow a node's references within the document."""
    while "$ref" in node:
        steps = node["$ref"].removeprefix("#/").split("/")
        node = functools.reduce(lambda at, step: at[step.replace("~1", "/").replace("~0", "~")], steps, document)
    return node


def _opened(node: Any) -> Any:
    """Copy a document without the values of open enums: `x-sdk-enum: open` says that there may be others."""
    if isinstance(node, dict):
        members = cast("Json", node)
        closed = members.get("x-sdk-enum") != "open"
        return {name: _opened(member) for name, member in members.items() if closed or name != "enum"}
    return [_opened(item) for item in cast("Sequence[Any]", node)] if isinstance(node, list) else node


def _needs_key(alternatives: list[dict[str, list[str]]]) -> bool:
    """Tell whether every way in is a scheme; `{}` among them is the way without."""
    return bool(alternatives) and {} not in alternatives


def _validator(document: Json, media: Json) -> Draft202012Validator:
    """Compile a media type's schema; the components are there for what it refers to."""
    return Draft202012Validator({"components": document.get("components", {}), "allOf": [media.get("schema", True)]})


def _violations(validator: Draft202012Validator, body: Any) -> list[str]:
    return [] if validator.is_valid(body) else violations(validator.iter_errors(body))
