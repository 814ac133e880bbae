"""Where one meaning ends and the next begins: statuses, codes within answers, lengths of messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openrouter_rerank import OpenRouter, errors
from openrouter_rerank._runtime.operation import Operation

from tests.runtime.service import GOOD, KEY, answer, raw_answer

if TYPE_CHECKING:
    from openrouter_rerank._runtime.client import Client

    from tests.runtime.service import Rerank, Service


@pytest.fixture
def client(open_router: OpenRouter) -> Client:
    found: Client = vars(open_router)["_client"]
    return found


REMOVE: Operation[None] = Operation(
    id="removeThing",
    method="DELETE",
    path="/things",
    returns=type(None),
    raises={404: errors.NotFoundResponseError},
    default=errors.OpenRouterDefaultError,
)


@pytest.mark.parametrize("status", [200, 204, 299])
def test_any_success_of_an_operation_without_an_answer_is_none(service: Service, client: Client, status: int) -> None:
    service.then(raw_answer(status, b"", ""))

    client.call(REMOVE)

    assert service.sent.method == "DELETE"


@pytest.mark.parametrize("status", [300, 304, 399, 400, 599])
def test_anything_else_of_an_operation_without_an_answer_is_an_error(
    service: Service, client: Client, status: int
) -> None:
    service.then(raw_answer(status, b"", ""))

    with pytest.raises(errors.OpenRouterDefaultError) as caught:
        client.call(REMOVE)

    assert caught.value.status_code == status


@pytest.mark.parametrize("code", [400, 599, "400", "000000429"])
def test_a_code_from_400_to_599_within_a_success_is_that_error(
    open_router: OpenRouter, service: Service, rerank: Rerank, code: Any
) -> None:
    service.then(answer(200, GOOD | {"error": {"code": code, "message": "no"}}))

    with pytest.raises(errors.APIStatusError) as caught:
        rerank(open_router)

    assert (caught.value.status_code, caught.value.message) == (int(code), "no")


@pytest.mark.parametrize("code", [200, 399, 600, "600", "0000000429", "4OO", True, None, 400.5])
def test_any_other_code_beside_what_was_promised_is_none_of_an_error(
    open_router: OpenRouter, service: Service, rerank: Rerank, code: Any
) -> None:
    service.then(answer(200, GOOD | {"error": {"code": code, "message": "no"}}))

    assert rerank(open_router).model == GOOD["model"]


@pytest.mark.parametrize(
    ("length", "message"),
    [(500, "x" * 500), (501, "x" * 500 + "… (1 more characters)"), (700, "x" * 500 + "… (200 more characters)")],
)
def test_a_page_as_message_is_cut_after_500_characters(
    open_router: OpenRouter, service: Service, rerank: Rerank, length: int, message: str
) -> None:
    service.then(raw_answer(502, b"x" * length, "text/plain"))

    with pytest.raises(errors.BadGatewayResponseError) as caught:
        rerank(open_router)

    assert caught.value.message == message


@pytest.mark.parametrize("status", [300, 307, 399])
def test_a_redirect_says_where_it_was_not_followed_to(service: Service, rerank: Rerank, status: int) -> None:
    service.then(raw_answer(status, b"", "", Location="https://elsewhere.example/"))

    with OpenRouter(api_key=KEY, retry_config=None) as open_router, pytest.raises(errors.APIStatusError) as caught:
        rerank(open_router)

    assert caught.value.message.endswith(": not followed to https://elsewhere.example/")


@pytest.mark.parametrize("status", [400, 503])
def test_an_error_says_nothing_of_a_location(
    open_router: OpenRouter, service: Service, rerank: Rerank, status: int
) -> None:
    service.then(raw_answer(status, b"", "", Location="https://elsewhere.example/"))

    with pytest.raises(errors.APIStatusError) as caught:
        rerank(open_router)

    assert "elsewhere" not in caught.value.message


@pytest.mark.parametrize(("redirects", "requests"), [(5, 6), (6, 6), (9, 6)])
def test_five_redirects_are_followed_and_no_more(
    open_router: OpenRouter, service: Service, rerank: Rerank, redirects: int, requests: int
) -> None:
    service.then(*[raw_answer(307, b"", "", Location="/api/v1/rerank") for _ in range(redirects)])

    if redirects <= 5:
        rerank(open_router)
    else:
        with pytest.raises(errors.APIStatusError):
            rerank(open_router)

    assert len(service.requests) == requests
