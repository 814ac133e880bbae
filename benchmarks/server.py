"""A loopback server that costs as little as possible: fixed answers over kept-alive connections.

It is a process of its own, so that its work is not measured. It answers POST with a small ranking, or with the body
that `--answer FILE` names where the path begins with /large.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

SMALL = (
    b'{"id":"gen-1","model":"cohere/rerank-v3.5","provider":"Cohere","results":['
    b'{"index":0,"relevance_score":0.98,"document":{"text":"Paris is the capital of France."}},'
    b'{"index":1,"relevance_score":0.12,"document":{"text":"Berlin is the capital of Germany."}}],'
    b'"usage":{"search_units":1,"total_tokens":150}}'
)


class Answering(asyncio.Protocol):
    """Reads requests by their Content-Length and answers each at once."""

    def __init__(self, large: bytes) -> None:
        self._large = large
        self._received = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = bytes(self._received[:end]).lower()
            length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length:")), 0)
            if len(self._received) < end + 4 + length:
                return
            del self._received[: end + 4 + length]
            self._answer(self._large if head.startswith(b"post /large") else SMALL)

    def _answer(self, body: bytes) -> None:
        head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
        self._transport.write(head + body)


async def serve(large: bytes) -> None:
    """Print the port, then answer until killed."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(large), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--answer", type=Path)
    arguments = parser.parse_args()
    asyncio.run(serve(arguments.answer.read_bytes() if arguments.answer else b"{}"))
