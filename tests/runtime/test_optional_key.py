"""Operations that take a key and do without: a key is sent where there is one, and checked."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from openrouter_rerank import OpenRouter, errors
from openrouter_rerank._runtime.operation import Operation

from tests.runtime.service import answer

if TYPE_CHECKING:
    from openrouter_rerank._runtime.client import Client

    from tests.runtime.service import Service

LIST: Operation[dict[str, Any]] = Operation(
    id="listThings",
    method="GET",
    path="/things",
    returns=dict[str, Any],
    raises={},
    default=errors.OpenRouterDefaultError,
    key_optional=True,
)


def call(key: Any, mode: str) -> None:
    client: Client = vars(OpenRouter(api_key=key, retry_config=None))["_client"]
    if mode == "sync":
        client.call(LIST)
    else:
        asyncio.run(client.call_async(LIST))


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("key", [None, "", "  ", lambda: "", lambda: None])
def test_without_a_key_no_key_is_sent(service: Service, key: Any, mode: str) -> None:
    service.then(answer(200, {}))

    call(key, mode)

    assert "authorization" not in service.sent.headers


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("key", ["k", lambda: "k"])
def test_a_key_that_is_there_is_sent(service: Service, key: Any, mode: str) -> None:
    service.then(answer(200, {}))

    call(key, mode)

    assert service.sent.headers["authorization"] == "Bearer k"


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("key", ["a\nb", lambda: 5])
def test_what_is_no_key_is_refused_all_the_same(service: Service, key: Any, mode: str) -> None:
    with pytest.raises(errors.RequestValidationError, match=r"^api_key: "):
        call(key, mode)

    assert service.requests == []
