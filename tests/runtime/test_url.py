"""Where requests go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from openrouter_rerank import OpenRouter, errors

from tests.runtime.service import KEY

if TYPE_CHECKING:
    from tests.runtime.service import Rerank, Service


def test_the_server_of_the_call_beats_the_clients_and_that_the_environments(
    service: Service, rerank: Rerank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_SERVER_URL", "https://environment.example")

    rerank(OpenRouter(api_key=KEY))
    rerank(OpenRouter(api_key=KEY, server_url="https://client.example"))
    rerank(OpenRouter(api_key=KEY, server_url="https://client.example"), server_url="https://call.example")
    rerank(OpenRouter(api_key=KEY, server="production"))

    assert [request.url for request in service.requests] == [
        "https://environment.example/rerank",
        "https://client.example/rerank",
        "https://call.example/rerank",
        "https://openrouter.ai/api/v1/rerank",
    ]


@pytest.mark.parametrize(
    ("server_url", "url"),
    [
        ("https://example.org", "https://example.org/rerank"),
        ("https://example.org/", "https://example.org/rerank"),
        ("https://example.org/api/v1/", "https://example.org/api/v1/rerank"),
        ("https://example.org/api//", "https://example.org/api//rerank"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080/x/rerank"),
        ("http://[::1]:8080", "http://[::1]:8080/rerank"),
        ("https://example.org/api?key=1&b=%20", "https://example.org/api/rerank?key=1&b=%20"),
        ("https://example.org/?tenant=1", "https://example.org/rerank?tenant=1"),
        ("https://EXAMPLE.org/Api", "https://example.org/Api/rerank"),
        ("https://bücher.example", "https://xn--bcher-kva.example/rerank"),
        (" https://example.org ", "https://example.org/rerank"),
    ],
)
def test_the_operations_path_follows_the_servers(service: Service, rerank: Rerank, server_url: str, url: str) -> None:
    rerank(OpenRouter(api_key=KEY, server_url=server_url))
    rerank(OpenRouter(api_key=KEY), server_url=server_url)

    from httpx2 import URL

    assert [URL(request.url) for request in service.requests] == [URL(url)] * 2


def test_url_params_fill_the_names_in_it(service: Service, rerank: Rerank) -> None:
    open_router = OpenRouter(
        api_key=KEY,
        server_url="https://{region}.example.org/{version}",
        url_params={"region": "eu", "version": "v2", "unused": "x"},
    )

    rerank(open_router)
    rerank(open_router, server_url="https://example.com/{version}/")

    assert [request.url for request in service.requests] == [
        "https://eu.example.org/v2/rerank",
        "https://example.com/v2/rerank",
    ]


@pytest.mark.parametrize("server_url", ["", None])
def test_an_empty_server_url_is_none(service: Service, rerank: Rerank, server_url: Any) -> None:
    rerank(OpenRouter(api_key=KEY, server_url=server_url))

    assert service.sent.url == "https://openrouter.ai/api/v1/rerank"


NO_URL = "expected an http or https URL with a host, perhaps a port (up to 65535)"
BAD_URLS = {
    "ftp://example.org": NO_URL,
    "example.org": NO_URL,
    "https://": NO_URL,
    "https:///path": NO_URL,
    "/api": NO_URL,
    "https://u:p@example.org": "a user name or password has no place in it",
    "https://example.org/#x": "a fragment has no place in it",
    "https://example.org/a b": "a blank, control character or lone surrogate has no place in it",
    "https://exa\nmple.org": "a blank, control character or lone surrogate has no place in it",
    "https://example.org/\ud800": "a blank, control character or lone surrogate has no place in it",
    "https://example.org:99999": NO_URL,
    "https://u:p/w@example.org": NO_URL,
    "https://u:p℀w@example.org": NO_URL,
    "https://example.org:0": "port 0 is none",
    "https://[::1": NO_URL,
    "https://exa mple.org": "a blank, control character or lone surrogate has no place in it",
    "https://{region}.example.org": None,
}


@pytest.mark.parametrize(("server_url", "finding"), BAD_URLS.items())
def test_what_is_no_server_is_refused_at_construction(server_url: str, finding: str | None) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        OpenRouter(api_key=KEY, server_url=server_url)

    assert str(caught.value) == (f"server_url: {finding}" if finding else "url_params: 'region' has no value")


@pytest.mark.parametrize(("server_url", "finding"), BAD_URLS.items())
def test_what_is_no_server_is_refused_in_a_call(
    open_router: OpenRouter, service: Service, rerank: Rerank, server_url: str, finding: str | None
) -> None:
    with pytest.raises(errors.RequestValidationError) as caught:
        rerank(open_router, server_url=server_url)

    assert str(caught.value) == (f"server_url: {finding}" if finding else "url_params: 'region' has no value")
    assert service.requests == []


@pytest.mark.parametrize(
    ("server_url", "finding"),
    [("https://⒈com", "Invalid IDNA hostname"), ("https://.&7xn--", "Empty Label")],
)
def test_a_host_that_has_no_ascii_form_is_refused_in_the_call(
    service: Service, rerank: Rerank, server_url: str, finding: str
) -> None:
    with pytest.raises(errors.RequestValidationError, match=rf"^server_url: {finding}"):
        rerank(OpenRouter(api_key=KEY, server_url=server_url))

    assert service.requests == []


def test_a_server_of_another_type_is_refused(open_router: OpenRouter, rerank: Rerank) -> None:
    with pytest.raises(errors.RequestValidationError, match=r"^server_url: expected str, got int$"):
        rerank(open_router, server_url=3)


def test_a_bad_variable_is_refused_at_construction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENROUTER_SERVER_URL", "nowhere")

    with pytest.raises(ValueError, match=r"^OPENROUTER_SERVER_URL: expected an http or https URL"):
        OpenRouter(api_key=KEY)


def test_only_declared_servers_have_a_name() -> None:
    with pytest.raises(ValueError, match=r"^server: there is no 'staging'; the API declares 'production'$"):
        OpenRouter(api_key=KEY, server="staging")
