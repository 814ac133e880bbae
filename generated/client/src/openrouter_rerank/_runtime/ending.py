"""Ends the use of connections when their client is closed, also what other threads are doing with them."""

from __future__ import annotations

import socket
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpcore2

__all__ = ["CLOSED", "Ending", "Use"]

R = TypeVar("R")

CLOSED = "the client was closed"


class Ending:
    """Whether the connections of one client are at their end; all of them share it."""

    __slots__ = ("come", "inherited")

    def __init__(self) -> None:
        self.come = False
        """Whether the client was closed. One that is about to open sees it here, since no pool knows it yet."""
        self.inherited = False
        """Whether they belong to the process that this one was forked from, which goes on using them."""


class Use:
    """The use of one connection.

    The thread that reads or writes closes it itself: if another took the socket's number away from under it, it might
    go on reading from whatever gets that number next.
    """

    __slots__ = ("_busy", "_ended", "_ending", "_stream")

    def __init__(self, stream: httpcore2.NetworkStream, ending: Ending) -> None:
        self._stream = stream
        self._ending = ending
        self._ended = False
        self._busy = False

    def of(self, act: Callable[..., R], error: type[Exception], *arguments: Any) -> R:
        """Read or write.

        Raises:
            error: The client was closed, before or meanwhile.
        """
        self._busy = True
        try:
            self._refuse_if_over(error)
            result = act(*arguments)
            self._refuse_if_over(error)
        finally:
            self._busy = False
            if self._is_over():
                self._stream.close()
        return result

    def end(self) -> None:
        """Close it, or have the thread that uses it do so: what it waits for ends at once."""
        self._ended = True
        if self._busy and not self._ending.inherited:
            with suppress(OSError):
                # Not the method of a TLS socket, which would change it under the other thread's hands.
                socket.socket.shutdown(self._stream.get_extra_info("socket"), socket.SHUT_RDWR)
        else:
            self._stream.close()

    def _is_over(self) -> bool:
        return self._ended or self._ending.come

    def _refuse_if_over(self, error: type[Exception]) -> None:
        if self._is_over():
            raise error(CLOSED)
