"""The vocabulary of arguments and fields.

`None` and `UNSET` differ on the wire: a field that is `None` is sent as JSON `null`, a field
that is `UNSET` is not sent at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol, TypeAlias, TypeVar, Union

from msgspec import UNSET, UnsetType

from ._runtime.raw import RawResponse

__all__ = [
    "UNSET",
    "AsyncHttpClient",
    "CollectionNotStr",
    "HttpClient",
    "Items",
    "Logger",
    "Nullable",
    "OptionalNullable",
    "RawResponse",
    "UnsetType",
]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Nullable: TypeAlias = Union[T, None]  # noqa: UP007 - a TypeVar takes `|` only from Python 3.14 on
OptionalNullable: TypeAlias = Union[T, UnsetType, None]  # noqa: UP007


class CollectionNotStr(Protocol[T_co]):
    """A list, tuple and the like, but no `str`: `documents="Paris"` is a mistake."""

    def __contains__(self, value: object, /) -> bool: ...  # `str` and `bytes` take less here
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[T_co]: ...


Items: TypeAlias = Union[CollectionNotStr[T], Iterator[T]]  # noqa: UP007
"""Anything to loop over, but no `str`. Sets and mappings are refused when the call is made: they have no order."""


class HttpClient(Protocol):
    """Connections of your own for synchronous calls: an `httpx2.Client`, an `httpx.Client`, or the like."""

    def build_request(self, method: str, url: str, *, content: bytes | None, headers: Any, timeout: Any) -> Any:
        """Make a request, with the client's own settings where ours are silent."""
        ...

    def send(self, request: Any, *, stream: bool, auth: None, follow_redirects: bool) -> Any:
        """Send it, and return the answer (`status_code`, `headers`, `iter_bytes()`, `close()`) unread."""
        ...

    def close(self) -> None:
        """Shut the connections; only you call this."""
        ...


class AsyncHttpClient(Protocol):
    """Connections of your own for asynchronous calls: an `httpx2.AsyncClient`, an `httpx.AsyncClient`, or the like."""

    def build_request(self, method: str, url: str, *, content: bytes | None, headers: Any, timeout: Any) -> Any:
        """Make a request, with the client's own settings where ours are silent."""
        ...

    async def send(self, request: Any, *, stream: bool, auth: None, follow_redirects: bool) -> Any:
        """Send it, and return the answer (`status_code`, `headers`, `aiter_bytes()`, `aclose()`) unread."""
        ...

    async def aclose(self) -> None:
        """Shut the connections; only you call this."""
        ...


class Logger(Protocol):
    """What takes messages, such as a `logging.Logger`."""

    def debug(self, msg: str, *args: Any) -> None:
        """Take a message, `%`-formatted with `args`."""
        ...
