"""Plays some vectors against packages made from broken templates: `python -m tests.contract.mutants FOLDER…`.

Each folder holds a client package. Prints one line for each: how many vectors failed, or the error it died of. The
wire is httpx2's in-memory transport, for speed; each package is imported anew, so this runs in a process of its own.
"""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from typing import TYPE_CHECKING, Any

import httpx2

from tests.contract.playing import Exchange, Player, body_of
from tests.contract.vectors import PACKAGE, Vector, request_vectors, response_vectors

__all__ = ["sample"]

if TYPE_CHECKING:
    from collections.abc import Callable

WAYS = (("sync", "models"), ("async", "dicts"))


def sample() -> tuple[list[Vector], list[Vector]]:
    """The vectors that tell most: whole calls, single arguments, each status."""
    small = [one for one in request_vectors() if "/value-" not in one["id"] and "cutoffs" not in one["id"]]
    requests = [one for one in small if one["id"].count(".") < 2 and "/mistyped-" not in one["id"]]
    kept = ("/smallest", "/everything", "/empty", "/error.code/mistyped-object")
    responses = [one for one in response_vectors() if one["id"].endswith(kept) or "/200/" in one["id"]]
    return requests, responses


def played(requests: list[Vector], responses: list[Vector]) -> int:
    """How many of the vectors fail for the package that is imported now."""
    exchange = Exchange()
    supplied = httpx2.Client(transport=httpx2.MockTransport(lambda request: _answered(exchange, request)))
    good = next(one for one in responses if "returns" in one)
    supplied_too = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda request: _answered(exchange, request)))
    failed = 0
    with asyncio.Runner() as runner, supplied:
        player = Player(exchange, "http://127.0.0.1/api/v1", runner, client=supplied, async_client=supplied_too)
        for vector in requests:
            failed += any(_fails(player.request, vector, good, mode, form) for mode, form in WAYS)
        for vector in responses:
            failed += _fails(player.response, vector, requests[0], "sync")
        player.close()
        runner.run(supplied_too.aclose())
    return failed


def _fails(play: Callable[..., list[str]], *arguments: Any) -> bool:
    """Whether a vector does not hold; a package that the vector does not even find its names in fails it, too."""
    try:
        return bool(play(*arguments))
    except (AttributeError, KeyError, TypeError):
        return True


def main(folders: list[str]) -> None:
    """Play against the package in each folder, one after another."""
    requests, responses = sample()
    for folder in folders:
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]
        sys.path.insert(0, folder)
        try:
            print(played(requests, responses), flush=True)
        except Exception as error:
            print(f"{type(error).__name__}: {error}".replace("\n", " "), flush=True)
        finally:
            sys.path.remove(folder)


def _answered(exchange: Exchange, request: Any) -> httpx2.Response:
    answer = exchange.take(
        {
            "method": request.method,
            "path": request.url.path.removeprefix("/api/v1"),
            "query": request.url.query.decode(),
            "headers": {name.lower(): value for name, value in request.headers.items()},
            "body": body_of(request.read()),
        }
    )
    text = answer["text"] if "text" in answer else json.dumps(answer["body"])
    return httpx2.Response(answer["status"], headers=answer["headers"], content=text.encode())


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(sys.argv[1:])
