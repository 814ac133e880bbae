"""Turns a transport's exception into ours, whichever library raised it."""

from __future__ import annotations

from contextlib import suppress
from traceback import walk_tb
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from . import clock
from .errors import APIConnectionError, APITimeoutError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .wire import Attempt

__all__ = ["OverdueError", "chain_of", "failure", "hide"]

# httpx, httpx2 and httpcore name their exceptions alike, so that none of them need be imported.
DROPPED = {"ConnectError", "ReadError", "WriteError", "ConnectionError"}
SILENT_END = "Server disconnected"


class OverdueError(Exception):
    """The attempt's time is over, as seen between two pieces of a body."""


def chain_of(error: Exception, outer: BaseException | None) -> list[BaseException]:
    """An exception and those that led to it, without the one that the caller was handling when the call began."""
    chain: list[BaseException] = [error]
    for one in chain:
        for other in (one.__cause__, one.__context__):
            if other is not None and other is not outer and other not in chain:
                chain.append(other)
    return chain


def hide(chain: Sequence[BaseException], attempt: Attempt) -> None:
    """Hide the key in what exceptions say, and in the local variables of the frames that they have left.

    These hold what was sent and what came. Those of a client that the caller supplied are left alone.
    """
    for one in chain:
        if attempt.credential is not None:
            attempt.credential.mask_error(one)
        for frame, _ in walk_tb(one.__traceback__):
            if attempt.supplied is None or frame.f_globals.get("__package__") == __package__:
                with suppress(RuntimeError):  # it still runs
                    frame.clear()


def failure(chain: Sequence[BaseException], url: str, attempt: Attempt) -> APIConnectionError:
    """The error to raise for an exception, without the key; `retryable` says whether another attempt may follow."""
    hide(chain, attempt)
    error = chain[0]
    names = {kind.__name__ for kind in type(error).__mro__}
    where = urlsplit(url).netloc
    if isinstance(error, OverdueError) or clock.now() >= attempt.deadline:
        return APITimeoutError(f"no complete answer from {where} within {attempt.seconds:g} s")
    if "ConnectTimeout" in names:
        return APITimeoutError(f"no connection to {where} in time", retryable=True)
    if "TimeoutException" in names or isinstance(error, TimeoutError):
        return APITimeoutError(f"no answer from {where} in time")
    begun = attempt.deadline.answered and "ConnectError" not in names
    early = not begun and (bool(names & DROPPED) or SILENT_END in str(error)) and not _is_untrusted(chain)
    lost = "the answer broke off" if begun else "no answer"
    return APIConnectionError(f"{lost} from {where}: {_reason(chain)}", retryable=early)


def _reason(chain: Sequence[BaseException]) -> str:
    """The first words in a chain of exceptions."""
    return next((str(one) for one in chain if str(one)), type(chain[0]).__name__)


def _is_untrusted(chain: Sequence[BaseException]) -> bool:
    """Whether the server's certificate was refused: it would be again."""
    return any(type(one).__name__ == "SSLCertVerificationError" for one in chain)
