"""Time: `timeout_ms` bounds one attempt as a whole, whatever the server does with it."""

from __future__ import annotations

import asyncio
import signal
import socket
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import pytest
from openrouter_rerank import OpenRouter, errors
from openrouter_rerank._runtime import clock

from tests.faults import wire
from tests.faults.behaviours import Answer, Drip, Raw, Stall
from tests.faults.calling import KEY
from tests.faults.server import FaultServer

if TYPE_CHECKING:
    from tests.faults.calling import Caller
    from tests.faults.conftest import Waits
    from tests.faults.exchange import Behaviour

CALL: dict[str, Any] = {"documents": ["a"], "model": "m", "query": "q"}

SILENT: dict[str, Behaviour] = {
    "no answer": Stall(),
    "nothing read": Stall(at="accept"),
    "silence in the body": Stall(after=150),
    "silence in the head": Stall(after=20),
    "silence after 100": Raw(wire.head(100, {}), after="stall"),
    "Content-Length too long, connection open": Raw(wire.message(200, wire.ranking(), length=10_000), after="stall"),
    "last chunk missing, connection open": Raw(
        wire.head(200, {"Transfer-Encoding": "chunked"}) + wire.chunked(wire.ranking())[:-5], after="stall"
    ),
    "another protocol": Raw(b"SSH-2.0-OpenSSH_9.6\r\n", after="stall"),
    "body dripping": Drip(part="body"),
}


@pytest.mark.parametrize("fault", SILENT.values(), ids=SILENT)
def test_an_attempt_that_takes_too_long_is_a_timeout_and_not_tried_again(
    caller: Caller, waits: Waits, fault: Behaviour
) -> None:
    closed: list[bool] = []
    with FaultServer(fault) as server:
        closing = replace(caller, between=lambda: closed.append(server.all_closed()))
        closing.error(errors.APITimeoutError, server.url, timeout_ms=50)

        assert len(server.connections) == 1
    assert closed == [True]
    assert waits == []


@pytest.mark.parametrize(("part", "half"), [("head", 60), ("informational", 1350)])
def test_a_head_that_drips_is_cut_off(
    own: Caller, waits: Waits, part: Literal["head", "informational"], half: int
) -> None:
    """Each byte comes soon enough for a time-out between reads; a supplied client has no other."""
    with FaultServer(Drip(part=part)) as server:
        own.error(errors.APITimeoutError, server.url, timeout_ms=50)

        assert len(server.requests) == 1
        assert server.all_closed()
        assert server.connections[0].bytes_sent < half
    assert waits == []


def test_a_server_that_does_not_read_is_cut_off(caller: Caller, waits: Waits) -> None:
    with FaultServer(Stall(at="accept", deaf=True)) as server:
        caller.error(errors.APITimeoutError, server.url, timeout_ms=100, documents=["x" * 20_000_000])

        assert len(server.connections) == 1
    assert waits == []


def test_each_attempt_has_the_whole_time(caller: Caller, waits: Waits) -> None:
    with FaultServer(Answer(503), Answer(503), Answer(503)) as server:
        (answer,) = caller.answers(server.url, "q", timeout_ms=2000)

        assert answer.id == "q"
    assert len(waits) == 3


def test_a_synchronous_call_times_out_once_a_slow_resolver_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """Resolution can't be interrupted; what matters is that nothing is sent when its time is over."""
    resolve = socket.getaddrinfo

    def slow(_: object, *arguments: Any, **options: Any) -> Any:
        threading.Event().wait(0.08)
        return resolve("127.0.0.1", *arguments, **options)

    with FaultServer() as server, OpenRouter(api_key=KEY) as open_router:
        monkeypatch.setattr(socket, "getaddrinfo", slow)
        url = f"http://slow.example:{server.port}"
        with pytest.raises(errors.APITimeoutError):
            open_router.rerank.rerank(**CALL, server_url=url, timeout_ms=50, retries=None)

        assert server.requests == []


def test_an_asynchronous_call_does_not_wait_for_a_slow_resolver(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve, done = socket.getaddrinfo, threading.Event()

    def stuck(_: object, *arguments: Any, **options: Any) -> Any:
        done.wait(30)
        return resolve("127.0.0.1", *arguments, **options)

    async def call(url: str) -> None:
        async with OpenRouter(api_key=KEY, server_url=url) as open_router:
            try:
                await open_router.rerank.rerank_async(**CALL, timeout_ms=50, retries=None)
            finally:
                assert not done.is_set()
                done.set()

    with FaultServer() as server:
        monkeypatch.setattr(socket, "getaddrinfo", stuck)
        with pytest.raises(errors.APITimeoutError):
            asyncio.run(call(f"http://slow.example:{server.port}"))

        assert server.requests == []


def test_cancelling_while_reading_closes_the_connection_and_spares_the_client() -> None:
    async def call(server: FaultServer) -> str | None:
        async with OpenRouter(api_key=KEY, server_url=server.url) as open_router:
            task = asyncio.create_task(open_router.rerank.rerank_async(**CALL))
            await asyncio.to_thread(server.received, 1)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await asyncio.to_thread(server.all_closed)
            answer = await open_router.rerank.rerank_async(**CALL)
            return answer.id

    with FaultServer(Stall(after=150)) as server:
        assert asyncio.run(call(server)) == "q"
        assert len(server.requests) == 2


def test_cancelling_while_waiting_to_try_again_is_immediate(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server asks for 20 s; the test's own bound is the clock."""
    waiting = asyncio.Event()
    sleep_async = clock.sleep_async

    async def sleep(seconds: float) -> None:
        waiting.set()
        await sleep_async(seconds)

    async def call(server: FaultServer) -> None:
        async with OpenRouter(api_key=KEY, server_url=server.url) as open_router:
            task = asyncio.create_task(open_router.rerank.rerank_async(**CALL))
            await waiting.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    monkeypatch.setattr(clock, "sleep_async", sleep)
    with FaultServer(Answer(503, headers={"Retry-After": "20"})) as server:
        asyncio.run(call(server))

        assert len(server.requests) == 1


def test_an_interrupt_while_reading_ends_the_call_and_spares_the_client() -> None:
    """Ctrl-C in a program's main thread, where these tests run."""

    def interrupt() -> None:
        server.received(1)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    with FaultServer(Stall(after=150)) as server, OpenRouter(api_key=KEY, server_url=server.url) as open_router:
        user = threading.Thread(target=interrupt)
        user.start()
        with pytest.raises(KeyboardInterrupt):
            open_router.rerank.rerank(**CALL)
        user.join()

        assert server.all_closed()
        assert open_router.rerank.rerank(**CALL).id == "q"


def test_a_time_out_around_a_call_is_the_callers_own() -> None:
    async def call(server: FaultServer) -> None:
        async with OpenRouter(api_key=KEY, server_url=server.url) as open_router:
            async with asyncio.timeout(0.05):
                await open_router.rerank.rerank_async(**CALL)

    with FaultServer(Stall()) as server:
        with pytest.raises(TimeoutError):
            asyncio.run(call(server))

        assert server.all_closed()
