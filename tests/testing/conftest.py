"""What the kit's own tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, TypeAlias

import httpx2
import openrouter_rerank
import pytest
import pytest_openrouter_rerank
from pytest_openrouter_rerank import Fake

Ask: TypeAlias = Callable[..., httpx2.Response]
RunPython: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]

KIT = Path(pytest_openrouter_rerank.__file__).resolve().parent
SOURCES = [str(KIT.parent), str(Path(openrouter_rerank.__file__).resolve().parent.parent)]


@pytest.fixture(scope="session")
def kit_project() -> Path:
    """The folder of the kit's distribution."""
    return KIT.parent.parent


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A fake whose complaints are the test's to look at."""
    fake = Fake()
    yield fake
    fake.close()


@pytest.fixture
def http() -> Iterator[httpx2.Client]:
    """A plain HTTP client that goes past proxies and keeps one connection."""
    with httpx2.Client(trust_env=False, limits=httpx2.Limits(max_connections=1)) as http:
        yield http


@pytest.fixture
def ask(fake: Fake, http: httpx2.Client) -> Ask:
    """Send a rerank request: a good one, changed by keyword arguments."""

    def ask(*, key: str = "Bearer sk-or-test", **changes: Any) -> httpx2.Response:
        body = {"model": "m", "query": "tea", "documents": ["coffee", "green tea"], **changes}
        return http.post(f"{fake.url}/rerank", headers={"Authorization": key}, json=body)

    return ask


@pytest.fixture
def run_python(tmp_path: Path) -> RunPython:
    """Run Python in an empty folder, with the packages under test importable."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(SOURCES)}

    def run(*arguments: str, variables: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**environment, **(variables or {})},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def plugin_options() -> Sequence[str]:
    """What loads the plugin where its distribution is not installed."""
    installed = any(point.value == "pytest_openrouter_rerank.plugin" for point in entry_points(group="pytest11"))
    return () if installed else ("-p", "pytest_openrouter_rerank.plugin")
