"""A server that answers with vectors, and a client of the built package that talks to it."""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import asyncio
import json
import re
from typing import TYPE_CHECKING

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.contract.playing import Exchange, Player, body_of

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "/api/v1"


@pytest.fixture(scope="package")
def exchange() -> Exchange:
    """What the server answers next, and what it got."""
    return Exchange()


@pytest.fixture(scope="package")
def server(exchange: Exchange) -> Iterator[HTTPServer]:
    """A server whose every request goes to the exchange."""
    with HTTPServer() as server:
        server.expect_request(re.compile(".*")).respond_with_handler(
            lambda request: _response(exchange.take(_received(request)))
        )
        yield server


@pytest.fixture(scope="package")
def player(exchange: Exchange, server: HTTPServer) -> Iterator[Player]:
    """A client with retries off."""
    with asyncio.Runner() as runner:
        player = Player(exchange, server.url_for(BASE), runner)
        yield player
        player.close()


@pytest.fixture(autouse=True)
def nothing_failed_in_the_server(request: pytest.FixtureRequest) -> Iterator[None]:
    """After each test with the server: its handler raised nothing and saw no request that it does not know."""
    yield
    if "server" in request.fixturenames:
        server: HTTPServer = request.getfixturevalue("server")
        server.check()
        server.clear_log()


def _received(request: Request) -> dict[str, object]:
    return {
        "method": request.method,
        "path": request.path.removeprefix(BASE),
        "query": request.query_string.decode(),
        "headers": {name.lower(): value for name, value in request.headers.items()},
        "body": body_of(request.get_data()),
    }


def _response(answer: dict[str, object]) -> Response:
    content = answer.get("text", "") if "body" not in answer else json.dumps(answer["body"])
    response = Response(str(content), status=int(str(answer["status"])))
    del response.headers["Content-Type"]
    headers = answer["headers"]
    response.headers.extend(headers if isinstance(headers, dict) else {})
    return response
