"""Where the key comes from, and that it shows nowhere."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import traceback
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx2
import pytest
from openrouter_rerank import OpenRouter, errors
from openrouter_rerank._runtime.deadline import AsyncDeadlineStream, DeadlineStream
from openrouter_rerank._runtime.ending import Ending

from tests.runtime.service import KEY, answer, error, raw_answer

if TYPE_CHECKING:
    from types import TracebackType

    from tests.runtime.service import Clock, Rerank, Service


def sent_keys(service: Service) -> list[str]:
    return [request.headers["authorization"] for request in service.requests]


@pytest.mark.parametrize("key", [KEY, f" {KEY}\n", f"Bearer {KEY}", f"bearer  {KEY} "])
def test_the_key_is_sent_as_bearer_once_and_without_white_space(service: Service, rerank: Rerank, key: str) -> None:
    rerank(OpenRouter(api_key=key))

    assert sent_keys(service) == [f"Bearer {KEY}"]


@pytest.mark.parametrize("key", [None, "", "  ", lambda: "", lambda: None])
def test_no_or_a_blank_key_falls_back_to_the_environment(
    service: Service, rerank: Rerank, monkeypatch: pytest.MonkeyPatch, key: Any
) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", f" {KEY} ")

    rerank(OpenRouter(api_key=key))

    assert sent_keys(service) == [f"Bearer {KEY}"]


def test_the_environment_is_read_at_each_call(
    service: Service, rerank: Rerank, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_router = OpenRouter()
    for key in ("one", "two"):
        monkeypatch.setenv("OPENROUTER_API_KEY", key)
        rerank(open_router)

    assert sent_keys(service) == ["Bearer one", "Bearer two"]


def test_a_given_key_beats_the_environments(service: Service, rerank: Rerank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_API_KEY", "other")

    rerank(OpenRouter(api_key=KEY))

    assert sent_keys(service) == [f"Bearer {KEY}"]


@pytest.mark.parametrize("key", [None, "", "Bearer ", lambda: " "])
def test_without_any_key_the_error_names_both_ways_to_give_one(service: Service, rerank: Rerank, key: Any) -> None:
    with pytest.raises(errors.MissingAPIKeyError) as caught:
        rerank(OpenRouter(api_key=key))

    assert str(caught.value) == (
        "api_key: there is none; give `api_key` to the client, or set the environment variable OPENROUTER_API_KEY"
    )
    assert isinstance(caught.value, ValueError)
    assert service.requests == []


def test_a_function_is_asked_once_for_each_attempt(service: Service, rerank: Rerank, clock: Clock) -> None:
    assert clock.waits == []
    keys = iter(["one", "two", "three"])
    service.then(error(503), error(503))

    rerank(OpenRouter(api_key=lambda: next(keys)))

    assert sent_keys(service) == ["Bearer one", "Bearer two", "Bearer three"]


def test_an_async_function_serves_asynchronous_calls(service: Service) -> None:
    async def key() -> str:
        await asyncio.sleep(0)
        return KEY

    asyncio.run(OpenRouter(api_key=key).rerank.rerank_async(documents=["a"], model="m", query="q"))

    assert sent_keys(service) == [f"Bearer {KEY}"]


def test_an_async_function_is_refused_in_synchronous_calls(service: Service) -> None:
    async def key() -> str:
        return KEY

    with pytest.raises(errors.RequestValidationError, match=r"^api_key: .* an async function serves asynchronous"):
        OpenRouter(api_key=key).rerank.rerank(documents=["a"], model="m", query="q")

    assert service.requests == []


def test_what_a_function_raises_is_the_callers_own(service: Service, rerank: Rerank) -> None:
    def key() -> str:
        raise LookupError("the vault is closed")

    with pytest.raises(LookupError, match="the vault is closed"):
        rerank(OpenRouter(api_key=key))

    assert service.requests == []


@pytest.mark.parametrize(
    ("key", "finding"),
    [
        (lambda: b"k", "api_key: expected str, got bytes"),
        (lambda: 3, "api_key: expected str, got int"),
        (f"{KEY}\r\nX: y", "api_key: a line break, control character or lone surrogate has no place in a header"),
        (f"{KEY}\0x", "api_key: a line break, control character or lone surrogate has no place in a header"),
        (f"{KEY}\ud800", "api_key: a line break, control character or lone surrogate has no place in a header"),
    ],
)
def test_what_is_no_key_is_refused_without_showing_it(service: Service, rerank: Rerank, key: Any, finding: str) -> None:
    with pytest.raises(errors.RequestValidationError) as caught:
        rerank(OpenRouter(api_key=key))

    assert str(caught.value) == finding
    assert service.requests == []
    assert shown(caught.value) == []


@pytest.mark.parametrize("key", [3, b"k", ["k"]])
def test_another_type_of_key_is_refused_when_the_client_is_made(key: Any) -> None:
    with pytest.raises(ValueError, match=r"^api_key: expected str, a function or None, got "):
        OpenRouter(api_key=key)


def test_a_key_that_is_not_ascii_goes_out_as_utf8(service: Service, rerank: Rerank) -> None:
    rerank(OpenRouter(api_key="clé"))

    assert dict(service.sent.headers.raw)[b"Authorization"] == "Bearer clé".encode()


def test_the_client_shows_no_key() -> None:
    open_router = OpenRouter(api_key=KEY)

    client = vars(open_router)["_client"]
    assert KEY not in f"{open_router!r} {open_router} {client!r} {vars(open_router)} {vars(client)}"


@pytest.mark.parametrize("spread", [pickle.dumps, copy.deepcopy])
def test_what_keeps_the_key_can_not_be_pickled_or_copied_either(spread: Any) -> None:
    client = vars(OpenRouter(api_key=KEY))["_client"]

    with pytest.raises(TypeError, match="not for pickling"):
        spread(client.secret)


@pytest.mark.parametrize("spread", [pickle.dumps, copy.deepcopy])
def test_a_client_can_not_be_pickled_or_copied(spread: Any) -> None:
    with pytest.raises(TypeError, match="make another"):
        spread(OpenRouter(api_key=KEY))


def quote_the_server(_: httpx2.Request) -> httpx2.Response:
    """Fail as with garbage for an answer: h11 quotes it, and httpcore2 and httpx2 quote h11."""
    quoting = httpx2.RemoteProtocolError(f"illegal status line: bytearray(b'{KEY}')")
    quoting.__cause__ = RuntimeError(3, KEY)
    quoting.__cause__.__context__ = quoting
    raise quoting


def fail_as_a_system(_: httpx2.Request) -> httpx2.Response:
    """Fail with an error of the system that says more than it should."""
    raise OSError(5, f"no such key: {KEY}")


FAILURES: dict[str, tuple[dict[str, Any], Any]] = {
    "refused argument": ({"documents": "x"}, None),
    "refused header": ({"http_headers": {"X": "\n"}}, None),
    "connection": ({}, httpx2.ConnectError("refused")),
    "time-out": ({}, httpx2.ReadTimeout("late")),
    "unknown": ({}, RuntimeError("what?")),
    "status": ({}, error(401, f"no such key: {KEY}")),
    "status, as text": ({}, raw_answer(500, f"<p>{KEY}</p>".encode(), "text/html")),
    "another status": ({}, error(418, KEY, X_Echo=f"Bearer {KEY}")),
    "error in a success": ({}, answer(200, {"error": {"code": 402, "message": KEY}})),
    "error beside a success": ({}, answer(200, {"error": {"code": 402, "message": KEY}, "model": "m", "results": []})),
    "another answer": ({}, answer(200, {"model": KEY, "results": 3})),
    "no JSON": ({}, raw_answer(200, f"{{{KEY}".encode())),
    "another type": ({}, raw_answer(200, KEY.encode(), "text/plain", Location=KEY)),
    "request id": ({}, error(401, "no", X_Request_Id=KEY)),
    "request id of another answer": ({}, answer(200, [], X_Request_Id=KEY)),
    "a library's own words": ({}, quote_the_server),
    "a system's own words": ({}, fail_as_a_system),
    "redirect": ({}, raw_answer(302, b"", Location=f"https://example.org/{KEY}")),
}


@pytest.mark.parametrize(("arguments", "step"), FAILURES.values(), ids=FAILURES)
def test_no_error_shows_the_key(
    service: Service, rerank: Rerank, caplog: pytest.LogCaptureFixture, arguments: Any, step: Any
) -> None:
    """Neither in itself, nor in a pickle or copy, nor in the local variables that its traceback holds."""
    caplog.set_level(logging.DEBUG)
    service.then(*[step] if step is not None else [])

    with pytest.raises(errors.OpenRouterError) as caught:
        rerank(OpenRouter(api_key=KEY, retry_config=None), **arguments)

    assert shown(caught.value) == []
    assert KEY not in caplog.text


@pytest.mark.parametrize("written", [f"Bearer {KEY}", f"bearer  {KEY}", KEY, f"Basic {KEY}"])
def test_a_key_in_a_header_of_the_callers_own_is_hidden_when_a_server_repeats_it(
    service: Service, rerank: Rerank, written: str
) -> None:
    service.then(error(401, f"no such key: {written}"))

    with pytest.raises(errors.UnauthorizedResponseError) as caught:
        rerank(OpenRouter(api_key="other", retry_config=None), http_headers={"authorization": written})

    assert service.sent.headers.get_list("authorization") == [written]
    assert KEY not in f"{caught.value} {caught.value.body} {pickle.dumps(caught.value)!r}"


def test_an_empty_authorization_hides_nothing(service: Service, rerank: Rerank) -> None:
    service.then(error(401, "who are you?"))

    with pytest.raises(errors.UnauthorizedResponseError) as caught:
        rerank(OpenRouter(retry_config=None), http_headers={"Authorization": ""})

    assert caught.value.message == "who are you?"


def test_a_time_out_while_sending_shows_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection holds the request's head until it leaves."""

    def time_out(*_: object, **__: object) -> None:
        raise httpcore2.WriteTimeout

    async def time_out_async(*_: object, **__: object) -> None:
        raise httpcore2.WriteTimeout

    clogged, async_clogged = httpcore2.MockStream([]), httpcore2.AsyncMockStream([])
    monkeypatch.setattr(clogged, "write", time_out)
    monkeypatch.setattr(async_clogged, "write", time_out_async)

    async def send(head: bytes, body: bytes) -> None:
        stream = AsyncDeadlineStream(async_clogged, Ending())
        await stream.write(head)
        await stream.write(body)
        await stream.read(1)

    def send_sync(head: bytes, body: bytes) -> None:
        stream = DeadlineStream(clogged, Ending())
        stream.write(head)
        stream.write(body)
        stream.read(1)

    head = f"POST / HTTP/1.1\r\nAuthorization: Bearer {KEY}\r\n\r\n".encode()
    large = b" " * 20_000
    for written in ((head, b"{}"), (head, large), (head + large, b"{}")):
        with pytest.raises(httpcore2.WriteTimeout) as caught:
            send_sync(*written)
        with pytest.raises(httpcore2.WriteTimeout) as caught_async:
            asyncio.run(send(*written))

        for raised in (caught.value, caught_async.value):
            assert [place for place, shown in locals_of_ours(raised.__traceback__).items() if KEY in shown] == []


@pytest.mark.parametrize(
    "refused",
    [
        {"server": "nowhere"},
        {"server": ["production"]},
        {"url_params": 3},
        {"url_params": [("region", "eu")]},
        {"server_url": 3},
        {"server_url": "nowhere"},
        {"http_referer": 3},
        {"x_open_router_title": "a\nb"},
        {"client": 3},
        {"async_client": 3},
        {"retry_config": 3},
        {"timeout_ms": "3"},
        {"debug_logger": 3},
    ],
    ids=repr,
)
def test_a_refused_constructor_argument_is_named_and_shows_no_key(refused: dict[str, Any]) -> None:
    (name,) = refused

    with pytest.raises(ValueError, match=rf"^{name}: ") as caught:
        OpenRouter(api_key=KEY, **refused)

    assert shown(caught.value) == []


def shown(raised: BaseException) -> list[str]:
    """The places where an exception shows the key."""
    places: dict[str, str] = {"repr": repr(raised), "str": str(raised), "attributes": str(vars(raised))}
    if isinstance(raised, errors.OpenRouterError):
        pickled = pickle.dumps(raised)
        places |= {"pickle": str(pickled), "copy": str(vars(copy.copy(raised)))}
        undone: errors.OpenRouterError = pickle.loads(pickled)
        places["pickle undone"] = str(vars(undone))
    if isinstance(raised, errors.APIStatusError):
        answered = (raised.body, list(raised.headers.items()), raised.data, raised.raw_response.content)
        places["answer"] = str(answered)
    places["traceback"] = "".join(traceback.format_exception(raised))
    return [place for place, text in (places | locals_of_ours(raised.__traceback__)).items() if KEY in text]


def locals_of_ours(trace: TracebackType | None) -> dict[str, str]:
    found: dict[str, str] = {}
    while trace is not None:
        frame = trace.tb_frame
        if "openrouter_rerank" in frame.f_globals.get("__name__", ""):
            for name, value in frame.f_locals.items():
                found[f"{name} in {frame.f_code.co_qualname}"] = repr(value)
        trace = trace.tb_next
    return found
