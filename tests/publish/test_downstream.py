"""A project that depends on the client: pinned by hash, tested with the kit, upgraded to a minor and to a major."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pytest

from generator.distribute import read_sums
from tests.publish.environments import Environment, fresh
from tests.publish.indexes import Index, running
from tests.publish.releases import releases

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("forgotten")

OURS: Final = ("openrouter-rerank", "pytest-openrouter-rerank")
MINORS: Final = ["1.0.0", "1.1.0"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The project's folder, its environment, and the index that it is served from."""

    folder: Path
    environment: Environment
    index: Index

    @property
    def lock(self) -> Path:
        return self.folder / "requirements.txt"

    @property
    def settings(self) -> Path:
        return self.folder / "pyproject.toml"

    def pin(self, *options: str) -> str:
        """Write the lock anew, as little as possible: gives its text."""
        only_ours = [f"--{what}-package={name}" for name in OURS for what in ("upgrade", "refresh")]
        written = self.environment.uv(
            "compile", "--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate",
            f"--index={self.index.simple}", f"--output-file={self.lock}", *only_ours, *options,
            f"--group={self.settings}:test", str(self.settings),
        )  # fmt: skip
        assert written.returncode == 0, written.stderr
        return self.lock.read_text()

    def sync(self) -> None:
        """Install what the lock says, by hash."""
        self.environment.install("--require-hashes", f"--index={self.index.simple}", "-r", str(self.lock))

    def require(self, old: str, new: str) -> None:
        self.settings.write_text(self.settings.read_text().replace(old, new))

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.environment.run(*arguments, cwd=self.folder)


@pytest.fixture(scope="module")
def shelf(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The distributions of three releases by version."""
    return dict(releases(root, tmp_path_factory.mktemp("releases")))


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    with running(tmp_path_factory.mktemp("served")) as index:
        yield index


@pytest.fixture(scope="module")
def empty(root: Path, index: Index, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project as it is checked out; nothing is installed yet but what the test asks the index for."""
    place = tmp_path_factory.mktemp("downstream")
    shutil.copytree(
        root / "tests" / "downstream", place / "project", ignore=shutil.ignore_patterns("__pycache__", ".*")
    )
    environment = fresh(place / "venv")
    environment.install("iniconfig")  # one small package, which tells whether the index can be reached
    return Project(folder=place / "project", environment=environment, index=index)


@pytest.fixture(scope="module")
def at(request: pytest.FixtureRequest, empty: Project, shelf: dict[str, Path]) -> Project:
    """The project with everything up to this version published, pinned anew, and installed."""
    _serve(empty, shelf, request.param)
    empty.lock.unlink(missing_ok=True)
    empty.pin()
    empty.sync()
    return empty


def _serve(project: Project, shelf: dict[str, Path], newest: str) -> None:
    for path in project.index.folder.iterdir():
        path.unlink()
    for version in list(shelf)[: list(shelf).index(newest) + 1]:
        for name in read_sums(shelf[version]):
            shutil.copy(shelf[version] / name, project.index.folder)


@contextmanager
def _service(project: Project) -> Generator[str]:
    """Run the service by uvicorn, before a fake OpenRouter in a process of its own; gives its address."""
    command = [project.environment.python, "-m", "pytest_openrouter_rerank"]
    with (
        socket.create_server(("127.0.0.1", 0)) as listening,  # from here on it can be called, and will answer
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as fake,
    ):
        assert fake.stdout
        own = {
            "OPENROUTER_API_KEY": "key",
            "OPENROUTER_SERVER_URL": fake.stdout.readline().strip(),
            "PYTHONPATH": "src",
            "NO_PROXY": "127.0.0.1",
        }
        command = [project.environment.python, "-m", "uvicorn", "passages.app:app", "--fd", str(listening.fileno())]
        with subprocess.Popen(
            [*command, "--log-level", "warning"],
            cwd=project.folder,
            env={**os.environ, **own},
            pass_fds=[listening.fileno()],
        ) as service:
            try:
                yield f"http://127.0.0.1:{listening.getsockname()[1]}"
            finally:
                service.terminate()
                service.wait()
                fake.terminate()


def ask(url: str, question: dict[str, object]) -> dict[str, object]:
    request = urllib.request.Request(
        f"{url}/search", json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=30) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def pinned(lock: str) -> dict[str, str]:
    """Version by name, of everything in a lock."""
    return dict(re.findall(r"(?m)^([\w.-]+)==([^\s;]+)", lock))


def test_the_pipeline_gives_the_versions(shelf: dict[str, Path]) -> None:
    assert list(shelf) == [*MINORS, "2.0.0"]


@pytest.mark.parametrize("at", MINORS, indirect=True)
def test_the_lock_pins_our_distributions_by_the_hashes_that_were_built(at: Project, shelf: dict[str, Path]) -> None:
    lock = at.lock.read_text()

    version = pinned(lock)["openrouter-rerank"]
    sums = {name: sha256 for name, sha256 in read_sums(shelf[version]).items() if "dropin" not in name}
    assert {pinned(lock)[name] for name in OURS} == {version}
    assert len(sums) == 4
    assert all(f"--hash=sha256:{sha256}" in lock for sha256 in sums.values())
    assert at.index.url not in lock


@pytest.mark.parametrize("at", MINORS, indirect=True)
def test_the_project_is_green_with_every_minor(at: Project, request: pytest.FixtureRequest) -> None:
    installed = at.run("-m", "openrouter_rerank", "--version").stdout.strip()
    provenance = json.loads(at.run("-m", "openrouter_rerank", "--provenance").stdout)
    tests = at.run("-m", "pytest", "-q", "-p", "no:cacheprovider")
    types = at.run("-m", "mypy")

    assert installed == provenance["version"] == request.node.callspec.params["at"]
    assert ("99-1.yaml" in provenance["overlays"]) == (installed == "1.1.0")
    assert tests.returncode == 0, tests.stdout
    assert re.search(r"\b8 passed", tests.stdout)
    assert types.returncode == 0, types.stdout


@pytest.mark.parametrize("at", MINORS, indirect=True)
def test_the_service_answers(at: Project) -> None:
    with _service(at) as url:
        answer = ask(url, {"question": "How is espresso brewed, with water under pressure?", "limit": 1})

    assert answer["by"] == "cohere/rerank-v3.5"
    assert [found["name"] for found in answer["passages"]] == ["coffee"]  # type: ignore[attr-defined]


def test_an_upgrade_changes_our_lines_of_the_lock_and_no_other(empty: Project, shelf: dict[str, Path]) -> None:
    empty.lock.unlink(missing_ok=True)
    _serve(empty, shelf, "1.0.0")
    before = pinned(empty.pin())
    _serve(empty, shelf, "1.1.0")

    after = pinned(empty.pin())

    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    assert changed == dict.fromkeys(OURS, ("1.0.0", "1.1.0"))
    assert before.keys() == after.keys()


def test_a_major_waits_until_it_is_asked_for(empty: Project, shelf: dict[str, Path]) -> None:
    _serve(empty, shelf, "2.0.0")

    assert pinned(empty.pin())["openrouter-rerank"] == "1.1.0"


def test_the_type_checker_names_the_line_that_a_major_breaks(empty: Project, shelf: dict[str, Path]) -> None:
    _serve(empty, shelf, "2.0.0")
    empty.require("~=1.0", "~=2.0")
    empty.pin()
    empty.sync()
    source = (empty.folder / "src" / "passages" / "ranking.py").read_text().splitlines()
    (line,) = [number for number, text in enumerate(source, 1) if "relevance_score" in text]

    types = empty.run("-m", "mypy")
    empty.require("~=2.0", "~=1.0")

    assert types.stdout.splitlines() == [
        f'src/passages/ranking.py:{line}: error: "Result" has no attribute "relevance_score"  [attr-defined]',
        "Found 1 error in 1 file (checked 5 source files)",
    ]
