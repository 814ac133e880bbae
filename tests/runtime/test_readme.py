"""The README and the reference say what is true: their examples run."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import openrouter_rerank
import pytest
from openrouter_rerank import OpenRouter, errors
from opentelemetry.instrumentation.httpx import HTTPX2ClientInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.faults.behaviours import Answer, Reset, Stall
from tests.faults.certificates import Authority
from tests.faults.server import FaultServer
from tests.runtime.service import CALL, KEY

if TYPE_CHECKING:
    import httpx2
    from openrouter_rerank._runtime.client import Client

    from tests.faults.exchange import Behaviour

PROJECT = Path(openrouter_rerank.__file__).parents[2]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))] if (PROJECT / "docs").is_dir() else []


def programs() -> list[tuple[str, str]]:
    """All Python examples but signatures, and where they stand."""
    return [
        (f"{page.relative_to(PROJECT)}, {number}", block)
        for page in PAGES
        for number, block in enumerate(
            re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL), 1
        )
        if not block.startswith("def rerank(")
    ]


pytestmark = pytest.mark.skipif(not PAGES, reason="the package is installed without its pages")


FAULTS: dict[str, Behaviour | None] = {"well": None, "refused": Answer(401), "garbled": Answer(200, b"{")}


@pytest.fixture
def certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files that the examples name, in the current folder."""
    authority = Authority(tmp_path)
    pem = authority.certificate("me").read_text()
    key, certificate = re.findall(r"(?s)-----BEGIN .*?-----END [^\n]*\n", pem)[:2]
    (tmp_path / "me.key").write_text(key)
    (tmp_path / "me.pem").write_text(certificate)
    (tmp_path / "company.pem").write_bytes(authority.file.read_bytes())
    monkeypatch.chdir(tmp_path)


def test_there_are_examples_of_everything_that_one_has_to_write_oneself() -> None:
    together = "".join(block for _, block in programs())

    assert len(programs()) >= 10
    for word in ("rerank_async(", "errors.", "RetryConfig(", "load_cert_chain(", "Instrumentor", "retry_config=None"):
        assert word in together


@pytest.mark.usefixtures("certificates")
@pytest.mark.parametrize(
    ("program", "fault"),
    [
        pytest.param(block, fault, id=f"{place}, {name}")
        for place, block in programs()
        for name, fault in FAULTS.items()
        if fault is None or "except errors." in block
    ],
)
def test_an_example_runs(
    program: str, fault: Behaviour | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An example that handles errors also runs when there is one."""
    with FaultServer(*[fault] if fault else []) as server:
        monkeypatch.setenv("OPENROUTER_SERVER_URL", server.url)
        monkeypatch.setenv("OPENROUTER_API_KEY", KEY)

        exec(compile(program, "example", "exec"), {"__name__": "__main__"})
        HTTPX2ClientInstrumentor().uninstrument()

        assert len(server.requests) == (1 if ".rerank(" in program or ".rerank_async(" in program else 0)
    printed = capsys.readouterr().out
    assert ("CreateRerankResponse(" in printed) == ("print(res)" in program)
    assert bool(printed) == (fault is not None or "print(res)" in program)


def test_the_advice_on_errors_fits_each(monkeypatch: pytest.MonkeyPatch) -> None:
    (program,) = [block for _, block in programs() if "def advice(" in block]
    names: dict[str, Any] = {}
    exec(program, names)

    def advice(*faults: Behaviour, **changes: Any) -> str:
        with FaultServer(*faults) as server:
            monkeypatch.setenv("OPENROUTER_SERVER_URL", server.url)
            with (
                OpenRouter(api_key=KEY, retry_config=None) as open_router,
                pytest.raises(errors.OpenRouterError) as caught,
            ):
                open_router.rerank.rerank(**CALL | changes)
        return str(names["advice"](caught.value))

    assert advice(documents="x") == "mend the call: documents: expected list, got str"
    assert advice(Answer(401, headers={"X-Request-Id": "r"})) == "the server, status 401, request r: no"
    assert advice(Stall(), timeout_ms=50) == "try again later, or raise timeout_ms"
    assert advice(Reset()).startswith("the network: ")
    assert advice(Answer(200, b"{")).startswith("createRerank: the answer is not what the API promises")


def test_the_recipe_for_tracing_traces_both_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each attempt is a span; calls on the package's own connections are none."""
    (program,) = [block for _, block in programs() if "Instrumentor" in block]

    async def call(open_router: OpenRouter, connections: httpx2.AsyncClient) -> None:
        async with connections:
            await open_router.rerank.rerank_async(**CALL)

    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    names: dict[str, Any] = {}
    with FaultServer(Answer(503, headers={"Retry-After": "0"})) as server:
        monkeypatch.setenv("OPENROUTER_SERVER_URL", server.url)
        monkeypatch.setenv("OPENROUTER_API_KEY", KEY)

        exec(
            program.replace(".instrument()", ".instrument(tracer_provider=provider)"),
            names | {"provider": provider},
            names,
        )
        try:
            open_router: OpenRouter = names["open_router"]
            client = cast("Client", vars(open_router)["_client"])
            with client.http:
                open_router.rerank.rerank(**CALL)
            asyncio.run(call(open_router, client.http_async))
            with OpenRouter() as own:
                own.rerank.rerank(**CALL)
        finally:
            HTTPX2ClientInstrumentor().uninstrument()

    statuses = [(span.attributes or {})["http.status_code"] for span in spans.get_finished_spans()]
    assert statuses == [503, 200, 200]
    assert KEY not in "".join(span.to_json() for span in spans.get_finished_spans())


def test_the_longest_call_is_what_the_settings_come_to() -> None:
    from openrouter_rerank._settings import SETTINGS

    text = (PROJECT / "README.md").read_text("utf-8")
    policy = SETTINGS.retries

    assert policy is not None
    assert policy.backoff is not None
    longest = (policy.backoff.max_elapsed_time + SETTINGS.timeout_ms) / 1000
    assert f"`max_elapsed_time + timeout_ms`, here {longest:g} s." in text
    assert f"connection has {SETTINGS.connect_timeout_ms / 1000:g} s" in text
