"""Opens the transports that carry requests when they are needed: one for threads, one for each event loop.

There is no httpx2 client around them: what that does besides, redirects, cookies and proxies, is done here otherwise.
"""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from typing import TYPE_CHECKING

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
        self._for_threads: Transport | None = None
        self._for_loops: dict[AbstractEventLoop, _LoopTransport] = {}
        self._closed = False
        self._at_exit: weakref.finalize[..., Connections] | None = None
        _all.add(self)

    def sync(self) -> Transport:
        """The transport for synchronous calls."""
        return self._for_threads or self._open()

    async def of_this_loop(self) -> AsyncTransport:
        """The transport for asynchronous calls in the running event loop."""
        loop = asyncio.get_running_loop()
        held = self._for_loops.get(loop)
        if held is None:
            self._refuse_if_closed()
            self._forget_closed_loops()
            held = _LoopTransport(self._for_loops, loop)
            await held.begin()
        return held.transport

    def close(self) -> None:
        """Shut what can be shut from here; event loops are told to shut their own."""
        with self._lock:
            self._closed = True
            transport, self._for_threads = self._for_threads, None
            held = list(self._for_loops.values())
            self._for_loops.clear()
        if transport is not None:
            transport.close()
        for of_loop in held:
            of_loop.end_soon()

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
        if self._for_threads is not None:
            self._for_threads.let_go()
        _of_parents.append((self._for_threads, self._for_loops))
        self._for_threads = None
        self._for_loops = {}

    def _open(self) -> Transport:
        with self._lock:
            if self._for_threads is None:
                self._refuse_if_closed()
                self._for_threads = Transport()
                self._at_exit = weakref.finalize(self, self._for_threads.close)
            return self._for_threads

    def _forget_closed_loops(self) -> None:
        """Drop what loops have left that were closed by hand, without a chance to shut anything."""
        for loop in [loop for loop in self._for_loops if loop.is_closed()]:
            self._for_loops.pop(loop, None)

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise ClientClosedError("the client is closed; make another")


class _LoopTransport:
    """A transport that ends with its event loop, if nobody ends it before."""

    def __init__(self, siblings: dict[AbstractEventLoop, _LoopTransport], loop: AbstractEventLoop) -> None:
        self.transport = AsyncTransport()
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
            await self.transport.aclose()


_all: weakref.WeakSet[Connections] = weakref.WeakSet()
_of_parents: list[object] = []


def _leave_all_to_parent() -> None:
    for connections in list(_all):
        connections.leave_to_parent()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_leave_all_to_parent)
