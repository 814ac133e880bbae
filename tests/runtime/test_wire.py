"""Requests as the client that carries them gets them, and the addresses they go to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from openrouter_rerank import errors
from openrouter_rerank._runtime import wire
from openrouter_rerank._runtime.deadline import Deadline
from openrouter_rerank._runtime.headers import Headers
from openrouter_rerank._runtime.operation import Operation
from openrouter_rerank._runtime.request import Prepared
from openrouter_rerank._runtime.settings import Settings
from openrouter_rerank._runtime.wire import Address, Attempt, address_of

if TYPE_CHECKING:
    from tests.runtime.service import Clock

URL = "https://example.org/x"


@pytest.fixture
def addresses(monkeypatch: pytest.MonkeyPatch) -> dict[str, Address]:
    """What is remembered: nothing yet."""
    addresses: dict[str, Address] = {}
    monkeypatch.setattr(wire, "_addresses", addresses)
    return addresses


def test_a_hundred_addresses_are_read_once_each(addresses: dict[str, Address]) -> None:
    urls = [f"https://example.org/{number}" for number in range(100)]

    first = [address_of(url) for url in urls]

    assert all(address_of(url) is address for url, address in zip(urls, first, strict=True))
    assert len(addresses) == 100


def test_no_more_than_a_hundred_are_remembered(addresses: dict[str, Address]) -> None:
    found = [address_of(f"https://example.org/{number}").url.target for number in range(101)]

    assert found == [b"/%d" % number for number in range(101)]
    assert list(addresses) == ["https://example.org/100"]


class Carrier:
    """Stands for a transport of ours and for a supplied client, and gives back what it is to send."""

    def __init__(self) -> None:
        self.build_request = httpx2.Client().build_request

    def send(self, request: Any, **_: object) -> Any:
        return request


def time_outs(clock: Clock, *, left: float, supplied: bool) -> Any:
    asked = Operation(id="x", method="POST", path="/x", returns=str, raises={}, default=errors.OpenRouterDefaultError)
    carrier = Carrier()
    attempt = Attempt(
        Prepared(asked, URL, Headers([]), b"{}"),
        Settings(name="x", user_agent="x", servers={}),
        carrier if supplied else None,
        None if supplied else carrier,
        None,
        Deadline(clock.now() + left),
        60,
    )
    return attempt.send(URL).extensions["timeout"]


@pytest.mark.parametrize(
    ("left", "own", "supplied"),
    [
        (
            60.0,
            {"connect": 10, "read": 60, "write": 60, "pool": 60},
            {"connect": 10, "read": 60, "write": 60, "pool": 60},
        ),
        (2.0, {"connect": 2, "read": 2, "write": 2, "pool": 2}, {"connect": 2, "read": 2, "write": 2, "pool": 2}),
        (
            -1.0,
            {"connect": -1, "read": -1, "write": -1, "pool": 0},
            dict.fromkeys(("connect", "read", "write", "pool"), 0.001),
        ),
    ],
)
def test_no_wait_is_asked_for_that_is_negative(clock: Clock, left: float, own: Any, supplied: Any) -> None:
    """Our own connections take points in time for all but the pool."""
    asked = time_outs(clock, left=left, supplied=False)

    assert {name: at if name == "pool" else at - clock.now() for name, at in asked.items()} == own
    assert time_outs(clock, left=left, supplied=True) == supplied
