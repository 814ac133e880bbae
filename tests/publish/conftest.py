"""What the tests of publishing share: the distributions, built once, and an index on loopback."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import pytest
from uv import find_uv_bin

from generator.distribute import distribute

if TYPE_CHECKING:
    from pathlib import Path

Uv: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]
_PATIENCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A running index and the folder it keeps its files in."""

    url: str
    folder: Path

    @property
    def simple(self) -> str:
        return f"{self.url}simple/"


@pytest.fixture(scope="session")
def tree(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of `generated/`."""
    tree = tmp_path_factory.mktemp("tree") / "generated"
    shutil.copytree(root / "generated", tree, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    return tree


@pytest.fixture(scope="session")
def dist(tree: Path) -> Path:
    """The distributions as `make dist` makes them."""
    folder = tree.parent / "dist"
    distribute(tree, folder)
    return folder


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    """An empty pypiserver that takes any user name and keeps what it has."""
    folder = tmp_path / "index"
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    options = ["-i", "127.0.0.1", "-p", str(port), "-a", ".", "-P", ".", "--hash-algo", "sha256", "--disable-fallback"]
    with (tmp_path / "index.log").open("w") as log:
        command = [sys.executable, "-m", "pypiserver", "run", *options, "--server", "wsgiref", str(folder)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}/"
        _await(url, process)
        yield Index(url=url, folder=folder)
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def uv(tmp_path: Path) -> Uv:
    """Run uv without configuration, cache or variables of the person who runs the tests."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [find_uv_bin(), "--no-config", "--cache-dir", str(tmp_path / "cache"), *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=variables)

    return run


@pytest.fixture
def venv(tmp_path: Path, uv: Uv) -> Path:
    """The Python of a fresh, empty environment."""
    made = uv("venv", "--quiet", "--python", sys.executable, str(tmp_path / "venv"))
    assert made.returncode == 0, made.stderr
    return tmp_path / "venv" / "bin" / "python"


def _await(url: str, process: subprocess.Popen[bytes]) -> None:
    """Ask until it answers: each attempt waits on a socket of its own, no fixed time."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(_PATIENCE):
        try:
            opener.open(url, timeout=5).close()
        except urllib.error.URLError:
            try:
                process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        else:
            return
    pytest.fail("the index does not start")
