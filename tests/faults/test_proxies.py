"""Proxies: by environment and by supplied client, working and failing."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import pytest
from openrouter_rerank import OpenRouter, errors

from tests.faults import wire
from tests.faults.behaviours import Answer, Close, Drip, Echo, Raw, Reset, Stall, Tunnel
from tests.faults.calling import KEY
from tests.faults.server import FaultServer, refusing_port

if TYPE_CHECKING:
    from collections.abc import Generator

    from tests.faults.calling import Caller
    from tests.faults.certificates import Authority
    from tests.faults.conftest import Waits
    from tests.faults.exchange import Behaviour

CALL: dict[str, Any] = {"documents": ["a"], "model": "m", "query": "q"}


def test_https_goes_through_the_proxy_of_the_environment(
    own: Caller, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name exists for the proxy alone, which learns it, and neither the key nor the request."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(tls=authority.server("api.example")) as server, FaultServer(then=Tunnel(server.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        first, second = own.answers("https://api.example/v1", "1", "2")

        assert (first.id, second.id) == ("1", "2")
        (asked,) = proxy.requests
        assert (asked.method, asked.target) == ("CONNECT", "api.example:443")
        assert KEY not in repr(asked)
        assert [request.target for request in server.requests] == ["/v1/rerank", "/v1/rerank"]


def test_a_proxy_may_speak_tls_itself(own: Caller, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS to the server within TLS to the proxy."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(tls=authority.server("api.example")) as server:
        with FaultServer(then=Tunnel(server.port), tls=authority.server()) as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
            first, second = own.answers("https://api.example/v1", "1", "2")

        assert (first.id, second.id) == ("1", "2")
        assert [request.target for request in proxy.requests] == ["api.example:443"]


def test_http_goes_through_the_proxy_of_the_environment(own: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        (answer,) = own.answers("http://api.example/v1", "q")

        assert answer.id == "q"
        assert [request.target for request in proxy.requests] == ["http://api.example/v1/rerank"]


@pytest.mark.parametrize("exempt", ["127.0.0.1", "*", "other.example,127.0.0.1"])
def test_no_proxy_goes_straight(own: Caller, monkeypatch: pytest.MonkeyPatch, exempt: str) -> None:
    with FaultServer() as server, FaultServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        monkeypatch.setenv("NO_PROXY", exempt)
        (answer,) = own.answers(server.url, "q")

        assert answer.id == "q"
        assert proxy.connections == []


def test_no_proxy_knows_addresses_of_ipv6(own: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens there: what matters is that the proxy is not asked."""
    with FaultServer() as proxy, refusing_port() as port:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        monkeypatch.setenv("NO_PROXY", "::1")
        own.error(errors.APIConnectionError, f"http://[::1]:{port}/v1", retries=None)

        assert proxy.connections == []


def test_the_password_is_for_the_proxy_alone(
    own: Caller, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(tls=authority.server("api.example")) as server, FaultServer(then=Tunnel(server.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:hidden@127.0.0.1:{proxy.port}")
        own.answers("https://api.example/v1", "q")

        assert proxy.requests[0].header("Proxy-Authorization") == "Basic dXNlcjpoaWRkZW4="
        assert server.requests[0].values("Proxy-Authorization") == []


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
def test_a_proxy_by_supplied_client(authority: Authority, library: Any) -> None:
    with FaultServer(tls=authority.server("api.example")) as server, FaultServer(Tunnel(server.port)) as proxy:
        with library.Client(proxy=proxy.origin, verify=authority.client()) as client:
            open_router = OpenRouter(api_key=KEY, server_url="https://api.example/v1", client=client)
            answer = open_router.rerank.rerank(**CALL)

        assert answer.id == "q"
        assert [request.target for request in proxy.requests] == ["api.example:443"]


AT_THE_PROXY: dict[str, tuple[Behaviour, type[errors.OpenRouterError]]] = {
    "a password is missing": (Answer(407, b""), errors.APIConnectionError),
    "the proxy cannot connect": (Answer(502, b""), errors.APIConnectionError),
    "the proxy hangs up": (Close(at="head"), errors.APIConnectionError),
    "the proxy resets": (Reset(at="head"), errors.APIConnectionError),
    "the proxy talks nonsense": (Raw(b"nonsense\r\n\r\n", after="close"), errors.APIConnectionError),
    "the proxy says nothing": (Stall(), errors.APITimeoutError),
    "the proxy drips": (Drip(part="head"), errors.APITimeoutError),
}


@pytest.mark.parametrize(("fault", "error"), AT_THE_PROXY.values(), ids=AT_THE_PROXY)
def test_a_fault_at_the_proxy_is_a_connection_error(
    own: Caller, monkeypatch: pytest.MonkeyPatch, fault: Behaviour, error: type[errors.OpenRouterError]
) -> None:
    with FaultServer(then=fault) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:hidden@127.0.0.1:{proxy.port}")
        found = own.error(error, "https://api.example/v1", timeout_ms=200, retries=None)

        shown = "".join(traceback.format_exception(found))
        assert KEY not in shown
        assert "hidden" not in shown


def test_a_proxy_that_is_not_there_is_a_connection_error_and_tried_again(
    own: Caller, waits: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    with refusing_port() as port:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        own.error(errors.APIConnectionError, "https://api.example/v1")

    assert waits != []


def test_a_server_that_hangs_up_before_tls_is_tried_again_though_the_proxy_had_answered(
    own: Caller, waits: Waits, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    tls = authority.server("api.example")
    with FaultServer(Close(at="accept"), tls=tls) as server, FaultServer(then=Tunnel(server.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        (answer,) = own.answers("https://api.example/v1", "q")

        assert answer.id == "q"
        assert len(proxy.requests) == 2
    assert len(waits) == 1


@pytest.mark.parametrize(
    "proxy", ["http://user:hidden@proxy:port", "http://user:hidden@[::1", "ftp://user:hidden@proxy", "://"]
)
def test_a_proxy_that_is_none_is_an_error_that_says_so(
    own: Caller, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    error = own.error(errors.APIConnectionError, "https://api.example/v1", retries=None)

    wanted = "no answer from api.example: the environment's proxy: expected an http, https or socks5 URL"
    assert error.message == wanted
    assert "hidden" not in "".join(traceback.format_exception(error))


BEHIND_THE_PROXY: dict[str, tuple[Behaviour, type[errors.OpenRouterError]]] = {
    "no answer": (Stall(), errors.APITimeoutError),
    "head dripping": (Drip(part="head"), errors.APITimeoutError),
    "body dripping": (Drip(part="body"), errors.APITimeoutError),
    "reset in the body": (Reset(after=150), errors.APIConnectionError),
    "too much": (Raw(wire.message(200, wire.bomb(65), {"Content-Encoding": "gzip"})), errors.ResponseTooLargeError),
}


@pytest.fixture(params=["http", "https"])
def behind(
    request: pytest.FixtureRequest, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> Generator[tuple[FaultServer, str]]:
    """Give a server that is reached through a proxy, and its URL."""
    tls = authority.server("api.example") if request.param == "https" else None
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(tls=tls) as server, FaultServer(then=Tunnel(server.port)) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.origin)
        monkeypatch.setenv("HTTP_PROXY", server.origin)
        yield server, f"{request.param}://api.example/v1"


@pytest.mark.parametrize(("fault", "error"), BEHIND_THE_PROXY.values(), ids=BEHIND_THE_PROXY)
def test_limits_hold_behind_a_proxy_too(
    own: Caller, behind: tuple[FaultServer, str], fault: Behaviour, error: type[errors.OpenRouterError]
) -> None:
    server, url = behind
    server.script(fault)
    own.error(error, url, timeout_ms=200 if error is errors.APITimeoutError else 20_000)

    assert len(server.requests) == 1


@pytest.mark.parametrize("fault", [Reset(), Close()], ids=repr)
def test_a_kept_connection_through_a_proxy_is_replaced_when_it_ends(
    own: Caller, waits: Waits, behind: tuple[FaultServer, str], fault: Behaviour
) -> None:
    server, url = behind
    server.script(Echo(), fault)
    first, second = own.answers(url, "1", "2")

    assert (first.id, second.id) == ("1", "2")
    assert [request.connection for request in server.requests] == [0, 0, 1]
    assert len(waits) == 1


@pytest.mark.parametrize(
    "exempt", ["127.0.0.1", "127.0.0.1:{port}", "127.0.0.0/8", "*", "localhost", ".0.0.1", "http://127.0.0.1", "x,,*"]
)
def test_no_proxy_is_read_as_httpx2_reads_it(own: Caller, monkeypatch: pytest.MonkeyPatch, exempt: str) -> None:
    with FaultServer() as server, FaultServer() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.origin)
        monkeypatch.setenv("NO_PROXY", exempt.format(port=server.port))
        with httpx2.Client() as client:
            client.post(server.url, json=CALL)
        own.answers(server.url, "q")

        assert (len(server.requests), len(proxy.requests)) in {(2, 0), (0, 2)}
