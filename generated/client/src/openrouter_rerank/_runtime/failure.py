"""Turns a transport's exception into ours, whichever library raised it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import clock
from .errors import APIConnectionError, APITimeoutError

if TYPE_CHECKING:
    from .wire import Attempt

__all__ = ["OverdueError", "failure"]

# httpx, httpx2 and httpcore name their exceptions alike, so that none of them need be imported.
DROPPED = {"ConnectError", "ReadError", "WriteError", "ConnectionError"}
SILENT_END = "Server disconnected"


class OverdueError(Exception):
    """The attempt's time is over, as seen between two pieces of a body."""


def failure(error: Exception, url: str, attempt: Attempt) -> APIConnectionError:
    """The error to raise for it, without the key; `retryable` says whether another attempt may follow."""
    if attempt.credential is not None:
        attempt.credential.mask_errors(error)
    names = {kind.__name__ for kind in type(error).__mro__}
    where = urlsplit(url).netloc
    if isinstance(error, OverdueError) or clock.now() >= attempt.deadline:
        return APITimeoutError(f"no complete answer from {where} within {attempt.seconds:g} s")
    if "ConnectTimeout" in names:
        return APITimeoutError(f"no connection to {where} in time", retryable=True)
    if "TimeoutException" in names or isinstance(error, TimeoutError):
        return APITimeoutError(f"no answer from {where} in time")
    begun = attempt.deadline.answered and "ConnectError" not in names
    early = not begun and (bool(names & DROPPED) or SILENT_END in str(error)) and not _is_untrusted(error)
    lost = "the answer broke off" if begun else "no answer"
    return APIConnectionError(f"{lost} from {where}: {_reason(error)}", retryable=early)


def _reason(error: BaseException) -> str:
    """The first words in a chain of exceptions."""
    cause: BaseException | None = error
    while cause is not None:
        if str(cause):
            return str(cause)
        cause = cause.__cause__ or cause.__context__
    return type(error).__name__


def _is_untrusted(error: BaseException | None) -> bool:
    """Whether the server's certificate was refused: it would be again."""
    while error is not None:
        if type(error).__name__ == "SSLCertVerificationError":
            return True
        error = error.__cause__ or error.__context__
    return False
