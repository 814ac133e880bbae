"""Tells whether something has arrived on an idle connection; the pool asks it of each before each call."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpcore2

__all__ = ["Arrivals"]


class Arrivals:
    """The readable end of one connection; a closed one counts as readable, since its end can be read.

    What is asked of the system is prepared once: preparing it anew each time is what the pool's own way spends most on.
    """

    __slots__ = ("_poll", "_socket", "_stream")

    def __init__(self, stream: httpcore2.NetworkStream | httpcore2.AsyncNetworkStream) -> None:
        self._stream = stream
        self._socket: Any = stream.get_extra_info("socket")
        self._poll: Any = None
        if self._socket is not None and self._socket.fileno() >= 0 and hasattr(select, "poll"):
            self._poll = select.poll()
            self._poll.register(self._socket.fileno(), select.POLLIN)

    def any(self) -> bool:
        """Whether reading would give something at once."""
        if self._poll is None:
            return bool(self._stream.get_extra_info("is_readable"))
        return self._socket.fileno() < 0 or bool(self._poll.poll(0))
