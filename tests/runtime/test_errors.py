"""What becomes of a failure."""

from __future__ import annotations

import copy
import pickle
import traceback
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from openrouter_rerank import OpenRouter, components, errors

from tests.runtime.service import CALL, KEY, answer, error, raw_answer

if TYPE_CHECKING:
    from tests.runtime.service import Clock, Rerank, Service

STATUSES: dict[int, type[errors.APIStatusError]] = {
    400: errors.BadRequestResponseError,
    401: errors.UnauthorizedResponseError,
    402: errors.PaymentRequiredResponseError,
    403: errors.ForbiddenResponseError,
    404: errors.NotFoundResponseError,
    413: errors.PayloadTooLargeResponseError,
    429: errors.TooManyRequestsResponseError,
    500: errors.InternalServerResponseError,
    502: errors.BadGatewayResponseError,
    503: errors.ServiceUnavailableResponseError,
    524: errors.EdgeNetworkTimeoutResponseError,
    529: errors.ProviderOverloadedResponseError,
}
OTHERS = [300, 301, 302, 303, 304, 399, 402 + 3, 409, 418, 422, 499, 501, 504, 599]

TREE: dict[type[Exception], type[Exception]] = {
    errors.APIStatusError: errors.OpenRouterError,
    **dict.fromkeys(STATUSES.values(), errors.APIStatusError),
    errors.OpenRouterDefaultError: errors.APIStatusError,
    errors.ResponseValidationError: errors.OpenRouterError,
    errors.ResponseTooLargeError: errors.OpenRouterError,
    errors.APIConnectionError: errors.OpenRouterError,
    errors.APITimeoutError: errors.APIConnectionError,
    errors.ClientClosedError: errors.OpenRouterError,
    errors.RequestValidationError: errors.OpenRouterError,
    errors.MissingAPIKeyError: errors.RequestValidationError,
    errors.OpenRouterError: Exception,
}


def fails(open_router: OpenRouter, rerank: Rerank, **changes: Any) -> Any:
    with pytest.raises(errors.OpenRouterError) as caught:
        rerank(open_router, **changes)
    return caught.value


@pytest.mark.parametrize(("kind", "base"), TREE.items())
def test_the_classes_form_one_tree(kind: type[Exception], base: type[Exception]) -> None:
    assert issubclass(kind, base)
    assert (kind.__module__, getattr(errors, kind.__name__)) == ("openrouter_rerank.errors", kind)


def test_some_are_also_what_python_would_raise() -> None:
    assert issubclass(errors.RequestValidationError, ValueError)
    assert issubclass(errors.ClientClosedError, RuntimeError)
    assert errors.NoResponseError is errors.APIConnectionError


@pytest.mark.parametrize(
    ("status", "kind"), [*STATUSES.items(), *((other, errors.OpenRouterDefaultError) for other in OTHERS)]
)
def test_the_status_decides_the_class(
    open_router: OpenRouter, service: Service, rerank: Rerank, status: int, kind: type[Exception]
) -> None:
    service.then(error(status, "because", X_Request_Id="r-1", Retry_After="7"))

    raised = fails(open_router, rerank)

    assert type(raised).__name__ == kind.__name__
    assert (raised.status_code, raised.message, raised.args) == (status, "because", ("because",))
    assert str(raised) == f"because (status {status}, request r-1)"
    assert raised.data == components.ErrorResponse(error=components.ErrorDetail(code=status, message="because"))
    assert (raised.headers["retry-after"], raised.request_id) == ("7", "r-1")
    assert raised.body == raised.raw_response.text
    assert raised.raw_response.json() == {"error": {"code": status, "message": "because"}}
    assert raised.__cause__ is None


def test_the_details_of_an_error_are_typed(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    body = {
        "error": {"code": 403, "message": "flagged", "metadata": {"reasons": ["x"]}},
        "user_id": "u",
        "openrouter_metadata": None,
        "new": 1,
    }
    service.then(answer(403, body))

    raised = fails(open_router, rerank)

    assert raised.data.error.metadata == {"reasons": ["x"]}
    assert (raised.data.user_id, raised.data.openrouter_metadata) == ("u", None)


LENIENT: dict[str, tuple[bytes, str, str]] = {
    "malformed": (b'{"error": {"code": 4', "application/json", '{"error": {"code": 4'),
    "HTML": (b"<h1>Bad Gateway</h1>", "text/html", "<h1>Bad Gateway</h1>"),
    "empty": (b"", "application/json", "Bad Gateway"),
    "blank": (b" \n", "text/plain", "Bad Gateway"),
    "null": (b"null", "application/json", "null"),
    "a code in words": (b'{"error":{"code":"overloaded","message":"m"}}', "application/json", "m"),
    "no code": (b'{"error":{"message":" m "}}', "application/json", "m"),
    "no message": (b'{"error":{"code":502}}', "application/json", '{"error":{"code":502}}'),
    "a message that is none": (
        b'{"error":{"code":502,"message":3}}',
        "application/json",
        '{"error":{"code":502,"message":3}}',
    ),
    "an error in words": (b'{"error":"m"}', "application/json", "m"),
    "another shape": (b'{"message":"m"}', "application/json", "m"),
    "FastAPI's": (b'{"detail":"m"}', "application/json", "m"),
    "a problem document": (b'{"title":"t","detail":"m"}', "application/problem+json", "m"),
    "a list": (b"[1]", "application/json", "[1]"),
    "not UTF-8": (b'{"error":"\xff"}', "application/json", '{"error":"\ufffd"}'),
    "too deep": (b"[" * 400, "application/json", "[" * 400),
}


@pytest.mark.parametrize(("body", "content_type", "message"), LENIENT.values(), ids=LENIENT)
def test_a_body_that_can_not_be_read_keeps_the_class(
    open_router: OpenRouter, service: Service, rerank: Rerank, body: bytes, content_type: str, message: str
) -> None:
    service.then(raw_answer(502, body, content_type))

    raised = fails(open_router, rerank)

    assert type(raised) is errors.BadGatewayResponseError
    assert (raised.message, raised.data) == (message, None)
    assert raised.raw_response.content == body


def test_a_code_in_digits_is_read(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(answer(400, {"error": {"code": "400", "message": "m"}}))

    assert fails(open_router, rerank).data.error.code == 400


def test_the_class_of_an_error_does_not_depend_on_the_content_type(
    open_router: OpenRouter, service: Service, rerank: Rerank
) -> None:
    service.then(raw_answer(429, b'{"error":{"code":429,"message":"slow down"}}', "text/plain"))

    raised = fails(open_router, rerank)

    assert (type(raised), raised.message) == (errors.TooManyRequestsResponseError, "slow down")
    assert raised.data.error.code == 429


def test_a_long_body_is_quoted_in_part(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(raw_answer(500, b"x" * 1234, "text/plain"))

    raised = fails(open_router, rerank)

    assert raised.message == "x" * 500 + "… (734 more characters)"
    assert raised.body == "x" * 1234


def test_what_a_server_says_is_quoted_in_full(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(error(500, "y" * 2000))

    assert fails(open_router, rerank).message == "y" * 2000


def test_an_unnamed_status_without_a_body_still_has_a_message(
    open_router: OpenRouter, service: Service, rerank: Rerank
) -> None:
    service.then(raw_answer(599, b""))

    assert fails(open_router, rerank).message == "status 599"


@pytest.mark.parametrize(
    "content_type", ["text/html", "text/event-stream", "text/plain; charset=utf-8", "application/jsonp"]
)
def test_a_success_of_another_type_than_promised_is_an_error(
    open_router: OpenRouter, service: Service, rerank: Rerank, content_type: str
) -> None:
    service.then(raw_answer(200, b"hello", content_type))

    raised = fails(open_router, rerank)

    assert type(raised) is errors.OpenRouterDefaultError
    assert (raised.status_code, raised.message) == (200, "hello")


@pytest.mark.parametrize(
    ("code", "kind", "status"),
    [
        (429, errors.TooManyRequestsResponseError, 429),
        ("402", errors.PaymentRequiredResponseError, 402),
        (418, errors.OpenRouterDefaultError, 418),
        ("overloaded", errors.OpenRouterDefaultError, 200),
        (None, errors.OpenRouterDefaultError, 200),
        (200, errors.OpenRouterDefaultError, 200),
        (True, errors.OpenRouterDefaultError, 200),
        ("4" * 5000, errors.OpenRouterDefaultError, 200),
        (10**4000, errors.OpenRouterDefaultError, 200),
    ],
)
def test_an_error_inside_a_success_counts_as_the_status_that_it_names(
    open_router: OpenRouter, service: Service, rerank: Rerank, code: Any, kind: type[Exception], status: int
) -> None:
    service.then(answer(200, {"error": {"code": code, "message": "because"}}))

    raised = fails(open_router, rerank)

    assert (type(raised), raised.status_code, raised.message) == (kind, status, "because")
    assert raised.raw_response.status_code == 200


def test_an_error_beside_an_answer_counts_too(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(answer(200, {"model": "m", "results": [], "error": {"code": 502, "message": "because"}}))

    assert type(fails(open_router, rerank)) is errors.BadGatewayResponseError


@pytest.mark.parametrize("beside", [None, "none", {}, {"code": 0}])
def test_what_is_no_error_beside_an_answer_does_not_count(
    open_router: OpenRouter, service: Service, rerank: Rerank, beside: Any
) -> None:
    service.then(answer(200, {"model": "m", "results": [], "error": beside}))

    res = rerank(open_router)

    assert res.model == "m"
    assert res.additional_properties == {"error": beside}


@pytest.mark.parametrize("status", [300, 301, 302, 303, 307, 308, 399])
def test_a_redirect_to_elsewhere_is_an_answer_with_a_status(
    open_router: OpenRouter, service: Service, rerank: Rerank, status: int
) -> None:
    service.then(raw_answer(status, b"", Location="https://example.org/"))

    raised = fails(open_router, rerank)

    assert (type(raised), raised.status_code) == (errors.OpenRouterDefaultError, status)
    assert raised.message.endswith(": not followed to https://example.org/")
    assert len(service.requests) == 1


@pytest.mark.parametrize("status", [299, 400])
def test_only_redirects_lead_elsewhere(open_router: OpenRouter, service: Service, rerank: Rerank, status: int) -> None:
    service.then(raw_answer(status, b"", "text/html", Location="https://example.org/"))

    raised = fails(open_router, rerank)

    assert raised.status_code == status
    assert "example.org" not in raised.message


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirect_within_the_origin_is_followed_with_method_body_and_key(
    open_router: OpenRouter, service: Service, rerank: Rerank, status: int
) -> None:
    service.then(raw_answer(status, b"", Location="/v2/rerank?x=1#y"))

    rerank(open_router)

    first, second = service.requests
    assert (second.method, second.url, second.body) == ("POST", "https://openrouter.ai/v2/rerank?x=1", first.body)
    assert second.headers == first.headers


@pytest.mark.parametrize(
    "location",
    [
        "http://openrouter.ai/x",
        "https://openrouter.ai:444/x",
        "https://api.openrouter.ai/x",
        "//evil.example/x",
        "https://u:p@openrouter.ai/",
        "",
        "http://[",
    ],
)
def test_a_redirect_beyond_the_origin_is_not_followed(
    open_router: OpenRouter, service: Service, rerank: Rerank, location: str
) -> None:
    service.then(raw_answer(307, b"", Location=location))

    assert fails(open_router, rerank).status_code == 307
    assert len(service.requests) == 1


def test_redirects_come_to_an_end(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(*[raw_answer(307, b"", Location="/again") for _ in range(20)])

    assert fails(open_router, rerank).status_code == 307
    assert len(service.requests) == 6


def test_no_cookie_is_kept(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(answer(200, Set_Cookie="session=1; Path=/"))

    rerank(open_router)
    rerank(open_router)

    assert ["cookie" in request.headers for request in service.requests] == [False, False]


CONNECTION = {
    "refused": (httpx2.ConnectError("refused"), errors.APIConnectionError, "no answer from openrouter.ai: refused"),
    "reset": (httpx2.ReadError(""), errors.APIConnectionError, "no answer from openrouter.ai: ReadError"),
    "protocol": (httpx2.RemoteProtocolError("odd"), errors.APIConnectionError, "no answer from openrouter.ai: odd"),
    "read": (httpx2.ReadTimeout("late"), errors.APITimeoutError, "no answer from openrouter.ai in time"),
    "connect": (httpx2.ConnectTimeout("late"), errors.APITimeoutError, "no connection to openrouter.ai in time"),
    "pool": (httpx2.PoolTimeout("late"), errors.APITimeoutError, "no answer from openrouter.ai in time"),
    "foreign": (OSError(5, "I/O"), errors.APIConnectionError, "no answer from openrouter.ai: [Errno 5] I/O"),
    "foreign time-out": (TimeoutError(), errors.APITimeoutError, "no answer from openrouter.ai in time"),
    "anything": (KeyError("bug"), errors.APIConnectionError, "no answer from openrouter.ai: 'bug'"),
}


@pytest.mark.parametrize(("cause", "kind", "message"), CONNECTION.values(), ids=CONNECTION)
def test_no_answer_is_a_connection_error_that_knows_the_cause(
    open_router: OpenRouter, service: Service, rerank: Rerank, cause: Exception, kind: type[Exception], message: str
) -> None:
    service.then(cause)

    raised = fails(open_router, rerank)

    assert (type(raised), raised.message, str(raised)) == (kind, message, message)
    assert raised.__cause__ is cause


def pickled(raised: Any) -> Any:
    return pickle.loads(pickle.dumps(raised))


EXAMPLES: dict[str, Any] = {
    "status": error(402, "pay", X_Request_Id="r-1"),
    "unreadable status": raw_answer(502, b"<html>"),
    "validation": raw_answer(200, b'{"model":3}'),
    "corrupt": raw_answer(200, b"{"),
    "connection": httpx2.ConnectError("refused"),
    "time-out": httpx2.ReadTimeout("late"),
    "refused": None,
}


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("spread", [pickled, copy.copy, copy.deepcopy])
def test_errors_pickle_and_copy_with_all_that_they_say(
    open_router: OpenRouter, service: Service, rerank: Rerank, spread: Any, example: str
) -> None:
    step = EXAMPLES[example]
    service.then(*[] if step is None else [copy.copy(step)])
    raised = fails(open_router, rerank, **({"top_n": "x"} if step is None else {}))

    other = spread(raised)

    assert (type(other), other.args, str(other), repr(other)) == (type(raised), raised.args, str(raised), repr(raised))
    assert dir(other) == dir(raised)
    if hasattr(raised, "status_code"):
        assert (other.status_code, other.body, other.request_id) == (raised.status_code, raised.body, raised.request_id)
        assert other.headers == raised.headers
        assert getattr(other, "data", None) == getattr(raised, "data", None)


def test_a_traceback_names_the_public_class(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(error(402, "pay"))

    raised = fails(open_router, rerank)

    last = traceback.format_exception(raised)[-1]
    assert last == "openrouter_rerank.errors.PaymentRequiredResponseError: pay (status 402)\n"


def test_the_first_failure_does_not_stand_in_the_way_of_the_last(
    service: Service, rerank: Rerank, clock: object
) -> None:
    assert clock
    service.then(httpx2.ConnectError("first"), error(400, "last"))

    raised = fails(OpenRouter(api_key=KEY), rerank)

    assert (type(raised), raised.__context__) == (errors.BadRequestResponseError, None)


def test_what_the_caller_was_handling_is_no_cause(service: Service, rerank: Rerank, clock: Clock) -> None:
    """Neither quoted, nor a reason not to try again, nor masked, nor emptied."""

    def refused(host: str) -> None:
        raise SSLCertVerificationError(f"{host} is not to be trusted with {KEY}")

    def handling() -> Any:
        try:
            refused("elsewhere")
        except SSLCertVerificationError as error:
            handled.append(error)
            return fails(OpenRouter(api_key=KEY), rerank)
        raise AssertionError

    handled: list[BaseException] = []
    service.then(*[httpx2.ConnectError("") for _ in range(100)])

    failed = handling()

    assert failed.message == "no answer from openrouter.ai: ConnectError"
    assert clock.waits
    assert KEY in str(handled[0])
    *_, (frame, _) = traceback.walk_tb(handled[0].__traceback__)
    assert frame.f_locals["host"] == "elsewhere"


def test_official_names_mean_the_same_shapes() -> None:
    for status, kind in STATUSES.items():
        assert status
        assert getattr(errors, f"{kind.__name__}Data") is components.ErrorResponse
        assert getattr(components, f"{kind.__name__}Data") is components.ErrorDetail


def test_a_call_after_closing_is_refused(service: Service, rerank: Rerank) -> None:
    open_router = OpenRouter(api_key=KEY)
    open_router.close()

    raised = fails(open_router, rerank)

    assert (type(raised), str(raised)) == (errors.ClientClosedError, "the client is closed; make another")
    assert service.requests == []
    assert CALL["model"] == "m"
