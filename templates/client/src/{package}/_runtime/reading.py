"""Reads a body piece by piece: decompressed, and never more of it than allowed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Iterable

__all__ = ["ACCEPTED_ENCODINGS", "Body", "TooLargeError", "pieces_of", "pieces_of_async"]

ACCEPTED_ENCODINGS = b"gzip, deflate"
ZLIB_OR_GZIP = zlib.MAX_WBITS | 32


class TooLargeError(Exception):
    """The body is beyond the limit."""


class Body:
    """The body of an answer, as far as it has come."""

    __slots__ = ("_inflate", "_limit", "_pieces", "_size", "problem")

    def __init__(self, encoding: str, limit: int) -> None:
        self._inflate = _Inflate() if is_deflated(encoding) else None
        self._limit = limit
        self._pieces: list[bytes] = []
        self._size = 0
        self.problem: Exception | None = None
        """Why it could not be decompressed."""

    def add(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            TooLargeError: That makes it too long.
        """
        if self._inflate is not None:
            try:
                piece = self._inflate.add(piece, self._limit + 1 - self._size)
            except zlib.error as error:
                self.problem = self.problem or error
                return
        self._size += len(piece)
        if self._size > self._limit:
            raise TooLargeError
        self._pieces.append(piece)

    def content(self) -> bytes:
        """The whole, now that all has come."""
        if self._inflate is not None and not self._inflate.complete and self.problem is None:
            self.problem = zlib.error("compressed data ends too soon")
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)


class _Inflate:
    """Undoes gzip, with any number of members, or deflate, with or without zlib's header (RFC 9110, 8.4.1)."""

    __slots__ = ("_decompress", "_started")

    def __init__(self) -> None:
        self._decompress = zlib.decompressobj(ZLIB_OR_GZIP)
        self._started = False

    @property
    def complete(self) -> bool:
        return self._decompress.eof or not self._started

    def add(self, piece: bytes, room: int) -> bytes:
        """Decompress into at most `room` bytes."""
        out: list[bytes] = []
        while piece and room > 0:
            if self._decompress.eof:
                self._decompress = zlib.decompressobj(ZLIB_OR_GZIP)
            content = self._next(piece, room)
            out.append(content)
            room -= len(content)
            piece = self._decompress.unused_data or self._decompress.unconsumed_tail
        return b"".join(out)

    def _next(self, piece: bytes, room: int) -> bytes:
        try:
            content = self._decompress.decompress(piece, room)
        except zlib.error:
            if self._started:
                raise
            self._decompress = zlib.decompressobj(-zlib.MAX_WBITS)
            content = self._decompress.decompress(piece, room)
        self._started = True
        return content


def is_deflated(encoding: str) -> bool:
    """Whether a `Content-Encoding` is one that this module undoes."""
    return encoding.strip().lower() in {"gzip", "x-gzip", "deflate"}


def _knows(encoding: str) -> bool:
    return encoding.strip().lower() in {"", "identity"} or is_deflated(encoding)


def pieces_of(response: Any, encoding: str) -> Iterable[bytes]:
    """The pieces of a body as they come, decompressed by the response where we can't."""
    if getattr(response, "is_stream_consumed", False):
        return [response.content]
    pieces: Iterable[bytes]
    pieces = response.iter_raw() if _knows(encoding) and hasattr(response, "iter_raw") else response.iter_bytes()
    return pieces


def pieces_of_async(response: Any, encoding: str) -> AsyncIterable[bytes]:
    """The same for asynchronous calls."""
    if getattr(response, "is_stream_consumed", False):
        return _one(response.content)
    pieces: AsyncIterable[bytes]
    pieces = response.aiter_raw() if _knows(encoding) and hasattr(response, "aiter_raw") else response.aiter_bytes()
    return pieces


async def _one(content: bytes) -> AsyncIterator[bytes]:
    yield content
