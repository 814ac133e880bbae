"""Where a request goes: the server's URL, the operation's path and query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Server", "server_from"]

VARIABLE = re.compile(r"\{([^{}]*)\}")
NO_URL = "expected an http or https URL with a host, perhaps a port (up to 65535)"
NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f\ud800-\udfff]")


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
    try:
        parts = urlsplit(filled)
        problem = _problem(parts)
    except ValueError:  # whose words may quote a password
        parts, problem = SplitResult("", "", "", "", ""), NO_URL
    if NOT_IN_A_URL.search(filled):
        problem = "a blank, control character or lone surrogate has no place in it"
    if problem is not None:
        msg = f"{argument}: {problem}"
        raise ValueError(msg)
    return Server(f"{parts.scheme}://{parts.netloc}", parts.path.removesuffix("/"), parts.query)


def _problem(parts: SplitResult) -> str | None:
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return NO_URL
    if parts.username is not None or parts.password is not None:
        return "a user name or password has no place in it"
    if parts.fragment:
        return "a fragment has no place in it"
    return "port 0 is none" if parts.port == 0 else None


def _value(name: str, variables: Mapping[str, str]) -> str:
    value = variables.get(name)
    if not isinstance(value, str):
        msg = f"url_params: {name!r} has no value"
        raise ValueError(msg)
    return value
