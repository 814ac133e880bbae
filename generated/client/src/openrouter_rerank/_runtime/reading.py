"""Reads a body piece by piece: decompressed, and never more of it than allowed."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

__all__ = ["ACCEPTED_ENCODINGS", "Body", "TooLargeError", "pieces_of", "pieces_of_async"]

ACCEPTED_ENCODINGS = b"gzip, deflate"
STEP = 256 * 1024
GZIP = b"\x1f\x8b"
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
        if self._inflate is None:
            self._keep(piece)
            return
        try:
            for part in self._inflate.parts_of(piece):
                self._keep(part)
        except zlib.error as error:
            self.problem = self.problem or error

    def spoil(self, error: Exception) -> None:
        """Note that the response could not decompress it, or raise what else went wrong."""
        if type(error).__name__ != "DecodingError":  # of httpx or of httpx2; it may hold the request, and so the key
            raise error
        self.problem = ValueError(str(error))

    def content(self) -> bytes:
        """The whole, now that all has come."""
        if self._inflate is not None and not self._inflate.complete and self.problem is None:
            self.problem = zlib.error("compressed data ends too soon")
        return b"".join(self._pieces)  # a single one without copying it

    def _keep(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > self._limit:
            self._pieces.clear()
            raise TooLargeError
        self._pieces.append(part)


class _Inflate:
    """Undoes gzip, with any number of members, or deflate, with or without zlib's header (RFC 9110, 8.4.1)."""

    __slots__ = ("_decompress", "_held", "_started")

    def __init__(self) -> None:
        self._decompress = zlib.decompressobj(ZLIB_OR_GZIP)
        self._held = b""
        self._started = False

    @property
    def complete(self) -> bool:
        return self._decompress.eof or not (self._started or self._held)

    def parts_of(self, piece: bytes) -> Iterator[bytes]:
        """Decompress the next piece, part by part: one piece of a bomb becomes a thousand times as long."""
        piece = self._held + piece
        self._held = b""
        while piece:
            if self._decompress.eof or not self._started:
                if len(piece) < len(GZIP):
                    self._held = piece
                    return
                if self._started and not piece.startswith(GZIP):
                    return  # padding, which nobody minds
                self._start(piece)
            yield self._decompress.decompress(piece, STEP)
            piece = self._decompress.unused_data or self._decompress.unconsumed_tail

    def _start(self, piece: bytes) -> None:
        """Begin a member. Some servers leave zlib's header out; it is a multiple of 31 (RFC 1950, 2.2)."""
        self._started = True
        bare = piece[0] & 15 != zlib.DEFLATED or int.from_bytes(piece[:2], "big") % 31 != 0
        self._decompress = zlib.decompressobj(-zlib.MAX_WBITS if bare and not piece.startswith(GZIP) else ZLIB_OR_GZIP)


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
