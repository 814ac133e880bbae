"""Reads the API's description and checks requests and answers against it.

The description is the OpenAPI 3.1 document that the client was generated from; a copy of it
lies in this package as `description.json`.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from jsonschema_rs import Draft202012Validator

from .violations import violations

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Description", "Operation", "load", "parse"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@functools.cache
def load() -> Description:
    """Read the description in this package, once."""
    return Description(json.loads(Path(__file__).with_name("description.json").read_bytes()))


class Description:
    """The operations of an OpenAPI 3.1 document, by path and method."""

    def __init__(self, document: dict[str, Any]) -> None:
        server: str = document.get("servers", [{"url": "/"}])[0]["url"]
        self.base_path = urlsplit(server).path.rstrip("/")
        self.operations = [
            _operation(document, path, method)
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
    accepts: Mapping[str, Draft202012Validator]
    """How to check a request's body, by media type."""

    answers: Mapping[str, Draft202012Validator]
    """How to check a JSON answer's body, by status as the description writes it: "200", "4XX", "default"."""

    def request_violations(self, body: Any) -> list[str]:
        """Say where a request's JSON body breaks the description."""
        return _violations(self.accepts["application/json"], body)

    def answer_violations(self, status: int, body: Any) -> list[str]:
        """Say where an answer's JSON body breaks the description; a status it does not know may say anything."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.answers:
                return _violations(self.answers[key], body)
        return []


def parse(content: bytes) -> Any:
    """Read JSON as strictly as the RFC writes it.

    Raises:
        ValueError: It is not JSON in UTF-8: NaN, infinities and lone surrogates are not (RFC 8259, RFC 7493).
    """
    try:
        body = json.loads(content.decode(), parse_constant=_refuse, parse_float=_finite)
        if b"\\u" in content:
            json.dumps(body, ensure_ascii=False).encode()
    except RecursionError:
        message = "nested too deeply"
        raise ValueError(message) from None
    return body


def _refuse(text: str) -> float:
    message = f"{text} is not a JSON number"
    raise ValueError(message)


def _finite(text: str) -> float:
    number = float(text)
    return _refuse(text) if number in (float("inf"), float("-inf")) else number


def _operation(document: dict[str, Any], path: str, method: str) -> Operation:
    operation = document["paths"][path][method]
    pointer = f"#/paths/{_escaped(path)}/{method}"
    return Operation(
        id=operation.get("operationId", ""),
        method=method.upper(),
        path=path,
        needs_key=_needs_key(operation.get("security", document.get("security", []))),
        accepts={
            media_type: _validator(document, f"{pointer}/requestBody/content/{_escaped(media_type)}/schema")
            for media_type in operation.get("requestBody", {}).get("content", {})
        },
        answers={
            status: _validator(document, f"{pointer}/responses/{status}/content/application~1json/schema")
            for status, answer in operation["responses"].items()
            if "application/json" in answer.get("content", {})
        },
    )


def _needs_key(alternatives: list[dict[str, list[str]]]) -> bool:
    """Tell whether every way in is a scheme; `{}` among them is the way without."""
    return bool(alternatives) and {} not in alternatives


def _validator(document: dict[str, Any], pointer: str) -> Draft202012Validator:
    """Compile the schema at a pointer; the rest of the document is there for what it refers to."""
    return Draft202012Validator({**document, "$ref": pointer})


def _violations(validator: Draft202012Validator, body: Any) -> list[str]:
    return [] if validator.is_valid(body) else violations(validator.iter_errors(body))


def _escaped(key: str) -> str:
    """Write a key as a step of a JSON pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")
