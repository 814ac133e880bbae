"""Time and chance as they are, which all other tests replace."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from openrouter_rerank._runtime import clock

if TYPE_CHECKING:
    import pytest


def test_setting_the_calendar_back_does_not_turn_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    before = clock.now()

    monkeypatch.setattr(time, "time", lambda: -1.0)

    assert clock.now() >= before
    assert clock.today() == -1.0


def test_chance_is_a_share_and_another_each_time() -> None:
    shares = [clock.chance() for _ in range(100)]

    assert all(0 <= share < 1 for share in shares)
    assert len(set(shares)) > 1
