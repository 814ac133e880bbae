"""The fault server itself, seen from raw sockets: what it promises the other tests."""

from __future__ import annotations

import contextlib
import gzip
import socket
import ssl
from typing import TYPE_CHECKING

import pytest

from tests.faults import wire
from tests.faults.behaviours import (
    Answer,
    Close,
    Drip,
    Early,
    Echo,
    Raw,
    Redirect,
    Reset,
    Stall,
    Tunnel,
)
from tests.faults.server import FaultServer, refusing_port, silent_port

if TYPE_CHECKING:
    from tests.faults.certificates import Authority
    from tests.faults.exchange import Behaviour

BODY = b'{"documents":["a"],"model":"m","query":"q"}'
REQUEST = (
    b"POST /api/v1/rerank HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: %d\r\n\r\n" % len(BODY) + BODY
)
GOOD = wire.message(
    200,
    wire.document(
        {"id": "q", "model": "m", "results": [{"index": 0, "relevance_score": 0.5, "document": {"text": "a"}}]}
    ),
)


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def read_all(connection: socket.socket) -> bytes:
    """Read until the end; a reset ends it with one more piece, b"RST"."""
    pieces: list[bytes] = []
    try:
        while piece := connection.recv(65536):
            pieces.append(piece)
    except ConnectionResetError:
        pieces.append(b"RST")
    return b"".join(pieces)


def ask(port: int, request: bytes = REQUEST) -> bytes:
    with connect(port) as connection:
        with contextlib.suppress(OSError):  # the server may be gone before all is said
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        return read_all(connection)


@pytest.mark.parametrize(
    ("behaviour", "received"),
    [
        pytest.param(Echo(), GOOD, id="echo"),
        pytest.param(Answer(), GOOD, id="answer with the echo"),
        pytest.param(Answer(503), wire.message(503, wire.error_body(503)), id="answer with an error"),
        pytest.param(Answer(200, b"x", {"A": "b"}), wire.message(200, b"x", {"A": "b"}), id="any answer"),
        pytest.param(Answer(200, b"", version="HTTP/1.0"), wire.message(version="HTTP/1.0"), id="HTTP/1.0"),
        pytest.param(Answer(200, b"x", after="reset"), wire.message(200, b"x") + b"RST", id="reset after"),
        pytest.param(Answer(200, b"x", after="close"), wire.message(200, b"x"), id="close after"),
        pytest.param(Raw(b"garbage"), b"garbage", id="raw"),
        pytest.param(Raw(lambda request: request.body, piece=1), BODY, id="raw from the request, byte by byte"),
        pytest.param(Reset(), b"RST", id="reset instead of an answer"),
        pytest.param(Reset(after=10), GOOD[:10] + b"RST", id="reset in an answer"),
        pytest.param(Reset(at="head"), b"RST", id="reset before the body is read"),
        pytest.param(Close(), b"", id="close without an answer"),
        pytest.param(Close(after=10), GOOD[:10], id="close in an answer"),
        pytest.param(Stall(after=10), GOOD[:10], id="stall in an answer"),
        pytest.param(Redirect(307, "/x"), wire.message(307, b"", {"Location": "/x"}), id="redirect"),
    ],
)  # fmt: skip
def test_each_behaviour_sends_what_it_says(behaviour: Behaviour, received: bytes) -> None:
    with FaultServer(behaviour) as server:
        answer = ask(server.port)

    assert answer == received


def test_a_request_is_recorded_byte_for_byte() -> None:
    with FaultServer() as server:
        ask(server.port)

        (request,) = server.received(1)
        assert (request.method, request.target, request.version) == ("POST", "/api/v1/rerank", "HTTP/1.1")
        assert request.headers[:3] == (("Host", "h"), ("X-A", "1"), ("x-a", "2"))
        assert request.values("X-a") == ["1", "2"]
        assert request.body == BODY
        assert server.connections[0].bytes_received == len(REQUEST)
        assert server.connections[0].bytes_sent == len(GOOD)


def test_a_connection_serves_several_turns_and_the_script_goes_on() -> None:
    with FaultServer(Raw(b"1"), Raw(b"2", after="close")) as server, connect(server.port) as connection:
        connection.sendall(REQUEST + REQUEST)

        assert read_all(connection) == b"12"
        assert [request.connection for request in server.requests] == [0, 0]


def test_after_the_script_the_rest_follows() -> None:
    with FaultServer(Raw(b"1"), then=Raw(b"2")) as server:
        assert [ask(server.port) for _ in range(3)] == [b"1", b"2", b"2"]


def test_a_reset_when_accepting_records_a_connection_and_no_request() -> None:
    with FaultServer(Reset(at="accept")) as server:
        with pytest.raises(ConnectionResetError), connect(server.port) as connection:
            connection.recv(1)

        assert server.all_closed()
        assert (len(server.connections), server.requests) == (1, [])


@pytest.mark.parametrize(
    ("drip", "received"),
    [
        (Drip(part="head", seconds=0), GOOD),
        (Drip(part="body", seconds=0), GOOD),
        (Drip(part="informational", seconds=0), wire.head(102, {}) * 100 + GOOD),
    ],
    ids=["head", "body", "informational"],
)
def test_a_drip_ends_with_the_whole_answer_or_when_the_client_goes(drip: Behaviour, received: bytes) -> None:
    with FaultServer(drip, then=drip) as server:
        with connect(server.port) as patient:
            patient.sendall(REQUEST)
            got = b""
            while len(got) < len(received):
                got += patient.recv(65536)
        with connect(server.port) as impatient:
            impatient.sendall(REQUEST)

        assert got == received
        assert server.all_closed()


def test_an_early_answer_comes_before_the_body_is_sent() -> None:
    with FaultServer(Early()) as server, connect(server.port) as connection:
        connection.sendall(REQUEST.removesuffix(BODY))
        first = connection.recv(65536)
        connection.sendall(BODY)
        connection.shutdown(socket.SHUT_WR)

        assert first.startswith(b"HTTP/1.1 413 ")
        assert read_all(connection) == b""
        assert server.requests[0].body == b""


def test_a_stalled_connection_ends_with_the_server() -> None:
    with FaultServer(Stall(at="accept")) as server:
        connection = connect(server.port)
        connection.sendall(REQUEST)

    with connection:
        assert read_all(connection) in {b"", b"RST"}


def test_a_tunnel_carries_bytes_both_ways() -> None:
    with FaultServer() as server, FaultServer(Tunnel(server.port)) as proxy, connect(proxy.port) as connection:
        connection.sendall(b"CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n")
        established = connection.recv(65536)
        connection.sendall(REQUEST)

        assert established.startswith(b"HTTP/1.1 200 ")
        assert connection.recv(65536) == GOOD
        assert [request.target for request in proxy.requests] == ["api.example:443"]
        assert [request.target for request in server.requests] == ["/api/v1/rerank"]


def test_tls_is_spoken_and_a_client_without_trust_is_noted(authority: Authority) -> None:
    with FaultServer(tls=authority.server()) as server:
        with authority.client().wrap_socket(connect(server.port), server_hostname="127.0.0.1") as connection:
            connection.sendall(REQUEST)
            answer = connection.recv(65536)
        with connect(server.port) as bare, pytest.raises(ssl.SSLError):
            ssl.create_default_context().wrap_socket(bare, server_hostname="127.0.0.1")

        assert answer == GOOD
        assert server.all_closed()
        assert server.connections[1].handshake


def test_a_refusing_port_refuses_and_a_silent_one_says_nothing() -> None:
    with refusing_port() as port, socket.socket() as client:
        assert client.connect_ex(("127.0.0.1", port)) == 111
    with silent_port() as port, socket.socket() as client:
        client.settimeout(0.02)
        with pytest.raises(TimeoutError):
            client.connect(("127.0.0.1", port))


def test_a_mistake_in_a_behaviour_reaches_the_test() -> None:
    def fail(request: object) -> bytes:
        raise LookupError(f"cannot answer {request}")

    with pytest.raises(ExceptionGroup) as caught, FaultServer(Raw(fail)) as server:
        ask(server.port)

    assert [type(error) for error in caught.value.exceptions] == [LookupError]


def test_the_wire_formats_read_back() -> None:
    assert wire.chunked(b"abcde", 2) == b"2\r\nab\r\n2\r\ncd\r\n1\r\ne\r\n0\r\n\r\n"
    assert len(wire.bomb(1)) < 4096
    assert len(gzip.decompress(wire.bomb(1))) == (1 << 20) + 1
