"""Many at once: threads, tasks, event loops and processes, each with its own answers."""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from openrouter_rerank import OpenRouter

from tests.faults.behaviours import Stall, Together
from tests.faults.calling import KEY
from tests.faults.programs import run
from tests.faults.server import FaultServer

if TYPE_CHECKING:
    from tests.faults.certificates import Authority

CALL: dict[str, Any] = {"documents": ["a"], "model": "m"}


def test_64_threads_get_each_its_own_answers() -> None:
    """The first answer of each waits until all 64 have asked."""

    def work(thread: int) -> list[tuple[str, str | None]]:
        queries = [f"{thread}/{number}" for number in range(10)]
        return [(query, open_router.rerank.rerank(**CALL, query=query).id) for query in queries]

    with FaultServer(*[Together(64)] * 64) as server, OpenRouter(api_key=KEY, server_url=server.url) as open_router:
        with ThreadPoolExecutor(64) as pool:
            pairs = [pair for pairs in pool.map(work, range(64)) for pair in pairs]

        assert all(query == answer for query, answer in pairs)
        assert len(server.requests) == len(pairs) == 640


def test_150_calls_in_flight_get_each_its_own_answer() -> None:
    """No answer is given before all 150 have asked; then the last to come is answered first."""

    async def work(url: str) -> list[tuple[str, str | None]]:
        async with OpenRouter(api_key=KEY, server_url=url) as open_router:

            async def call(query: str) -> tuple[str, str | None]:
                return query, (await open_router.rerank.rerank_async(**CALL, query=query)).id

            return await asyncio.gather(*(call(str(number)) for number in range(150)))

    with FaultServer(then=Together(150)) as server:
        pairs = asyncio.run(work(server.url))

        assert all(query == answer for query, answer in pairs)
        assert len(server.requests) == 150


def test_150_calls_of_which_every_third_is_cancelled() -> None:
    async def work(server: FaultServer) -> list[Any]:
        async with OpenRouter(api_key=KEY, server_url=server.url) as open_router:
            tasks = [
                asyncio.create_task(open_router.rerank.rerank_async(**CALL, query=str(number))) for number in range(150)
            ]
            await asyncio.to_thread(server.received, 50)
            for task in tasks[::3]:
                task.cancel()
            return await asyncio.gather(*tasks, return_exceptions=True)

    with FaultServer() as server:
        outcomes = asyncio.run(work(server))

    for number, outcome in enumerate(outcomes):
        if isinstance(outcome, asyncio.CancelledError):
            assert number % 3 == 0
        else:
            assert outcome.id == str(number)


def test_several_event_loops_one_after_the_other() -> None:
    """With and without closing in each; what a loop leaves behind is closed without a warning."""

    async def call(open_router: OpenRouter, query: str) -> str | None:
        return (await open_router.rerank.rerank_async(**CALL, query=query)).id

    with FaultServer() as server:
        open_router = OpenRouter(api_key=KEY, server_url=server.url)
        answers = [asyncio.run(call(open_router, str(number))) for number in range(3)]
        asyncio.run(open_router.aclose())
        open_router.close()
        del open_router
        gc.collect()

        assert answers == ["0", "1", "2"]
        assert server.all_closed()


def test_two_event_loops_in_two_threads() -> None:
    """No answer is given before all calls of both have come."""

    async def calls(open_router: OpenRouter, name: str) -> list[str | None]:
        tasks = (open_router.rerank.rerank_async(**CALL, query=f"{name}{number}") for number in range(20))
        return [answer.id for answer in await asyncio.gather(*tasks)]

    def work(name: str) -> list[str | None]:
        return asyncio.run(calls(open_router, name))

    with FaultServer(then=Together(40)) as server:
        open_router = OpenRouter(api_key=KEY, server_url=server.url)
        with ThreadPoolExecutor(2) as pool:
            a, b = pool.map(work, "ab")
        asyncio.run(open_router.aclose())

        assert a == [f"a{number}" for number in range(20)]
        assert b == [f"b{number}" for number in range(20)]
        assert server.all_closed()


def test_a_hanging_call_does_not_hold_up_the_others() -> None:
    async def work(server: FaultServer) -> str | None:
        async with OpenRouter(api_key=KEY, server_url=server.url) as open_router:
            hanging = asyncio.create_task(open_router.rerank.rerank_async(**CALL, query="hangs"))
            await asyncio.to_thread(server.received, 1)
            answer = await open_router.rerank.rerank_async(**CALL, query="q")
            hanging.cancel()
            await asyncio.wait([hanging])
            return answer.id

    with FaultServer(Stall()) as server:
        assert asyncio.run(work(server)) == "q"


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_a_fork_opens_connections_of_its_own(mode: str) -> None:
    """Parent and child call at the same time after the parent has a kept-alive connection."""
    with FaultServer() as server:
        printed = run(_FORKING, server.url, mode)
        of = {
            name: {request.connection for request in server.requests if request.json["query"].startswith(name)}
            for name in ("before", "parent", "child")
        }

    assert printed == "all well\n"
    assert of["before"] <= of["parent"]
    assert not of["parent"] & of["child"]


def test_a_forked_child_closes_its_end_of_what_it_inherits() -> None:
    """As if this process were a child: a connection that its parent closes must not stay open on its account."""
    with FaultServer() as server, OpenRouter(api_key=KEY, server_url=server.url) as open_router:
        open_router.rerank.rerank(**CALL, query="q")
        assert [connection.open for connection in server.connections] == [True]

        vars(open_router)["_client"].calls.connections.leave_to_parent()

        assert server.all_closed()


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
def test_a_fork_in_the_middle_of_a_call_leaves_the_call_to_the_parent(tls: bool, authority: Authority) -> None:
    """The server answers the parent's thread only when the child's call has come, so the child has let go by then."""
    with FaultServer(then=Together(2), tls=authority.server() if tls else None) as server:
        printed = run(_FORKING_MEANWHILE, server.url, SSL_CERT_FILE=str(authority.file))

        assert len({request.connection for request in server.requests}) == len(server.requests) == 2
        assert printed == "all well\n"
        assert server.all_closed()


_FORKING_MEANWHILE = """
    import os, sys, threading, warnings
    from httpcore2._backends.sync import SyncStream
    from openrouter_rerank import OpenRouter

    def noting(stream, *arguments):
        reading.set()
        return read(stream, *arguments)

    def call(query):
        answers.append(open_router.rerank.rerank(documents=["a"], model="m", query=query).id)

    reading, read, SyncStream.read = threading.Event(), SyncStream.read, noting
    answers = []
    open_router = OpenRouter(server_url=sys.argv[1], retry_config=None)
    thread = threading.Thread(target=call, args=["parent"])
    thread.start()
    reading.wait(10)
    warnings.simplefilter("ignore", DeprecationWarning)
    child = os.fork()
    if not child:
        call("child")
        open_router.close()
        os._exit(answers != ["child"])
    thread.join()
    _, status = os.waitpid(child, 0)
    open_router.close()
    print("all well" if (status, answers) == (0, ["parent"]) else (status, answers))
"""


_FORKING = """
    import asyncio, os, sys
    from openrouter_rerank import OpenRouter
    url, mode = sys.argv[1:]
    open_router = OpenRouter(server_url=url)

    def calls(name):
        if mode == "sync":
            for number in range(50):
                query = f"{name} {number}"
                answer = open_router.rerank.rerank(documents=["a"], model="m", query=query)
                assert answer.id == query, (answer.id, query)

    async def calls_async(name):
        for number in range(50):
            query = f"{name} {number}"
            answer = await open_router.rerank.rerank_async(documents=["a"], model="m", query=query)
            assert answer.id == query, (answer.id, query)

    async def parent_and_child():
        await calls_async("before")
        child = os.fork()
        if not child:
            return None
        await calls_async("parent")
        await open_router.aclose()
        return child

    if mode == "sync":
        calls("before")
        child = os.fork()
        calls("parent" if child else "child")
        open_router.close()
    else:
        child = asyncio.run(parent_and_child())
        if child is None:
            async def go_on():
                await calls_async("child")
                await open_router.aclose()
            asyncio.run(go_on())
    if child:
        _, status = os.waitpid(child, 0)
        print("all well" if status == 0 else status)
"""
