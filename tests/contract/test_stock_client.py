"""The client that openapi-python-client makes of the same description sends the same for the same call."""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.contract.description import Json, load
from tests.contract.vectors import Vector, request_vectors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEADERS = ("authorization", "content-type", "http-referer", "x-openrouter-title", "x-openrouter-categories")
KEY = "key-of-the-contract"


STOCK_HEADERS = {
    "http_referer": "http-referer",
    "x_open_router_title": "x-openrouter-title",
    "x_open_router_categories": "x-openrouter-categories",
}


def says_all(vector: Vector) -> bool:
    """Whether the call gives what is sent and nothing else: no null that stands for absence."""
    if not vector.get("fits"):
        return False
    given = {name: value for name, value in vector["arguments"].items() if name not in STOCK_HEADERS}
    sent = {name.lower() for name in vector["request"]["headers"]}
    wanted = {STOCK_HEADERS[name] for name in vector["arguments"] if name in STOCK_HEADERS}
    return given == vector["request"]["body"] and wanted == sent & set(STOCK_HEADERS.values())


VECTORS = [vector for vector in request_vectors() if says_all(vector)]


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of the stock client's package, made for these tests and importable during them."""
    folder = tmp_path_factory.mktemp("stock")
    (folder / "config.yaml").write_text("post_hooks: []\n", "utf-8")
    (folder / "description.json").write_text(json.dumps(_readable(load().document)), "utf-8")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"]
    options = ["--path", str(folder / "description.json")]
    options += ["--config", str(folder / "config.yaml"), "--output-path", str(folder / "stock_client")]
    subprocess.run([*command, *options], check=True, capture_output=True, timeout=60)
    yield from _importable(folder)


def _readable(document: Json) -> Json:
    """Say in other words what it trips over (0.29.1 drops nullable objects, since it reads each twice).

    A schema that is an object or null becomes the object, and each reference to it a choice between it and null.
    """
    schemas = document["components"]["schemas"]
    nullable = {
        f"#/components/schemas/{name}" for name, schema in schemas.items() if schema.get("type") == ["object", "null"]
    }

    def reworded(node: Json) -> Json:
        if isinstance(node, list):
            return [reworded(item) for item in node]
        if not isinstance(node, dict):
            return node
        if node.get("$ref") in nullable:
            return {"anyOf": [{"$ref": node["$ref"]}, {"type": "null"}]}
        return {name: reworded(member) for name, member in node.items()}

    copy = reworded(document)
    for reference in nullable:
        copy["components"]["schemas"][reference.rpartition("/")[2]]["type"] = "object"
    return copy


def _importable(folder: Path) -> Iterator[str]:
    sys.path.insert(0, str(folder))
    try:
        yield "stock_client"
    finally:
        sys.path.remove(str(folder))
        for name in [name for name in sys.modules if name.partition(".")[0] == "stock_client"]:
            del sys.modules[name]


def sent_by_stock(package: str, arguments: dict[str, Any]) -> httpx.Request:
    """What the stock client sends for a call."""
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return httpx.Response(200, json={"model": "m", "results": []})

    client = importlib.import_module(package).AuthenticatedClient(
        base_url="http://127.0.0.1", token=KEY, httpx_args={"transport": httpx.MockTransport(answer)}
    )
    call = importlib.import_module(f"{package}.api.rerank.create_rerank")
    body = {name: value for name, value in arguments.items() if name not in STOCK_HEADERS}
    headers = {name: value for name, value in arguments.items() if name in STOCK_HEADERS}
    model = importlib.import_module(f"{package}.models").CreateRerankRequestBody.from_dict(body)
    with client:
        call.sync_detailed(client=client, body=model, **headers)
    (request,) = sent
    return request


def test_there_is_much_to_compare() -> None:
    assert len(VECTORS) >= 150


def test_the_stock_client_sends_the_same(stock: str) -> None:
    wanted = {vector["id"]: _told(vector["request"]) for vector in VECTORS}

    found = {vector["id"]: _seen(sent_by_stock(stock, vector["arguments"])) for vector in VECTORS}

    assert {name: found[name] for name in found if found[name] != wanted[name]} == {}


def _told(request: Vector) -> dict[str, Any]:
    headers = {name.lower(): value for name, value in request["headers"].items() if name.lower() in HEADERS}
    return {"method": request["method"], "path": request["path"], "headers": headers, "body": request["body"]}


def _seen(request: httpx.Request) -> dict[str, Any]:
    headers = {name: value for name, value in request.headers.items() if name in HEADERS}
    body = json.loads(request.content)
    return {"method": request.method, "path": request.url.path, "headers": headers, "body": body}
