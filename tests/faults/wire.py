"""The bytes of HTTP/1.1 answers, well formed: faults are made by cutting, repeating and changing them."""

from __future__ import annotations

import gzip
import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["bomb", "chunked", "document", "error_body", "head", "message", "ranking"]


def head(status: int, headers: Mapping[str, str], version: str = "HTTP/1.1") -> bytes:
    """The status line and the headers, up to and including the empty line."""
    lines = [f"{version} {status} {_reason(status)}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def message(
    status: int = 200,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
    version: str = "HTTP/1.1",
) -> bytes:
    """A whole answer; `length` is what its Content-Length claims, if not the truth."""
    claimed = len(body) if length is None else length
    lines = {"Content-Type": "application/json", "Content-Length": str(claimed)}
    return head(status, lines | dict(headers or {}), version) + body


def chunked(body: bytes, size: int = 16) -> bytes:
    """A body as Transfer-Encoding: chunked writes it (RFC 9112, section 7.1)."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])


def document(value: object) -> bytes:
    """A value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def ranking(name: str = "q", documents: int = 1) -> bytes:
    """The body of a good answer; `name` comes back as its id."""
    results: list[dict[str, Any]] = [
        {"index": index, "relevance_score": 1 / (1 + index), "document": {"text": f"{name} {index}"}}
        for index in range(documents)
    ]
    return document({"id": name, "model": "m", "provider": "P", "results": results})


def error_body(status: int, text: str = "no") -> bytes:
    """The body of an error as the API writes it."""
    return document({"error": {"code": status, "message": text}})


def bomb(megabytes: int) -> bytes:
    """A small gzip stream that expands to so many MiB of a JSON string that never ends."""
    return gzip.compress(b'"' + bytes(32) * (megabytes << 15), compresslevel=9)


def _reason(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unheard Of"
