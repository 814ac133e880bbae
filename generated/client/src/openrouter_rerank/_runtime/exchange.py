"""Sends a request and reads its answer within the attempt's time; follows redirects where that is safe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, cast

import httpx2

from . import clock
from .errors import ResponseTooLargeError
from .failure import OverdueError, chain_of, failure, hide
from .fields import Fields
from .raw import RawResponse
from .reading import Body, TooLargeError, pieces_of, pieces_of_async

if TYPE_CHECKING:
    from .wire import Attempt

__all__ = ["exchange", "exchange_async"]

MOST_REDIRECTS = 5


def exchange(attempt: Attempt) -> RawResponse:
    """Send and read.

    Raises:
        APIConnectionError: No answer came, or not all of it.
        ResponseTooLargeError: The body is beyond the limit.
    """
    outer = sys.exception()
    url = attempt.prepared.url
    redirects = 0
    while True:
        attempt.deadline.answered = False
        try:
            response = attempt.send(url)
            attempt.deadline.answered = True
            try:
                raw = _read(attempt, response)
            finally:
                response.close()
        except ResponseTooLargeError as error:
            hide(chain_of(error, outer), attempt)
            raise
        except Exception as error:
            raise failure(chain_of(error, outer), url, attempt) from error
        target = _redirect(url, raw)
        if target is None or redirects == MOST_REDIRECTS:
            return raw
        url = target
        redirects += 1


async def exchange_async(attempt: Attempt) -> RawResponse:
    """Send and read without blocking the event loop; raises the same."""
    outer = sys.exception()
    url = attempt.prepared.url
    redirects = 0
    while True:
        attempt.deadline.answered = False
        try:
            response = await attempt.send(url)
            attempt.deadline.answered = True
            try:
                raw = await _read_async(attempt, response)
            finally:
                await response.aclose()
        except ResponseTooLargeError as error:
            hide(chain_of(error, outer), attempt)
            raise
        except Exception as error:
            raise failure(chain_of(error, outer), url, attempt) from error
        target = _redirect(url, raw)
        if target is None or redirects == MOST_REDIRECTS:
            return raw
        url = target
        redirects += 1


def _read(attempt: Attempt, response: Any) -> RawResponse:
    fields = _fields(response)
    encoding = fields.get("content-encoding") or ""
    body = Body(encoding, attempt.settings.max_body_bytes)
    try:
        for piece in pieces_of(response, encoding):
            _take(attempt, response, body, piece)
    except Exception as error:
        body.spoil(error)
    return _raw(attempt, response, fields, body)


async def _read_async(attempt: Attempt, response: Any) -> RawResponse:
    fields = _fields(response)
    encoding = fields.get("content-encoding") or ""
    body = Body(encoding, attempt.settings.max_body_bytes)
    try:
        async for piece in pieces_of_async(response, encoding):
            _take(attempt, response, body, piece)
    except Exception as error:
        body.spoil(error)
    return _raw(attempt, response, fields, body)


def _take(attempt: Attempt, response: Any, body: Body, piece: bytes) -> None:
    try:
        body.add(piece)
    except TooLargeError:
        limit = attempt.settings.max_body_bytes
        msg = f"the answer's body is longer than {limit} bytes"
        raise ResponseTooLargeError(msg, status_code=response.status_code, limit=limit) from None
    if clock.now() > attempt.deadline:
        raise OverdueError


def _raw(attempt: Attempt, response: Any, fields: Fields, body: Body) -> RawResponse:
    request_id = None
    for name in attempt.settings.request_id_headers:
        request_id = request_id or fields.get(name)
    if request_id is not None and attempt.credential is not None:
        request_id = attempt.credential.mask_text(request_id)
    return RawResponse(response.status_code, fields, body.content(), request_id, body.problem)


def _fields(response: Any) -> Fields:
    """The answer's headers, whichever library's they are."""
    headers = response.headers
    if isinstance(headers, list):
        return Fields(cast("list[tuple[bytes, bytes]]", headers))
    return Fields(getattr(headers, "raw", None) or httpx2.Headers(list(headers.items())).raw)


def _redirect(url: str, raw: RawResponse) -> str | None:
    """Where to send the request again: method and body stay (RFC 9110, 15.4.8 and 15.4.9), and so must the origin."""
    if raw.status_code not in {307, 308} or not (location := raw.fields.get("location")):
        return None
    here = httpx2.URL(url)
    try:
        there = here.join(location)
        same = (here.scheme, here.host, here.port) == (there.scheme, there.host, there.port) and not there.userinfo
    except (httpx2.InvalidURL, ValueError):  # the latter where a host has no name that can be shown
        return None
    return str(there) if same else None
