"""What the kit's own tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
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


@pytest.fixture(scope="session")
def kit_package() -> Path:
    """The folder of the kit's modules."""
    return KIT


@pytest.fixture
def fake() -> Iterator[Fake]:
    """A fake whose complaints are the test's to look at."""
    fake = Fake()
    yield fake
    fake.close()


@pytest.fixture(autouse=True)
def no_error_in_the_servers_thread(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """An exception there would only be logged."""
    yield
    assert [record for record in caplog.get_records("call") if record.name == "asyncio"] == []


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
def environment() -> dict[str, str]:
    """Variables with which another Python finds the packages under test.

    Those by which pytest knows continuous integration are gone: its summary would repeat each message at full length.
    """
    kept = {name: value for name, value in os.environ.items() if name not in {"CI", "BUILD_NUMBER"}}
    return {**kept, "PYTHONPATH": os.pathsep.join(SOURCES)}


@pytest.fixture
def run_python(tmp_path: Path, environment: dict[str, str]) -> RunPython:
    """Run Python in an empty folder."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=tmp_path,
            env={**environment, **variables},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )

    return run


@pytest.fixture
def run_pytest(run_python: RunPython) -> RunPython:
    """Run pytest in an empty folder with the kit's plugin and no other; every warning is an error."""

    def run(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        plugin = ("-p", "no:cacheprovider", "-p", "pytest_openrouter_rerank.plugin")
        alone = {**variables, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return run_python("-m", "pytest", "-W", "error", *plugin, *options, **alone)

    return run
