"""Prepares a request: everything that can be known, checked and written before the first attempt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .address import server_from
from .body import encode_body
from .errors import RequestValidationError
from .headers import Headers, header_value
from .parameters import cookie_header, header_texts, path_with, query_with
from .reading import ACCEPTED_ENCODINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .address import Server
    from .operation import Operation

__all__ = ["Prepared", "prepare"]


class Prepared(NamedTuple):
    """A request that lacks only the key."""

    operation: Operation[Any]
    method: str
    url: str
    headers: Headers
    body: bytes | None


def prepare(
    operation: Operation[Any],
    *,
    server: Server,
    common: list[tuple[str, bytes]],
    path: Mapping[str, object] | None,
    query: Mapping[str, object] | None,
    headers: Mapping[str, object] | None,
    cookies: Mapping[str, object] | None,
    body: Any,
    app_headers: Mapping[str, str],
    accept: str | None,
    http_headers: Mapping[str, str] | None,
    extra_body: Mapping[str, object] | None,
) -> Prepared:
    """Check and write all parts of a request.

    Raises:
        RequestValidationError: An argument is not what the API takes.
    """
    content = _content(operation, body, extra_body)
    url = server.url(
        path_with(operation, path) if path else operation.path, query_with(operation, query) if query else ""
    )
    written = Headers()
    for name, value in common:
        written.put(name, value)
    if accept is not None:
        written.put("Accept", header_value(accept, "accept_header_override"))
    if content is not None:
        written.put("Content-Type", b"application/json")
    _put_headers(written, operation, headers or {}, app_headers)
    if cookies and (cookie := cookie_header(operation, cookies)):
        written.put("Cookie", header_value(cookie, "cookies"))
    if http_headers is not None:
        written.update(http_headers, "http_headers")
    return Prepared(operation, operation.method, url, written, content)


def _content(operation: Operation[Any], body: Any, extra: Mapping[str, object] | None) -> bytes | None:
    if operation.accepts is None:
        if extra:
            raise RequestValidationError("extra_body: this operation takes no body")
        return None
    return encode_body(operation.accepts, body, extra)


def _put_headers(
    written: Headers, operation: Operation[Any], given: Mapping[str, object], defaults: Mapping[str, str]
) -> None:
    """The operation's headers: the call's own, else the client's; an empty text is none."""
    texts = header_texts(operation, given)
    for name in given:
        value = texts.get(name, defaults.get(name))
        if value:
            written.put(name, header_value(value, _argument(operation, name)))


def _argument(operation: Operation[Any], name: str) -> str:
    parameter = operation.parameters.get(("header", name))
    return (parameter.argument if parameter is not None else None) or name.lower().replace("-", "_")


def common_headers(user_agent: str) -> list[tuple[str, bytes]]:
    """The headers of every request."""
    return [
        ("Accept", b"application/json"),
        ("Accept-Encoding", ACCEPTED_ENCODINGS),
        ("User-Agent", user_agent.encode()),
    ]


__all__ += ["server_from"]
