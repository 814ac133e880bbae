"""Faults happen as asked for, in order, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from openrouter_rerank import errors, operations
from pytest_openrouter_rerank.description import load
from pytest_openrouter_rerank.faults import fault
from pytest_openrouter_rerank.messages import Answer

if TYPE_CHECKING:
    from pytest_openrouter_rerank import Fake

Ask = Callable[..., httpx2.Response]
GOOD: dict[str, Any] = {"model": "m", "query": "tea", "documents": ["coffee", "green tea"]}


def test_a_status_comes_as_often_as_asked_for(fake: Fake, ask: Ask) -> None:
    fake.fail(503, times=2)

    assert [ask().status_code for _ in range(3)] == [503, 503, 200]
    assert [call.fault for call in fake.calls] == ["fail(503, times=2)", "fail(503, times=2)", None]
    assert fake.complaints() == []


def test_a_status_may_be_one_of_pythons(fake: Fake, ask: Ask) -> None:
    fake.fail(HTTPStatus.SERVICE_UNAVAILABLE)

    assert ask().status_code == 503
    assert fake.calls[0].fault == "fail(503)"


def test_a_fault_without_end_meets_all_requests(fake: Fake, ask: Ask) -> None:
    fake.fail(503, times=None)
    assert len(fake.complaints()) == 1

    assert [ask().status_code for _ in range(3)] == [503, 503, 503]
    assert fake.complaints() == []


def test_a_status_has_the_errors_shape_and_says_what_it_is(fake: Fake, ask: Ask) -> None:
    fake.fail(429, retry_after=1.5, message="too fast")
    fake.fail(418)

    first, second = ask(), ask()

    assert first.json() == {"error": {"code": 429, "message": "too fast"}}
    assert first.headers["retry-after"] == "1.5"
    assert second.json() == {"error": {"code": 418, "message": "a fault that the test asked for: fail(418)"}}
    assert "retry-after" not in second.headers


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 429, 500, 502, 503, 524, 529, 599])
def test_a_declared_status_fits_the_description(fake: Fake, ask: Ask, status: int) -> None:
    fake.fail(status)

    assert load().operations[0].answer_violations(status, ask().json()) == []


def test_a_reset_leaves_the_request_unanswered(fake: Fake, ask: Ask) -> None:
    fake.fail("reset")

    with pytest.raises(httpx2.ReadError):
        ask()

    assert [(call.status, call.answer, call.fault) for call in fake.calls] == [(None, None, "fail('reset')")]
    assert ask().status_code == 200


def test_a_stale_connection_has_worked_before(fake: Fake, ask: Ask) -> None:
    fake.fail("stale")

    assert ask().status_code == 200
    with pytest.raises(httpx2.RemoteProtocolError, match="without sending a response"):
        ask()
    assert ask().status_code == 200
    assert [call.status for call in fake.calls] == [200, None, 200]


def test_a_stale_connection_does_not_meet_those_who_never_come_back(fake: Fake) -> None:
    fake.fail("stale")

    for _ in range(2):
        with httpx2.Client(trust_env=False) as fresh:
            fresh.post(f"{fake.url}/rerank", headers={"Authorization": "Bearer k"}, json=GOOD).raise_for_status()

    assert len(fake.complaints()) == 1


def test_a_truncated_answer_ends_in_the_middle_of_its_body(fake: Fake, http: httpx2.Client) -> None:
    fake.fail("truncate")

    with http.stream("POST", f"{fake.url}/rerank", headers={"Authorization": "Bearer k"}, json=GOOD) as response:
        received = b""
        with pytest.raises(httpx2.RemoteProtocolError, match="without sending complete"):
            for chunk in response.iter_raw():
                received += chunk

    promised = int(response.headers["content-length"])
    assert len(received) == promised // 2


def test_a_slow_answer_is_right_but_late(fake: Fake, ask: Ask) -> None:
    fake.fail("slow", seconds=0.01)

    assert ask().json()["results"][0]["index"] == 1


@pytest.mark.parametrize(("given", "seconds"), [(None, 5.0), (0, 0), (0.25, 0.25)])
@pytest.mark.parametrize("kind", ["slow", "drip"])
def test_it_takes_as_long_as_asked_for_and_else_five_seconds(kind: Any, given: float | None, seconds: float) -> None:
    turn = fault(kind, times=1, retry_after=None, message=None, seconds=given)

    answer = turn.change(Answer(status=200, content=b"{}"))

    assert (answer.delivery, answer.seconds) == (kind, seconds)


@pytest.mark.parametrize("kind", ["slow", "drip"])
def test_a_client_need_not_wait_for_it(fake: Fake, kind: Any) -> None:
    fake.fail(kind, seconds=600)

    with fake.client(timeout_ms=50, retry_config=None) as client, pytest.raises(errors.APITimeoutError):
        client.rerank.rerank(**GOOD)

    assert fake.calls[0].fault == f"fail('{kind}', seconds=600)"


def test_a_dripping_answer_comes_byte_by_byte(fake: Fake, http: httpx2.Client) -> None:
    fake.fail("drip", seconds=0)

    with http.stream("POST", f"{fake.url}/rerank", headers={"Authorization": "Bearer k"}, json=GOOD) as response:
        content = response.read()

    assert content == fake.calls[0].answer_content


def test_the_fake_closes_at_once_whatever_is_under_way(fake: Fake, ask: Ask) -> None:
    fake.fail("slow", seconds=600)
    with pytest.raises(httpx2.TimeoutException):
        httpx2.post(f"{fake.url}/rerank", headers={"Authorization": "Bearer k"}, json=GOOD, timeout=0.05)

    fake.close()

    with pytest.raises(httpx2.ConnectError):
        ask()


def test_a_client_survives_what_its_policy_retries(fake: Fake) -> None:
    fake.fail(503, retry_after=0)
    fake.fail("reset")
    fake.fail(429)
    fake.fail("stale")

    with fake.client() as client:
        res = client.rerank.rerank(**GOOD)

    assert res.results[0].index == 1
    assert [call.status for call in fake.calls] == [503, None, 429, None, 200]


def test_an_answer_of_the_tests_own_is_sent(fake: Fake, ask: Ask) -> None:
    body = {"model": "mine", "results": [{"index": 7, "relevance_score": 3.5}]}
    fake.answer(body, times=2)

    assert [ask().json() for _ in range(2)] == [body, body]
    assert ask().json()["model"] == "m"


def test_an_answer_that_the_description_does_not_promise_is_refused(fake: Fake) -> None:
    with pytest.raises(ValueError, match=r"results\[0\]\.index: missing"):
        fake.answer({"model": "mine", "results": [{"relevance_score": 1}]})

    assert fake.complaints() == []


@pytest.mark.parametrize("times", [0, -1, 1.5, "1"])
def test_an_answer_for_no_number_of_requests_is_refused(fake: Fake, times: Any) -> None:
    with pytest.raises(ValueError, match=rf"^answer\(…, times={times!r}\): times is 1 or more, or None for all$"):
        fake.answer({"model": "mine", "results": []}, times=times)


def test_an_answer_may_be_a_model(fake: Fake) -> None:
    answer = operations.CreateRerankResponse(model="mine", results=[operations.Result(index=7, relevance_score=3.5)])
    fake.answer(answer)

    with fake.client() as client:
        assert client.rerank.rerank(**GOOD) == answer


@pytest.mark.parametrize("check", [True, False])
@pytest.mark.parametrize(
    ("body", "said"),
    [({1, 2}, "set is not JSON serializable"), (b"{}", "bytes is not"), ([float("nan")], "JSON compliant")],
)
def test_an_answer_that_json_cannot_say_is_refused(fake: Fake, body: Any, said: str, check: bool) -> None:
    with pytest.raises(ValueError, match=rf"^answer\(…\): not JSON data: .*{said}"):
        fake.answer(body, check=check)

    assert fake.complaints() == []


def test_a_wrong_answer_can_be_sent_on_purpose(fake: Fake, ask: Ask) -> None:
    fake.answer(["no", "results"], check=False)

    assert ask().json() == ["no", "results"]


def test_an_answer_of_the_tests_own_does_not_hide_a_wrong_request(fake: Fake, ask: Ask) -> None:
    fake.answer({"model": "mine", "results": []})

    assert ask(top_n=0).status_code == 400
    assert len(fake.complaints()) == 1


def test_a_fault_does_not_hide_a_wrong_request(fake: Fake, ask: Ask) -> None:
    fake.fail(503)

    assert ask(top_n=0).status_code == 503
    assert "top_n" in fake.complaints()[0]


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        (200, {}, "fail(200): a status is from 400 to 599"),
        (399, {}, "fail(399): a status is from 400 to 599"),
        (600, {}, "fail(600): a status is from 400 to 599"),
        (True, {}, "fail(True): a status is from 400 to 599"),
        ("rest", {}, "fail('rest'): expected a status or one of reset, stale, drip, truncate, slow"),
        (503, {"times": 0}, "fail(503, times=0): times is 1 or more, or None for all"),
        (503, {"seconds": 1}, "fail(503, seconds=1): seconds goes with 'slow' and 'drip'"),
        ("reset", {"retry_after": 1}, "fail('reset', retry_after=1): retry_after and message go with a status"),
        ("reset", {"seconds": 1}, "fail('reset', seconds=1): seconds goes with 'slow' and 'drip'"),
        ("slow", {"seconds": -1}, "fail('slow', seconds=-1): seconds is 0 or more"),
        ("slow", {"seconds": float("nan")}, "fail('slow', seconds=nan): seconds is 0 or more"),
        (503, {"retry_after": "x\r\ny"}, ": retry_after is a number from 0, or an HTTP date"),
        (503, {"retry_after": -1}, "fail(503, retry_after=-1): retry_after is a number from 0, or an HTTP date"),
        (503, {"retry_after": float("nan")}, "=nan): retry_after is a number from 0, or an HTTP date"),
        (503, {"retry_after": [1]}, "=[1]): retry_after is a number from 0, or an HTTP date"),
        (503, {"message": 5}, "fail(503, message=5): message is a text"),
        (503, {"message": "\ud800"}, "fail(503, message='\\ud800'): message is a text"),
        (503, {"times": -1}, "fail(503, times=-1): times is 1 or more, or None for all"),
        (503, {"times": "2"}, "fail(503, times='2'): times is 1 or more, or None for all"),
        (503, {"times": 1.5}, "fail(503, times=1.5): times is 1 or more, or None for all"),
        ("slow", {"seconds": "5"}, "fail('slow', seconds='5'): seconds is 0 or more"),
        ("503", {}, "fail('503'): expected a status or one of reset, stale, drip, truncate, slow"),
    ],
)
def test_a_fault_that_cannot_be_is_refused(fake: Fake, kind: Any, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        fake.fail(kind, **options)

    assert str(caught.value).endswith(message)
    assert fake.complaints() == []


def test_resetting_forgets_all(fake: Fake, ask: Ask) -> None:
    ask(top_n=0)
    fake.fail(503)
    fake.expect_invalid(3)

    fake.reset()

    assert (fake.calls, fake.complaints()) == ([], [])
    assert ask().status_code == 200
