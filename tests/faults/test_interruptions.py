"""A call may be cancelled or interrupted at any point: its connection ends, the client lives on."""

from __future__ import annotations

import asyncio
import socket
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import httpcore2
import pytest
from openrouter_rerank import OpenRouter
from openrouter_rerank._runtime import clock
from openrouter_rerank._runtime.deadline import AsyncDeadlineStream
from openrouter_rerank._settings import SETTINGS

from tests.faults import wire
from tests.faults.behaviours import Answer, Raw, Stall
from tests.faults.calling import KEY
from tests.faults.server import FaultServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from openrouter_rerank._runtime.client import Client

    from tests.faults.certificates import Authority

CALL: dict[str, Any] = {"documents": ["a"], "model": "m"}
SYNC_STREAM: object = import_module("httpcore2._backends.sync").SyncStream
STEPS = 40
"""More turns of the event loop than a call on loopback takes."""


def in_use(open_router: OpenRouter) -> list[str]:
    """The connections that are not idle, and the requests that wait for one."""
    client = cast("Client", vars(open_router)["_client"])
    connections: Any = vars(client)["calls"].connections
    transports = [each.transport for each in connections._for_loops.values()] + [connections._for_threads]
    pools = [pool for each in transports if each is not None for pool in each._pools.opened()]
    shown = [connection.info() for pool in pools for connection in pool.connections]
    return [info for info in shown if "IDLE" not in info] + ["waiting" for pool in pools for _ in pool._requests]


@pytest.mark.parametrize("tls", [False, True], ids=["http", "https"])
@pytest.mark.parametrize("warm", [False, True], ids=["first", "second"])
def test_cancelling_at_any_step_spares_the_client(
    warm: bool, tls: bool, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the call was connecting, sending or reading, on a new or a kept-alive connection."""

    async def cancel_after(steps: int, open_router: OpenRouter) -> bool:
        task = asyncio.create_task(open_router.rerank.rerank_async(**CALL, query="cancelled"))
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            return True
        return False

    async def work() -> int:
        cancelled = 0
        for steps in range(1, STEPS):
            async with OpenRouter(api_key=KEY, server_url=server.url, retry_config=None) as open_router:
                if warm:
                    await open_router.rerank.rerank_async(**CALL, query="warm")
                cancelled += await cancel_after(steps, open_router)
                assert in_use(open_router) == [], steps
                assert (await open_router.rerank.rerank_async(**CALL, query=f"{steps}")).id == f"{steps}"
        return cancelled

    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(tls=authority.server() if tls else None) as server:
        assert asyncio.run(work()) > 3
        assert server.all_closed()


def test_cancelling_while_a_rest_is_thrown_away_spares_the_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody wants the rest of a body that is too large, but closing its connection takes a while."""

    async def cancelled_meanwhile(stream: AsyncDeadlineStream) -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await close(stream)

    async def work() -> None:
        async with OpenRouter(api_key=KEY, server_url=server.url) as open_router:
            with pytest.raises(asyncio.CancelledError):
                await asyncio.create_task(open_router.rerank.rerank_async(**CALL, query="cancelled"))
            monkeypatch.setattr(AsyncDeadlineStream, "aclose", close)
            assert in_use(open_router) == []

    close = AsyncDeadlineStream.aclose
    monkeypatch.setattr(AsyncDeadlineStream, "aclose", cancelled_meanwhile)
    monkeypatch.setattr("openrouter_rerank.sdk.SETTINGS", SETTINGS._replace(max_body_bytes=1000))
    with FaultServer(then=Raw(wire.message(200, b" " * 2000))) as server:
        asyncio.run(work())
        assert server.all_closed()


PHASES: dict[str, tuple[object, str]] = {
    "looking a name up": (socket, "getaddrinfo"),
    "connecting": (httpcore2.SyncBackend, "connect_tcp"),
    "agreeing on TLS": (SYNC_STREAM, "start_tls"),
    "sending": (SYNC_STREAM, "write"),
    "reading": (SYNC_STREAM, "read"),
    "waiting": (clock, "sleep"),
}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(("place", "name"), PHASES.values(), ids=PHASES)
def test_an_interrupt_in_any_phase_ends_the_call_and_spares_the_client(
    place: object, name: str, after: bool, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C as a phase begins, or as it ends."""

    def interrupted(*arguments: Any, **named: Any) -> Any:
        monkeypatch.setattr(place, name, original)
        if after:
            kept.append(original(*arguments, **named))
        raise KeyboardInterrupt

    kept: list[Any] = []
    original: Callable[..., Any] = getattr(place, name)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with (
        FaultServer(Answer(503, headers={"Retry-After": "0"}), tls=authority.server()) as server,
        OpenRouter(api_key=KEY, server_url=server.url) as open_router,
    ):
        monkeypatch.setattr(place, name, interrupted)
        with pytest.raises(KeyboardInterrupt):
            open_router.rerank.rerank(**CALL, query="interrupted")

        assert in_use(open_router) == []
        for stream in kept:
            if isinstance(stream, httpcore2.NetworkStream):
                stream.close()  # it was never handed over
        assert open_router.rerank.rerank(**CALL, query="q").id == "q"
        open_router.close()
        assert server.all_closed()


def test_a_group_of_calls_of_which_one_fails_cancels_the_others() -> None:
    """As `asyncio.TaskGroup` does; nothing of the others is left in use."""

    async def work() -> list[str]:
        async with OpenRouter(api_key=KEY, server_url=server.url, retry_config=None) as open_router:
            with pytest.raises(ExceptionGroup):
                async with asyncio.TaskGroup() as group:
                    for number in range(8):
                        group.create_task(open_router.rerank.rerank_async(**CALL, query=f"{number}"))
                    await asyncio.to_thread(server.received, 8)
                    raise LookupError
            return in_use(open_router)

    with FaultServer(then=Stall()) as server:
        assert asyncio.run(work()) == []
        assert server.all_closed()
