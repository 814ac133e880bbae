"""Fresh environments that tests install things into, from the index that the machine has."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from uv import find_uv_bin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["Environment", "forget", "fresh"]

_UNREACHABLE = ("error sending request", "because the network was disabled", "Temporary failure in name resolution")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A virtual environment of its own."""

    folder: Path

    @property
    def python(self) -> str:
        return str(self.folder / "bin" / "python")

    @property
    def site(self) -> Path:
        """Where it keeps what is installed."""
        (site,) = self.folder.glob("lib/*/site-packages")
        return site

    def uv(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `uv pip` for it; it keeps the machine's settings, so that the cache makes it fast."""
        verb, *others = arguments
        return _run(find_uv_bin(), "pip", verb, "--quiet", "--python", self.python, *others)

    def install(self, *arguments: str) -> None:
        """Install, or skip the test if the index can't be reached: any other failure is one."""
        done = self.uv("install", *arguments)
        if done.returncode and any(sign in done.stderr for sign in _UNREACHABLE):
            pytest.skip(f"the package index can't be reached: {done.stderr.strip().splitlines()[0]}")
        assert done.returncode == 0, done.stderr

    def remove(self, *names: str) -> None:
        """Uninstall; what is not there is passed over."""
        done = self.uv("uninstall", *names)
        assert done.returncode == 0, done.stderr

    def run(self, *arguments: str, cwd: Path | None = None, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """Run its Python."""
        return _run(self.python, "-B", *arguments, cwd=cwd or self.folder, timeout=timeout)


def fresh(folder: Path) -> Environment:
    """Make an empty environment in `folder`."""
    made = _run(find_uv_bin(), "venv", "--quiet", "--python", sys.executable, str(folder))
    assert made.returncode == 0, made.stderr
    return Environment(folder=folder)


def forget(names: Iterable[str]) -> None:
    """Take distributions out of uv's cache, unless somebody else is busy with it."""
    _run(find_uv_bin(), "cache", "clean", "--quiet", *sorted(names), variables={"UV_LOCK_TIMEOUT": "5"})


def _run(
    *command: str, cwd: Path | None = None, variables: Mapping[str, str] | None = None, timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    foreign = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    own = {name: value for name, value in os.environ.items() if name not in foreign}
    return subprocess.run(
        command,
        cwd=cwd,
        env={**own, "UV_SYSTEM_CERTS": "1", "NO_PROXY": "127.0.0.1", **(variables or {})},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
