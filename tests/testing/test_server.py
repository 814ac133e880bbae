"""HTTP as the server speaks it, byte by byte."""

from __future__ import annotations

import errno
import json
import socket
import threading
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from pytest_openrouter_rerank import Fake

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = json.dumps({"model": "m", "query": "q", "documents": ["d"]}).encode()
HEAD = b"POST /api/v1/rerank HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer k\r\nContent-Type: application/json\r\n"
WHOLE = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY


@pytest.fixture
def wire(fake: Fake) -> Iterator[socket.socket]:
    """A connection to the fake."""
    address = urlsplit(fake.url)
    with closing(socket.create_connection((str(address.hostname), address.port or 0), timeout=60)) as wire:
        yield wire


def answers(wire: socket.socket, count: int) -> list[bytes]:
    """Read so many answers; each one's status line."""
    received = b""
    while received.count(b"HTTP/1.1 ") < count or not received.endswith(b"}"):
        chunk = wire.recv(65536)
        assert chunk, f"the connection ended after {received!r}"
        received += chunk
    return [b"HTTP/1.1 " + part.partition(b"\r\n")[0] for part in received.split(b"HTTP/1.1 ")[1:]]


def test_a_connection_is_kept(wire: socket.socket) -> None:
    for _ in range(3):
        wire.sendall(WHOLE)

        assert answers(wire, 1) == [b"HTTP/1.1 200 OK"]


def test_requests_sent_ahead_are_answered_in_order(fake: Fake, wire: socket.socket) -> None:
    wire.sendall(WHOLE + WHOLE.replace(b"/rerank", b"/norank"))

    assert answers(wire, 2) == [b"HTTP/1.1 200 OK", b"HTTP/1.1 404 Not Found"]
    assert [call.status for call in fake.calls] == [200, 404]


def test_a_request_may_come_byte_by_byte(wire: socket.socket) -> None:
    for byte in WHOLE:
        wire.sendall(bytes([byte]))

    assert answers(wire, 1) == [b"HTTP/1.1 200 OK"]


def test_a_chunked_body_is_understood(wire: socket.socket) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (BODY[:5], BODY[5:]))

    wire.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")

    assert answers(wire, 1) == [b"HTTP/1.1 200 OK"]


def test_a_client_that_waits_for_permission_gets_it(wire: socket.socket) -> None:
    wire.sendall(HEAD + b"Expect: 100-continue\r\nContent-Length: %d\r\n\r\n" % len(BODY))

    assert wire.recv(65536).startswith(b"HTTP/1.1 100 ")
    wire.sendall(BODY)
    assert answers(wire, 1) == [b"HTTP/1.1 200 OK"]


def test_a_repeated_header_is_one_list(fake: Fake, wire: socket.socket) -> None:
    wire.sendall(WHOLE.replace(b"Host: x", b"Host: x\r\nX-Tag: 1\r\nx-tag: 2"))

    answers(wire, 1)

    assert fake.calls[0].headers["x-tag"] == "1, 2"


def test_a_connection_ends_when_the_client_wants_it(wire: socket.socket) -> None:
    wire.sendall(WHOLE.replace(b"Host: x", b"Host: x\r\nConnection: close"))

    assert answers(wire, 1) == [b"HTTP/1.1 200 OK"]
    assert wire.recv(65536) == b""


@pytest.mark.parametrize(
    "sent", [b"nonsense\r\n\r\n", WHOLE.replace(b"Content-Length: ", b"Content-Length: x"), b"\x16\x03\x01\x02\x00\r\n"]
)
def test_what_is_not_http_is_refused_and_the_connection_ended(wire: socket.socket, sent: bytes) -> None:
    wire.sendall(sent)

    assert answers(wire, 1) == [b"HTTP/1.1 400 Bad Request"]
    assert wire.recv(65536) == b""


def test_a_client_that_hangs_up_in_the_middle_harms_nobody(fake: Fake, wire: socket.socket) -> None:
    wire.sendall(WHOLE[:-5])
    wire.close()

    with fake.client() as client:
        assert client.rerank.rerank(model="m", query="q", documents=["d"]).model == "m"
    assert len(fake.calls) == 1


def test_an_answer_goes_out_in_one_piece(wire: socket.socket) -> None:
    """Head and body in two writes would wait for the acknowledgement of the first."""
    wire.sendall(WHOLE)

    received = wire.recv(65536)

    head, _, body = received.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()
    json.loads(body)


def test_closing_ends_connections_and_the_thread(caplog: pytest.LogCaptureFixture) -> None:
    before = threading.active_count()
    fake = Fake()
    address = urlsplit(fake.url)

    with closing(socket.create_connection((str(address.hostname), address.port or 0), timeout=60)) as idle:
        idle.sendall(WHOLE)
        answers(idle, 1)
        fake.close()
        left = threading.active_count()
        fake.close()

        assert left == before
        assert idle.recv(1) == b""
    assert caplog.records == []
    with pytest.raises(ConnectionError):
        socket.create_connection((str(address.hostname), address.port or 0), timeout=60)


def test_a_server_that_cannot_start_says_so_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when there are too many open files for an event loop."""

    def refuse() -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    before = threading.active_count()
    monkeypatch.setattr("asyncio.events.new_event_loop", refuse)

    with pytest.raises(OSError, match="Too many open files"):
        Fake()

    assert threading.active_count() <= before


def test_a_taken_port_is_an_error(fake: Fake) -> None:
    port = urlsplit(fake.url).port or 0

    with pytest.raises(OSError, match="in use"):
        Fake(port=port)
