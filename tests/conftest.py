"""Fixtures that all tests share."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

collect_ignore = ["downstream"]
"""A project of its own, which tests/publish drives."""

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer `--update`, which rewrites the golden files."""
    parser.addoption("--update", action="store_true", help="Rewrite golden files from what the code gives now.")


@pytest.fixture(scope="session", autouse=True)
def interruptible() -> None:
    """Hear interrupts also where a shell started the tests in its background, with interrupts off."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, bytes], None]:
    """Compare bytes with a golden file; empty bytes want no file. With `--update` the file is rewritten."""
    update = bool(request.config.getoption("--update"))

    def check(path: Path, found: bytes) -> None:
        if update:
            path.unlink(missing_ok=True)
            if found:
                path.write_bytes(found)
        wanted = path.read_bytes() if path.exists() else b""
        assert found.decode("utf-8", "surrogateescape") == wanted.decode("utf-8", "surrogateescape"), path.name

    return check


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real documents; the test skips where it is not there."""
    folder = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real documents: {folder.name} is not a folder (set SHARED_DATA)")
    return folder
