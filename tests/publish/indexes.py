"""A real package index on loopback, as tests publish to and install from."""

from __future__ import annotations

import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

__all__ = ["Index", "running"]

_PATIENCE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A running index and the folder it keeps its files in."""

    url: str
    folder: Path

    @property
    def simple(self) -> str:
        return f"{self.url}simple/"


@contextmanager
def running(place: Path) -> Generator[Index]:
    """Run an empty pypiserver that takes any user name and keeps what it has; its files are below `place`."""
    folder = place / "index"
    folder.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    options = ["-i", "127.0.0.1", "-p", str(port), "-a", ".", "-P", ".", "--hash-algo", "sha256", "--disable-fallback"]
    with (place / "index.log").open("w") as log:
        command = [sys.executable, "-m", "pypiserver", "run", *options, "--server", "wsgiref", str(folder)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}/"
        _await(url, process)
        yield Index(url=url, folder=folder)
    finally:
        process.kill()
        process.wait()


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
