"""What the fault tests share: every kind of caller, waits that take no time, and a bound on each test."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from typing import TYPE_CHECKING, Literal

import pytest
from openrouter_rerank._runtime import clock

from tests.faults.calling import Caller
from tests.faults.certificates import Authority

if TYPE_CHECKING:
    from collections.abc import Generator
    from types import FrameType

SECONDS_FOR_A_TEST = 30
CALLS_IN_A_SECOND = 50
"""Even on a busy machine."""
CALLS = {"--storm": 10_000, "--growth": 2_000}


class Waits(list[float]):
    """The seconds that calls waited before they tried again; the clock went on by as much, and nobody waited."""


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("faults")
    group.addoption("--storm", type=int, default=CALLS["--storm"], metavar="CALLS", help="calls in the storm of faults")
    group.addoption(
        "--growth", type=int, default=CALLS["--growth"], metavar="CALLS", help="calls that must not grow memory"
    )


@pytest.fixture
def calls(request: pytest.FixtureRequest, pytestconfig: pytest.Config) -> int:
    """Give how many calls to make, by the option that the test names (unknown where these tests are but a part)."""
    name: str = request.param
    chosen: int | None = pytestconfig.getoption(name, None)
    return CALLS[name] if chosen is None else chosen


@pytest.fixture(autouse=True)
def bounded(request: pytest.FixtureRequest) -> Generator[None]:
    """Fail a test that hangs, instead of hanging with it."""
    calls: int = request.getfixturevalue("calls") if "calls" in request.fixturenames else 0
    seconds = SECONDS_FOR_A_TEST + calls / CALLS_IN_A_SECOND

    def fail(_: int, frame: FrameType | None) -> None:
        # What this raises is no Exception, which the client might take for a fault of the network.
        pytest.fail(f"the test hung for {seconds} s, in {frame}")

    before = signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide this machine's proxies, certificates and account from the tests."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith(("OPENROUTER_", "SSL_CERT_")):
            monkeypatch.delenv(name)


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Waits:
    """Let waits take no time, and note them."""
    taken = Waits()

    async def sleep_async(seconds: float) -> None:
        taken.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(clock, "sleep", taken.append)
    monkeypatch.setattr(clock, "sleep_async", sleep_async)
    monkeypatch.setattr(clock, "now", lambda: time.monotonic() + sum(taken))
    return taken


@pytest.fixture(params=["sync", "async"])
def own(request: pytest.FixtureRequest) -> Caller:
    """A caller with the package's own connections."""
    mode: Literal["sync", "async"] = request.param
    return Caller(mode)


@pytest.fixture(params=["sync own", "async own", "sync httpx2", "async httpx2", "sync httpx", "async httpx"])
def caller(request: pytest.FixtureRequest) -> Caller:
    """A caller with its own or a supplied client's connections."""
    return Caller(*request.param.split())


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Give a certificate authority that nobody trusts unless told to."""
    return Authority(tmp_path_factory.mktemp("certificates"))
