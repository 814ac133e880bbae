"""The kit as it is published."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def metadata(kit_project: Path) -> dict[str, Any]:
    """The table `project` of the kit's pyproject.toml."""
    project: dict[str, Any] = tomllib.loads((kit_project / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


@pytest.fixture(scope="module")
def wheel(kit_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The kit's wheel, built by its backend."""
    folder = tmp_path_factory.mktemp("wheel")
    build = "import sys, uv_build; print(uv_build.build_wheel(sys.argv[1]))"
    tools = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"  # where uv_build looks for its binary
    environment = {**os.environ, "PATH": tools}
    subprocess.run(
        [sys.executable, "-c", build, str(folder)], cwd=kit_project, env=environment, check=True, timeout=240
    )
    (wheel,) = folder.glob("*.whl")
    return wheel


def test_it_goes_with_one_version_of_the_client(metadata: dict[str, Any]) -> None:
    assert f"openrouter-rerank=={metadata['version']}" in metadata["dependencies"]


def test_the_wheel_has_all_that_is_needed(wheel: Path, metadata: dict[str, Any]) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    stem = f"pytest_openrouter_rerank-{metadata['version']}"
    assert wheel.name == f"{stem}-py3-none-any.whl"
    assert {"pytest_openrouter_rerank/py.typed", "pytest_openrouter_rerank/description.json"} <= names
    assert f"{stem}.dist-info/licenses/LICENSE" in names
    assert not [name for name in names if not name.startswith("pytest_openrouter_rerank")]


def test_the_wheel_alone_tells_pytest_of_the_plugin(wheel: Path, root: Path) -> None:
    """In the client's, it would load in everybody's test runs."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt")]
        told = archive.read(name).decode().split()
    others = [
        tomllib.loads((root / "generated" / name / "pyproject.toml").read_text("utf-8"))["project"]
        for name in ("client", "dropin")
    ]

    assert told == ["[pytest11]", "pytest_openrouter_rerank", "=", "pytest_openrouter_rerank.plugin"]
    assert [other.get("entry-points") for other in others] == [None, None]


def test_once_installed_pytest_knows_the_fixture(wheel: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    """The name of the plugin is that of the entry point, which alone leads to the module with the fixture."""
    installed, elsewhere = tmp_path / "installed", tmp_path / "elsewhere"
    elsewhere.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    path = os.pathsep.join([str(installed), environment["PYTHONPATH"]])

    result = subprocess.run(
        [sys.executable, "-m", "pytest", "--fixtures", "-p", "no:cacheprovider", "-p", "pytest_openrouter_rerank"],
        cwd=elsewhere,
        env={**environment, "PYTHONPATH": path, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert "openrouter_fake" in result.stdout
