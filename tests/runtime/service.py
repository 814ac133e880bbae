"""A service within the process, and a clock that only the tests move."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpcore2
    from openrouter_rerank import OpenRouter, operations

    Step = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]

KEY = "sk-or-v1-secret"
GOOD: dict[str, Any] = {
    "id": "gen-rerank-1",
    "model": "cohere/rerank-v3.5",
    "results": [{"index": 1, "relevance_score": 0.75, "document": {"text": "Paris"}}],
}
CALL: dict[str, Any] = {"documents": ["Berlin", "Paris"], "model": "m", "query": "q"}


def asking(query: str) -> dict[str, Any]:
    """The arguments of a call with this query."""
    return CALL | {"query": query}


def answer(status: int = 200, body: Any = GOOD, **headers: str) -> httpx2.Response:
    """An answer with a JSON body."""
    return raw_answer(status, json.dumps(body).encode(), **headers)


def raw_answer(status: int, content: bytes, content_type: str = "application/json", **headers: str) -> httpx2.Response:
    """An answer with any body; the names of headers have underscores for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(status, headers={"Content-Type": content_type} | named, content=content)


def error(status: int, message: str = "no", **headers: str) -> httpx2.Response:
    """An answer of the service's own that says no."""
    return answer(status, {"error": {"code": status, "message": message}}, **headers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request as the service got it."""

    method: str
    url: str
    headers: httpx2.Headers
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Service:
    """Answers requests by a list of steps, and well when the list is used up."""

    def __init__(self) -> None:
        self.requests: list[Sent] = []
        self._steps: list[Step] = []

    def then(self, *steps: Step) -> None:
        """Add steps: an answer, an exception to raise, or what makes an answer of the request."""
        self._steps += steps

    def handle(self, request: httpx2.Request) -> httpx2.Response:
        body = b"".join(request.stream)  # type: ignore[arg-type]
        self.requests.append(Sent(method=request.method, url=str(request.url), headers=request.headers, body=body))
        step = self._steps.pop(0) if self._steps else answer()
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, httpx2.Response) else step(request)

    @property
    def sent(self) -> Sent:
        """The one request that came."""
        (request,) = self.requests
        return request


class Wire:
    """What stands for a transport of the client's own, and leads to a service."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def send(self, request: httpcore2.Request) -> httpx2.Response:
        url = request.url
        address = httpx2.URL(scheme=url.scheme.decode(), host=url.host.decode(), port=url.port, raw_path=url.target)
        method = request.method.decode()
        written: Any = {name: getattr(request, name) for name in ("headers", "stream", "extensions")}
        return self._service.handle(httpx2.Request(method, address, **written))

    def close(self) -> None:
        pass


class AsyncWire(Wire):
    """The same for asynchronous calls."""

    async def send(self, request: httpcore2.Request) -> httpx2.Response:  # type: ignore[override]
        return super().send(request)

    async def aclose(self) -> None:
        pass


class Clock:
    """Time that passes only when somebody waits, and chance that is known."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.epoch = 1_790_000_000.0
        self.luck = 0.0
        self.waits: list[float] = []

    def now(self) -> float:
        return self.seconds

    def today(self) -> float:
        return self.epoch

    def chance(self) -> float:
        return self.luck

    def sleep(self, seconds: float) -> None:
        self.waits.append(round(seconds, 6))
        self.seconds += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)


@dataclass(frozen=True, slots=True)
class Rerank:
    """Calls the one operation, synchronously or not."""

    mode: str

    def __call__(self, open_router: OpenRouter, **changes: Any) -> operations.CreateRerankResponse:
        arguments = CALL | changes
        if self.mode == "sync":
            return open_router.rerank.rerank(**arguments)
        return asyncio.run(open_router.rerank.rerank_async(**arguments))
