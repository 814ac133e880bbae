"""Opens the clients that carry requests when they are needed: one for threads, one for each event loop."""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from typing import TYPE_CHECKING, Any

import httpx2

from .transport import AsyncTransport, Transport

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncGenerator

__all__ = ["Connections"]


class Connections:
    """The connections of one client. After a fork, the child opens its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sync: httpx2.Client | None = None
        self._by_loop: weakref.WeakKeyDictionary[AbstractEventLoop, _LoopClient] = weakref.WeakKeyDictionary()
        _all.add(self)

    def sync(self) -> httpx2.Client:
        """The client for synchronous calls."""
        if self._sync is None:
            with self._lock:
                if self._sync is None:
                    self._sync = httpx2.Client(transport=Transport(), trust_env=False)
        return self._sync

    async def of_this_loop(self) -> httpx2.AsyncClient:
        """The client for asynchronous calls in the running event loop."""
        loop = asyncio.get_running_loop()
        held = self._by_loop.get(loop)
        if held is None:
            held = _LoopClient(httpx2.AsyncClient(transport=AsyncTransport(), trust_env=False))
            self._by_loop[loop] = held
            await held.begin()
        return held.client

    def close(self) -> None:
        """Shut what can be shut from here: event loops are told to shut their own."""
        with self._lock:
            sync, self._sync = self._sync, None
            held = dict(self._by_loop)
            self._by_loop.clear()
        if sync is not None:
            sync.close()
        for loop, client in held.items():
            client.end_soon(loop)

    async def aclose(self) -> None:
        """Shut all, and wait for those of the running event loop."""
        mine = self._by_loop.pop(asyncio.get_running_loop(), None)
        self.close()
        if mine is not None:
            await mine.end()

    def forget(self) -> None:
        """Leave a parent process's connections alone: its sockets are not ours to use or to shut."""
        self._lock = threading.Lock()
        _inherited.append((self._sync, dict(self._by_loop)))
        self._sync = None
        self._by_loop = weakref.WeakKeyDictionary()


class _LoopClient:
    """A client that ends with its event loop, if nobody ends it before."""

    def __init__(self, client: httpx2.AsyncClient) -> None:
        self.client = client
        self._life = self._until_the_loop_ends()

    async def begin(self) -> None:
        await anext(self._life)

    async def end(self) -> None:
        await self._life.aclose()

    def end_soon(self, loop: AbstractEventLoop) -> None:
        if loop.is_closed():
            return
        loop.call_soon_threadsafe(lambda: _tasks_of(loop).add(loop.create_task(self.end())))

    async def _until_the_loop_ends(self) -> AsyncGenerator[None]:
        """An event loop closes the generators that it has begun: `asyncio.run` does so at its end."""
        try:
            yield
        finally:
            await self.client.aclose()


_all: weakref.WeakSet[Connections] = weakref.WeakSet()
_inherited: list[Any] = []
_tasks: weakref.WeakKeyDictionary[AbstractEventLoop, set[Any]] = weakref.WeakKeyDictionary()


def _tasks_of(loop: AbstractEventLoop) -> set[Any]:
    return _tasks.setdefault(loop, set())


def _after_fork() -> None:
    for connections in list(_all):
        connections.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
