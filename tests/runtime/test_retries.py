"""When a call is tried again, when not, and how long it waits; no test waits itself."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from openrouter_rerank import OpenRouter, errors
from openrouter_rerank._runtime import clock as runtime_clock
from openrouter_rerank.types import UNSET
from openrouter_rerank.utils import BackoffStrategy, RetryConfig

from tests.faults.server import FaultServer
from tests.runtime.service import CALL, KEY, answer, error

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from tests.runtime.service import Clock, Rerank, Service

FAST = BackoffStrategy(100, 1000, 2, 10_000, jitter_ms=0)


def steady(**changes: Any) -> RetryConfig:
    """A policy without chance."""
    return RetryConfig(
        "backoff",
        BackoffStrategy(
            **(
                {
                    "initial_interval": 1000,
                    "max_interval": 1000,
                    "exponent": 1,
                    "max_elapsed_time": 10_000,
                    "jitter_ms": 0,
                }
                | changes
            )
        ),
        True,
    )


def in_time(
    clock: Clock, seconds: float, then: httpx2.Response | Exception
) -> Callable[[httpx2.Request], httpx2.Response]:
    """A step that takes a while."""

    def step(_: httpx2.Request) -> httpx2.Response:
        clock.seconds += seconds
        if isinstance(then, Exception):
            raise then
        return then

    return step


@pytest.mark.parametrize("status", [408, 429, 500, 501, 502, 503, 504, 524, 529, 599])
def test_these_statuses_are_tried_again(service: Service, rerank: Rerank, clock: Clock, status: int) -> None:
    service.then(error(status))

    rerank(OpenRouter(api_key=KEY))

    assert len(service.requests) == 2
    assert len(clock.waits) == 1
    assert service.requests[0] == service.requests[1]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 409, 413, 422, 425, 451])
def test_other_statuses_are_not(service: Service, rerank: Rerank, clock: Clock, status: int) -> None:
    service.then(error(status))

    with pytest.raises(errors.APIStatusError):
        rerank(OpenRouter(api_key=KEY))

    assert (len(service.requests), clock.waits) == (1, [])


def test_an_error_inside_a_success_is_tried_again_as_its_status(service: Service, rerank: Rerank, clock: Clock) -> None:
    service.then(answer(200, {"error": {"code": 503, "message": "m"}}, Retry_After="2"))

    rerank(OpenRouter(api_key=KEY))

    assert clock.waits == [2]


@pytest.mark.parametrize(
    "failure",
    [
        httpx2.ConnectError("refused"),
        httpx2.ConnectTimeout("late"),
        httpx2.ReadError("reset"),
        httpx2.WriteError("reset"),
        httpx2.RemoteProtocolError("Server disconnected without sending a response."),
        ConnectionResetError("of another library"),
    ],
    ids=repr,
)
def test_a_connection_that_fails_before_the_answer_begins_is_tried_again(
    service: Service, rerank: Rerank, clock: Clock, failure: Exception
) -> None:
    service.then(failure)

    rerank(OpenRouter(api_key=KEY))

    assert (len(service.requests), len(clock.waits)) == (2, 1)


@pytest.mark.parametrize(
    "failure",
    [
        httpx2.ReadTimeout("late"),
        httpx2.WriteTimeout("late"),
        httpx2.PoolTimeout("late"),
        httpx2.RemoteProtocolError("illegal status line"),
        httpx2.LocalProtocolError("illegal header"),
        httpx2.UnsupportedProtocol("gopher"),
        RuntimeError("a hook"),
    ],
    ids=repr,
)
def test_what_would_fail_again_or_had_its_time_is_not(
    service: Service, rerank: Rerank, clock: Clock, failure: Exception
) -> None:
    service.then(failure)

    with pytest.raises(errors.APIConnectionError):
        rerank(OpenRouter(api_key=KEY))

    assert (len(service.requests), clock.waits) == (1, [])


def test_a_refused_certificate_is_not_tried_again(service: Service, rerank: Rerank, clock: Clock) -> None:
    import ssl

    refused = httpx2.ConnectError("certificate verify failed")
    refused.__cause__ = ssl.SSLCertVerificationError("expired")
    service.then(refused)

    with pytest.raises(errors.APIConnectionError, match=r"certificate verify failed"):
        rerank(OpenRouter(api_key=KEY))

    assert (len(service.requests), clock.waits) == (1, [])


class Broken(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that breaks off."""

    def __iter__(self) -> Iterator[bytes]:
        yield b'{"model":'
        raise httpx2.ReadError("reset")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def test_an_answer_that_breaks_off_is_not_tried_again(service: Service, rerank: Rerank, clock: Clock) -> None:
    service.then(httpx2.Response(200, stream=Broken()))

    with pytest.raises(errors.APIConnectionError, match=r"^the answer broke off from openrouter\.ai: reset$"):
        rerank(OpenRouter(api_key=KEY))

    assert (len(service.requests), clock.waits) == (1, [])


def test_a_connection_attempt_that_used_up_the_whole_time_is_not_tried_again(
    service: Service, rerank: Rerank, clock: Clock
) -> None:
    service.then(in_time(clock, 5, httpx2.ConnectTimeout("late")))

    with pytest.raises(errors.APITimeoutError, match=r"^no complete answer from openrouter\.ai within 5 s$"):
        rerank(OpenRouter(api_key=KEY, timeout_ms=5000))

    assert clock.waits == []


@pytest.mark.parametrize(
    "bad", [error(400), httpx2.ReadTimeout("late"), answer(200, {"model": 3})], ids=["status", "time-out", "validation"]
)
def test_the_last_failure_is_the_one_that_is_raised(
    service: Service, rerank: Rerank, clock: Clock, bad: httpx2.Response | Exception
) -> None:
    service.then(error(503), error(503), bad)

    with pytest.raises(errors.OpenRouterError) as caught:
        rerank(OpenRouter(api_key=KEY))

    assert len(clock.waits) == 2
    assert getattr(caught.value, "status_code", None) != 503


def test_waits_grow_by_half_up_to_eight_seconds_within_thirty(service: Service, rerank: Rerank, clock: Clock) -> None:
    """Half a second times 1.5 to the n-th, and no attempt later than 30 s after the first."""
    service.then(*[error(503) for _ in range(20)])

    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY))

    assert clock.waits == [0.5, 0.75, 1.125, 1.6875, 2.53125, 3.796875, 5.695312, 8.0]
    assert sum(clock.waits) < 30 < sum(clock.waits) + 8


def test_chance_adds_up_to_a_second_and_the_wait_stays_within_eight(
    service: Service, rerank: Rerank, clock: Clock
) -> None:
    clock.luck = 0.999
    service.then(*[error(503) for _ in range(20)])

    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY))

    assert clock.waits == [1.499, 1.749, 2.124, 2.6865, 3.53025, 4.795875, 6.694312]
    assert sum(clock.waits) < 30 < sum(clock.waits) + 8


def test_the_time_of_the_attempts_counts(service: Service, rerank: Rerank, clock: Clock) -> None:
    service.then(in_time(clock, 29.4, error(503)), in_time(clock, 1, error(503)), error(503))

    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY))

    assert (len(service.requests), clock.waits) == (2, [0.5])


def test_a_wait_may_end_exactly_at_the_deadline(service: Service, rerank: Rerank, clock: Clock) -> None:
    service.then(error(503), error(503), error(503))

    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY, retry_config=steady(max_elapsed_time=2000)))

    assert clock.waits == [1, 1]


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry_After": "3"}, 3),
        ({"Retry_After": " 3 "}, 3),
        ({"Retry_After": "0"}, 0),
        ({"Retry_After": "1.5"}, 1.5),
        ({"Retry_After": formatdate(1_790_000_004, usegmt=True)}, 4),
        ({"Retry_After": formatdate(1_789_999_000, usegmt=True)}, 0),
        ({"Retry_After": "Monday, 21-Sep-26 14:13:24 GMT"}, 4),
        ({"Retry_After": "Mon Sep 21 14:13:24 2026"}, 4),
        ({"retry_after_ms": "250"}, 0.25),
        ({"retry_after_ms": "0", "Retry_After": "9"}, 0),
        ({"retry_after_ms": "250", "Retry_After": "9"}, 0.25),
        ({"retry_after_ms": "soon", "Retry_After": "9"}, 9),
        ({"Retry_After": "30"}, 30),
    ],
)
def test_the_server_may_say_how_long_to_wait(
    service: Service, rerank: Rerank, clock: Clock, headers: dict[str, str], wait: float
) -> None:
    service.then(error(429, **headers))

    rerank(OpenRouter(api_key=KEY))

    assert clock.waits == [wait]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "-1",
        "nan",
        "inf",
        "1e3",
        "1_0",
        "0x5",
        "+3",
        "\u0661",
        "3,4",
        "1.2.3",
        "9" * 400,
        "Mon, 99 Foo 2026 00:00:00 GMT",
        "Mon, 21 Sep 2026 14:13:24",
        "Mon Sep 21 14:13:24",
        "Mon, 21 Sep 99999999 14:13:24 GMT",
    ],
)
@pytest.mark.parametrize("name", ["Retry_After", "retry_after_ms"])
def test_an_unreadable_wait_is_ignored(service: Service, rerank: Rerank, clock: Clock, name: str, text: str) -> None:
    refusal = error(429)
    header = (name.replace("_", "-").encode(), text.encode())
    service.then(httpx2.Response(429, headers=[*refusal.headers.raw, header], content=refusal.content))

    rerank(OpenRouter(api_key=KEY))

    assert clock.waits == [0.5]


@pytest.mark.parametrize(
    "headers", [{"Retry_After": "31"}, {"Retry_After": "86400"}, {"retry_after_ms": "30001"}, {"Retry_After": "9" * 30}]
)
def test_a_wait_beyond_the_deadline_ends_the_call_at_once(
    service: Service, rerank: Rerank, clock: Clock, headers: dict[str, str]
) -> None:
    service.then(error(429, "later", **headers))

    with pytest.raises(errors.TooManyRequestsResponseError, match="later"):
        rerank(OpenRouter(api_key=KEY))

    assert (len(service.requests), clock.waits) == (1, [])


def test_none_means_one_attempt(service: Service, rerank: Rerank, clock: Clock) -> None:
    service.then(error(503), error(503))

    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY, retry_config=None))
    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY), retries=None)

    assert (len(service.requests), clock.waits) == (2, [])


def test_the_strategy_none_means_one_attempt(service: Service, rerank: Rerank, clock: Clock) -> None:
    service.then(error(503))

    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY), retries=RetryConfig("none", None, True))

    assert clock.waits == []


def test_the_calls_policy_beats_the_clients(service: Service, rerank: Rerank, clock: Clock) -> None:
    open_router = OpenRouter(api_key=KEY, retry_config=steady())
    service.then(error(503), answer(), error(503), answer(), error(503))

    rerank(open_router)
    rerank(open_router, retries=UNSET)
    rerank(open_router, retries=RetryConfig("backoff", FAST, True))

    assert clock.waits == [1, 1, 0.1]


def test_a_policy_of_the_callers_own_keeps_the_apis_statuses_unless_it_names_others(
    service: Service, rerank: Rerank, clock: Clock
) -> None:
    only_409 = RetryConfig("backoff", FAST, True, status_codes_override=["409", 418])
    service.then(error(503), answer(), error(409), error(418), error(503))

    rerank(OpenRouter(api_key=KEY), retries=RetryConfig("backoff", FAST, True))
    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY), retries=only_409)

    assert clock.waits == [0.1, 0.1, 0.2]


def test_an_empty_list_of_statuses_names_none(service: Service, rerank: Rerank, clock: Clock) -> None:
    service.then(error(503))

    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY), retries=RetryConfig("backoff", FAST, True, status_codes_override=[]))

    assert clock.waits == []


def test_connection_errors_are_not_tried_again_where_that_is_not_wanted(
    service: Service, rerank: Rerank, clock: Clock
) -> None:
    service.then(httpx2.ConnectError("refused"))

    with pytest.raises(errors.APIConnectionError):
        rerank(OpenRouter(api_key=KEY), retries=RetryConfig("backoff", FAST, False))

    assert clock.waits == []


def test_a_huge_exponent_ends_at_the_longest_wait(service: Service, rerank: Rerank, clock: Clock) -> None:
    service.then(*[error(503) for _ in range(9)])
    huge = RetryConfig("backoff", BackoffStrategy(1, 2000, 1e308, 5000, jitter_ms=0), True)

    with pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(OpenRouter(api_key=KEY), retries=huge)

    assert clock.waits == [0.001, 2, 2]


@pytest.mark.parametrize("bad", [3, "backoff", True, {"strategy": "backoff"}, FAST])
def test_what_is_no_policy_is_refused_not_ignored(service: Service, rerank: Rerank, bad: Any) -> None:
    with pytest.raises(ValueError, match=r"^retry_config: expected a RetryConfig or None, got "):
        OpenRouter(api_key=KEY, retry_config=bad)
    with pytest.raises(errors.RequestValidationError, match=r"^retries: expected a RetryConfig or None, got "):
        rerank(OpenRouter(api_key=KEY), retries=bad)

    assert service.requests == []


@pytest.mark.parametrize(
    ("make", "finding"),
    [
        (lambda: RetryConfig("exponential", FAST, True), 'strategy: expected "backoff" or "none", got \'exponential\''),  # type: ignore[arg-type]
        (lambda: RetryConfig("backoff", None, True), "backoff: expected a BackoffStrategy, got NoneType"),
        (lambda: RetryConfig("none", 3, True), "backoff: expected a BackoffStrategy, got int"),  # type: ignore[arg-type]
        (lambda: RetryConfig("backoff", FAST, True, ["6XX"]), "status_codes_override: expected statuses such as"),
        (lambda: RetryConfig("backoff", FAST, True, ["55X"]), "status_codes_override: expected statuses such as"),
        (lambda: RetryConfig("backoff", FAST, True, ["5000"]), "status_codes_override: expected statuses such as"),
        (lambda: RetryConfig("backoff", FAST, True, ["5X5"]), "status_codes_override: expected statuses such as"),
        (lambda: RetryConfig("backoff", FAST, True, ["5xy"]), "status_codes_override: expected statuses such as"),
        (lambda: BackoffStrategy(-1, 1, 1, 1), "initial_interval: expected a number, 0 or more, got -1"),
        (lambda: BackoffStrategy(1, True, 1, 1), "max_interval: expected a number, 0 or more, got True"),
        (lambda: BackoffStrategy(1, 1, float("nan"), 1), "exponent: expected a number, 0 or more, got nan"),
        (lambda: BackoffStrategy(1, 1, 1, float("inf")), "max_elapsed_time: expected a number, 0 or more, got inf"),  # type: ignore[arg-type]
        (
            lambda: BackoffStrategy(1, 1, 1, 10**400),
            "max_elapsed_time: expected a number, 0 or more, got a number that",
        ),
        (
            lambda: BackoffStrategy(10**9999, 1, 1, 1),
            "initial_interval: expected a number, 0 or more, got a number that",
        ),
        (lambda: BackoffStrategy(1, 1, 1, 1, "x"), "jitter_ms: expected a number, 0 or more, got 'x'"),  # type: ignore[arg-type]
    ],
)
def test_a_senseless_policy_is_refused_when_it_is_made(make: Any, finding: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        make()

    assert str(caught.value).startswith(finding)


def test_policies_tell_what_they_are_and_compare() -> None:
    one = RetryConfig("backoff", BackoffStrategy(500, 8000, 1.5, 30_000), True, ["429", "5xx"])

    assert repr(one) == (
        "RetryConfig('backoff', BackoffStrategy(500, 8000, 1.5, 30000, jitter_ms=1000), True, "
        "status_codes_override=['429', '5XX'])"
    )
    assert one == RetryConfig("backoff", BackoffStrategy(500, 8000, 1.5, 30_000, 1000), True, [429, "5XX"])
    assert one != RetryConfig("backoff", BackoffStrategy(500, 8000, 1.5, 30_001), True, ["429", "5XX"])
    assert one != "backoff"


def test_cancelling_during_a_wait_is_immediate(service: Service) -> None:
    """This wait is a real one; it ends as soon as it is cancelled, and nothing more is sent."""
    answered = asyncio.Event()

    def step(_: httpx2.Request) -> httpx2.Response:
        answered.set()
        return error(503, Retry_After="25")

    service.then(step)

    async def cancelled() -> None:
        task = asyncio.create_task(OpenRouter(api_key=KEY).rerank.rerank_async(**CALL))
        await answered.wait()
        await asyncio.sleep(0)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())

    assert len(service.requests) == 1


TIMES = [
    (None, None, 60),
    (5000, None, 5),
    (5000, 2500, 2.5),
    (None, 1, 0.001),
    (1500.5, None, 1.5005),
]


@pytest.mark.parametrize(("of_client", "of_call", "seconds"), TIMES)
def test_one_attempt_has_60_seconds_unless_the_client_or_the_call_says_otherwise(
    service: Service, rerank: Rerank, clock: Clock, of_client: Any, of_call: Any, seconds: float
) -> None:
    limits: list[dict[str, float]] = []

    def step(request: httpx2.Request) -> httpx2.Response:
        limits.append(request.extensions["timeout"])
        return answer()

    service.then(step)

    rerank(OpenRouter(api_key=KEY, timeout_ms=of_client), timeout_ms=of_call)

    (limit,) = limits
    assert limit["read"] == limit["write"] == clock.seconds + seconds
    assert limit["connect"] == clock.seconds + min(10, seconds)
    assert limit["pool"] == pytest.approx(seconds)


def test_each_attempt_has_the_whole_time(service: Service, rerank: Rerank, clock: Clock) -> None:
    ends: list[float] = []

    def step(request: httpx2.Request) -> httpx2.Response:
        ends.append(request.extensions["timeout"]["read"] - clock.seconds)
        clock.seconds += 1
        return error(503)

    service.then(step, step)

    rerank(OpenRouter(api_key=KEY, timeout_ms=2000))

    assert ends == [2, 2]


def test_a_body_that_comes_too_late_is_a_timeout(service: Service, rerank: Rerank, clock: Clock) -> None:
    class Late(httpx2.SyncByteStream, httpx2.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for _ in range(100):
                clock.seconds += 0.5
                yield b" "

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in self:
                yield piece

    service.then(httpx2.Response(200, stream=Late()))

    with pytest.raises(errors.APITimeoutError, match=r"^no complete answer from openrouter\.ai within 2 s$"):
        rerank(OpenRouter(api_key=KEY, timeout_ms=2000))

    assert (clock.seconds, len(service.requests), clock.waits) == (1002.5, 1, [])


@pytest.mark.parametrize("bad", [0, -1, float("nan"), float("inf"), 10**400, "5", True, []])
def test_a_senseless_timeout_is_refused(service: Service, rerank: Rerank, bad: Any) -> None:
    with pytest.raises(ValueError, match=r"^timeout_ms: expected milliseconds, more than 0, got "):
        OpenRouter(api_key=KEY, timeout_ms=bad)
    with pytest.raises(errors.RequestValidationError, match=r"^timeout_ms: expected milliseconds, more than 0, got "):
        rerank(OpenRouter(api_key=KEY), timeout_ms=bad)

    assert service.requests == []


@pytest.mark.parametrize("long", [2**31, 10**18, 1.7e308])
def test_a_timeout_may_be_as_long_as_one_likes(rerank: Rerank, long: Any) -> None:
    """Although systems count what they wait for in 31 bits of milliseconds."""
    with FaultServer() as server, OpenRouter(api_key=KEY, server_url=server.url, timeout_ms=long) as open_router:
        assert rerank(open_router).id == "q"


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_no_wait_is_longer_than_systems_can_count(monkeypatch: pytest.MonkeyPatch, mode: str) -> None:
    taken: list[float] = []

    async def sleep(seconds: float) -> None:
        taken.append(seconds)

    monkeypatch.setattr(time, "sleep", taken.append)
    monkeypatch.setattr(asyncio, "sleep", sleep)
    if mode == "sync":
        runtime_clock.sleep(1e300)
    else:
        asyncio.run(runtime_clock.sleep_async(1e300))

    assert taken == [1_000_000]
