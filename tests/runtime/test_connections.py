"""Transports of one client: who shuts them, and who only forgets them."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING

import pytest
from openrouter_rerank._runtime import connections
from openrouter_rerank._runtime.connections import Connections

if TYPE_CHECKING:
    from collections.abc import Callable


class Recorder:
    """A transport that notes what is done with it."""

    def __init__(self, done: Callable[[str], object]) -> None:
        self._done = done

    def close(self) -> None:
        self._done("closed")

    def let_go(self) -> None:
        self._done("let go")

    async def aclose(self) -> None:
        self._done("closed")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is done with transports, in order."""
    done: list[str] = []
    monkeypatch.setattr(connections, "Transport", lambda: Recorder(done.append))
    monkeypatch.setattr(connections, "_of_parents", [])
    return done


def test_a_forgotten_client_shuts_its_transport(done: list[str]) -> None:
    Connections().sync()
    gc.collect()

    assert done == ["closed"]


def test_a_child_lets_go_of_its_parents_transport_and_never_shuts_it(done: list[str]) -> None:
    ours = Connections()
    ours.sync()

    ours.leave_to_parent()
    del ours
    gc.collect()

    assert done == ["let go"]


def test_a_child_of_a_client_that_was_not_used_has_nothing_to_let_go(done: list[str]) -> None:
    ours = Connections()

    ours.leave_to_parent()
    ours.sync()
    ours.close()

    assert done == ["closed"]


def test_closing_from_elsewhere_has_a_running_loop_shut_its_transport(monkeypatch: pytest.MonkeyPatch) -> None:
    async def closed() -> bool:
        heard = asyncio.Event()
        monkeypatch.setattr(connections, "AsyncTransport", lambda: Recorder(lambda _: heard.set()))
        ours = Connections()
        await ours.of_this_loop()
        await asyncio.to_thread(ours.close)
        return await asyncio.wait_for(heard.wait(), 10)

    assert asyncio.run(closed())
