"""Opens the clients that carry requests when they are needed: one for threads, one for each event loop."""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import TYPE_CHECKING

import httpx2

from .errors import ClientClosedError
from .transport import AsyncTransport, Transport

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from collections.abc import AsyncGenerator

__all__ = ["Connections"]


class Connections:
    """The connections of one client. After a fork, the child opens its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._for_threads: httpx2.Client | None = None
        self._transport: Transport | None = None
        self._for_loops: dict[AbstractEventLoop, _LoopClient] = {}
        self._closed = False
        self._at_exit: weakref.finalize[..., Connections] | None = None
        _all.add(self)

    def sync(self) -> httpx2.Client:
        """The client for synchronous calls."""
        return self._for_threads or self._open()

    async def of_this_loop(self) -> httpx2.AsyncClient:
        """The client for asynchronous calls in the running event loop."""
        loop = asyncio.get_running_loop()
        held = self._for_loops.get(loop)
        if held is None:
            self._refuse_if_closed()
            self._forget_closed_loops()
            held = _LoopClient(self._for_loops, loop)
            await held.begin()
        return held.client

    def close(self) -> None:
        """Shut what can be shut from here; event loops are told to shut their own."""
        with self._lock:
            self._closed = True
            client, self._for_threads = self._for_threads, None
            held = list(self._for_loops.values())
            self._for_loops.clear()
        if client is not None:
            client.close()
        for loop_client in held:
            loop_client.end_soon()

    async def aclose(self) -> None:
        """Shut all, and wait for those of the running event loop."""
        mine = self._for_loops.pop(asyncio.get_running_loop(), None)
        self.close()
        if mine is not None:
            await mine.end()

    def leave_to_parent(self) -> None:
        """Forget connections that another process uses: after a fork, what we sent on them would mix with its calls."""
        self._lock = threading.Lock()
        if self._at_exit is not None:
            self._at_exit.detach()
        if self._transport is not None:
            self._transport.let_go()
        _of_parents.append((self._for_threads, self._for_loops))
        self._for_threads = None
        self._for_loops = {}

    def _open(self) -> httpx2.Client:
        with self._lock:
            if self._for_threads is None:
                self._refuse_if_closed()
                self._transport = Transport()
                self._for_threads = httpx2.Client(transport=self._transport, trust_env=False, cookies=no_cookies())
                self._at_exit = weakref.finalize(self, self._for_threads.close)
            return self._for_threads

    def _forget_closed_loops(self) -> None:
        """Drop what loops have left that were closed by hand, without a chance to shut anything."""
        for loop in [loop for loop in self._for_loops if loop.is_closed()]:
            self._for_loops.pop(loop, None)

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise ClientClosedError("the client is closed; make another")


class _LoopClient:
    """A client that ends with its event loop, if nobody ends it before."""

    def __init__(self, siblings: dict[AbstractEventLoop, _LoopClient], loop: AbstractEventLoop) -> None:
        self.client = httpx2.AsyncClient(transport=AsyncTransport(), trust_env=False, cookies=no_cookies())
        self._siblings = siblings
        self._loop = loop
        self._life = self._until_the_loop_ends()
        self._ending: asyncio.Task[None] | None = None
        siblings[loop] = self

    async def begin(self) -> None:
        await anext(self._life)

    async def end(self) -> None:
        await self._life.aclose()

    def end_soon(self) -> None:
        """Have the loop do it, from wherever this is called."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._begin_to_end)

    def _begin_to_end(self) -> None:
        self._ending = self._loop.create_task(self.end())

    async def _until_the_loop_ends(self) -> AsyncGenerator[None]:
        """Event loops close the generators that they have begun: `asyncio.run` does so at its end."""
        try:
            yield
        finally:
            self._siblings.pop(self._loop, None)
            await self.client.aclose()


def no_cookies() -> CookieJar:
    """A jar that takes none."""
    return CookieJar(DefaultCookiePolicy(allowed_domains=()))


_all: weakref.WeakSet[Connections] = weakref.WeakSet()
_of_parents: list[object] = []


def _leave_all_to_parent() -> None:
    for connections in list(_all):
        connections.leave_to_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_all_to_parent)
