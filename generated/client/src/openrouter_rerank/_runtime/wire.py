"""Writes one attempt's request for the client that carries it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import httpcore2
import httpx2

from . import clock
from .deadline import Deadline
from .errors import RequestValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .request import Prepared
    from .secret import Credential
    from .settings import Settings

__all__ = ["Address", "Attempt", "address_of"]

MOST_ADDRESSES = 100
AS_IT_IS: Mapping[str, Any] = {"stream": True, "auth": None, "follow_redirects": False}
"""How a supplied client is to send: redirects are ours to follow, and the key is ours."""


class Attempt(NamedTuple):
    """One attempt at a call: what to send, who carries it, with which key, until when."""

    prepared: Prepared
    settings: Settings
    supplied: Any
    """The client that the caller supplied, if so."""
    transport: Any
    """Ours, if not."""
    credential: Credential | None
    deadline: Deadline
    seconds: float

    def send(self, url: str) -> Any:
        """Send the request to `url`, and return the answer, whose body is still to be read, or what to await for it."""
        if self.transport is not None:
            return self.transport.send(_own_request(self, url))
        return self.supplied.send(_supplied_request(self, url), **AS_IT_IS)

    def headers(self) -> list[tuple[bytes, bytes]]:
        """All headers. Keep no local variable of them: they hold the key."""
        credential = self.credential
        given = self.prepared.headers
        own = [] if credential is None or credential.name.decode() in given else [(credential.name, credential.value)]
        return [*given.items(), *own]


def _own_request(attempt: Attempt, url: str) -> httpcore2.Request:
    """A request for our own transport, whose time-outs are points in time."""
    now = clock.now()
    deadline = attempt.deadline
    connect_by = now + attempt.settings.connect_timeout_ms / 1000
    timeout = {
        "connect": Deadline(connect_by) if connect_by < deadline else deadline,
        "read": deadline,
        "write": deadline,
        "pool": min(max(deadline - now, 0.0), clock.LONGEST),
    }
    address = address_of(url)
    body = attempt.prepared.body
    length = [] if body is None else [(b"Content-Length", b"%d" % len(body))]
    return httpcore2.Request(
        attempt.prepared.operation.method,
        address.url,
        headers=[*_host(attempt, address), *attempt.headers(), *length],
        content=body,
        extensions={"timeout": timeout},
    )


def _host(attempt: Attempt, address: Address) -> list[tuple[bytes, bytes]]:
    return [] if "Host" in attempt.prepared.headers else [(b"Host", address.host)]


def _supplied_request(attempt: Attempt, url: str) -> Any:
    """A request of the caller's own client; ours win over its headers and time-outs."""
    seconds = min(max(attempt.deadline - clock.now(), 0.001), clock.LONGEST)
    connect = min(seconds, attempt.settings.connect_timeout_ms / 1000)
    return attempt.supplied.build_request(
        attempt.prepared.operation.method,
        url,
        content=attempt.prepared.body,
        headers=_named(attempt.headers()),
        timeout=(connect, seconds, seconds, seconds),
    )


def _named(headers: list[tuple[bytes, bytes]]) -> Any:
    """Headers as a mapping of texts, which every client takes, unless only bytes can tell them."""
    if all(value.isascii() for _, value in headers):
        return httpx2.Headers(headers)
    return headers


class Address(NamedTuple):
    """Where to send a request, and what its `Host` header says."""

    url: httpcore2.URL
    host: bytes


_addresses: dict[str, Address] = {}


def address_of(url: str) -> Address:
    """The address that a URL names, which is read once.

    Raises:
        RequestValidationError: It is none.
    """
    address = _addresses.get(url)
    if address is None:
        try:
            address = _address(httpx2.URL(url))
        except (httpx2.InvalidURL, ValueError) as error:
            raise RequestValidationError(f"server_url: {error}") from None
        if len(_addresses) >= MOST_ADDRESSES:
            _addresses.clear()
        _addresses[url] = address
    return address


def _address(url: httpx2.URL) -> Address:
    _ = url.host  # which reads it: not every name of a host can be read
    core = httpcore2.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    return Address(core, url.netloc)
