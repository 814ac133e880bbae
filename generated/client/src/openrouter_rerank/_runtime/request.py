"""Prepares a request: all that can be known, checked and written before the first attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .body import encode_body
from .errors import RequestValidationError
from .headers import Headers, header_value
from .parameters import cookie_header, header_texts, path_with, query_with
from .reading import ACCEPTED_ENCODINGS
from .wire import address_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .address import Server
    from .given import Given
    from .operation import Operation

__all__ = ["Prepared", "common_headers", "prepare"]

JSON = "application/json"


class Prepared(NamedTuple):
    """A request that lacks only the key."""

    operation: Operation[Any]
    url: str
    headers: Headers
    body: bytes | None


def common_headers(user_agent: str) -> list[tuple[str, bytes]]:
    """The headers of every request."""
    return [
        ("Accept", JSON.encode()),
        ("Accept-Encoding", ACCEPTED_ENCODINGS),
        ("User-Agent", user_agent.encode()),
    ]


def prepare(
    operation: Operation[Any],
    given: Given,
    server: Server,
    common: Sequence[tuple[str, bytes]],
    defaults: Mapping[str, str],
) -> Prepared:
    """Check and write all parts of a request.

    `common` are the headers of every request, `defaults` the client's values for the operation's own.

    Raises:
        RequestValidationError: An argument is not what the API takes.
    """
    body = _body(operation, given)
    headers = Headers(common)
    if body is not None:
        headers.put("Content-Type", operation.content_type.encode())
    if operation.accept != JSON:
        headers.put("Accept", operation.accept.encode())
    _put_own(headers, operation, given, defaults)
    accept = given.get("accept_header_override")
    if accept is not None:
        headers.put("Accept", header_value(accept, "accept_header_override"))
    http_headers = given.get("http_headers")
    if http_headers is not None:
        headers.update(http_headers, "http_headers")
    return Prepared(operation, _url(operation, given, server), headers, body)


def _body(operation: Operation[Any], given: Given) -> bytes | None:
    extra = given.get("extra_body")
    if operation.accepts is not None:
        return encode_body(operation, given.get("body"), extra)
    if extra:
        raise RequestValidationError("extra_body: this operation takes no body")
    return None


def _url(operation: Operation[Any], given: Given, server: Server) -> str:
    path = given.get("path")
    query = given.get("query")
    url = server.url(
        path_with(operation, path) if path is not None else operation.path,
        query_with(operation, query) if query is not None else "",
    )
    address_of(url)
    return url


def _put_own(headers: Headers, operation: Operation[Any], given: Given, defaults: Mapping[str, str]) -> None:
    """The operation's headers: the call's, else the client's; an empty text is none."""
    own = given.get("headers")
    if own:
        texts = header_texts(operation, own)
        for name in own:
            value = texts.get(name, defaults.get(name))
            if value:
                headers.put(name, header_value(value, operation.argument("header", name)))
    cookies = given.get("cookies")
    if cookies and (cookie := cookie_header(operation, cookies)):
        headers.put("Cookie", header_value(cookie, "cookies"))
