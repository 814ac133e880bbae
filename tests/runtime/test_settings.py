"""What a package does that says nothing of its own: time-outs, retries, limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openrouter_rerank import OpenRouter, errors
from openrouter_rerank._runtime.settings import Settings
from openrouter_rerank.utils import BackoffStrategy, RetryConfig

from tests.runtime.service import KEY, error

if TYPE_CHECKING:
    from tests.runtime.service import Clock, Rerank, Service

MIB = 1024 * 1024


def test_the_defaults_are_those_that_the_documentation_names() -> None:
    settings = Settings(name="shop", user_agent="shop/1", servers={})

    assert settings.retries == RetryConfig("backoff", BackoffStrategy(500, 8000, 1.5, 30_000, jitter_ms=1000), True)
    assert (settings.timeout_ms, settings.connect_timeout_ms) == (60_000, 10_000)
    assert settings.max_body_bytes == 64 * MIB
    assert settings.request_id_headers == ("x-request-id", "request-id", "cf-ray")
    assert settings.api_key_prefix == "Bearer "


@pytest.mark.parametrize(
    ("luck", "waits"),
    [(0.0, [0.5, 0.75, 1.125, 1.6875, 2.53125, 3.796875, 5.695312, 8.0]), (0.5, [1.0, 1.25, 1.625, 2.1875, 3.03125])],
)
def test_a_client_that_says_nothing_waits_longer_each_time(
    service: Service, rerank: Rerank, clock: Clock, luck: float, waits: list[float]
) -> None:
    clock.luck = luck
    service.then(*[error(503) for _ in range(20)])

    with OpenRouter(api_key=KEY) as open_router, pytest.raises(errors.ServiceUnavailableResponseError):
        rerank(open_router)

    assert clock.waits[: len(waits)] == waits
    assert sum(clock.waits) <= 30
