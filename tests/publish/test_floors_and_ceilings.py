"""The packages on every Python they claim, with the lowest dependencies they allow and with the newest.

`make test` runs a part of the packages' tests so, `make matrix` all of them.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.version import Version
from uv import find_uv_bin

from tests.publish.environments import Environment

if TYPE_CHECKING:
    from collections.abc import Container

ROOT: Final = Path(__file__).resolve().parents[2]
PROJECTS: Final = sorted(ROOT.glob("generated/*/pyproject.toml"))
LOCK: Final = ROOT / "requirements.lock"
PART: Final = (
    "tests/contract/test_by_hand.py",
    "tests/faults/test_proxies.py::test_no_proxy_is_read_as_httpx2_reads_it[sync-127.0.0.0/8]",
    "tests/faults/test_redirects.py::test_a_location_that_is_no_place_at_the_same_origin_is_not_followed",
    "tests/runtime/test_answers.py",
    "tests/runtime/test_errors.py",
    "tests/runtime/test_headers.py",
    "tests/runtime/test_models.py",
    "tests/runtime/test_requests.py",
    "tests/runtime/test_retries.py",
    "tests/testing/test_service.py",
)
ALL: Final = ("tests/contract", "tests/faults", "tests/runtime", "tests/testing", "--storm=1000", "--growth=500")
NOT_OF_THE_PACKAGES: Final = (
    "tests/contract/test_mutants.py",  # runs the generator
    "tests/contract/test_stock_client.py",  # likewise
    "tests/testing/test_distribution.py",  # builds
    "tests/testing/test_stranger.py",  # schemathesis wants newer dependencies than the floors
)
TOOLS: Final = (
    "fastapi",
    "httpx",
    "hypothesis",
    "jsonschema",
    "opentelemetry-instrumentation-httpx",
    "opentelemetry-sdk",
    "pydantic",
    "pytest-httpserver",
    "trustme",
    "uvicorn",
)
"""What those tests use beside the packages, in the versions of the lock."""


def metadata(project: Path) -> dict[str, Any]:
    read: dict[str, Any] = tomllib.loads(project.read_text("utf-8"))["project"]
    return read


def claimed(project: Path) -> list[str]:
    """The Pythons that a distribution's classifiers name, as `3.11`."""
    said = (
        re.fullmatch(r"Programming Language :: Python :: (\d+\.\d+)", one) for one in metadata(project)["classifiers"]
    )
    return [found[1] for found in said if found]


def asked() -> list[Requirement]:
    """What the distributions ask for, but for each other."""
    ours = {metadata(project)["name"] for project in PROJECTS}
    every = [Requirement(line) for project in PROJECTS for line in metadata(project)["dependencies"]]
    return [requirement for requirement in every if requirement.name not in ours]


def floors() -> dict[str, Version]:
    """The lowest version of each dependency that all distributions allow."""
    found: dict[str, Version] = {}
    for requirement in asked():
        (floor,) = [Version(one.version) for one in requirement.specifier if one.operator == ">="]
        found[requirement.name] = max(floor, found.get(requirement.name, floor))
    return found


NEWS: Final = {
    "openapi": "3.1.0",
    "info": {"title": "News", "version": "1", "description": "Of Unicode 15: \U0001fae8 and \U0001123f."},
    "paths": {
        "/news": {
            "get": {
                "operationId": "read",
                "parameters": [{"name": "since\U0001123f", "in": "query", "schema": {"type": "string"}}],
                "responses": {
                    "200": {
                        "description": "Read.",
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/PythonFinalizationError"}}
                        },
                    },
                    **{status: {"description": "Refused."} for status in ("413", "414", "416", "422")},
                },
            }
        }
    },
    "components": {"schemas": {"PythonFinalizationError": {"type": "object", "properties": {"a": {"type": "string"}}}}},
}
"""Characters, statuses and a builtin that Python 3.11 knows not or by other words than 3.13."""

PYTHONS: Final = claimed(PROJECTS[0])
WHOLE: Final = os.environ.get("MATRIX") == "whole"


@pytest.fixture(params=PYTHONS)
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Environment:
    """An empty environment with such a Python; the test skips where there is none."""
    version: str = request.param
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    folders = [Path(sys.base_prefix, "bin"), *sorted(pyenv.glob(f"versions/{version}.*/bin"))]
    variables = {**os.environ, "PATH": os.pathsep.join([*map(str, folders), os.environ["PATH"]])}
    venv = tmp_path / "venv"
    command = [find_uv_bin(), "venv", "--quiet", "--system", "--no-python-downloads", "--python", version, str(venv)]
    made = subprocess.run(command, capture_output=True, text=True, check=False, env=variables)
    if made.returncode:
        assert "No interpreter found" in made.stderr, made.stderr
        pytest.skip(f"this machine has no Python {version}")
    return Environment(folder=venv)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the Python that runs the tests generates."""
    return generate(sys.executable, tmp_path_factory.mktemp("here"))


def generate(python: str, folder: Path) -> Path:
    """Generate the packages, and one from a description with what Pythons know differently."""
    folder.mkdir(exist_ok=True)
    (folder / "news.json").write_text(json.dumps(NEWS), "utf-8")
    for name, options in {"packages": (), "other": ("--spec", str(folder / "news.json"))}.items():
        command = [python, "-m", "generator", "generate", "--quiet", "--output", str(folder / name), *options]
        run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout + run.stderr
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """The bytes of every file generated in a folder; what is hidden beside them is the generator's own."""
    files = (path for part in folder.glob("[!.]*") for path in part.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def installed(environment: Environment) -> dict[str, Version]:
    """The versions that an environment has, but of the packages, which are installed from their folders."""
    lines = environment.uv("freeze", "--exclude-editable").stdout.splitlines()
    return {name: Version(version) for name, _, version in (line.partition("==") for line in lines)}


def constraints(path: Path, *, without: Container[str] = ()) -> str:
    """Write the versions of the lock to a file."""
    lines = [line.removesuffix(" \\") for line in LOCK.read_text("utf-8").splitlines() if re.match(r"[\w.-]+==", line)]
    path.write_text("".join(f"{line}\n" for line in lines if line.partition("==")[0] not in without), "utf-8")
    return str(path)


def test_the_packages_claim_the_same_pythons_from_their_floor_on() -> None:
    (floor,) = {metadata(project)["requires-python"] for project in PROJECTS}
    first = int(floor.removeprefix(">=3."))

    assert len(PROJECTS) == 3
    for project in PROJECTS:
        assert claimed(project) == [f"3.{minor}" for minor in range(first, first + len(PYTHONS))]


def test_every_dependency_has_a_floor_and_a_ceiling_is_a_major_version() -> None:
    for requirement in asked():
        bounds = {one.operator: one.version for one in requirement.specifier}

        assert bounds.keys() <= {">=", "<"}
        assert ">=" in bounds
        assert re.fullmatch(r"\d+", bounds.get("<", "1"))


def test_every_floor_says_what_it_is_for() -> None:
    lines = [line for project in PROJECTS for line in project.read_text("utf-8").splitlines()]
    floored = [line for line in lines if re.match(r'\s+"[\w.-]+\s*>=', line)]

    assert len(floored) == len(asked())
    assert [line for line in floored if not re.search(r", # \w", line)] == []


@pytest.mark.parametrize("resolution", ["lowest-direct", "highest"])
def test_the_packages_pass_their_tests(environment: Environment, resolution: str, tree: Path, tmp_path: Path) -> None:
    editable = [part for project in PROJECTS for part in ("--editable", str(tree / project.parent.name))]
    environment.install("--resolution", resolution, *editable)
    chosen = installed(environment)
    environment.install("--constraints", constraints(tmp_path / "constraints.txt", without=chosen), *TOOLS)

    left_out = [f"--ignore={path}" for path in NOT_OF_THE_PACKAGES]
    command = ("-m", "pytest", "-p", "no:cacheprovider", *left_out, *(ALL if WHOLE else PART))
    run = environment.run(*command, cwd=ROOT, timeout=1800 if WHOLE else 300)

    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
    assert chosen.items() <= installed(environment).items(), "the tools brought other versions"
    if resolution == "lowest-direct":
        assert floors().items() <= chosen.items()


def test_every_python_generates_the_same_bytes(environment: Environment, here: Path, tmp_path: Path) -> None:
    """With nothing but what the generator says that it needs, and what the packages import."""
    wanted = ("--requirements", "pyproject.toml", "--group", "pyproject.toml:client", "pytest")
    environment.install("--constraints", constraints(tmp_path / "constraints.txt"), *wanted)

    there = generate(environment.python, tmp_path / "there")

    assert content(there) == content(here)
