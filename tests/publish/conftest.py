"""What the tests of publishing share: the distributions, built once, and an index on loopback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import pytest
from uv import find_uv_bin

from generator.distribute import distribute
from tests.publish.environments import forget
from tests.publish.indexes import Index, running

if TYPE_CHECKING:
    from pathlib import Path

Uv: TypeAlias = Callable[..., "subprocess.CompletedProcess[str]"]


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


@pytest.fixture(scope="session")
def forgotten(dist: Path) -> Iterator[None]:
    """At the end, take what tests installed of our own out of the cache that they share with everybody."""
    yield
    forget({path.name.split("-")[0].replace("_", "-") for path in dist.glob("*.whl")})


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The index that tests take turns with."""
    with running(tmp_path_factory.mktemp("served")) as index:
        yield index


@pytest.fixture
def index(served: Index) -> Index:
    """An empty index."""
    for path in served.folder.iterdir():
        path.unlink()
    return served


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
