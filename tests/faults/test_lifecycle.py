"""From the first call to the last: nothing left open, nothing kept, nothing shown."""

from __future__ import annotations

import asyncio
import gc
import pickle
import re
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.cookiejar import Cookie
from typing import TYPE_CHECKING, Any, Literal

import httpcore2
import pytest
from openrouter_rerank import OpenRouter, errors

from tests.faults import wire
from tests.faults.behaviours import Answer, Close, Drip, Raw, Redirect, Reset, Stall
from tests.faults.calling import KEY
from tests.faults.programs import run
from tests.faults.server import FaultServer

if TYPE_CHECKING:
    from types import TracebackType

    from tests.faults.calling import Caller
    from tests.faults.certificates import Authority
    from tests.faults.exchange import Behaviour

CALL: dict[str, Any] = {"documents": ["a"], "model": "m", "query": "q"}

FAULTS: dict[str, Behaviour] = {
    "reset": Reset(),
    "closed": Close(),
    "cut off": Reset(after=150),
    "silent": Stall(),
    "garbage": Raw(b"garbage\r\n\r\n", after="close"),
    "garbage that shows the key": Raw(f"{KEY}\r\n\r\n".encode(), after="close"),
    "header line that shows the key": Raw(f"HTTP/1.1 200 OK\r\n{KEY}\r\n\r\n".encode(), after="close"),
    "request id that shows the key": Answer(401, headers={"X-Request-Id": KEY}),
    "no JSON": Answer(200, b"<html>"),
    "too large": Raw(wire.message(200, b"", length=1 << 40), after="close"),
    "redirect": Redirect(302, "/elsewhere"),
    "error": Answer(401),
    "error that shows the key": Answer(401, wire.error_body(401, f"bad key: Bearer {KEY}")),
    "error that shows the key, no JSON": Answer(401, f"bad key: {KEY}".encode()),
    "success that shows the key, no JSON": Answer(200, f"thanks for {KEY}".encode()),
    "header that shows the key": Answer(401, headers={"X-Key": KEY}),
    "error in a success": Answer(200, wire.error_body(401, f"bad key: {KEY}")),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_an_error_shows_the_key_nowhere(caller: Caller, fault: Behaviour) -> None:
    with FaultServer(fault) as server:
        (error,) = caller.outcomes(server.url, "q", timeout_ms=200, retries=None)

    assert isinstance(error, errors.OpenRouterError)
    assert KEY not in str(error)
    assert KEY not in repr(error)
    assert KEY not in repr(vars(error))
    assert KEY not in "".join(traceback.format_exception(error))
    assert KEY.encode() not in pickle.dumps(error)
    assert [shown for shown in _locals_of_ours(error) if KEY in shown] == []


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_an_error_survives_pickling(own: Caller, fault: Behaviour) -> None:
    with FaultServer(fault) as server:
        (error,) = own.outcomes(server.url, "q", timeout_ms=200, retries=None)
    assert isinstance(error, errors.OpenRouterError)

    again = pickle.loads(pickle.dumps(error))

    assert type(again) is type(error)
    assert (str(again), again.args, again.message) == (str(error), error.args, error.message)


def test_cookies_are_neither_kept_nor_sent(own: Caller) -> None:
    def cookies_in_memory() -> None:
        kept.extend(thing for thing in gc.get_objects() if isinstance(thing, Cookie))

    kept: list[Cookie] = []
    headers = {"Set-Cookie": "session=1; Path=/"}
    with FaultServer(Answer(headers=headers), Answer(503, headers=headers | {"Retry-After": "0"})) as server:
        replace(own, between=cookies_in_memory).answers(server.url, "1", "2", "3")

        assert [request.values("Cookie") for request in server.requests] == [[]] * 4
    assert kept == []


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("fault", ["nothing", "status", "reset", "cut off", "timeout", "cancelled", "not closed"])
def test_a_program_ends_without_a_warning(mode: str, fault: str) -> None:
    """Warnings are errors in the program, and what finalizers say goes to stderr, which must be empty."""
    behaviour: dict[str, Behaviour] = {
        "status": Answer(400),
        "reset": Reset(),
        "cut off": Close(after=150),
        "timeout": Stall(after=150),
        "cancelled": Stall(after=150),
    }
    with FaultServer(*filter(None, [behaviour.get(fault)])) as server:
        printed = run(_ENDING, server.url, mode, fault)

        assert printed == "done\n"
        assert server.all_closed()


@pytest.mark.parametrize("flags", ["-bb", "-O", "-OO", "-X dev", "-X utf8=0", "-I"])
def test_python_may_be_started_in_any_way(flags: str) -> None:
    """Strict about bytes and text, without assertions, without docstrings, in development mode."""
    faults = (Answer(503, headers={"Retry-After": "0"}), Answer(), Answer(401), Answer(200, b"{"), Reset(after=150))
    with FaultServer(*faults) as server:
        printed = run(_EVERYTHING, server.url, *sys.path, flags=flags.split())

        assert printed == (
            "CreateRerankResponse 200\nUnauthorizedResponseError 401\nResponseValidationError 200\n"
            "APIConnectionError None\nRequestValidationError None\nCreateRerankResponse 200\n"
        )
        assert server.all_closed()


def test_closing_while_a_call_is_on_its_way_ends_it() -> None:
    async def call(server: FaultServer) -> None:
        open_router = OpenRouter(api_key=KEY, server_url=server.url, retry_config=None)
        task = asyncio.create_task(open_router.rerank.rerank_async(**CALL))
        await asyncio.to_thread(server.received, 1)
        await open_router.aclose()
        with pytest.raises(errors.OpenRouterError):
            await task

    with FaultServer(Stall()) as server:
        asyncio.run(call(server))


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("fault", [Stall(), Drip(part="body")], ids=["no answer", "dripping"])
def test_closing_ends_what_another_thread_waits_for(
    tls: bool, fault: Behaviour, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Long before its time-out, which is beyond the bound of a test; and the other thread closes its own socket."""

    def call() -> str:
        with pytest.raises(errors.APIConnectionError) as caught:
            open_router.rerank.rerank(**CALL, retries=None)
        return str(caught.value)

    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(fault, tls=authority.server() if tls else None) as server, ThreadPoolExecutor(1) as thread:
        open_router = OpenRouter(api_key=KEY, server_url=server.url)
        calling = thread.submit(call)
        server.received(1)
        open_router.close()

        assert re.search(r"from 127\.0\.0\.1:\d+: ", calling.result())
        assert server.all_closed()


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_a_connection_that_opens_while_its_client_closes_is_shut(
    mode: Literal["sync", "async"], tls: bool, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither is the request sent, nor tried again."""
    backends: Any = httpcore2
    connect, connect_async = backends.SyncBackend.connect_tcp, backends.AnyIOBackend.connect_tcp

    def close_meanwhile(*arguments: Any) -> Any:
        stream = connect(*arguments)
        open_router.close()
        return stream

    async def close_meanwhile_async(*arguments: Any) -> Any:
        stream = await connect_async(*arguments)
        await open_router.aclose()
        return stream

    monkeypatch.setattr(backends.SyncBackend, "connect_tcp", close_meanwhile)
    monkeypatch.setattr(backends.AnyIOBackend, "connect_tcp", close_meanwhile_async)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(tls=authority.server() if tls else None) as server:
        open_router = OpenRouter(api_key=KEY, server_url=server.url)
        with pytest.raises(errors.ClientClosedError):
            if mode == "sync":
                open_router.rerank.rerank(**CALL)
            else:
                asyncio.run(open_router.rerank.rerank_async(**CALL))

        assert server.first_closed()
        assert server.requests == []


def test_threads_may_call_while_another_closes() -> None:
    """Each call ends with an answer or an error of ours, and no socket is left open."""

    def call_until_closed(open_router: OpenRouter) -> type[errors.OpenRouterError]:
        while True:
            try:
                open_router.rerank.rerank(**CALL)
            except errors.OpenRouterError as error:
                return type(error)

    with FaultServer() as server, ThreadPoolExecutor(6) as threads:
        for calls in range(0, 60, 3):
            open_router = OpenRouter(api_key=KEY, server_url=server.url, retry_config=None)
            calling = [threads.submit(call_until_closed, open_router) for _ in range(6)]
            server.received(len(server.requests) + calls)
            open_router.close()

            assert {each.result() for each in calling} <= {errors.ClientClosedError, errors.APIConnectionError}
        gc.collect()
        assert server.all_closed()


@pytest.mark.parametrize("calls", ["--growth"], indirect=True)
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_many_calls_do_not_grow_the_memory(mode: str, calls: int) -> None:
    """Among them some that fail; the limit is what 2 bytes for each call would come to, and 1 MB of noise."""
    faults: list[Behaviour] = [Answer(400), Answer(), Reset(after=150), Answer(), Answer(200, b"<")]
    with FaultServer(*faults * (calls // 50)) as server:
        grown = int(run(_GROWING, server.url, mode, str(calls)))

        assert len(server.requests) == calls + calls // 2
    assert grown < 1_000 + calls * 2 // 1_000


def test_20_000_calls_in_a_row_do_not_grow_the_memory() -> None:
    """With a server of few instructions, so that it takes seconds; 50 bytes a call would be a megabyte."""
    calls, grown = map(int, run(_MANY).split())

    assert (calls, grown < 1_000) == (20_000, True), grown


_ENDING = """
    import asyncio, contextlib, gc, sys
    from openrouter_rerank import OpenRouter, errors
    url, mode, fault = sys.argv[1:]
    arguments = {"documents": ["a"], "model": "m", "query": "q", "retries": None, "timeout_ms": 200}

    def program():
        open_router = OpenRouter(server_url=url)
        with contextlib.nullcontext() if fault == "not closed" else open_router:
            with contextlib.suppress(errors.OpenRouterError):
                open_router.rerank.rerank(**arguments)

    async def program_async():
        open_router = OpenRouter(server_url=url)
        async with contextlib.nullcontext() if fault == "not closed" else open_router:
            task = asyncio.create_task(open_router.rerank.rerank_async(**arguments))
            if fault == "cancelled":
                await asyncio.sleep(0.02)
                task.cancel()
            with contextlib.suppress(errors.OpenRouterError, asyncio.CancelledError):
                await task

    program() if mode == "sync" else asyncio.run(program_async())
    gc.collect()
    print("done")
"""

_EVERYTHING = """
    import sys
    url, sys.path = sys.argv[1], sys.argv[2:]
    import asyncio, copy, pickle
    from openrouter_rerank import OpenRouter, components, errors, operations

    def told(result):
        again = pickle.loads(pickle.dumps(copy.deepcopy(result)))
        http = getattr(result, "http", None)
        print(type(again).__name__, http.status_code if http else getattr(again, "status_code", None))

    with OpenRouter(server_url=url, api_key="k", x_open_router_title="caf\u00e9") as open_router:
        for documents in (["a", {"text": "\u00e4"}], ["a"], ["a"], ["a"], "a"):
            try:
                told(open_router.rerank.rerank(
                    documents=documents, model="m", query="q", provider=components.ProviderPreferences(zdr=True),
                    http_headers={"X-One": "1"}, extra_body={"x": {"y": [1]}},
                ))
            except errors.OpenRouterError as error:
                told(error)

    async def main():
        asyncio.get_running_loop().slow_callback_duration = 60  # a busy machine is no fault of ours
        async with OpenRouter(server_url=url, api_key="k") as open_router:
            told(await open_router.rerank.rerank_async(documents=["a"], model="m", query="q"))

    asyncio.run(main())
"""

_MANY = """
    import gc, os, re, socket
    from pathlib import Path
    from openrouter_rerank import OpenRouter

    BODY = b'{"model":"m","results":[{"index":0,"relevance_score":1.5,"document":{"text":"a"}}],"new":1}'
    HEAD = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(BODY)
    listener = socket.create_server(("127.0.0.1", 0))
    if not os.fork():
        connection, _ = listener.accept()
        while connection.recv(65536):
            connection.sendall(HEAD + BODY)
        os._exit(0)

    def resident():
        gc.collect()
        return int(re.search(r"VmRSS:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])

    def call(count):
        return sum(len(open_router.rerank.rerank(documents=["a"], model="m", query="q").results) for _ in range(count))

    with listener, OpenRouter(server_url="http://127.0.0.1:%d" % listener.getsockname()[1]) as open_router:
        call(2_000)
        before = resident()
        print(call(20_000), resident() - before)
"""

_GROWING = """
    import asyncio, gc, re, sys
    from pathlib import Path
    from openrouter_rerank import OpenRouter, errors
    url, mode, calls = sys.argv[1], sys.argv[2], int(sys.argv[3])
    arguments = {"documents": ["a"], "model": "m", "query": "q", "retries": None}

    def resident():
        gc.collect()
        return int(re.search(r"VmRSS:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])

    def work(open_router, count):
        for _ in range(count):
            try:
                open_router.rerank.rerank(**arguments)
            except errors.OpenRouterError:
                pass

    async def work_async(open_router, count):
        for _ in range(count):
            try:
                await open_router.rerank.rerank_async(**arguments)
            except errors.OpenRouterError:
                pass

    async def measure_async():
        async with OpenRouter(server_url=url) as open_router:
            await work_async(open_router, calls // 2)
            before = resident()
            await work_async(open_router, calls)
            print(resident() - before)

    if mode == "async":
        asyncio.run(measure_async())
    else:
        with OpenRouter(server_url=url) as open_router:
            work(open_router, calls // 2)
            before = resident()
            work(open_router, calls)
            print(resident() - before)
"""


def _locals_of_ours(error: BaseException) -> list[str]:
    """What a debugger or an error reporter would show of the package's own frames."""
    shown: list[str] = []
    todo: list[BaseException | None] = [error]
    while todo:
        if (one := todo.pop()) is not None:
            shown += [f"{name} = {value!r}" for frame in _frames(one.__traceback__) for name, value in frame.items()]
            todo += [one.__cause__, one.__context__]
    return shown


def _frames(tb: TracebackType | None) -> list[dict[str, Any]]:
    frames: list[dict[str, Any]] = []
    while tb is not None:
        if "openrouter_rerank" in tb.tb_frame.f_code.co_filename:
            frames.append(dict(tb.tb_frame.f_locals))
        tb = tb.tb_next
    return frames
