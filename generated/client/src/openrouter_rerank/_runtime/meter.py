"""Notices bytes that a server sends after an answer's end: they would be taken for the next answer's beginning."""

from __future__ import annotations

import re

__all__ = ["Meter"]

BLANK_LINE = re.compile(rb"\n\r?\n")
INTERIM = re.compile(rb"HTTP/\d\.\d 1\d\d")
LAST_CHUNK = b"0\r\n\r\n"


class Meter:
    """Counts what a connection receives for one answer."""

    __slots__ = ("_after_head", "_head", "_tail", "surplus")

    def __init__(self) -> None:
        self.surplus = False
        """Whether there was more than the answers, so that the connection is not to be used again."""
        self.start()

    def start(self) -> None:
        """Begin with the next answer."""
        self._head: bytes | None = b""
        self._after_head = 0
        self._tail = b""

    def add(self, received: bytes) -> None:
        """Count what came."""
        self._tail = (self._tail + received[-len(LAST_CHUNK) :])[-len(LAST_CHUNK) :]
        if self._head is None:
            self._after_head += len(received)
            return
        self._head += received
        while self._head is not None and (end := BLANK_LINE.search(self._head)):
            rest = self._head[end.end() :]
            if INTERIM.match(self._head):
                self._head = rest
            else:
                self._head = None
                self._after_head = len(rest)

    def end(self, body: int, *, chunked: bool) -> None:
        """Compare with the answer, whose body was so many bytes long, or came in chunks."""
        whole = self._tail == LAST_CHUNK if chunked else self._after_head == body
        self.surplus = self.surplus or not whole
