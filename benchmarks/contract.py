"""Plays the contract's requests against the testing kit's fake and against pytest-httpserver: which answers sooner.

`python -m benchmarks.contract` prints milliseconds of a call with each, wall clock and CPU, servers included: both
run in threads of this process, as they do in tests.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openrouter_rerank import OpenRouter
from pytest_httpserver import HTTPServer
from pytest_openrouter_rerank import Fake
from werkzeug import Request, Response

if TYPE_CHECKING:
    from collections.abc import Generator

CONTRACT = Path(__file__).resolve().parents[1] / "generated" / "contract"
ANSWER = {"model": "m", "results": [{"index": 0, "relevance_score": 0.5}]}
ROUNDS = 5


def main() -> int:
    """Measure both, print the best round of each; 1 if the fake costs more."""
    found = measure()
    for name, (wall, cpu) in found.items():
        print(f"{name:18} {wall * 1000:6.2f} ms a call, {cpu * 1000:6.2f} ms of CPU")
    print(f"the fake costs {share(found):.2f} of the other's CPU")
    return int(share(found) > 1)


def measure() -> dict[str, tuple[float, float]]:
    """Server → seconds of a call, wall clock and CPU: the best of rounds that take turns."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # else each request prints a line, which costs
    arguments = _arguments()
    servers = {"fake": _fake, "pytest-httpserver": _httpserver}
    best: dict[str, tuple[float, float]] = {}
    for _ in range(ROUNDS):
        for name, serve in servers.items():
            with serve() as url:
                taken = _played(url, arguments)
            best[name] = min(best.get(name, taken), taken, key=lambda times: times[1])
    return best


def share(found: dict[str, tuple[float, float]]) -> float:
    """The CPU time with the fake as a multiple of that with pytest-httpserver."""
    return found["fake"][1] / found["pytest-httpserver"][1]


def _arguments() -> list[dict[str, Any]]:
    """The arguments of all vectors that fit the description."""
    files = [json.loads(path.read_bytes()) for path in sorted(CONTRACT.glob("createRerank/requests.json"))]
    return [vector["arguments"] for file in files for vector in file["vectors"] if vector.get("fits")]


def _played(url: str, arguments: list[dict[str, Any]]) -> tuple[float, float]:
    """Seconds of a call: wall clock, CPU."""
    with OpenRouter(api_key="key", server_url=url, retry_config=None) as client:
        client.rerank.rerank(**arguments[0])
        wall, cpu = time.perf_counter(), time.process_time()
        for one in arguments:
            client.rerank.rerank(**one)
        return (time.perf_counter() - wall) / len(arguments), (time.process_time() - cpu) / len(arguments)


@contextmanager
def _fake() -> Generator[str, None, None]:
    with Fake() as fake:
        yield fake.url


@contextmanager
def _httpserver() -> Generator[str, None, None]:
    def answer(request: Request) -> Response:
        json.loads(request.get_data())
        return Response(json.dumps(ANSWER), content_type="application/json")

    with HTTPServer() as server:
        server.expect_request("/api/v1/rerank", method="POST").respond_with_handler(answer)
        yield server.url_for("/api/v1")


if __name__ == "__main__":
    sys.exit(main())
