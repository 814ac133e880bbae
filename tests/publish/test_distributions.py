"""Wheels and sdists: reproducible, whole, nothing too much, and what the checkers of others say of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from generator import lock
from generator.config import configure
from generator.distribute import SUMS, distribute, read_sums
from generator.problems import BadInputError
from generator.standing import HandEditedError

MODULES = {
    "openrouter_rerank": {"openrouter_rerank"},
    "openrouter_rerank_dropin": {"openrouter.py", "openrouter"},
    "pytest_openrouter_rerank": {"pytest_openrouter_rerank"},
}
"""What a wheel puts into the folder that Python imports from."""
BUILD = "import os, sys; from pathlib import Path; from generator.distribute import distribute; \
os.umask(int(sys.argv[3], 8)); distribute(Path(sys.argv[1]), Path(sys.argv[2]))"


def wheel(dist: Path, name: str) -> Path:
    (found,) = dist.glob(f"{name}-*.whl")
    return found


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(name)), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_same_bytes_from_any_folder_umask_time_zone_and_hash_seed(
    root: Path, tree: Path, dist: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "a longer way down" / "made"
    shutil.copytree(tree, elsewhere)
    (tmp_path / ".gitignore").write_text("*.py\n")
    (tmp_path / ".hgignore").write_text("syntax: glob\n*.py\n")
    for path in elsewhere.rglob("*.py"):
        path.chmod(0o600)
        os.utime(path, (1_000_000_000, 1_000_000_000))
    world = {
        "TZ": "Pacific/Kiritimati",
        "PYTHONHASHSEED": "4711",
        "PYTHONPATH": str(root),
        "LC_ALL": "C",
        "TMPDIR": str(tmp_path),
    }
    command = [sys.executable, "-c", BUILD, str(elsewhere), str(tmp_path / "dist"), "077"]
    subprocess.run(command, check=True, cwd=tmp_path, env={**os.environ, **world})

    again = read_sums(tmp_path / "dist")

    assert len(again) == 6
    assert again == read_sums(dist)


def test_the_sums_are_what_sha256sum_checks(dist: Path) -> None:
    run = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=dist, capture_output=True, check=False)

    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize(("name", "modules"), MODULES.items())
def test_a_wheel_holds_its_module_types_and_licence_and_nothing_else(dist: Path, name: str, modules: set[str]) -> None:
    path = wheel(dist, name)

    names = zipfile.ZipFile(path).namelist()

    assert path.stat().st_size <= 100 * 1024
    assert {file.split("/")[0] for file in names} == {*modules, path.name.replace("-py3-none-any.whl", ".dist-info")}
    assert any(file.endswith("/py.typed") for file in names)
    assert any(file.endswith("dist-info/licenses/LICENSE") for file in names)
    assert [file for file in names if "released" in file or file.endswith(("api.json", ".pyc", ".orig"))] == []


def test_the_clients_wheel_says_what_it_was_made_of(dist: Path) -> None:
    names = zipfile.ZipFile(wheel(dist, "openrouter_rerank")).namelist()

    assert "openrouter_rerank/provenance.json" in names


@pytest.mark.parametrize("name", MODULES)
def test_the_metadata_is_complete(root: Path, dist: Path, name: str) -> None:
    urls = configure(root / "spec" / "package.yaml").urls

    with zipfile.ZipFile(wheel(dist, name)) as file:
        (path,) = [found for found in file.namelist() if found.endswith("/METADATA")]
        metadata = Parser().parsestr(file.read(path).decode())

    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "Typing :: Typed" in (metadata.get_all("Classifier") or [])
    assert metadata["Summary"]
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert urls
    assert [line.partition(", ")[2] for line in metadata.get_all("Project-URL") or []] == list(urls.values())


def test_what_is_not_in_the_lock_is_not_packed(tree: Path, tmp_path: Path) -> None:
    dirty = tmp_path / "generated"
    shutil.copytree(tree, dirty)
    (dirty / "client" / "src" / "openrouter_rerank" / "notes.txt").write_text("my secrets")

    distribute(dirty, tmp_path / "dist")

    assert (
        "openrouter_rerank/notes.txt" not in zipfile.ZipFile(wheel(tmp_path / "dist", "openrouter_rerank")).namelist()
    )


@pytest.mark.parametrize("content", [b"changed = True\n", None])
def test_a_file_edited_or_deleted_by_hand_stops_the_build(tree: Path, tmp_path: Path, content: bytes | None) -> None:
    dirty = tmp_path / "generated"
    shutil.copytree(tree, dirty)
    edited = dirty / "client" / "src" / "openrouter_rerank" / "sdk.py"
    edited.write_bytes(content) if content else edited.unlink()

    with pytest.raises(HandEditedError, match=r"sdk\.py"):
        distribute(dirty, tmp_path / "dist")

    assert list(tmp_path.iterdir()) == [dirty]


def test_a_newer_build_takes_the_place_of_the_older_one(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "openrouter_rerank-0.1.0.tar.gz").write_bytes(b"old")

    distribute(tree, tmp_path / "dist")

    assert len(read_sums(tmp_path / "dist")) == 6


def test_a_distribution_that_can_not_be_built_is_one_line_and_leaves_the_last_build(tree: Path, tmp_path: Path) -> None:
    shutil.copytree(tree, tmp_path / "generated")
    project, recorded = tmp_path / "generated" / "dropin" / "pyproject.toml", tmp_path / "generated" / "gen.lock"
    before = lock.digest(project.read_bytes())
    project.write_text(project.read_text().replace('"hatchling.build"', '"hatchling.nothing"'))
    recorded.write_text(recorded.read_text().replace(before, lock.digest(project.read_bytes())))
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "openrouter_rerank-0.1.0.tar.gz").write_bytes(b"old")

    with pytest.raises(BadInputError) as caught:
        distribute(tmp_path / "generated", tmp_path / "dist")

    told, hint = str(caught.value).splitlines()
    assert told.startswith("openrouter-rerank-dropin: can't be built: Failed to build ")
    assert "; Call to `hatchling.nothing.build_sdist` failed" in told
    assert hint == "    hint: install what requirements.lock says"
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["openrouter_rerank-0.1.0.tar.gz"]


def test_nothing_of_others_is_taken_away(tree: Path, tmp_path: Path) -> None:
    others = [tmp_path / "photos.tar.gz", tmp_path / "their_package-1.0-py3-none-any.whl"]
    for path in others:
        path.write_bytes(b"mine")

    distribute(tree, tmp_path)

    assert [path.read_bytes() for path in others] == [b"mine", b"mine"]
    assert len(list(tmp_path.iterdir())) == 2 + 6 + 1


def test_a_file_where_the_folder_should_be_is_told(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "dist").write_bytes(b"mine")

    with pytest.raises(BadInputError, match="dist: is no folder"):
        distribute(tree, tmp_path / "dist")

    assert (tmp_path / "dist").read_bytes() == b"mine"


@pytest.mark.parametrize("damage", ["", "no list", None])
def test_a_list_of_sums_that_is_none_is_refused(tmp_path: Path, damage: str | None) -> None:
    if damage is not None:
        (tmp_path / SUMS).write_text(damage)

    with pytest.raises(BadInputError, match="make dist"):
        read_sums(tmp_path)


@pytest.mark.parametrize("name", MODULES)
def test_an_sdist_holds_what_a_build_needs(dist: Path, name: str) -> None:
    (sdist,) = dist.glob(f"{name}-*.tar.gz")

    with tarfile.open(sdist) as file:
        names = {path.partition("/")[2] for path in file.getnames()}

    assert {"pyproject.toml", "README.md", "LICENSE"} <= names
    assert all(f"src/{module}" in names or any(path.startswith(f"src/{module}/") for path in names)
               for module in MODULES[name])  # fmt: skip


def test_twine_finds_nothing(dist: Path) -> None:
    run = tool("twine", "check", "--strict", *(dist / name for name in read_sums(dist)))

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(("name", "product"), list(zip(MODULES, ["client", "dropin", "testing"], strict=True)))
def test_check_wheel_contents_finds_nothing(tree: Path, dist: Path, name: str, product: str) -> None:
    run = tool("check-wheel-contents", "--no-config", "--src-dir", tree / product / "src", wheel(dist, name))

    assert run.returncode == 0, run.stdout + run.stderr


def test_validate_pyproject_finds_nothing(tree: Path) -> None:
    projects = sorted(tree.glob("*/pyproject.toml"))

    run = tool("validate-pyproject", *projects)

    assert len(projects) == 3
    assert run.returncode == 0, run.stdout + run.stderr
