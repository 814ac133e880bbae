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


BAD_URLS = {
    "ftp://example.org": "expected an http or https URL with a host",
    "example.org": "expected an http or https URL with a host",
    "https://": "expected an http or https URL with a host",
    "https:///path": "expected an http or https URL with a host",
    "/api": "expected an http or https URL with a host",
    "https://u:p@example.org": "a user name or password has no place in it",
    "https://example.org/#x": "a fragment, blank or control character has no place in it",
    "https://example.org/a b": "a fragment, blank or control character has no place in it",
    "https://exa\nmple.org": "a fragment, blank or control character has no place in it",
    "https://example.org:99999": "Port out of range 0-65535",
    "https://example.org:0": "port 0 is none",
    "https://[::1": "Invalid IPv6 URL",
    "https://exa mple.org": "a fragment, blank or control character has no place in it",
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


def test_a_host_that_has_no_ascii_form_is_refused_in_the_call(service: Service, rerank: Rerank) -> None:
    with pytest.raises(errors.RequestValidationError, match=r"^server_url: Invalid IDNA hostname"):
        rerank(OpenRouter(api_key=KEY, server_url="https://⒈com"))

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
