"""What type checkers say of programs that use the package: nothing of good ones, and a word on each mistake."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import openrouter_rerank
import pytest

GOOD = '''
"""A program as one writes it."""

import asyncio
import logging
from collections.abc import Iterator

import httpx
import httpx2
from openrouter_rerank import OpenRouter, components, errors, operations, types, utils


def texts() -> Iterator[str]:
    yield "Paris"


with OpenRouter(api_key="k", retry_config=None, timeout_ms=5000) as open_router:
    res = open_router.rerank.rerank(documents=["Paris", "Berlin"], model="m", query="q", provider={"zdr": True})
    score: float = res.results[0].relevance_score
    best: int = res.results[0].index
    document = res.results[0].document
    if document is not None and document.text is not None:
        print(document.text.upper())
    res.http.headers["x"].upper()

    open_router.rerank.rerank(documents=texts(), model="m", query="q", provider=None, top_n=None)
    open_router.rerank.rerank(documents=("a", {"text": "b"}), model="m", query="q", provider=types.UNSET)
    mixed: list[operations.Document | dict[str, str]] = ["a", operations.DocumentRequest(text="b"), {"text": "c"}]
    open_router.rerank.rerank(
        documents=mixed,
        model="m",
        query="q",
        provider=components.ProviderPreferences(sort="price", max_price=components.MaxPrice(prompt="0.1")),
        trace={"trace_id": "t", "mine": 1},
        retries=utils.RetryConfig("backoff", utils.BackoffStrategy(500, 8000, 1.5, 30_000), True),
        extra_body={"new": [1]},
        http_headers={"X": "y"},
    )
    dicts: list[dict[str, str]] = [{"text": "a"}]
    open_router.rerank.rerank(documents=dicts, model="m", query="q", provider={"sort": "of tomorrow"})

    try:
        open_router.rerank.rerank(documents=["a"], model="m", query="q")
    except errors.TooManyRequestsResponseError as error:
        print(error.status_code + 1, error.message.upper(), error.headers["retry-after"])
        if error.data is not None:
            print(error.data.error.message.upper())
    except errors.OpenRouterError as error:
        print(error.message.upper())


async def token() -> str:
    return "k"


async def main() -> operations.CreateRerankResponse:
    async with OpenRouter(api_key=token, async_client=httpx.AsyncClient()) as shared:
        return await shared.rerank.rerank_async(documents=["a"], model="m", query="q")


asyncio.run(main())
OpenRouter(api_key=lambda: "k", client=httpx2.Client(), debug_logger=logging.getLogger())
OpenRouter(client=httpx.Client(), async_client=httpx2.AsyncClient())
'''

MISTAKES = """
from openrouter_rerank import OpenRouter, components, errors, operations

o = OpenRouter()
r = o.rerank
r.rerank(documents="Paris", model="m", query="q")  # a text is no list
r.rerank(documents=["a"], model="m")  # the query is missing
r.rerank(["a"], "m", "q")  # places are not names
r.rerank(documents=["a"], model="m", query="q", topn=3)  # misspelt
r.rerank(documents=["a"], model="m", query="q", top_n="3")  # no number
r.rerank(documents=[1], model="m", query="q")  # no text
r.rerank(documents=["a"], model="m", query="q", provider={"zrd": True})  # misspelt
r.rerank(documents=["a"], model="m", query="q", provider={"zdr": "yes"})  # no truth value
r.rerank(documents=["a"], model="m", query="q", retries=3)  # no policy
components.ProviderPreferences(zrd=True)  # misspelt
components.ProviderPreferences(order="cohere")  # a text is no list
components.MaxPrize()  # misspelt
errors.RateLimitError  # there is none
operations.Response  # there is none
OpenRouter(apikey="k")  # misspelt
OpenRouter(timeout_ms="5")  # no number
o.rank  # there is none
r.rerank(documents=["a"], model="m", query="q").result  # misspelt
r.rerank(documents=["a"], model="m", query="q").results[0].document.text  # may be None
"""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("programs")
    (folder / "good.py").write_text(GOOD, encoding="utf-8")
    (folder / "mistakes.py").write_text(MISTAKES, encoding="utf-8")
    source = str(Path(openrouter_rerank.__file__).parent.parent)
    settings = {"typeCheckingMode": "strict", "extraPaths": [os.path.relpath(source, folder)]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def by_pyright(programs: Path) -> dict[str, set[int]]:
    """The lines of each program that pyright, strict, complains about."""
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "--outputjson", "-p", str(programs)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    found: dict[str, set[int]] = {"good.py": set(), "mistakes.py": set()}
    for finding in json.loads(done.stdout)["generalDiagnostics"]:
        found[Path(finding["file"]).name].add(finding["range"]["start"]["line"] + 1)
    return found


@pytest.fixture(scope="module")
def by_mypy(programs: Path) -> dict[str, set[int]]:
    """The lines of each program that mypy, strict, complains about."""
    source = str(Path(openrouter_rerank.__file__).parent.parent)
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", str(programs / "cache")]
    done = subprocess.run(
        [*command, "good.py", "mistakes.py"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=programs,
        env=os.environ | {"MYPYPATH": source},
    )
    found: dict[str, set[int]] = {"good.py": set(), "mistakes.py": set()}
    for name, line in re.findall(r"^(.*?):(\d+): error:", done.stdout, re.MULTILINE):
        found.setdefault(Path(name).name, set()).add(int(line))
    return found


@pytest.mark.parametrize("checker", ["by_pyright", "by_mypy"])
def test_a_good_program_has_no_finding(request: pytest.FixtureRequest, checker: str) -> None:
    found: dict[str, set[int]] = request.getfixturevalue(checker)

    assert {name: lines for name, lines in found.items() if name != "mistakes.py"} == {"good.py": set()}


@pytest.mark.parametrize("checker", ["by_pyright", "by_mypy"])
def test_each_mistake_is_found(request: pytest.FixtureRequest, checker: str) -> None:
    found: dict[str, set[int]] = request.getfixturevalue(checker)

    lines = MISTAKES.splitlines()
    unnoticed = [line for number, line in enumerate(lines, 1) if "  # " in line and number not in found["mistakes.py"]]
    assert unnoticed == []
