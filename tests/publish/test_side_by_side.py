"""Beside the official package: the client leaves it alone, the drop-in says that only one of them can be imported."""

from __future__ import annotations

import base64
import csv
import hashlib
import zipfile
from typing import TYPE_CHECKING, Final, TypeAlias

import pytest

from tests.publish.environments import Environment, fresh

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("forgotten")

OFFICIAL: Final = "openrouter"
DROPIN: Final = "openrouter-rerank-dropin"
PINNED: Final = "openrouter==1.3.84"
MARKER: Final = "openrouter/py.typed"
"""The only file that both have: it says that there are types."""
Wheels: TypeAlias = "dict[str, Path]"

CALL = """
import os

import openrouter
from openrouter_rerank import OpenRouter

documents = ["Berlin", "Paris, capital of France"]

with OpenRouter(api_key="key") as client:
    found = client.rerank.rerank(model="m", query="capital of France", documents=documents)
assert [one.index for one in found.results] == [1, 0]

with openrouter.OpenRouter(api_key="key", server_url=os.environ["OPENROUTER_SERVER_URL"]) as client:
    theirs = client.rerank.rerank(model="m", query="capital of France", documents=documents)
assert [one.index for one in theirs.results] == [1, 0]
assert type(theirs) is not type(found)
"""
WHOSE = "import openrouter, openrouter.components; print(openrouter.OpenRouter.__init__.__globals__['__name__'])"
"""Both name their module `openrouter.sdk` or `openrouter_rerank.sdk`."""


@pytest.fixture(scope="module")
def wheels(dist: Path) -> Wheels:
    """Our wheels by the name of their distribution."""
    return {path.name.split("-")[0].replace("_", "-"): path for path in dist.glob("*.whl")}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the official package."""
    environment = fresh(tmp_path_factory.mktemp("beside") / "venv")
    environment.install(PINNED, "pip")
    return environment


@pytest.fixture(scope="module")
def whole(environment: Environment) -> dict[str, str]:
    """Sha256 of the official package's files as they were installed."""
    found = digests(environment)
    assert len(found) > 100
    assert found == recorded(environment)
    return found


@pytest.fixture(scope="module")
def beside(environment: Environment, whole: dict[str, str], wheels: Wheels) -> Environment:
    """The same with our client and its testing kit."""
    assert whole
    environment.install(str(wheels["openrouter-rerank"]), str(wheels["pytest-openrouter-rerank"]))
    return environment


@pytest.fixture
def neither(beside: Environment) -> Iterator[Environment]:
    """The client alone, without the official package and without the drop-in."""
    beside.remove(OFFICIAL, DROPIN)
    yield beside
    beside.remove(OFFICIAL, DROPIN)
    beside.install("--no-deps", PINNED)


def recorded(environment: Environment) -> dict[str, str]:
    """What the official package's RECORD says of its files."""
    (record,) = environment.site.glob("openrouter-*.dist-info/RECORD")
    with record.open(newline="") as file:
        return {name: value for name, value, _ in csv.reader(file) if value}


def digests(environment: Environment) -> dict[str, str]:
    """What these files hold now, said as RECORD says it."""
    found = {name: environment.site / name for name in recorded(environment)}
    return {name: f"sha256={_encoded(path.read_bytes())}" for name, path in found.items() if path.exists()}


def without(found: dict[str, str], name: str) -> dict[str, str]:
    return {other: value for other, value in found.items() if other != name}


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def test_both_work_in_one_program(beside: Environment, tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(CALL)

    done = beside.run("-m", "pytest_openrouter_rerank", "--run", str(tmp_path / "program.py"))

    assert done.returncode == 0, done.stderr


def test_the_official_package_keeps_every_byte(beside: Environment, whole: dict[str, str], wheels: Wheels) -> None:
    after_installing = digests(beside)
    beside.remove("openrouter-rerank", "pytest-openrouter-rerank")
    after_uninstalling = digests(beside)
    beside.install("--no-deps", *(str(wheels[name]) for name in ("openrouter-rerank", "pytest-openrouter-rerank")))

    assert after_installing == whole
    assert after_uninstalling == whole


def test_the_drop_in_and_the_official_package_have_no_code_in_common(environment: Environment, wheels: Wheels) -> None:
    ours = set(zipfile.ZipFile(wheels[DROPIN]).namelist())

    assert "openrouter.py" in ours
    assert ours & recorded(environment).keys() == {MARKER}


@pytest.mark.parametrize(
    ("later", "kept", "installer"),
    [
        (DROPIN, OFFICIAL, "uv"),
        (DROPIN, OFFICIAL, "pip"),
        (DROPIN, DROPIN, "pip"),
        (OFFICIAL, OFFICIAL, "uv"),
        (OFFICIAL, DROPIN, "uv"),
    ],
)
def test_importing_says_that_both_are_there_and_uninstalling_either_mends_it(
    neither: Environment, whole: dict[str, str], wheels: Wheels, later: str, kept: str, installer: str
) -> None:
    wanted = {OFFICIAL: PINNED, DROPIN: str(wheels[DROPIN])}
    gone = DROPIN if kept == OFFICIAL else OFFICIAL
    for name in sorted(wanted, key=lambda one: one == later):
        neither.install("--no-deps", wanted[name])

    both = neither.run("-c", WHOSE)
    if installer == "pip":
        neither.run("-m", "pip", "uninstall", "--yes", gone)
    else:
        neither.remove(gone)
    one = neither.run("-c", WHOSE)

    assert f"\nImportError: {OFFICIAL} and {DROPIN} are both installed in " in both.stderr
    assert f"pip uninstall {DROPIN}, then pip install --force-reinstall --no-deps {OFFICIAL}. " in both.stderr
    assert f"pip uninstall {OFFICIAL}, then pip install --force-reinstall --no-deps {DROPIN}" in both.stderr
    assert one.stderr == ""
    assert one.stdout == ("openrouter.sdk\n" if kept == OFFICIAL else "openrouter_rerank.sdk\n")
    assert kept == DROPIN or without(digests(neither), MARKER) == without(whole, MARKER)


def test_reinstalling_what_is_kept_makes_it_whole(neither: Environment, whole: dict[str, str], wheels: Wheels) -> None:
    neither.install("--no-deps", PINNED)
    neither.install("--no-deps", str(wheels[DROPIN]))

    neither.remove(DROPIN)
    neither.install("--no-deps", "--reinstall", PINNED)

    assert digests(neither) == whole


def test_the_readme_warns_of_it(tree: Path) -> None:
    readme = (tree / "dropin" / "README.md").read_text("utf-8")

    assert "**Never install this beside the official `openrouter`" in readme
    assert f"pip uninstall {DROPIN}\n$ pip install --force-reinstall --no-deps {OFFICIAL}\n" in readme
    assert f"pip uninstall {OFFICIAL}\n$ pip install --force-reinstall --no-deps {DROPIN}\n" in readme
