"""What is described to whoever asked, and to nobody else."""

from __future__ import annotations

import logging
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from openrouter_rerank import OpenRouter, errors

from tests.runtime.service import KEY, answer, error

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.runtime.service import Clock, Rerank, Service

NAME = "openrouter_rerank"


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    """Loggers are for the whole process: put ours back as it was."""
    logger = logging.getLogger(NAME)
    level, handlers = logger.level, list(logger.handlers)
    yield
    logger.setLevel(level)
    logger.handlers[:] = handlers


class Notes:
    """A logger of the caller's own."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def debug(self, msg: str, *args: Any) -> None:
        self.lines.append(msg % args)


def test_a_logger_of_the_callers_own_hears_of_requests_and_answers(
    service: Service, rerank: Rerank, clock: Clock
) -> None:
    notes = Notes()

    def step(_: httpx2.Request) -> httpx2.Response:
        clock.seconds += 2.25
        return answer(X_Request_Id="r-1")

    def refuse(_: httpx2.Request) -> httpx2.Response:
        clock.seconds += 1.125
        raise httpx2.ConnectError("refused")

    service.then(error(503), refuse, step)

    rerank(OpenRouter(api_key=KEY, debug_logger=notes))

    size = len(service.requests[0].body)
    good, bad = len(answer().content), len(error(503).content)
    assert notes.lines == [
        f"POST https://openrouter.ai/api/v1/rerank: {size} bytes",
        f"503 Service Unavailable: {bad} bytes in 0 ms",
        "another attempt in 0.500 s",
        f"POST https://openrouter.ai/api/v1/rerank: {size} bytes, attempt 2",
        "APIConnectionError after 1125 ms: no answer from openrouter.ai: refused",
        "another attempt in 0.750 s",
        f"POST https://openrouter.ai/api/v1/rerank: {size} bytes, attempt 3",
        f"200 OK: {good} bytes in 2250 ms, request r-1",
    ]


def test_without_a_wish_nothing_is_said(service: Service, rerank: Rerank, caplog: pytest.LogCaptureFixture) -> None:
    assert not service.requests
    rerank(OpenRouter(api_key=KEY))

    assert [record for record in caplog.records if record.name.startswith(NAME)] == []
    assert logging.getLogger(NAME).handlers == []


@pytest.mark.parametrize("wish", ["1", "true", "yes", "debug"])
def test_the_environment_switches_descriptions_on(
    service: Service, rerank: Rerank, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    monkeypatch.setenv("OPENROUTER_DEBUG", wish)
    service.then(answer(X_Request_Id="r-1"))

    rerank(OpenRouter(api_key=KEY))

    said = [record.getMessage() for record in caplog.records if record.name == NAME]
    assert [line.partition(":")[0] for line in said] == ["POST https", "200 OK"]
    assert "Berlin" not in caplog.text


@pytest.mark.parametrize("wish", ["", "0", "false", "no", "off", "False", " "])
def test_the_environment_can_say_no(
    service: Service, rerank: Rerank, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, wish: str
) -> None:
    assert not service.requests
    monkeypatch.setenv("OPENROUTER_DEBUG", wish)

    rerank(OpenRouter(api_key=KEY))

    assert [record for record in caplog.records if record.name == NAME] == []


def test_bodies_are_described_only_on_demand_and_without_the_key(
    service: Service, rerank: Rerank, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENROUTER_DEBUG", "body")
    service.then(error(400, f"bad key {KEY}"))

    with pytest.raises(errors.BadRequestResponseError):
        rerank(OpenRouter(api_key=KEY), query=f"is {KEY} a key?")

    assert '"query":"is *** a key?"' in caplog.text
    assert "bad key ***" in caplog.text
    assert KEY not in caplog.text


def test_the_level_of_the_logger_switches_them_on_too(
    service: Service, rerank: Rerank, caplog: pytest.LogCaptureFixture
) -> None:
    assert not service.requests
    caplog.set_level(logging.DEBUG, logger=NAME)

    rerank(OpenRouter(api_key=KEY))

    assert [record.levelno for record in caplog.records if record.name == NAME] == [logging.DEBUG] * 2


def test_nothing_reaches_the_root_loggers_settings() -> None:
    """A program that set nothing up reads the descriptions on standard error, and its root logger stays as it was."""
    program = """
import logging, os
os.environ["OPENROUTER_DEBUG"] = "1"
import httpx2
from openrouter_rerank import OpenRouter
answer = lambda request: httpx2.Response(200, json={"model": "m", "results": []})
with httpx2.Client(transport=httpx2.MockTransport(answer)) as client:
    OpenRouter(api_key="k", client=client).rerank.rerank(documents=["a"], model="m", query="q")
print(logging.root.handlers, logging.root.level == logging.WARNING)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout == "[] True\n"
    first, second = done.stderr.splitlines()
    assert first.endswith("openrouter_rerank POST https://openrouter.ai/api/v1/rerank: 43 bytes")
    assert " openrouter_rerank 200 OK: 26 bytes in " in second


def test_a_program_that_set_logging_up_reads_them_once() -> None:
    program = """
import logging, os
os.environ["OPENROUTER_DEBUG"] = "1"
logging.basicConfig(format="%(name)s", level=logging.WARNING)
import httpx2
from openrouter_rerank import OpenRouter
answer = lambda request: httpx2.Response(200, json={"model": "m", "results": []})
with httpx2.Client(transport=httpx2.MockTransport(answer)) as client:
    OpenRouter(api_key="k", client=client).rerank.rerank(documents=["a"], model="m", query="q")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    assert done.stderr.splitlines() == [NAME, NAME]


def test_what_is_no_logger_is_refused() -> None:
    nothing: Any = object()

    with pytest.raises(ValueError, match=r"^debug_logger: expected a logger, got object$"):
        OpenRouter(api_key=KEY, debug_logger=nothing)
