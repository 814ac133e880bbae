"""Connections of the caller's own: httpx2's, httpx's, or what behaves like them."""

from __future__ import annotations

import asyncio
import gzip
import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import pytest
from openrouter_rerank import OpenRouter, errors

from tests.runtime.service import CALL, GOOD, KEY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from openrouter_rerank import operations

    from tests.runtime.service import Clock

LIBRARIES = {"httpx2": httpx2, "httpx": httpx}


class Supplied:
    """A client of either library, in either mode, on a handler in the process."""

    def __init__(self, library: str, mode: str) -> None:
        self.library: Any = LIBRARIES[library]
        self.mode = mode
        self.requests: list[Any] = []
        self.steps: list[Callable[[Any], Any]] = []
        self.client: Any = None

    def make(self, **options: Any) -> OpenRouter:
        """The package's client on top of it."""
        transport = self.library.MockTransport(self._handle)
        retries = options.pop("retry_config", None)
        if self.mode == "sync":
            self.client = self.library.Client(transport=transport, **options)
            return OpenRouter(api_key=KEY, client=self.client, retry_config=retries)
        self.client = self.library.AsyncClient(transport=transport, **options)
        return OpenRouter(api_key=KEY, async_client=self.client, retry_config=retries)

    def call(self, open_router: OpenRouter, **changes: Any) -> operations.CreateRerankResponse:
        if self.mode == "sync":
            return open_router.rerank.rerank(**CALL | changes)
        return asyncio.run(open_router.rerank.rerank_async(**CALL | changes))

    def answer(self, status: int = 200, **options: Any) -> Any:
        return self.library.Response(status, **(options or {"json": GOOD}))

    def _handle(self, request: Any) -> Any:
        self.requests.append(request)
        return self.steps.pop(0)(request) if self.steps else self.answer()


@pytest.fixture(params=[(library, mode) for library in LIBRARIES for mode in ("sync", "async")], ids="-".join)
def supplied(request: pytest.FixtureRequest) -> Supplied:
    return Supplied(*request.param)


def test_a_supplied_client_is_used(supplied: Supplied) -> None:
    res = supplied.call(supplied.make())

    (request,) = supplied.requests
    assert res.id == "gen-rerank-1"
    assert (request.method, str(request.url)) == ("POST", "https://openrouter.ai/api/v1/rerank")
    assert json.loads(request.content) == CALL
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert isinstance(res.http.headers, httpx2.Headers)


@pytest.mark.parametrize("close", ["with", "close"])
def test_it_is_never_closed(supplied: Supplied, close: str) -> None:
    open_router = supplied.make()
    supplied.call(open_router)

    if close == "close":
        open_router.close()
        asyncio.run(open_router.aclose())
    else:
        with open_router:
            pass

    assert not supplied.client.is_closed
    with pytest.raises(errors.ClientClosedError):
        supplied.call(open_router)


def test_our_headers_and_time_win_over_its_own(supplied: Supplied) -> None:
    theirs = {"Authorization": "Basic x", "accept": "text/html", "User-Agent": "me", "X-Mine": "kept"}
    open_router = supplied.make(headers=theirs, timeout=1, auth=("user", "password"))

    supplied.call(open_router, timeout_ms=30_000, http_headers={"X-City": "Zürich"})

    (request,) = supplied.requests
    headers = [(name.lower(), value) for name, value in request.headers.raw]
    assert (b"authorization", f"Bearer {KEY}".encode()) in headers
    assert (b"accept", b"application/json") in headers
    assert (b"x-mine", b"kept") in headers
    assert (b"x-city", "Zürich".encode()) in headers
    assert len({name for name, _ in headers}) == len(headers)
    assert request.headers["user-agent"].startswith("openrouter-rerank/")
    timeout = request.extensions["timeout"]
    assert (timeout["connect"], round(timeout["read"])) == (10, 30)


def test_redirects_stay_ours(supplied: Supplied) -> None:
    open_router = supplied.make(follow_redirects=True)
    redirects = iter([(308, "/v2"), (302, "/v3")])

    def redirect(_: Any) -> Any:
        status, location = next(redirects)
        return supplied.library.Response(status, headers={"Location": location})

    supplied.steps += [redirect, redirect]

    with pytest.raises(errors.OpenRouterDefaultError) as caught:
        supplied.call(open_router)

    assert caught.value.status_code == 302
    assert [str(request.url) for request in supplied.requests] == [
        "https://openrouter.ai/api/v1/rerank",
        "https://openrouter.ai/v2",
    ]


RETRIED = ["ConnectError", "ConnectTimeout", "ReadError", "WriteError"]
NOT_RETRIED = ["ReadTimeout", "PoolTimeout", "WriteTimeout", "ProxyError", "LocalProtocolError", "TooManyRedirects"]


@pytest.mark.parametrize("name", [*RETRIED, *NOT_RETRIED])
def test_its_exceptions_are_known(supplied: Supplied, clock: Clock, name: str) -> None:
    kind = getattr(supplied.library, name)

    def fail(request: Any) -> Any:
        raise kind("because", request=request)

    supplied.steps += [fail, fail]
    from openrouter_rerank.utils import BackoffStrategy, RetryConfig

    once = RetryConfig("backoff", BackoffStrategy(1000, 1000, 1, 1000, jitter_ms=0), retry_connection_errors=True)

    with pytest.raises(errors.APIConnectionError) as caught:
        supplied.call(supplied.make(retry_config=once))

    assert type(caught.value.__cause__) is kind
    assert isinstance(caught.value, errors.APITimeoutError) == name.endswith("Timeout")
    assert len(supplied.requests) == (2 if name in RETRIED else 1)
    assert clock.waits == ([1] if name in RETRIED else [])


def test_its_statuses_are_ours(supplied: Supplied) -> None:
    supplied.steps.append(lambda _: supplied.answer(404, json={"error": {"code": 404, "message": "gone"}}))

    with pytest.raises(errors.NotFoundResponseError, match=r"^gone \(status 404\)$"):
        supplied.call(supplied.make())


def test_a_stream_of_its_own_is_read(supplied: Supplied) -> None:
    content = gzip.compress(json.dumps(GOOD).encode())

    class Stream(supplied.library.SyncByteStream, supplied.library.AsyncByteStream):  # type: ignore[misc,name-defined]
        def __iter__(self) -> Iterator[bytes]:
            yield content[:7]
            yield content[7:]

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in self:
                yield piece

    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    supplied.steps.append(lambda _: supplied.library.Response(200, headers=headers, stream=Stream()))

    assert supplied.call(supplied.make()).id == "gen-rerank-1"


def test_a_closed_one_is_an_error_of_ours(supplied: Supplied) -> None:
    open_router = supplied.make()
    if supplied.mode == "sync":
        supplied.client.close()
    else:
        asyncio.run(supplied.client.aclose())

    with pytest.raises(errors.APIConnectionError) as caught:
        supplied.call(open_router)

    assert isinstance(caught.value.__cause__, RuntimeError)


class Plain:
    """The least that serves: no class of a library anywhere."""

    def __init__(self) -> None:
        self.built: list[tuple[str, str, dict[str, Any]]] = []
        self.sent: list[dict[str, Any]] = []
        self.closed = 0

    def build_request(self, method: str, url: str, *, content: bytes | None, headers: Any, timeout: Any) -> Any:
        self.built.append((method, url, {"content": content, "headers": dict(headers), "timeout": timeout}))
        return self.built[-1]

    def send(self, request: Any, *, stream: bool, auth: None, follow_redirects: bool) -> Any:
        assert request is self.built[-1]
        self.sent.append({"stream": stream, "auth": auth, "follow_redirects": follow_redirects})
        return PlainAnswer()

    def close(self) -> None:
        self.closed += 1


class AsyncPlain(Plain):
    async def send(self, request: Any, **options: Any) -> Any:
        return super().send(request, **options)

    async def aclose(self) -> None:
        self.closed += 1


class PlainAnswer:
    status_code = 200
    headers = {"content-type": "application/json", "X-Request-Id": "r"}  # noqa: RUF012 - nobody changes it

    def iter_bytes(self) -> Any:
        yield json.dumps(GOOD).encode()

    async def aiter_bytes(self) -> Any:
        yield json.dumps(GOOD).encode()

    def close(self) -> None:
        pass

    async def aclose(self) -> None:
        pass


@pytest.mark.parametrize("mode", ["sync", "async"])
def test_anything_with_the_same_methods_will_do(mode: str) -> None:
    plain = Plain() if mode == "sync" else AsyncPlain()
    if isinstance(plain, AsyncPlain):
        with OpenRouter(api_key=KEY, async_client=plain) as open_router:  # pyright: ignore[reportArgumentType]
            res = asyncio.run(open_router.rerank.rerank_async(**CALL))
    else:
        with OpenRouter(api_key=KEY, client=plain) as open_router:
            res = open_router.rerank.rerank(**CALL)

    ((method, url, request),) = plain.built
    assert (res.id, res.http.request_id) == ("gen-rerank-1", "r")
    assert (method, url) == ("POST", "https://openrouter.ai/api/v1/rerank")
    assert json.loads(request["content"]) == CALL
    assert request["headers"]["authorization"] == f"Bearer {KEY}"
    assert request["timeout"] == pytest.approx((10, 60, 60, 60), abs=5)
    assert plain.sent == [{"stream": True, "auth": None, "follow_redirects": False}]
    assert plain.closed == 0


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        ({"client": object()}, "client: expected build_request, send and close, got object"),
        ({"client": httpx.AsyncClient()}, "client: expected build_request, send and close, got AsyncClient"),
        ({"async_client": httpx2.Client()}, "async_client: expected build_request, send and aclose, got Client"),
    ],
)
def test_what_is_no_client_is_refused(arguments: Any, finding: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        OpenRouter(api_key=KEY, **arguments)

    assert str(caught.value) == finding


def test_httpx_is_not_imported_to_know_its_exceptions() -> None:
    program = """
import sys
from openrouter_rerank import OpenRouter, errors

class Broken:
    build_request = send = lambda self, *_, **__: 1 / 0
    def close(self): pass

try:
    OpenRouter(api_key="k", client=Broken(), retry_config=None).rerank.rerank(documents=["a"], model="m", query="q")
except errors.APIConnectionError:
    print("httpx" in sys.modules, "requests" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout == "False False\n"


@pytest.mark.parametrize("mode", ["sync", "async"])
@pytest.mark.parametrize("library", LIBRARIES)
def test_opentelemetry_traces_a_supplied_client(library: str, mode: str) -> None:
    """As for any client of these libraries; the key is no part of what is traced."""
    from opentelemetry.instrumentation import httpx as instrumentation
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    supplied = Supplied(library, mode)
    open_router = supplied.make()
    instrumentor: Any = getattr(
        instrumentation, {"httpx2": "HTTPX2ClientInstrumentor", "httpx": "HTTPXClientInstrumentor"}[library]
    )
    instrumentor.instrument_client(supplied.client, tracer_provider=provider)

    supplied.call(open_router)

    (span,) = spans.get_finished_spans()
    assert span.attributes is not None
    assert span.attributes["http.url"] == "https://openrouter.ai/api/v1/rerank"
    assert "traceparent" in supplied.requests[0].headers
    assert KEY not in span.to_json()
