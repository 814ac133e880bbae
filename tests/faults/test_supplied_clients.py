"""Clients that callers supply: used, never closed, ruled by us where it matters, traced where the caller wishes."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import httpx2
import pytest
from openrouter_rerank import OpenRouter, errors, operations
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor, HTTPXClientInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.faults.behaviours import Answer, Reset, Stall
from tests.faults.calling import KEY
from tests.faults.server import FaultServer

CALL: dict[str, Any] = {"documents": ["a"], "model": "m", "query": "q"}
LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])


@LIBRARIES
def test_a_supplied_client_stays_open_and_usable_after_faults(library: Any) -> None:
    with FaultServer(Reset(), Reset(after=150), Stall()) as server, library.Client() as client:
        for _ in range(3):
            open_router = OpenRouter(api_key=KEY, server_url=server.url, client=client, retry_config=None)
            with open_router, pytest.raises(errors.APIConnectionError):
                open_router.rerank.rerank(**CALL, timeout_ms=50)

        assert not client.is_closed
        assert OpenRouter(api_key=KEY, server_url=server.url, client=client).rerank.rerank(**CALL).id == "q"


@LIBRARIES
def test_a_supplied_async_client_stays_open_and_usable_after_faults(library: Any) -> None:
    async def work(url: str) -> str | None:
        async with library.AsyncClient() as client:
            for _ in range(3):
                async with OpenRouter(api_key=KEY, server_url=url, async_client=client) as open_router:
                    with pytest.raises(errors.APIConnectionError):
                        await open_router.rerank.rerank_async(**CALL, timeout_ms=50, retries=None)
            assert not client.is_closed
            open_router = OpenRouter(api_key=KEY, server_url=url, async_client=client)
            return (await open_router.rerank.rerank_async(**CALL)).id

    with FaultServer(Reset(), Reset(after=150), Stall()) as server:
        assert asyncio.run(work(server.url)) == "q"


@LIBRARIES
def test_our_headers_and_time_out_win(library: Any) -> None:
    theirs = {"Authorization": "Bearer theirs", "Accept": "text/html", "X-Theirs": "kept"}
    with FaultServer() as server, library.Client(headers=theirs, timeout=1e-9) as client:
        OpenRouter(api_key=KEY, server_url=server.url, client=client).rerank.rerank(**CALL)

        (request,) = server.requests
        assert request.header("Authorization") == f"Bearer {KEY}"
        assert request.header("Accept") == "application/json"
        assert request.header("X-Theirs") == "kept"


@LIBRARIES
def test_a_supplied_clients_base_url_does_not_mislead(library: Any) -> None:
    with FaultServer() as server, library.Client(base_url="http://other.invalid/") as client:
        answer = OpenRouter(api_key=KEY, server_url=server.url, client=client).rerank.rerank(**CALL)

    assert answer.id == "q"


@LIBRARIES
def test_a_supplied_client_that_was_closed_is_an_error(library: Any) -> None:
    client = library.Client()
    client.close()
    with FaultServer() as server, pytest.raises(errors.OpenRouterError):
        OpenRouter(api_key=KEY, server_url=server.url, client=client).rerank.rerank(**CALL, retries=None)


@pytest.mark.parametrize(
    ("raised", "error"),
    [
        (ConnectionResetError("x"), errors.APIConnectionError),
        (OSError("x"), errors.APIConnectionError),
        (TimeoutError("x"), errors.APITimeoutError),
    ],
    ids=repr,
)
def test_a_client_of_any_make_may_raise_what_python_raises(
    raised: Exception, error: type[errors.OpenRouterError]
) -> None:
    def fail(_: httpx2.Request) -> httpx2.Response:
        raise raised

    with httpx2.Client(transport=httpx2.MockTransport(fail)) as client, pytest.raises(error) as caught:
        OpenRouter(api_key=KEY, client=client).rerank.rerank(**CALL, retries=None)

    assert type(caught.value) is error
    assert caught.value.__cause__ is raised


class Traces:
    """Spans kept in memory."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self._exporter))

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return self._exporter.get_finished_spans()


@pytest.mark.parametrize(
    ("library", "instrumentor"),
    [(httpx, HTTPXClientInstrumentor), (httpx2, HTTPX2ClientInstrumentor)],
    ids=["httpx", "httpx2"],
)
@pytest.mark.parametrize("mode", ["sync", "async"])
def test_each_attempt_is_a_span_of_open_telemetry(mode: str, library: Any, instrumentor: Any) -> None:
    traces = Traces()

    def call(url: str) -> operations.CreateRerankResponse:
        with library.Client() as client:
            instrumentor.instrument_client(client, tracer_provider=traces.provider)
            return OpenRouter(api_key=KEY, server_url=url, client=client).rerank.rerank(**CALL)

    async def call_async(url: str) -> operations.CreateRerankResponse:
        async with library.AsyncClient() as client:
            instrumentor.instrument_client(client, tracer_provider=traces.provider)
            open_router = OpenRouter(api_key=KEY, server_url=url, async_client=client)
            return await open_router.rerank.rerank_async(**CALL)

    with FaultServer(Answer(503, headers={"Retry-After": "0"})) as server:
        answer = call(server.url) if mode == "sync" else asyncio.run(call_async(server.url))
        requests = server.requests

    assert answer.id == "q"
    assert [(span.attributes or {})["http.status_code"] for span in traces.spans] == [503, 200]
    assert [(span.attributes or {})["http.url"] for span in traces.spans] == [f"{server.url}/rerank"] * 2
    assert all(request.values("traceparent") for request in requests)
    assert KEY not in "".join(span.to_json() for span in traces.spans)
