"""The fake judges requests as the contract's vectors do, which the generator derives without it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from pytest_openrouter_rerank.description import load

if TYPE_CHECKING:
    from pathlib import Path

    import httpx2
    from pytest_openrouter_rerank import Fake

HEADERS = {"http_referer", "x_open_router_title", "x_open_router_categories"}
"""Arguments that are no members of the body."""

OPEN = tuple(f"provider.{name}[0]/unknown-value" for name in ("ignore", "only", "order"))
"""Ends of the ids of vectors with values that an open enum does not list, which the fake takes."""


@pytest.fixture(scope="module")
def vectors(root: Path) -> dict[str, list[Any]]:
    """Requests and responses of the only operation."""
    folder = root / "generated" / "contract" / "createRerank"
    return {kind: json.loads((folder / f"{kind}.json").read_bytes())["vectors"] for kind in ("requests", "responses")}


def sent(vectors: dict[str, list[Any]]) -> list[Any]:
    return [vector for vector in vectors["requests"] if "request" in vector]


def test_every_request_is_judged_as_its_vector_tells(
    fake: Fake, http: httpx2.Client, vectors: dict[str, list[Any]]
) -> None:
    """But for values that an open enum does not list, which do not fit the description by the letter."""
    wanted = {vector["id"]: 200 if vector["fits"] else 400 for vector in sent(vectors)}
    wanted |= {name: 200 for name in wanted if name.endswith(OPEN)}

    found: dict[str, int] = {}
    for vector in sent(vectors):
        request = vector["request"]
        url = fake.url + request["path"]
        answer = http.request(request["method"], url, headers=request["headers"], json=request["body"])
        found[vector["id"]] = answer.status_code

    assert len(found) >= 180
    assert {name: status for name, status in found.items() if status != wanted[name]} == {}


def test_every_mistake_that_the_client_refuses_is_refused_by_the_fake(
    fake: Fake, http: httpx2.Client, vectors: dict[str, list[Any]]
) -> None:
    """Programs without types may send what the client would not."""
    mistakes = [vector for vector in vectors["requests"] if "/mistyped-" in vector["id"]]
    headers = {"Authorization": "Bearer k"}
    bodies = {one["id"]: one["arguments"] for one in mistakes if not HEADERS & one["arguments"].keys()}

    found = {name: http.post(f"{fake.url}/rerank", headers=headers, json=body) for name, body in bodies.items()}

    assert len(found) >= 180
    assert [name for name, answer in found.items() if answer.status_code != 400] == []


def test_every_answer_is_judged_as_its_vector_tells(vectors: dict[str, list[Any]]) -> None:
    (operation,) = load().operations
    judged = [
        vector
        for vector in vectors["responses"]
        if "body" in vector["response"] and str(vector["response"]["status"]) in operation.answers
    ]

    wrong = [
        vector["id"]
        for vector in judged
        if (operation.answer_violations(vector["response"]["status"], vector["response"]["body"]) == [])
        is not vector["fits"]
    ]

    assert len(judged) >= 120
    assert wrong == []
