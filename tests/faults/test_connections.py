"""No answer came: the connection could not be made, or ended before the first byte."""

from __future__ import annotations

import socket
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from openrouter_rerank import errors, utils
from openrouter_rerank._settings import SETTINGS

from tests.faults.behaviours import Answer, Close, Echo, Reset
from tests.faults.server import FaultServer, refusing_port, silent_port

if TYPE_CHECKING:
    from tests.faults.calling import Caller
    from tests.faults.conftest import Waits
    from tests.faults.exchange import Behaviour

DROPPED: dict[str, Behaviour] = {
    "reset when accepted": Reset(at="accept"),
    "reset before the body was read": Reset(at="head"),
    "reset before the answer": Reset(),
    "closed when accepted": Close(at="accept"),
    "closed before the body was read": Close(at="head"),
    "closed before the answer": Close(),
}


@pytest.mark.parametrize("fault", DROPPED.values(), ids=DROPPED)
def test_a_connection_dropped_before_the_answer_is_tried_again(caller: Caller, waits: Waits, fault: Behaviour) -> None:
    with FaultServer(fault) as server:
        (answer,) = caller.answers(server.url, "q")

        assert answer.id == "q"
        assert len(server.connections) == 2
    assert len(waits) == 1


@pytest.mark.parametrize("fault", DROPPED.values(), ids=DROPPED)
def test_a_dropped_connection_without_retries_is_a_connection_error(caller: Caller, fault: Behaviour) -> None:
    with FaultServer(fault) as server:
        error = caller.error(errors.APIConnectionError, server.url, retries=None)

        assert error.__cause__ is not None
        assert len(server.connections) == 1


def test_a_refused_connection_is_tried_until_the_policy_ends(caller: Caller, waits: Waits) -> None:
    with refusing_port() as port:
        caller.error(errors.APIConnectionError, f"http://127.0.0.1:{port}")

    assert 4 <= len(waits) <= 32
    assert sum(waits) <= 30


def test_a_server_that_comes_back_is_reached(own: Caller, waits: Waits) -> None:
    with FaultServer(Reset(at="accept"), Close(), Answer(503), Reset(), Answer(429)) as server:
        (answer,) = own.answers(server.url, "q")

        assert answer.id == "q"
        assert len(server.connections) >= 4
    assert len(waits) == 5


def test_a_name_that_does_not_resolve_is_a_connection_error(
    caller: Caller, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def unknown(host: object, *_: object, **__: object) -> object:
        asked.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    error = caller.error(errors.APIConnectionError, "http://rerank.invalid")

    assert isinstance(_root(error), socket.gaierror)
    assert len(asked) == len(waits) + 1


def test_a_host_that_does_not_answer_is_a_timeout(caller: Caller) -> None:
    with silent_port() as port:
        caller.error(errors.APITimeoutError, f"http://127.0.0.1:{port}", timeout_ms=50, retries=None)


def test_a_host_that_does_not_answer_is_tried_again_where_time_is_left(
    caller: Caller, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening a connection has a time of its own, within that of the attempt."""
    monkeypatch.setattr("openrouter_rerank.sdk.SETTINGS", SETTINGS._replace(connect_timeout_ms=30))
    policy = utils.RetryConfig("backoff", utils.BackoffStrategy(500, 500, 1, 1000, jitter_ms=0), True)
    with silent_port() as port:
        caller.error(errors.APITimeoutError, f"http://127.0.0.1:{port}", retries=policy)

    assert waits == [0.5]


def test_an_idle_connection_that_the_server_closed_is_not_used_again(caller: Caller, waits: Waits) -> None:
    with FaultServer(Answer(after="close")) as server:
        first, second = replace(caller, between=server.first_closed).answers(server.url, "1", "2")

        assert (first.id, second.id) == ("1", "2")
        assert [request.connection for request in server.requests] == [0, 1]
    assert waits == []


@pytest.mark.parametrize("race", [Reset(), Close(), Reset(at="head"), Close(at="head")], ids=repr)
def test_a_kept_connection_that_ends_as_the_request_arrives_is_replaced(
    caller: Caller, waits: Waits, race: Behaviour
) -> None:
    with FaultServer(Echo(), race) as server:
        first, second = caller.answers(server.url, "1", "2")

        assert (first.id, second.id) == ("1", "2")
        assert [request.connection for request in server.requests] == [0, 0, 1]
    assert len(waits) == 1


def test_a_reset_after_the_whole_answer_does_no_harm(caller: Caller, waits: Waits) -> None:
    """At worst, the next request meets it, and is sent again."""
    with FaultServer(Answer(after="reset")) as server:
        first, second = caller.answers(server.url, "1", "2")

        assert (first.id, second.id) == ("1", "2")
        assert len(server.requests) == 2
    assert len(waits) <= 1


def _root(error: BaseException) -> BaseException:
    while (deeper := error.__cause__ or error.__context__) is not None:
        error = deeper
    return error
