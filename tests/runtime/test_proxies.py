"""Which proxy the environment names, and for whom it makes exceptions."""

from __future__ import annotations

import httpx2
import pytest
from openrouter_rerank._runtime.proxies import proxy_for


@pytest.mark.parametrize(
    ("exempt", "direct"),
    [
        ("example.org", True),
        ("example.org/path", False),
        ("http://", False),
        ("192.0.2.0/24", False),
        ("192.0.2.1", False),
    ],
)
def test_only_what_reads_as_a_host_or_a_network_is_an_exception(
    monkeypatch: pytest.MonkeyPatch, exempt: str, direct: bool
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example")
    monkeypatch.setenv("NO_PROXY", exempt)

    found = proxy_for(httpx2.URL("http://api.example.org"))

    assert found == (None if direct else "http://proxy.example")
