"""Operations with parameters in path, query, headers and cookies; the one of this API has only headers."""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from openrouter_rerank import OpenRouter, components, errors
from openrouter_rerank._runtime.model import Model
from openrouter_rerank._runtime.operation import Operation, Parameter
from openrouter_rerank._runtime.parameters import query_with
from openrouter_rerank._runtime.retry import BackoffStrategy, RetryConfig
from openrouter_rerank.types import UNSET

from tests.runtime.service import KEY, answer, error, raw_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2
    from openrouter_rerank._runtime.client import Client

    from tests.runtime.service import Clock, Service

NOTHING = type(None)


def operation(path: str = "/things", *parameters: Parameter, **changes: Any) -> Operation[Any]:
    facts: dict[str, Any] = {
        "id": "getThing",
        "method": "GET",
        "path": path,
        "returns": dict[str, Any],
        "raises": {404: errors.NotFoundResponseError, "4XX": errors.BadRequestResponseError},
        "default": errors.OpenRouterDefaultError,
        "parameters": parameters,
    }
    return Operation(**facts | changes)


@pytest.fixture
def client(open_router: OpenRouter) -> Client:
    found: Client = vars(open_router)["_client"]
    return found


def called(service: Service, client: Client, asked: Operation[Any], **given: Any) -> Any:
    service.then(answer(200, {}))
    return client.call(asked, **given)


BLUE = ["blue", "black"]
RGB = {"R": 100, "G": 200}


@pytest.mark.parametrize(
    ("style", "explode", "value", "path"),
    [
        (None, None, "a/b c?é", "/a%2Fb%20c%3F%C3%A9"),
        (None, None, 5, "/5"),
        (None, None, 1.5, "/1.5"),
        (None, None, True, "/true"),
        (None, None, BLUE, "/blue,black"),
        (None, None, RGB, "/R,100,G,200"),
        ("simple", True, RGB, "/R=100,G=200"),
        ("label", None, "blue", "/.blue"),
        ("label", None, BLUE, "/.blue,black"),
        ("label", True, BLUE, "/.blue.black"),
        ("label", None, RGB, "/.R,100,G,200"),
        ("label", True, RGB, "/.R=100.G=200"),
        ("matrix", None, "blue", "/;id=blue"),
        ("matrix", None, BLUE, "/;id=blue,black"),
        ("matrix", True, BLUE, "/;id=blue;id=black"),
        ("matrix", None, RGB, "/;id=R,100,G,200"),
        ("matrix", True, RGB, "/;R=100;G=200"),
    ],
)
def test_path_parameters_are_written_in_their_style(
    service: Service, client: Client, style: str | None, explode: bool | None, value: Any, path: str
) -> None:
    asked = operation("/{id}", Parameter("id", "path", Any, style=style, explode=explode))

    called(service, client, asked, path={"id": value})

    assert service.sent.url == f"https://openrouter.ai/api/v1{path}"


@pytest.mark.parametrize(
    ("style", "explode", "value", "query"),
    [
        (None, None, "a&b=c d", "color=a%26b%3Dc%20d"),
        (None, None, "", "color="),
        (None, None, False, "color=false"),
        (None, None, datetime.date(2026, 1, 2), "color=2026-01-02"),
        (None, None, datetime.datetime(2026, 1, 2, 3, 4, tzinfo=datetime.UTC), "color=2026-01-02T03%3A04%3A00Z"),
        (None, None, BLUE, "color=blue&color=black"),
        (None, None, [], None),
        ("form", False, BLUE, "color=blue,black"),
        ("form", False, ["a,b", "c"], "color=a%2Cb,c"),
        (None, None, RGB, "R=100&G=200"),
        ("form", False, RGB, "color=R,100,G,200"),
        ("spaceDelimited", None, BLUE, "color=blue%20black"),
        ("spaceDelimited", True, BLUE, "color=blue&color=black"),
        ("pipeDelimited", False, BLUE, "color=blue%7Cblack"),
        ("deepObject", None, RGB, "color%5BR%5D=100&color%5BG%5D=200"),
        ("deepObject", None, {"a": {"b": [1, 2]}}, "color%5Ba%5D%5Bb%5D=1&color%5Ba%5D%5Bb%5D=2"),
        (None, None, None, None),
        (None, None, UNSET, None),
    ],
)
def test_query_parameters_are_written_in_their_style(
    service: Service, client: Client, style: str | None, explode: bool | None, value: Any, query: str | None
) -> None:
    asked = operation("/x", Parameter("color", "query", Any, style=style, explode=explode))

    called(service, client, asked, query={"color": value})

    assert service.sent.url == f"https://openrouter.ai/api/v1/x{f'?{query}' if query is not None else ''}"


@pytest.mark.parametrize(
    ("value", "query"),
    [
        (":/?@!$'()*,;[]", "at%5B%5D=:/?@!$'()*,;[]"),
        ("a#b&c+d=e", "at%5B%5D=a%23b%26c%2Bd%3De"),
        ("50% é", "at%5B%5D=50%25%20%C3%A9"),
        (["a/b", "c&d"], "at%5B%5D=a/b&at%5B%5D=c%26d"),
    ],
)
def test_reserved_characters_may_stand_in_a_query_except_where_they_end_a_value(value: Any, query: str) -> None:
    asked = operation("/x", Parameter("at[]", "query", Any, allow_reserved=True))

    assert query_with(asked, {"at[]": value}) == query


def test_a_model_in_a_query_is_an_object(service: Service, client: Client) -> None:
    asked = operation("/x", Parameter("price", "query", components.MaxPrice, style="deepObject"))

    called(service, client, asked, query={"price": components.MaxPrice(image=1, prompt="2")})

    assert service.sent.url.endswith("/x?price%5Bimage%5D=1&price%5Bprompt%5D=2")


def test_the_servers_own_query_comes_first(service: Service, client: Client) -> None:
    called(service, client, operation("/x"), query={"a": "1"}, server_url="https://example.org/?tenant=t")

    assert service.sent.url == "https://example.org/x?tenant=t&a=1"


@pytest.mark.parametrize(
    ("explode", "value", "text"),
    [
        (None, BLUE, "blue,black"),
        (None, RGB, "R,100,G,200"),
        (True, RGB, "R=100,G=200"),
        (None, 5, "5"),
        (None, None, None),
    ],
)
def test_headers_are_written_simply(
    service: Service, client: Client, explode: bool | None, value: Any, text: str | None
) -> None:
    asked = operation("/x", Parameter("X-Color", "header", Any, explode=explode))

    called(service, client, asked, headers={"X-Color": value})

    assert service.sent.headers.get("x-color") == text


def test_cookies_are_one_header(service: Service, client: Client) -> None:
    asked = operation("/x", Parameter("n", "cookie", int), Parameter("ids", "cookie", list[str], explode=False))

    called(service, client, asked, cookies={"n": 5, "s": "a b", "no": None, "ids": BLUE})

    assert service.sent.headers["cookie"] == "n=5; s=a%20b; ids=blue,black"


@pytest.mark.parametrize(
    ("given", "finding"),
    [
        ({"path": {"id": 5}}, "id: expected str, got int"),
        ({"path": {"id": ""}}, "id: a path takes no empty value"),
        ({"path": {"id": None}}, "id: a path takes no empty value"),
        ({"path": {"id": "a"}, "query": {"limit": "x"}}, "the_limit: expected int, got str"),
        ({"path": {"id": "a"}, "query": {"limit": {"x"}}}, "the_limit: expected list, got a set, which has no order"),
        ({"path": {"id": "a"}, "headers": {"X-Count": 1.5}}, "x_count: expected int, got float"),
        (
            {"path": {"id": "a"}, "headers": {"X-Text": "a\nb"}},
            "X-Text: a line break or control character has no place in a header",
        ),
        ({"path": {"id": "."}}, 'id: "." and ".." are no part of a path'),
        ({"path": {"id": ".."}}, 'id: "." and ".." are no part of a path'),
        ({"path": {"id": "\ud800"}}, "id: a lone surrogate is no text"),
    ],
)
def test_a_parameter_of_another_type_is_refused_by_its_name(
    service: Service, client: Client, given: Any, finding: str
) -> None:
    asked = operation(
        "/{id}",
        Parameter("limit", "query", int, argument="the_limit"),
        Parameter("X-Count", "header", int, argument="x_count"),
    )

    with pytest.raises(errors.RequestValidationError) as caught:
        client.call(asked, **given)

    assert str(caught.value) == finding
    assert service.requests == []


def test_a_request_without_a_body_says_nothing_of_one(service: Service, client: Client) -> None:
    called(service, client, operation())

    assert (service.sent.method, service.sent.body) == ("GET", b"")
    assert not {"content-type", "content-length", "transfer-encoding"} & set(service.sent.headers)


def test_extra_fields_need_a_body(service: Service, client: Client) -> None:
    with pytest.raises(errors.RequestValidationError, match=r"^extra_body: this operation takes no body$"):
        client.call(operation(), extra_body={"a": 1})

    assert service.requests == []


def test_a_body_that_is_no_model_is_sent_as_it_is(service: Service, client: Client) -> None:
    asked = operation(method="PUT", accepts=list[components.MaxPrice])

    called(service, client, asked, body=({"image": 1, "audio": None}, components.MaxPrice(audio=2)))

    assert service.sent.body == b'[{"image":1},{"audio":2}]'
    with pytest.raises(errors.RequestValidationError, match=r"^\[0\]\.imag: unknown field$"):
        client.call(asked, body=[{"imag": 1}])
    with pytest.raises(errors.RequestValidationError, match=r"^extra_body: only an object takes more fields$"):
        client.call(asked, body=[], extra_body={"a": 1})


def test_a_body_may_be_a_text(service: Service, client: Client) -> None:
    called(service, client, operation(method="PUT", accepts=str), body="on")

    assert service.sent.body == b'"on"'


class Renamed(Model, kw_only=True, rename={"class_": "class"}):
    """Has a field whose name in the API is a word of Python."""

    class_: int


def test_the_fields_of_a_body_have_the_names_of_the_api(service: Service, client: Client) -> None:
    called(service, client, operation(method="PUT", accepts=Renamed), body={"class": 1})

    assert service.sent.body == b'{"class":1}'


class Numbered(Model, kw_only=True, rename={"first": "1"}):
    """Has a field whose name in the API is a number."""

    first: dict[str, int]


def test_a_name_of_digits_is_no_place_in_a_list(client: Client) -> None:
    asked = operation(method="PUT", accepts=dict[str, dict[str, int]])

    with pytest.raises(errors.RequestValidationError, match=r"^1\.b: expected int, got str$"):
        client.call(asked, body={"0": {"b": 1}, "1": {"a": 1, "b": "x"}})
    with pytest.raises(errors.RequestValidationError, match=r"^1\.b: expected int, got str$"):
        client.call(operation(method="PUT", accepts=Numbered), body={"1": {"a": 1, "b": "x"}})


def test_a_parameter_within_itself_is_refused(client: Client) -> None:
    asked = operation("/x", Parameter("color", "query", Any))
    endless: list[Any] = []
    endless.append(endless)

    with pytest.raises(errors.RequestValidationError, match=r"^color: nested too deeply, or within itself$"):
        client.call(asked, query={"color": endless})


def test_none_in_a_mapping_of_models_is_absence_where_a_field_may_not_be_null(service: Service, client: Client) -> None:
    asked = operation(method="PUT", accepts=dict[str, components.MaxPrice | None])

    called(service, client, asked, body={"a": {"image": 1, "audio": None}, "b": None})

    assert service.sent.body == b'{"a":{"image":1},"b":null}'


@pytest.mark.parametrize(("given", "body"), [({"image": None}, b""), ({"image": 1}, b'{"image":1}')])
def test_an_optional_body_is_left_out_where_nothing_is_given_for_it(
    service: Service, client: Client, given: Mapping[str, object], body: bytes
) -> None:
    called(service, client, operation(method="POST", accepts=components.MaxPrice, optional_body=True), body=given)

    assert service.sent.body == body
    assert ("content-type" in service.sent.headers) == bool(body)


def test_an_operation_that_returns_nothing_returns_none(service: Service, client: Client) -> None:
    service.then(raw_answer(204, b""), raw_answer(200, b"<html>", "text/html"))
    asked = operation(method="DELETE", returns=NOTHING)

    assert client.call(asked) is None
    assert client.call(asked) is None


def test_an_answer_may_be_a_list_of_models(service: Service, client: Client) -> None:
    service.then(answer(200, [{"image": 1, "audio": "2"}]))

    assert client.call(operation(returns=list[components.MaxPrice])) == [components.MaxPrice(image=1, audio="2")]


def test_an_answer_may_be_a_text(service: Service, client: Client) -> None:
    service.then(answer(200, "done"))

    assert client.call(operation(returns=str)) == "done"


class Report(Model, kw_only=True):
    """Tells of an error, as what was asked for."""

    error: dict[str, Any] | None = None


def test_an_error_that_was_asked_for_is_an_answer(service: Service, client: Client) -> None:
    body = {"error": {"code": 503, "message": "it was down"}}
    service.then(answer(200, body))

    assert client.call(operation(returns=Report)) == Report(**body)


def test_an_answer_may_be_missing_only_where_that_is_promised(service: Service, client: Client) -> None:
    service.then(raw_answer(200, b""), answer(200, {"image": 1}), raw_answer(200, b""))
    optional = operation(returns=components.MaxPrice | None)

    assert client.call(optional) is None
    assert client.call(optional) == components.MaxPrice(image=1)
    with pytest.raises(errors.ResponseValidationError):
        client.call(operation(returns=components.MaxPrice))


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, errors.NotFoundResponseError), (418, errors.BadRequestResponseError), (500, errors.OpenRouterDefaultError)],
)
def test_a_status_of_its_own_beats_its_range_and_that_the_default(
    service: Service, client: Client, status: int, kind: type[Exception]
) -> None:
    service.then(error(status))

    with pytest.raises(errors.APIStatusError) as caught:
        client.call(operation())

    assert type(caught.value) is kind


def test_an_operations_own_server_stands_behind_what_the_client_names(service: Service) -> None:
    asked = operation(server_url="https://own.example")
    named: list[dict[str, Any]] = [{}, {"server": "production"}, {"server_url": "https://client.example"}]

    for arguments in named:
        called(service, vars(OpenRouter(api_key=KEY, **arguments))["_client"], asked)

    assert [request.url for request in service.requests] == [
        "https://own.example/things",
        "https://openrouter.ai/api/v1/things",
        "https://client.example/things",
    ]


def test_an_operation_may_need_no_key(service: Service) -> None:
    client: Client = vars(OpenRouter())["_client"]
    service.then(answer(200, {}))

    client.call(operation(authenticated=False))

    assert "authorization" not in service.sent.headers


def test_an_operations_own_time_and_policy_stand_behind_the_clients(service: Service, clock: Clock) -> None:
    limits: list[float] = []

    def step(request: httpx2.Request) -> httpx2.Response:
        limits.append(request.extensions["timeout"]["read"] - clock.seconds)
        return error(503)

    asked = operation(timeout_ms=5000, retries=RetryConfig("none", None, False))
    service.then(step, step)

    for open_router in (OpenRouter(api_key=KEY), OpenRouter(api_key=KEY, timeout_ms=7000)):
        with pytest.raises(errors.APIStatusError):
            vars(open_router)["_client"].call(asked)

    assert (limits, clock.waits) == ([5, 7], [])


def test_a_policy_of_the_callers_own_keeps_the_operations_statuses(
    service: Service, client: Client, clock: Clock
) -> None:
    steady = BackoffStrategy(100, 100, 1, 1000, jitter_ms=0)
    asked = operation(retries=RetryConfig("backoff", steady, True, status_codes_override=["409"]))
    service.then(error(409), answer(200, {}), error(503))

    for _ in "ab":
        with suppress(errors.APIStatusError):
            client.call(asked, retries=RetryConfig("backoff", steady, True))

    assert (len(service.requests), clock.waits) == (3, [0.1])
