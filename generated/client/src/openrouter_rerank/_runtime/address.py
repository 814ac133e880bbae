"""Where a request goes: the server's URL, the operation's path and query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Server", "server_from"]

VARIABLE = re.compile(r"\{([^{}]*)\}")
NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f]")


class Server(NamedTuple):
    """A server's URL in its parts."""

    origin: str
    """Scheme, host and port."""

    path: str
    """What stands before each operation's path."""

    query: str
    """What stands before each operation's query."""

    def url(self, path: str, query: str) -> str:
        """The URL of an operation."""
        queries = "&".join(part for part in (self.query, query) if part)
        return f"{self.origin}{self.path}{path}{'?' if queries else ''}{queries}"


def server_from(url: object, variables: Mapping[str, str], argument: str = "server_url") -> Server:
    """Take a server's URL apart, its `{names}` filled.

    Raises:
        ValueError: It is no http or https URL, or a name has no value. The message begins with `argument`.
    """
    if not isinstance(url, str):
        msg = f"{argument}: expected str, got {type(url).__name__}"
        raise ValueError(msg)
    filled = VARIABLE.sub(lambda match: _value(match[1], variables), url.strip())
    problem = None
    try:
        parts = urlsplit(filled)
        port = parts.port
    except ValueError as error:
        msg = f"{argument}: {error}"
        raise ValueError(msg) from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        problem = "expected an http or https URL with a host"
    elif parts.username is not None or parts.password is not None:
        problem = "a user name or password has no place in it"
    elif parts.fragment or NOT_IN_A_URL.search(filled):
        problem = "a fragment, blank or control character has no place in it"
    elif port == 0:
        problem = "port 0 is none"
    if problem is not None:
        msg = f"{argument}: {problem}"
        raise ValueError(msg)
    return Server(f"{parts.scheme}://{parts.netloc}", parts.path.removesuffix("/"), parts.query)


def _value(name: str, variables: Mapping[str, str]) -> str:
    value = variables.get(name)
    if not isinstance(value, str):
        msg = f"url_params: {name!r} has no value"
        raise ValueError(msg)
    return value
