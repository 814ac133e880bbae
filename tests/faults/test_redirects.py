"""Redirects: within the same origin, and only those that repeat the request as it was (307, 308)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import pytest
from openrouter_rerank import OpenRouter, errors

from tests.faults.behaviours import Redirect, Reset, Stall
from tests.faults.calling import KEY
from tests.faults.server import FaultServer

if TYPE_CHECKING:
    from tests.faults.calling import Caller
    from tests.faults.conftest import Waits

CALL: dict[str, Any] = {"documents": ["a"], "model": "m", "query": "q"}


@pytest.mark.parametrize("status", [307, 308])
@pytest.mark.parametrize("location", ["/elsewhere", "elsewhere", "?page=2", "{origin}/elsewhere", "//{host}/elsewhere"])
def test_the_request_is_repeated_at_the_same_origin(caller: Caller, waits: Waits, status: int, location: str) -> None:
    with FaultServer() as server:
        host = server.origin.removeprefix("http://")
        server.script(Redirect(status, location.format(origin=server.origin, host=host)))
        (answer,) = caller.answers(server.url, "q")
        first, second = server.requests

        assert answer.id == "q"
        assert second.target in {"/elsewhere", "/api/v1/elsewhere", "/api/v1/rerank?page=2"}
        assert (second.method, second.body) == (first.method, first.body)
        assert second.header("Authorization") == f"Bearer {KEY}"
        assert second.header("Content-Length") == first.header("Content-Length")
    assert waits == []


@pytest.mark.parametrize("status", [300, 301, 302, 303, 304, 305])
def test_another_redirect_is_an_answer_with_that_status(caller: Caller, waits: Waits, status: int) -> None:
    with FaultServer(Redirect(status, "/elsewhere")) as server:
        error = caller.error(errors.OpenRouterDefaultError, server.url)

        assert error.status_code == status
        assert len(server.requests) == 1
    assert waits == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_is_sent_to_another_origin(caller: Caller, waits: Waits, status: int) -> None:
    with FaultServer() as other, FaultServer(Redirect(status, f"{other.url}/rerank")) as server:
        error = caller.error(errors.OpenRouterDefaultError, server.url)

        assert error.status_code == status
        assert other.connections == []
    assert waits == []


@pytest.mark.parametrize(
    "location",
    [
        "https://127.0.0.1:{port}/rerank",
        "http://localhost:{port}/rerank",
        "http://user:pass@127.0.0.2:{port}/rerank",
        "http://[",
        "http://[xn--/",
        "http://&xn--~7/",
        "http:// xn--*/",
        "http://127.0.0.1:99999/",
        "file:///etc/passwd",
        "\x7f",
    ],
)
def test_a_location_that_is_no_place_at_the_same_origin_is_not_followed(own: Caller, location: str) -> None:
    with FaultServer() as server:
        server.script(Redirect(307, location.format(port=server.port)))
        error = own.error(errors.OpenRouterDefaultError, server.url)

        assert error.status_code == 307
        assert len(server.connections) == 1


def test_a_loop_ends_with_the_redirect_as_the_answer(caller: Caller, waits: Waits) -> None:
    with FaultServer(then=Redirect(307, "/api/v1/rerank")) as server:
        error = caller.error(errors.OpenRouterDefaultError, server.url)

        assert error.status_code == 307
        assert 2 <= len(server.requests) <= 21
    assert waits == []


def test_the_deadline_holds_for_the_whole_chain(caller: Caller) -> None:
    with FaultServer(Redirect(307, "/a"), Redirect(307, "/b"), Stall()) as server:
        caller.error(errors.APITimeoutError, server.url, timeout_ms=100)

        assert len(server.requests) == 3


def test_a_fault_behind_a_redirect_is_tried_again_from_the_start(caller: Caller, waits: Waits) -> None:
    with FaultServer(Redirect(307, "/a"), Reset()) as server:
        (answer,) = caller.answers(server.url, "q")

        assert answer.id == "q"
        assert [request.target for request in server.requests][-1] == "/api/v1/rerank"
    assert len(waits) == 1


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_a_supplied_client_that_follows_redirects_does_not_for_us(library: Any) -> None:
    with FaultServer() as other, FaultServer(Redirect(307, f"{other.url}/rerank")) as server:
        with library.Client(follow_redirects=True) as client, pytest.raises(errors.OpenRouterDefaultError):
            OpenRouter(api_key=KEY, server_url=server.url, client=client).rerank.rerank(**CALL)

        assert other.connections == []
