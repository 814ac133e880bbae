"""Which headers are sent, and who wins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openrouter_rerank import VERSION, OpenRouter, errors

from tests.runtime.service import KEY

if TYPE_CHECKING:
    from tests.runtime.service import Rerank, Service

APP = {
    "http_referer": ("HTTP-Referer", "OPENROUTER_HTTP_REFERER"),
    "x_open_router_title": ("X-OpenRouter-Title", "OPENROUTER_X_OPEN_ROUTER_TITLE"),
    "x_open_router_categories": ("X-OpenRouter-Categories", "OPENROUTER_X_OPEN_ROUTER_CATEGORIES"),
}


def values(service: Service, name: str) -> list[bytes]:
    return [value for known, value in service.sent.headers.raw if known.lower() == name.lower().encode()]


def test_every_request_says_who_asks_and_for_what(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router)

    headers = {name.decode(): value.decode() for name, value in service.sent.headers.raw}
    user_agent = headers.pop("User-Agent")
    assert user_agent.startswith(f"openrouter-rerank/{VERSION} ")
    assert headers == {
        "Host": "openrouter.ai",
        "Accept": "application/json",
        "Accept-Encoding": "gzip, deflate",
        "Content-Type": "application/json",
        "Authorization": f"Bearer {KEY}",
        "Content-Length": str(len(service.sent.body)),
    }


@pytest.mark.parametrize(("argument", "name", "variable"), [(name, *rest) for name, rest in APP.items()])
def test_an_app_header_of_the_call_beats_the_clients_and_that_the_environments(
    service: Service, rerank: Rerank, monkeypatch: pytest.MonkeyPatch, argument: str, name: str, variable: str
) -> None:
    monkeypatch.setenv(variable, "of the environment")
    own: dict[str, Any] = {argument: "of the client"}

    rerank(OpenRouter(api_key=KEY))
    rerank(OpenRouter(api_key=KEY, **own))
    rerank(OpenRouter(api_key=KEY, **own), **{argument: "of the call"})

    found = [request.headers[name] for request in service.requests]
    assert found == ["of the environment", "of the client", "of the call"]


@pytest.mark.parametrize(("argument", "name", "variable"), [(name, *rest) for name, rest in APP.items()])
def test_an_empty_text_suppresses_an_app_header(
    service: Service, rerank: Rerank, monkeypatch: pytest.MonkeyPatch, argument: str, name: str, variable: str
) -> None:
    monkeypatch.setenv(variable, "of the environment")
    own: dict[str, Any] = {argument: "of the client"}
    none: dict[str, Any] = {argument: ""}

    rerank(OpenRouter(api_key=KEY, **own), **{argument: ""})
    rerank(OpenRouter(api_key=KEY, **none))

    assert [name in request.headers for request in service.requests] == [False, False]


def test_the_environment_is_read_when_the_client_is_made(
    service: Service, rerank: Rerank, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_router = OpenRouter(api_key=KEY)
    monkeypatch.setenv("OPENROUTER_HTTP_REFERER", "too late")

    rerank(open_router)

    assert "HTTP-Referer" not in service.sent.headers


@pytest.mark.parametrize("name", ["accept", "User-agent", "AUTHORIZATION", "Http-Referer", "content-type", "Host"])
def test_given_headers_win_over_all_and_there_is_one_of_a_name(service: Service, rerank: Rerank, name: str) -> None:
    open_router = OpenRouter(api_key=KEY, http_referer="app")

    rerank(open_router, accept_header_override="text/csv", http_headers={name: "mine"})

    assert values(service, name) == [b"mine"]


def test_a_given_authorization_needs_no_key(service: Service, rerank: Rerank) -> None:
    rerank(OpenRouter(), http_headers={"authorization": "Basic x"})

    assert values(service, "authorization") == [b"Basic x"]


def test_given_headers_are_added(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router, http_headers={"X-Trace": " abc\t", "X-Empty": ""})

    assert (service.sent.headers["X-Trace"], service.sent.headers["X-Empty"]) == ("abc", "")


def test_the_accept_header_may_be_another(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router, accept_header_override="application/vnd.x+json")

    assert values(service, "accept") == [b"application/vnd.x+json"]


def test_what_is_not_ascii_goes_out_as_utf8(service: Service, rerank: Rerank) -> None:
    rerank(OpenRouter(api_key=KEY, x_open_router_title="Où?"), http_headers={"X-City": "北京"})

    assert values(service, "x-openrouter-title") == ["Où?".encode()]
    assert values(service, "x-city") == ["北京".encode()]


@pytest.mark.parametrize("bad", ["a\r\nInjected: 1", "a\nb", "a\rb", "a\0b", "a\x7f"])
@pytest.mark.parametrize(
    ("argument", "finding"),
    [
        ("http_referer", "http_referer: "),
        ("x_open_router_title", "x_open_router_title: "),
        ("x_open_router_categories", "x_open_router_categories: "),
        ("accept_header_override", "accept_header_override: "),
        ("http_headers", "http_headers['X-Mine']: "),
    ],
)
def test_a_line_break_in_a_header_is_refused_without_showing_it(
    open_router: OpenRouter, service: Service, rerank: Rerank, argument: str, finding: str, bad: str
) -> None:
    with pytest.raises(errors.RequestValidationError) as caught:
        rerank(open_router, **{argument: {"X-Mine": bad} if argument == "http_headers" else bad})

    assert str(caught.value) == f"{finding}a line break or control character has no place in a header"
    assert service.requests == []


@pytest.mark.parametrize("argument", APP)
def test_a_line_break_in_the_clients_own_header_is_refused_when_it_is_made(argument: str) -> None:
    arguments: dict[str, Any] = {argument: "a\r\nb"}

    with pytest.raises(ValueError, match=rf"^{argument}: a line break or control character"):
        OpenRouter(api_key=KEY, **arguments)


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        ({"http_headers": {"X Y": "a"}}, "http_headers: 'X Y' is not the name of a header"),
        ({"http_headers": {"": "a"}}, "http_headers: '' is not the name of a header"),
        ({"http_headers": {"X\n": "a"}}, "http_headers: 'X\\n' is not the name of a header"),
        ({"http_headers": {3: "a"}}, "http_headers: 3 is not the name of a header"),
        ({"http_headers": {"X": 3}}, "http_headers['X']: expected str, got int"),
        ({"http_headers": {"X": None}}, "http_headers['X']: expected str, got NoneType"),
        ({"http_headers": {"X": "\ud800"}}, "http_headers['X']: a lone surrogate is no text"),
        ({"http_headers": ["X"]}, "http_headers: expected a mapping, got list"),
        ({"http_headers": {"Content-Length": "3"}}, "http_headers: Content-Length follows from the body"),
        ({"http_headers": {"transfer-encoding": "x"}}, "http_headers: transfer-encoding follows from the body"),
        ({"http_referer": 3}, "http_referer: expected str, got int"),
        ({"accept_header_override": 3}, "accept_header_override: expected str, got int"),
    ],
)
def test_what_is_no_header_is_refused(
    open_router: OpenRouter, service: Service, rerank: Rerank, arguments: Any, finding: str
) -> None:
    with pytest.raises(errors.RequestValidationError) as caught:
        rerank(open_router, **arguments)

    assert str(caught.value) == finding
    assert service.requests == []
