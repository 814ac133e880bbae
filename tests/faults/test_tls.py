"""TLS: whom we trust, and how a private authority or a client certificate is made known."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import pytest
from openrouter_rerank import OpenRouter, errors, operations

from tests.faults.behaviours import Answer, Blurt, Close, Drip, Echo, Reset, Stall
from tests.faults.calling import KEY
from tests.faults.server import FaultServer

if TYPE_CHECKING:
    import ssl
    from pathlib import Path

    from tests.faults.calling import Caller
    from tests.faults.certificates import Authority
    from tests.faults.conftest import Waits
    from tests.faults.exchange import Behaviour

CALL: dict[str, Any] = {"documents": ["a"], "model": "m", "query": "q"}
KINDS = ["sync httpx2", "async httpx2", "sync httpx", "async httpx"]


def call_with(kind: str, context: ssl.SSLContext, url: str) -> operations.CreateRerankResponse:
    """Call with a supplied client that has TLS settings of its own."""
    mode, name = kind.split()
    library: Any = {"httpx": httpx, "httpx2": httpx2}[name]
    if mode == "sync":
        with library.Client(verify=context) as client:
            return OpenRouter(api_key=KEY, server_url=url, client=client, retry_config=None).rerank.rerank(**CALL)

    async def call() -> operations.CreateRerankResponse:
        async with library.AsyncClient(verify=context) as client:
            open_router = OpenRouter(api_key=KEY, server_url=url, async_client=client, retry_config=None)
            return await open_router.rerank.rerank_async(**CALL)

    return asyncio.run(call())


def test_a_certificate_of_an_unknown_authority_is_refused(caller: Caller, waits: Waits, authority: Authority) -> None:
    """And not asked for again: it would be refused again."""
    with FaultServer(tls=authority.server()) as server:
        error = caller.error(errors.APIConnectionError, server.url)

        assert "certificate verify failed" in str(error)
        assert len(server.connections) == 1
        assert server.requests == []
    assert waits == []


@pytest.mark.parametrize(("names", "expired"), [(["other.example"], False), (["127.0.0.1"], True)])
def test_a_certificate_for_another_name_or_time_is_refused(
    own: Caller, authority: Authority, monkeypatch: pytest.MonkeyPatch, names: list[str], *, expired: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(tls=authority.server(*names, expired=expired)) as server:
        own.error(errors.APIConnectionError, server.url, retries=None)

        assert server.requests == []


def test_a_private_authority_by_environment(own: Caller, authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(tls=authority.server()) as server:
        first, second = own.answers(server.url, "1", "2")

        assert (first.id, second.id) == ("1", "2")
        assert [request.connection for request in server.requests] == [0, 0]


def test_authorities_that_can_not_be_read_are_named(
    own: Caller, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nowhere.pem"))

    error = own.error(errors.APIConnectionError, "https://127.0.0.1:1", retries=None)

    assert error.message == (
        f"no answer from 127.0.0.1:1: the certificates of SSL_CERT_FILE={tmp_path / 'nowhere.pem'}: "
        "[Errno 2] No such file or directory"
    )
    assert isinstance(error.__cause__, OSError)


@pytest.mark.parametrize("kind", KINDS)
def test_a_private_authority_by_supplied_client(kind: str, authority: Authority) -> None:
    with FaultServer(tls=authority.server()) as server:
        answer = call_with(kind, authority.client(), server.url)

    assert answer.id == "q"


@pytest.mark.parametrize("kind", KINDS)
def test_a_client_certificate_by_supplied_client(kind: str, authority: Authority) -> None:
    context = authority.client(authority.certificate("client.example"))
    with FaultServer(tls=authority.server(clients_too=True)) as server:
        answer = call_with(kind, context, server.url)

    assert answer.id == "q"


@pytest.mark.parametrize("kind", KINDS)
def test_a_missing_client_certificate_is_a_connection_error(kind: str, authority: Authority) -> None:
    with FaultServer(tls=authority.server(clients_too=True)) as server:
        with pytest.raises(errors.APIConnectionError):
            call_with(kind, authority.client(), server.url)

        assert server.requests == []


FAULTS: dict[str, tuple[Behaviour, type[errors.OpenRouterError]]] = {
    "handshake never answered": (Stall(at="accept"), errors.APITimeoutError),
    "reset in the handshake": (Reset(at="accept"), errors.APIConnectionError),
    "no TLS at all": (Blurt(b"HTTP/1.1 400 Bad Request\r\n\r\n"), errors.APIConnectionError),
    "no answer": (Stall(), errors.APITimeoutError),
    "closed before the answer": (Close(), errors.APIConnectionError),
    "reset in the body": (Reset(after=150), errors.APIConnectionError),
    "closed in the body": (Close(after=150), errors.APIConnectionError),
    "head dripping": (Drip(part="head"), errors.APITimeoutError),
    "body dripping": (Drip(part="body"), errors.APITimeoutError),
}


@pytest.mark.parametrize(("fault", "error"), FAULTS.values(), ids=FAULTS)
def test_faults_beneath_and_within_tls(
    own: Caller,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    fault: Behaviour,
    error: type[errors.OpenRouterError],
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(fault, tls=authority.server()) as server:
        own.error(error, server.url, timeout_ms=200, retries=None)

        assert len(server.connections) == 1


@pytest.mark.parametrize("end", [Reset(), Close()], ids=repr)
def test_a_kept_tls_connection_that_ends_as_the_request_arrives_is_replaced(
    own: Caller, waits: Waits, authority: Authority, monkeypatch: pytest.MonkeyPatch, end: Behaviour
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(Echo(), end, tls=authority.server()) as server:
        first, second = own.answers(server.url, "1", "2")

        assert (first.id, second.id) == ("1", "2")
        assert [request.connection for request in server.requests] == [0, 0, 1]
    assert len(waits) == 1


def test_an_idle_tls_connection_that_the_server_closed_is_not_used_again(
    own: Caller, waits: Waits, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with FaultServer(Answer(after="close"), tls=authority.server()) as server:
        first, second = replace(own, between=server.first_closed).answers(server.url, "1", "2")

        assert (first.id, second.id) == ("1", "2")
        assert [request.connection for request in server.requests] == [0, 1]
    assert waits == []
