"""Connections: made late, shut in time, never shared by processes or event loops."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import httpx2
import pytest
from openrouter_rerank import OpenRouter, errors
from openrouter_rerank._runtime import connections

from tests.runtime.service import CALL, GOOD, KEY, answer, asking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_rerank._runtime.calls import Calls
    from pytest_httpserver import HTTPServer
    from werkzeug import Request

    from tests.runtime.service import Clock, Rerank, Service


@pytest.fixture
def url(httpserver: HTTPServer) -> Iterator[str]:
    """A real server, which names each answer after its query."""

    def handle(request: Request) -> Any:
        from werkzeug import Response

        body = GOOD | {"id": request.get_json()["query"]}
        return Response(json.dumps(body), content_type="application/json")

    httpserver.expect_request("/rerank", method="POST").respond_with_handler(handle)
    yield httpserver.url_for("").rstrip("/")
    httpserver.check()


@pytest.fixture(autouse=True)
def _nothing_left_open() -> Iterator[None]:
    """A connection that nobody shut warns when it is collected; here that is an error."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ResourceWarning)
        yield
        gc.collect()
    assert [str(warning.message) for warning in caught if warning.category is ResourceWarning] == []


def count_clients(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    made: list[str] = []
    for name in ("Transport", "AsyncTransport"):
        make = getattr(connections, name)

        def count(name: str = name, make: Any = make) -> Any:
            made.append(name)
            return make()

        monkeypatch.setattr(connections, name, count)
    return made


def test_with_leaves_nothing_open(url: str) -> None:
    with OpenRouter(api_key=KEY, server_url=url) as open_router:
        res = open_router.rerank.rerank(**CALL)

    assert res.id == "q"


def test_async_with_leaves_nothing_open(url: str) -> None:
    async def call() -> str | None:
        async with OpenRouter(api_key=KEY, server_url=url) as open_router:
            return (await open_router.rerank.rerank_async(**CALL)).id

    assert asyncio.run(call()) == "q"


def test_async_with_shuts_the_synchronous_connections_too(url: str) -> None:
    async def call() -> None:
        async with OpenRouter(api_key=KEY, server_url=url) as open_router:
            open_router.rerank.rerank(**CALL)
            await open_router.rerank.rerank_async(**CALL)

    asyncio.run(call())


def test_with_shuts_the_asynchronous_connections_too(url: str) -> None:
    async def call() -> None:
        with OpenRouter(api_key=KEY, server_url=url) as open_router:
            await open_router.rerank.rerank_async(**CALL)

    asyncio.run(call())


def test_a_client_that_is_forgotten_shuts_its_connections(url: str) -> None:
    OpenRouter(api_key=KEY, server_url=url).rerank.rerank(**CALL)
    gc.collect()


def test_an_asynchronous_client_ends_with_its_event_loop(url: str) -> None:
    async def call(open_router: OpenRouter) -> None:
        await open_router.rerank.rerank_async(**CALL)

    asyncio.run(call(OpenRouter(api_key=KEY, server_url=url)))


def test_a_client_serves_one_event_loop_after_the_other(url: str) -> None:
    async def call(query: str) -> str | None:
        return (await open_router.rerank.rerank_async(**asking(query))).id

    with OpenRouter(api_key=KEY, server_url=url) as open_router:
        found = [asyncio.run(call(str(number))) for number in range(3)]

    assert found == ["0", "1", "2"]


def test_a_client_serves_event_loops_in_several_threads(url: str) -> None:
    async def call(query: str) -> list[str | None]:
        calls = (open_router.rerank.rerank_async(**asking(f"{query}{number}")) for number in range(5))
        return [res.id for res in await asyncio.gather(*calls)]

    with OpenRouter(api_key=KEY, server_url=url) as open_router, ThreadPoolExecutor(4) as pool:
        found = list(pool.map(asyncio.run, map(call, "abcd")))

    assert found == [[f"{query}{number}" for number in range(5)] for query in "abcd"]


def test_event_loops_that_are_closed_by_hand_are_forgotten(service: Service) -> None:
    """They get no chance to shut anything; at least nothing piles up."""
    open_router = OpenRouter(api_key=KEY)
    for _ in range(3):
        loop = asyncio.new_event_loop()
        loop.run_until_complete(open_router.rerank.rerank_async(**CALL))
        loop.close()

    client: Any = vars(open_router)["_client"]
    calls = cast("Calls", vars(client)["calls"])
    assert len(vars(calls.connections)["_for_loops"]) == 1
    assert len(service.requests) == 3
    open_router.close()


def test_closing_from_another_thread_shuts_the_connections_of_a_running_loop(url: str) -> None:
    """The loop is told to shut them, and the next call is refused."""
    open_router = OpenRouter(api_key=KEY, server_url=url)

    async def call() -> None:
        await open_router.rerank.rerank_async(**CALL)
        await asyncio.to_thread(open_router.close)
        with pytest.raises(errors.ClientClosedError):
            await open_router.rerank.rerank_async(**CALL)

    asyncio.run(call())


def test_closing_twice_does_nothing(url: str) -> None:
    open_router = OpenRouter(api_key=KEY, server_url=url)
    open_router.rerank.rerank(**CALL)

    async def aclose() -> None:
        await open_router.aclose()
        await open_router.aclose()

    open_router.close()
    open_router.close()
    asyncio.run(aclose())


@pytest.mark.parametrize("close", ["close", "aclose"])
def test_a_closed_client_refuses_calls_of_both_modes(service: Service, rerank: Rerank, close: str) -> None:
    open_router = OpenRouter(api_key=KEY)
    if close == "close":
        open_router.close()
    else:
        asyncio.run(open_router.aclose())

    with pytest.raises(errors.ClientClosedError, match=r"^the client is closed; make another$"):
        rerank(open_router)
    assert service.requests == []


def test_a_client_that_is_closed_during_a_call_makes_no_further_attempt(
    service: Service, rerank: Rerank, clock: Clock
) -> None:
    open_router = OpenRouter(api_key=KEY)

    def close(_: httpx2.Request) -> httpx2.Response:
        open_router.close()
        return answer(503, {}, Retry_After="1")

    service.then(close)

    with pytest.raises(errors.ClientClosedError):
        rerank(open_router)

    assert len(service.requests) == 1
    assert clock.waits == []


def test_making_a_client_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    made = count_clients(monkeypatch)

    with OpenRouter(api_key=KEY):
        pass

    assert made == []


def test_each_mode_has_one_client_made_at_the_first_call(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    made = count_clients(monkeypatch)
    open_router = OpenRouter(api_key=KEY)

    async def calls() -> None:
        await asyncio.gather(*(open_router.rerank.rerank_async(**CALL) for _ in range(20)))

    open_router.rerank.rerank(**CALL)
    open_router.rerank.rerank(**CALL)
    asyncio.run(calls())

    assert made == ["Transport", "AsyncTransport"]
    assert len(service.requests) == 22


def test_threads_that_come_first_at_the_same_time_get_the_same_client(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = count_clients(monkeypatch)
    open_router = OpenRouter(api_key=KEY)
    together = threading.Barrier(16)

    def call(_: int) -> None:
        together.wait(10)
        open_router.rerank.rerank(**CALL)

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(call, range(16)))

    assert (made, len(service.requests)) == (["Transport"], 16)


def test_all_connections_share_one_tls_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making one takes longer than a call; another is made only where the environment names other authorities."""
    from openrouter_rerank._runtime import transport

    made: list[object] = []

    def make() -> object:
        made.append(object())
        return made[-1]

    monkeypatch.setattr(transport, "_contexts", {})
    monkeypatch.setattr(httpx2, "create_ssl_context", make)
    options = [transport._options(True, proxy) for proxy in (None, "https://proxy.example", None)]  # pyright: ignore[reportPrivateUsage]

    contexts = {id(option["ssl_context"]) for option in options} | {id(options[1]["proxy"].ssl_context)}
    assert (len(contexts), len(made)) == (1, 1)
    assert transport._options(False, None)["ssl_context"] is None  # pyright: ignore[reportPrivateUsage]

    monkeypatch.setenv("SSL_CERT_FILE", "elsewhere.pem")
    transport._options(True, None)  # pyright: ignore[reportPrivateUsage]
    assert len(made) == 2


def test_64_threads_get_their_own_answers(url: str) -> None:
    def call(number: int) -> str | None:
        return open_router.rerank.rerank(**asking(str(number))).id

    with OpenRouter(api_key=KEY, server_url=url) as open_router, ThreadPoolExecutor(64) as pool:
        found = list(pool.map(call, range(256)))

    assert found == [str(number) for number in range(256)]


def test_150_calls_in_flight_get_their_own_answers(service: Service) -> None:
    """They all wait for the last one, so they are in flight together."""
    arrived = asyncio.Event()

    class Held(httpx2.AsyncBaseTransport):
        count = 0

        async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
            Held.count += 1
            if Held.count == 150:
                arrived.set()
            await arrived.wait()
            query = json.loads(await request.aread())["query"]
            return answer(200, GOOD | {"id": query})

    async def calls() -> list[str | None]:
        async with OpenRouter(api_key=KEY, async_client=httpx2.AsyncClient(transport=Held())) as open_router:
            running = (open_router.rerank.rerank_async(**asking(str(n))) for n in range(150))
            return [res.id for res in await asyncio.gather(*running)]

    assert asyncio.run(calls()) == [str(number) for number in range(150)]
    assert service.requests == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_forked_child_opens_its_own_connections() -> None:
    """In a program of its own, since it is unwise to fork one that has threads."""
    done = subprocess.run([sys.executable, "-c", FORKING], capture_output=True, text=True, timeout=60, check=False)

    assert (done.stdout, done.returncode) == ("child: own\nparent: same\n", 0), done.stderr


FORKING = """
import json, os, socket, sys, threading
from openrouter_rerank import OpenRouter

listener = socket.create_server(("127.0.0.1", 0))
children = os.pipe()
peers = []

def serve():
    while True:
        connection, peer = listener.accept()
        peers.append(peer)
        threading.Thread(target=talk, args=(connection, peer), daemon=True).start()

def talk(connection, peer):
    while received := connection.recv(65536):
        body = json.dumps({"model": str(peer[1]), "results": []}).encode()
        head = "HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body)
        connection.sendall(head.encode() + body)

threading.Thread(target=serve, daemon=True).start()
url = "http://127.0.0.1:%d" % listener.getsockname()[1]
open_router = OpenRouter(api_key="k", server_url=url)

def call():
    return open_router.rerank.rerank(documents=["a"], model="m", query="q").model

first = call()
child = os.fork()
if child == 0:
    print("child:", "own" if call() != first else "shared", flush=True)
    open_router.close()
    os._exit(0)
os.waitpid(child, 0)
print("parent:", "same" if call() == first else "lost")
open_router.close()
"""


def test_after_a_fork_the_child_opens_other_connections(url: str) -> None:
    """As if this process were a child: the parent's connection is let go without a word, and a new one opened."""
    with OpenRouter(api_key=KEY, server_url=url) as open_router:
        open_router.rerank.rerank(**CALL)
        client: Any = vars(open_router)["_client"]
        calls = cast("Calls", vars(client)["calls"])
        before = calls.connections.sync()

        calls.connections.leave_to_parent()
        open_router.rerank.rerank(**CALL)

        assert calls.connections.sync() is not before
    before.close()


def test_name_resolution_tries_all_addresses_within_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import httpcore2
    from openrouter_rerank._runtime.deadline import Deadline, DeadlineBackend

    tried: list[tuple[str, float | None]] = []

    def connect(_: object, address: str, port: int, timeout: float | None, *rest: object) -> httpcore2.NetworkStream:
        assert (port, rest) == (80, (None, None))
        tried.append((address, timeout))
        if address != "192.0.2.3":
            raise httpcore2.ConnectTimeout
        return httpcore2.MockStream([])

    found = [(socket.AF_INET, 1, 6, "", (f"192.0.2.{number}", 80)) for number in (1, 2, 3, 1)]

    def resolve(*_: object, **__: object) -> object:
        return found

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(httpcore2.SyncBackend, "connect_tcp", connect)
    monkeypatch.setattr("openrouter_rerank._runtime.clock.now", lambda: 100.0)

    DeadlineBackend().connect_tcp("example.org", 80, Deadline(109.0))

    assert tried == [("192.0.2.1", 3.0), ("192.0.2.2", 4.5), ("192.0.2.3", 9.0)]
