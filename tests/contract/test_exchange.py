"""The mock of the contract tests is strict: what departs from the description is told, whichever side it is on."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.contract.description import Description
from tests.contract.playing import MODES, REFUSAL, Exchange, Player, body_of
from tests.contract.vectors import request_vectors, response_vectors

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_httpserver import HTTPServer

GOOD: dict[str, Any] = {
    "status": 200,
    "headers": {"Content-Type": "application/json"},
    "body": {"model": "m", "results": []},
}
HEADERS = {"authorization": "Bearer key", "content-type": "application/json"}
BODY = {"documents": ["a"], "model": "m", "query": "q"}


def asked(**changes: Any) -> dict[str, Any]:
    """A good request as the server hands it on, but for the changes."""
    return {"method": "POST", "path": "/rerank", "query": "", "headers": HEADERS, "body": BODY, **changes}


def problems(request: dict[str, Any], *, answer: dict[str, Any] = GOOD, fits: bool = True) -> str:
    """What an exchange says of a request and the answer to it."""
    exchange = Exchange(answer=answer, answer_fits=fits)
    exchange.take(request)
    return "; ".join(exchange.problems)


def test_a_good_request_and_a_good_answer_are_no_problem() -> None:
    assert problems(asked()) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body": BODY | {"size": 1}}, "size"),
        ({"body": BODY | {"provider": {"colour": "blue"}}}, "colour"),
        ({"body": BODY | {"top_n": "1"}}, "'top_n'"),
        ({"body": {"model": "m", "query": "q"}}, "documents"),
        ({"body": None}, "null is not of type"),
        ({"headers": {"content-type": "application/json"}}, "Authorization: missing"),
        ({"headers": {"authorization": "Bearer key", "content-type": "text/plain"}}, "Content-Type: 'text/plain'"),
        ({"query": "beta=1"}, "?beta: not declared"),
        ({"path": "/ranking"}, "POST /ranking: not in the description"),
        ({"method": "PUT"}, "PUT /rerank: not in the description"),
    ],
)
def test_a_request_that_departs_from_the_description_is_told(changes: dict[str, Any], said: str) -> None:
    assert said in problems(asked(**changes))


def test_a_request_that_fits_where_none_should_is_told() -> None:
    exchange = Exchange(expects_fit=False)

    answer = exchange.take(asked())

    assert (answer, exchange.problems) == (REFUSAL, ["/rerank: the description takes what was not to fit"])


@pytest.mark.parametrize(
    "changes",
    [
        {"body": {"model": "m"}},
        {"body": {"model": "m", "results": [{"index": 0, "relevance_score": "high"}]}},
        {"headers": {"Content-Type": "text/html"}},
        {"status": 404},
    ],
)
def test_an_answer_that_the_description_does_not_promise_is_told(changes: dict[str, Any]) -> None:
    assert problems(asked(), answer=GOOD | changes) == "the description refuses this answer"


def test_an_answer_called_wrong_that_is_right_is_told() -> None:
    assert problems(asked(), fits=False) == "the description promises this answer"


def test_a_query_that_the_description_demands_must_be_there() -> None:
    operation: dict[str, Any] = {"parameters": [{"name": "page", "in": "query", "required": True}], "responses": {}}
    description = Description({"paths": {"/a": {"get": operation}}})

    found = {query: description.request_problems("GET", "/a", query, HEADERS, None) for query in ("page=", "pages=1")}

    assert [problem for problem in found["page="] if problem.startswith("?")] == []
    assert found["pages=1"][:2] == ["?pages: not declared", "?page: missing"]


def test_a_key_that_is_there_twice_is_told() -> None:
    with pytest.raises(ValueError, match="a key is there twice"):
        body_of(b'{"documents": ["a"], "model": "m", "query": "q", "provider": {"zdr": true, "zdr": false}}')


@pytest.mark.parametrize("mode", MODES)
def test_a_header_that_no_vector_tells_of_is_told(
    exchange: Exchange, server: HTTPServer, player: Player, mode: str
) -> None:
    del server
    vector = next(one for one in request_vectors() if one["id"].endswith("/request/minimal"))
    answer = next(one for one in response_vectors() if "returns" in one)
    arguments = {**vector["arguments"], "http_headers": {"X-Stray": "1"}}

    (problem,) = player.request({**vector, "arguments": arguments}, answer, mode, "dicts")

    assert exchange.received[0]["headers"]["x-stray"] == "1"
    assert problem.startswith("headers are ")


TESTS = """
import httpx2

def test_that_does_not_look(server, exchange):
    exchange.answer = {}
    httpx2.post(server.url_for("/api/v1/rerank"), trust_env=False)
"""


def test_an_error_in_the_servers_handler_fails_the_test_at_its_end(root: Path, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    command = ["pytest", "-q", "-p", "no:cacheprovider", "-p", "tests.contract.conftest", "--rootdir", str(tmp_path)]

    done = subprocess.run(
        [sys.executable, "-m", *command, str(tmp_path)],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert "1 passed, 1 error" in done.stdout
    assert "ERROR at teardown of test_that_does_not_look" in done.stdout


def test_an_error_in_the_servers_handler_is_seen_when_the_server_is_checked(
    server: HTTPServer, exchange: Exchange
) -> None:
    exchange.answer = {}

    answer = httpx2.post(server.url_for("/api/v1/rerank"), headers=HEADERS, json=BODY, trust_env=False)

    assert answer.status_code == 500
    with pytest.raises(KeyError, match="status"):
        server.check()
