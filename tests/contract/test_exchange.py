"""The mock of the contract tests is strict: what departs from the description is told, whichever side it is on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.contract.playing import REFUSAL, Exchange

if TYPE_CHECKING:
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


def test_an_error_in_the_servers_handler_is_seen_when_the_server_is_checked(
    server: HTTPServer, exchange: Exchange
) -> None:
    exchange.answer = {}

    answer = httpx2.post(server.url_for("/api/v1/rerank"), headers=HEADERS, json=BODY, trust_env=False)

    assert answer.status_code == 500
    with pytest.raises(KeyError, match="status"):
        server.check()
