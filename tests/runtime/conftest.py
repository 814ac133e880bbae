"""What the tests of the runtime share."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from tests.runtime.service import KEY, AsyncWire, Clock, Rerank, Service, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openrouter_rerank import OpenRouter

if find_spec("openrouter_rerank") is None:  # not generated yet
    collect_ignore_glob = ["test_*.py"]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("OPENROUTER_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Time and chance of the runtime."""
    from openrouter_rerank._runtime import clock as runtime_clock

    clock = Clock()
    for name in ("now", "today", "chance", "sleep", "sleep_async"):
        monkeypatch.setattr(runtime_clock, name, getattr(clock, name))
    return clock


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Service:
    """What all connections of the client's own lead to."""
    from openrouter_rerank._runtime import connections

    service = Service()
    monkeypatch.setattr(connections, "Transport", lambda: Wire(service))
    monkeypatch.setattr(connections, "AsyncTransport", lambda: AsyncWire(service))
    return service


@pytest.fixture(params=["sync", "async"])
def rerank(request: pytest.FixtureRequest) -> Rerank:
    """Makes a call; each test that asks for it runs in both modes."""
    return Rerank(request.param)


@pytest.fixture
def open_router(service: Service) -> Iterator[OpenRouter]:
    """A client of that service, which tries once."""
    from openrouter_rerank import OpenRouter

    assert not service.requests
    with OpenRouter(api_key=KEY, retry_config=None) as open_router:
        yield open_router
