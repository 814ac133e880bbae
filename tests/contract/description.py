"""The patched description, read apart from the generator: what requests and answers may be, to the letter."""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import parse_qsl

from jsonschema_rs import Draft202012Validator

__all__ = ["Description", "Json", "load", "resolved"]

Json: TypeAlias = Any

DOCUMENT = Path(__file__).resolve().parents[2] / "generated/testing/src/pytest_openrouter_rerank/description.json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@functools.cache
def load() -> Description:
    """The description that the packages were made from."""
    return Description(json.loads(DOCUMENT.read_bytes()))


def resolved(document: Json, node: Json) -> Json:
    """Follow references within a document."""
    while isinstance(node, dict) and "$ref" in node:
        steps = node["$ref"].removeprefix("#/").split("/")
        node = functools.reduce(lambda at, step: at[step.replace("~1", "/").replace("~0", "~")], steps, document)
    return node


class Description:
    """What a document says of each operation, by method and path."""

    def __init__(self, document: Json) -> None:
        self.document = document
        self._closed = _closed(document)
        self._compiled: dict[str, Draft202012Validator] = {}
        self.operations = {
            (method.upper(), path): operation
            for path, item in document["paths"].items()
            for method, operation in item.items()
            if method in METHODS
        }

    def request_problems(self, method: str, path: str, query: str, headers: dict[str, str], body: Json) -> list[str]:
        """Where a request departs from the description, keys that it does not declare included."""
        if (method, path) not in self.operations:
            return [f"{method} {path}: not in the description"]
        operation = self.operations[method, path]
        problems = [] if headers.get("authorization", "").startswith("Bearer ") else ["Authorization: missing"]
        parameters = [resolved(self.document, one) for one in operation.get("parameters", [])]
        needed = [one["name"] for one in parameters if one.get("required") and one["in"] == "header"]
        problems += [f"{name}: missing" for name in needed if name.lower() not in headers]
        problems += _query_problems([one for one in parameters if one["in"] == "query"], query)
        contents = resolved(self.document, operation.get("requestBody", {})).get("content", {})
        media_type = headers.get("content-type", "")
        if media_type not in contents:
            return [*problems, f"Content-Type: {media_type!r}, not one of {sorted(contents)}"]
        validator = self._validator(self._closed, f"request {method} {path}", _closed(contents[media_type]))
        return [*problems, *(f"{error.instance_path}: {error.message}" for error in validator.iter_errors(body))]

    def answers(self, method: str, path: str, response: Json) -> bool:
        """Whether an answer (`status`, `headers`, `body` or `text`) is one that the description promises."""
        responses = self.operations.get((method, path), {}).get("responses", {})
        status = response["status"]
        key = next((key for key in (str(status), f"{status // 100}XX", "default") if key in responses), None)
        contents = {} if key is None else resolved(self.document, responses[key]).get("content", {})
        if "body" not in response:
            return not contents and not response["text"]
        media_type = response["headers"].get("Content-Type", "")
        media_type = media_type if media_type in contents else "*/*"
        if media_type not in contents:
            return False
        name = f"{method} {path} {key} {media_type}"
        return self._validator(self.document, name, contents[media_type]).is_valid(response["body"])

    def _validator(self, document: Json, name: str, media: Json) -> Draft202012Validator:
        if name not in self._compiled:
            schema = {"components": document.get("components", {}), "allOf": [media.get("schema", {})]}
            self._compiled[name] = Draft202012Validator(schema)
        return self._compiled[name]


def _query_problems(parameters: list[Json], query: str) -> list[str]:
    given = [name for name, _ in parse_qsl(query, keep_blank_values=True)]
    declared = {one["name"] for one in parameters}
    missing = [one["name"] for one in parameters if one.get("required") and one["name"] not in given]
    return [f"?{name}: not declared" for name in given if name not in declared] + [
        f"?{one}: missing" for one in missing
    ]


def _closed(node: Json) -> Json:
    """Copy schemas so that objects which list their members take no others, unless they say that they do."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    copy = {name: _closed(member) for name, member in node.items()}
    lists_members = isinstance(copy.get("properties"), dict) and copy.get("type") is not None
    return {"additionalProperties": False, **copy} if lists_members else copy
