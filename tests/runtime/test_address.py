"""URLs of servers, taken apart."""

from __future__ import annotations

import pytest
from openrouter_rerank._runtime.address import server_from


@pytest.mark.parametrize("account", ["u:p", "u", ":p", "u:", ":", ""])
def test_a_user_name_or_password_alone_is_refused_too(account: str) -> None:
    with pytest.raises(ValueError, match=r"^server_url: a user name or password has no place in it$"):
        server_from(f"https://{account}@example.org", {})


@pytest.mark.parametrize(
    ("url", "path", "query", "sent"),
    [
        ("https://example.org", "/rerank", "", "https://example.org/rerank"),
        ("https://example.org/", "/rerank", "", "https://example.org/rerank"),
        ("https://example.org/v1/", "/rerank", "a=1", "https://example.org/v1/rerank?a=1"),
        ("https://example.org:1/v1?key=x", "/rerank", "", "https://example.org:1/v1/rerank?key=x"),
        (" http://example.org?key=x ", "/rerank", "a=1", "http://example.org/rerank?key=x&a=1"),
    ],
)
def test_path_and_query_follow_those_of_the_server(url: str, path: str, query: str, sent: str) -> None:
    assert server_from(url, {}).url(path, query) == sent


def test_each_name_in_it_is_filled_with_its_own_value() -> None:
    server = server_from("https://{region}.example.org/{version}/{region}", {"region": "eu", "version": "v2"})

    assert server.url("", "") == "https://eu.example.org/v2/eu"


@pytest.mark.parametrize(("value", "name"), [(None, "a"), (5, "a")])
def test_a_name_without_a_text_is_refused(value: object, name: str) -> None:
    with pytest.raises(ValueError, match=rf"^url_params: '{name}' has no value$"):
        server_from(f"https://{{{name}}}.org", {name: value})  # type: ignore[dict-item] # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(("url", "kind"), [(5, "int"), (None, "NoneType"), (b"https://example.org", "bytes")])
def test_what_is_no_text_is_refused(url: object, kind: str) -> None:
    with pytest.raises(ValueError, match=rf"^base: expected str, got {kind}$"):
        server_from(url, {}, "base")
