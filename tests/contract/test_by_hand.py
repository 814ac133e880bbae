"""What is known of the service without the generator: written down by hand, so that no overlay can bend it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.playing import FORMS, MODES, Player

if TYPE_CHECKING:
    from tests.contract.vectors import Vector

REQUESTS: list[Vector] = json.loads(Path(__file__).with_name("by_hand.json").read_bytes())["vectors"]

ERRORS = {
    400: "BadRequestResponseError",
    401: "UnauthorizedResponseError",
    402: "PaymentRequiredResponseError",
    403: "ForbiddenResponseError",
    404: "NotFoundResponseError",
    413: "PayloadTooLargeResponseError",
    429: "TooManyRequestsResponseError",
    500: "InternalServerResponseError",
    502: "BadGatewayResponseError",
    503: "ServiceUnavailableResponseError",
    524: "EdgeNetworkTimeoutResponseError",
    529: "ProviderOverloadedResponseError",
    409: "OpenRouterDefaultError",
    418: "OpenRouterDefaultError",
    504: "OpenRouterDefaultError",
}

RANKING: dict[str, Any] = {
    "id": "gen-rerank-1",
    "model": "cohere/rerank-v3.5",
    "provider": "Cohere",
    "results": [
        {"index": 0, "relevance_score": 0.98, "document": {"text": "Paris is the capital of France."}},
        {"index": 1, "relevance_score": 0, "document": None},
    ],
    "usage": {"search_units": 1, "cost": 0.001, "total_tokens": 150},
}
READ = {
    **RANKING,
    "results": [RANKING["results"][0], {"index": 1, "relevance_score": 0.0}],
}
MODELS = {
    "": "operations.CreateRerankResponse",
    "/results/0": "operations.Result",
    "/results/0/document": "operations.DocumentResponse",
    "/results/1": "operations.Result",
    "/usage": "operations.CreateRerankUsage",
}


def answering(status: int, body: Any) -> Vector:
    """An answer in JSON."""
    return {"response": {"status": status, "headers": {"Content-Type": "application/json"}, "body": body}}


# The null in it is one that the description does not promise: it counts as absence.
GOOD = {**answering(200, RANKING), "fits": False, "returns": {"value": READ, "models": MODELS}}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["id"]) for vector in REQUESTS])
def test_a_call_sends_what_the_documentation_shows(player: Player, vector: Vector, mode: str, form: str) -> None:
    assert player.request(vector, GOOD, mode, form) == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("status", "error"), ERRORS.items())
def test_each_status_has_the_class_that_the_documentation_names(
    player: Player, status: int, error: str, mode: str
) -> None:
    body = {"error": {"code": status, "message": "the server's words"}, "user_id": None}
    data = {"value": body, "models": {"": "components.ErrorResponse", "/error": "components.ErrorDetail"}}
    outcome = {"raises": f"errors.{error}", "status_code": status, "message": "the server's words", "data": data}

    assert player.response({**answering(status, body), **outcome}, REQUESTS[0], mode) == []


@pytest.mark.parametrize("mode", MODES)
def test_an_error_in_a_success_is_the_error_that_its_code_names(player: Player, mode: str) -> None:
    body = {"error": {"code": 429, "message": "slow down"}}
    data = {"value": body, "models": {"": "components.ErrorResponse", "/error": "components.ErrorDetail"}}
    outcome = {
        "raises": "errors.TooManyRequestsResponseError",
        "status_code": 429,
        "message": "slow down",
        "data": data,
    }

    assert player.response({**answering(200, body), "fits": False, **outcome}, REQUESTS[0], mode) == []
