"""Sends one request and reads its answer, within its time; follows redirects where that is safe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import httpx2

from . import clock
from .errors import ResponseTooLargeError
from .failure import Overdue, failure
from .raw import RawResponse
from .reading import Body, TooLarge, pieces_of, pieces_of_async

if TYPE_CHECKING:
    from .deadline import Deadline
    from .request import Prepared
    from .secret import Credential
    from .settings import Settings

__all__ = ["Attempt", "exchange", "exchange_async"]

MAX_REDIRECTS = 5


class Attempt(NamedTuple):
    """One attempt at a request: who carries it, with which key, until when."""

    prepared: Prepared
    settings: Settings
    client: Any
    supplied: bool
    credential: Credential | None
    deadline: Deadline
    seconds: float

    def request(self, url: str) -> Any:
        """The request as the client takes it."""
        return _supplied_request(self, url) if self.supplied else _own_request(self, url)

    def headers(self) -> httpx2.Headers:
        """All headers; a caller's own Authorization wins over the key."""
        items = self.prepared.headers.items()
        credential = self.credential
        if credential is not None and credential.name.lower() not in self.prepared.headers:
            items.append((credential.name, credential.value))
        return httpx2.Headers(items)


def exchange(attempt: Attempt) -> tuple[RawResponse, Exception | None]:
    """Send and read.

    Returns:
        The answer, and why its body could not be decompressed, if so.

    Raises:
        APIConnectionError: No answer came, or not all of it.
        ResponseTooLargeError: The body is beyond the limit.
    """
    url = attempt.prepared.url
    for _ in range(MAX_REDIRECTS):
        try:
            response = attempt.client.send(attempt.request(url), stream=True, auth=None, follow_redirects=False)
            try:
                body = _read(attempt, response)
            finally:
                response.close()
        except ResponseTooLargeError:
            raise
        except Exception as error:
            raise failure(error, url, attempt.deadline, attempt.seconds) from error
        target = _redirect(url, response)
        if target is None:
            break
        url = target
    return _raw(attempt.settings, response, body.content()), body.problem


async def exchange_async(attempt: Attempt) -> tuple[RawResponse, Exception | None]:
    """The same without blocking the event loop."""
    url = attempt.prepared.url
    for _ in range(MAX_REDIRECTS):
        try:
            response = await attempt.client.send(attempt.request(url), stream=True, auth=None, follow_redirects=False)
            try:
                body = await _read_async(attempt, response)
            finally:
                await response.aclose()
        except ResponseTooLargeError:
            raise
        except Exception as error:
            raise failure(error, url, attempt.deadline, attempt.seconds) from error
        target = _redirect(url, response)
        if target is None:
            break
        url = target
    return _raw(attempt.settings, response, body.content()), body.problem


def _own_request(attempt: Attempt, url: str) -> httpx2.Request:
    """A request for our own transport, whose time-outs are points in time."""
    now = clock.now()
    connect = min(attempt.deadline, type(attempt.deadline)(now + attempt.settings.connect_timeout_ms / 1000))
    timeout = {
        "connect": connect,
        "read": attempt.deadline,
        "write": attempt.deadline,
        "pool": max(attempt.deadline - now, 0.0),
    }
    return httpx2.Request(
        attempt.prepared.method,
        url,
        headers=attempt.headers(),
        content=attempt.prepared.body,
        extensions={"timeout": timeout},
    )


def _supplied_request(attempt: Attempt, url: str) -> Any:
    """A request of the caller's own client; ours win over its headers and time-outs."""
    left = max(attempt.deadline - clock.now(), 0.001)
    connect = min(left, attempt.settings.connect_timeout_ms / 1000)
    return attempt.client.build_request(
        attempt.prepared.method,
        url,
        content=attempt.prepared.body,
        headers=attempt.headers().raw,
        timeout=(connect, left, left, left),
    )


def _read(attempt: Attempt, response: Any) -> Body:
    encoding = response.headers.get("content-encoding") or ""
    body = Body(encoding, attempt.settings.max_body_bytes)
    for piece in pieces_of(response, encoding):
        _take(attempt, response, body, piece)
    return body


async def _read_async(attempt: Attempt, response: Any) -> Body:
    encoding = response.headers.get("content-encoding") or ""
    body = Body(encoding, attempt.settings.max_body_bytes)
    async for piece in pieces_of_async(response, encoding):
        _take(attempt, response, body, piece)
    return body


def _take(attempt: Attempt, response: Any, body: Body, piece: bytes) -> None:
    try:
        body.add(piece)
    except TooLarge:
        limit = attempt.settings.max_body_bytes
        msg = f"the answer's body is longer than {limit} bytes"
        raise ResponseTooLargeError(msg, status_code=response.status_code, limit=limit) from None
    if clock.now() > attempt.deadline:
        raise Overdue


def _redirect(url: str, response: Any) -> str | None:
    """Where to send the request again: method and body stay, and so does the origin (RFC 9110, 15.4.8 and 15.4.9)."""
    if response.status_code not in {307, 308}:
        return None
    location = response.headers.get("location")
    if not location:
        return None
    here = httpx2.URL(url)
    try:
        there = here.join(location)
    except httpx2.InvalidURL:
        return None
    same = (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port) and not there.userinfo
    return str(there) if same else None


def _raw(settings: Settings, response: Any, content: bytes) -> RawResponse:
    headers = response.headers if isinstance(response.headers, httpx2.Headers) else _headers_of(response.headers)
    request_id = next((headers[name] for name in settings.request_id_headers if name in headers), None)
    return RawResponse(response.status_code, headers, content, request_id)


def _headers_of(headers: Any) -> httpx2.Headers:
    """Another library's headers."""
    return httpx2.Headers(getattr(headers, "raw", None) or list(headers.items()))
