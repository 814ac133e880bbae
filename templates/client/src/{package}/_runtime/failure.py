"""Turns a transport's exception into ours, whichever library raised it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import clock
from .errors import APIConnectionError, APITimeoutError

if TYPE_CHECKING:
    from .deadline import Deadline

__all__ = ["Overdue", "failure"]

# httpx, httpx2 and httpcore2 use these names; the classes themselves may belong to any of them.
DROPPED = {"ConnectError", "ReadError", "WriteError", "ConnectionError"}
SILENT_END = "Server disconnected"


class Overdue(Exception):
    """The attempt's time is over, as seen between two pieces of a body."""


def failure(error: Exception, url: str, deadline: Deadline, seconds: float) -> APIConnectionError:
    """The error to raise for it; `retryable` says whether another attempt may follow."""
    names = {kind.__name__ for kind in type(error).__mro__}
    where = urlsplit(url).netloc
    if isinstance(error, Overdue) or clock.now() >= deadline:
        return APITimeoutError(f"no complete answer from {where} within {seconds:g} s", retryable=False)
    if "ConnectTimeout" in names:
        return APITimeoutError(f"no connection to {where} in time", retryable=True)
    if "TimeoutException" in names or isinstance(error, TimeoutError):
        return APITimeoutError(f"no answer from {where} in time", retryable=False)
    early = not deadline.answered and (bool(names & DROPPED) or SILENT_END in str(error))
    reason = str(error) or type(error).__name__
    return APIConnectionError(f"no answer from {where}: {reason}", retryable=early and not _is_untrusted(error))


def _is_untrusted(error: BaseException | None) -> bool:
    """Whether the server's certificate was refused: it will be again."""
    while error is not None:
        if type(error).__name__ == "SSLCertVerificationError":
            return True
        error = error.__cause__ or error.__context__
    return False
