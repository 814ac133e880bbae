"""Addresses that requests go to."""

from __future__ import annotations

import pytest
from openrouter_rerank._runtime import wire
from openrouter_rerank._runtime.wire import Address, address_of


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
