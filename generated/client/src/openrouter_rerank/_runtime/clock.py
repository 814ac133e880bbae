"""Time and chance, in one place, so that tests can put others in theirs.

Call these through the module (`clock.now()`), never by imported name.
"""

from __future__ import annotations

import time

__all__ = ["LONGEST", "chance", "now", "sleep", "sleep_async", "today"]

LONGEST = 1_000_000.0
"""The most seconds to wait at a time, eleven days: systems count milliseconds in 31 bits."""


def now() -> float:
    """Seconds on a clock that only goes forward."""
    return time.monotonic()


def today() -> float:
    """Seconds since 1970, as the calendar says."""
    return time.time()


def chance() -> float:
    """A number in [0, 1)."""
    from random import random  # noqa: PLC0415 - most calls need none

    return random()  # noqa: S311 - it spreads retries, it guards nothing


def sleep(seconds: float) -> None:
    """Wait."""
    time.sleep(min(seconds, LONGEST))


async def sleep_async(seconds: float) -> None:
    """Wait, and let others run; cancelling ends it at once."""
    from asyncio import sleep as asyncio_sleep  # noqa: PLC0415 - synchronous programs need no asyncio

    await asyncio_sleep(min(seconds, LONGEST))
