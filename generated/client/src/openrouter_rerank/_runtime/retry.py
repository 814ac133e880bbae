"""When to try again, and how long to wait before."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Literal

from . import clock
from .errors import APIConnectionError, APIStatusError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["MOST", "BackoffStrategy", "RetryConfig", "Schedule", "shown_number", "wait_asked_for"]

DEFAULT_STATUSES = ("408", "429", "5XX")
STATUS = re.compile("[1-5]([0-9]{2}|XX)")
ASCTIME = re.compile(r"\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}")
MOST = sys.float_info.max
"""Integers beyond are no floats any more, and infinity is no setting."""


class BackoffStrategy:
    """How waits grow, in milliseconds.

    The n-th wait is `initial_interval * exponent ** n` plus up to `jitter_ms` by chance, together at
    most `max_interval`. No attempt starts later than `max_elapsed_time` after the first.
    """

    __slots__ = ("exponent", "initial_interval", "jitter_ms", "max_elapsed_time", "max_interval")

    def __init__(
        self,
        initial_interval: int,
        max_interval: int,
        exponent: float,
        max_elapsed_time: int,
        jitter_ms: int | None = None,
    ) -> None:
        """Keep the numbers.

        Args:
            initial_interval: The first wait, in milliseconds.
            max_interval: The longest wait, in milliseconds.
            exponent: What the wait is multiplied by from one attempt to the next.
            max_elapsed_time: How long after the first attempt the last one may start, in milliseconds.
            jitter_ms: How many milliseconds chance may add to a wait; 1000 if None.

        Raises:
            ValueError: A number is negative, infinite or no number.
        """
        self.initial_interval: float = _amount("initial_interval", initial_interval)
        self.max_interval: float = _amount("max_interval", max_interval)
        self.exponent: float = _amount("exponent", exponent)
        self.max_elapsed_time: float = _amount("max_elapsed_time", max_elapsed_time)
        self.jitter_ms: float = 1000 if jitter_ms is None else _amount("jitter_ms", jitter_ms)

    def __repr__(self) -> str:
        return (
            f"BackoffStrategy({self.initial_interval}, {self.max_interval}, {self.exponent}, "
            f"{self.max_elapsed_time}, jitter_ms={self.jitter_ms})"
        )

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))

    def wait(self, retries: int) -> float:
        """The seconds to wait after `retries` retries."""
        try:
            grown = self.initial_interval * self.exponent**retries
        except OverflowError:
            grown = self.max_interval
        return min(grown + clock.chance() * self.jitter_ms, self.max_interval) / 1000


class RetryConfig:
    """When to try again: `RetryConfig("backoff", BackoffStrategy(500, 8000, 1.5, 30000), True)`."""

    __slots__ = ("backoff", "retry_connection_errors", "status_codes_override", "strategy")

    def __init__(
        self,
        strategy: Literal["backoff", "none"],
        backoff: BackoffStrategy | None,
        retry_connection_errors: bool,
        status_codes_override: Sequence[str | int] | None = None,
    ) -> None:
        """Keep the choice.

        Args:
            strategy: "backoff" tries again after growing waits; "none" tries once.
            backoff: The waits; needed for "backoff".
            retry_connection_errors: Whether to try again where no answer came.
            status_codes_override: The statuses to try again after, such as "429" or "5XX", instead of the API's.

        Raises:
            ValueError: The strategy is another one, "backoff" lacks its waits, or a status is none.
        """
        if strategy not in {"backoff", "none"}:
            msg = f'strategy: expected "backoff" or "none", got {strategy!r}'
            raise ValueError(msg)
        if not isinstance(backoff, BackoffStrategy) and (strategy == "backoff" or backoff is not None):
            msg = f"backoff: expected a BackoffStrategy, got {type(backoff).__name__}"
            raise ValueError(msg)
        self.strategy: Literal["backoff", "none"] = strategy
        self.backoff: BackoffStrategy | None = backoff
        self.retry_connection_errors: bool = bool(retry_connection_errors)
        self.status_codes_override: list[str] | None = (
            None if status_codes_override is None else _statuses(status_codes_override)
        )

    def __repr__(self) -> str:
        return (
            f"RetryConfig({self.strategy!r}, {self.backoff!r}, {self.retry_connection_errors}, "
            f"status_codes_override={self.status_codes_override!r})"
        )

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and repr(self) == repr(other)

    def __hash__(self) -> int:
        return hash(repr(self))


class Schedule:
    """The attempts of one call: whether another may follow, and when. Made when the first one starts."""

    __slots__ = ("_backoff", "_config", "_end", "_retries", "_statuses")

    def __init__(self, config: RetryConfig | None, statuses: Sequence[str] | None) -> None:
        """Follow `config`; `statuses` are those to try again after where it names none."""
        self._config = config
        self._backoff = config.backoff if config is not None and config.strategy == "backoff" else None
        named = config.status_codes_override if config is not None else None
        self._statuses = named if named is not None else statuses if statuses is not None else DEFAULT_STATUSES
        self._end = clock.now() + (0 if self._backoff is None else self._backoff.max_elapsed_time / 1000)
        self._retries = 0

    def wait_after(self, error: APIStatusError | APIConnectionError) -> float | None:
        """The seconds to wait after an attempt that failed so; None if the call ends with it."""
        if self._backoff is None or not self._may_help(error):
            return None
        asked_for = wait_asked_for(error.headers) if isinstance(error, APIStatusError) else None
        wait = self._backoff.wait(self._retries) if asked_for is None else asked_for
        self._retries += 1
        return wait if clock.now() + wait <= self._end else None

    def _may_help(self, error: APIStatusError | APIConnectionError) -> bool:
        if isinstance(error, APIStatusError):
            status = error.status_code
            return str(status) in self._statuses or f"{status // 100}XX" in self._statuses
        return error.retryable and self._config is not None and self._config.retry_connection_errors


def wait_asked_for(headers: Mapping[str, str]) -> float | None:
    """The seconds that an answer asks to wait; None if it doesn't, or unreadably.

    `retry-after-ms` counts milliseconds and wins; `Retry-After` is seconds or a date (RFC 9110, 10.2.3).
    """
    milliseconds = _seconds(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    text = headers.get("retry-after")
    seconds = _seconds(text)
    return _until(text) if seconds is None and text is not None else seconds


def _seconds(text: str | None) -> float | None:
    """A number from a header, if it is one and neither negative, NaN nor infinite."""
    digits = "" if text is None else text.strip()
    if not (digits.isascii() and digits.replace(".", "", 1).isdigit()):
        return None
    number = float(digits)
    return number if number < float("inf") else None


def _until(text: str) -> float | None:
    """The seconds until an HTTP date, 0 if it is past, in any of its three forms (RFC 9110, 5.6.7)."""
    from datetime import UTC  # noqa: PLC0415 - few answers need it
    from email.utils import parsedate_to_datetime  # noqa: PLC0415

    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    if date.tzinfo is None and ASCTIME.fullmatch(text.strip()):
        date = date.replace(tzinfo=UTC)
    return max(0.0, date.timestamp() - clock.today()) if date.tzinfo is not None else None


def _amount(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= MOST:
        msg = f"{name}: expected a number, 0 or more, got {shown_number(value)}"
        raise ValueError(msg)
    return value


def shown_number(value: object) -> str:
    """A value for a message, which need not be long."""
    return "a number that is too large" if isinstance(value, int) and value > MOST else repr(value)


def _statuses(codes: Sequence[str | int]) -> list[str]:
    statuses = [str(code).upper() for code in codes]
    for status in statuses:
        if not STATUS.fullmatch(status):
            msg = f'status_codes_override: expected statuses such as "429" or "5XX", got {status!r}'
            raise ValueError(msg)
    return statuses
