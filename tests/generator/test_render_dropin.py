"""The drop-in gives the client's objects the official names, and the built distributions hold what they should."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import zipfile
from typing import TYPE_CHECKING

import pytest

from tests.generator.parts import with_dropin
from tests.generator.rendering import written
from tests.generator.test_render import full

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client `acme_things` and its drop-in `acme`."""
    folder = tmp_path_factory.mktemp("made")
    written(with_dropin(full()), folder)
    return folder


def run(folder: Path, program: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Run a program that can import client and drop-in, with nothing else on its path but this environment."""
    places = [str(path) for path in (*paths, folder / "client" / "src", folder / "dropin" / "src")]
    return subprocess.run(
        [sys.executable, "-I", "-B", "-c", f"import sys; sys.path[:0] = {places!r}\n{program}"],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_name_is_the_very_object_of_the_client(folder: Path) -> None:
    program = (
        "import json, importlib\n"
        "found = []\n"
        "for part in ('', '.components', '.errors', '.operations', '.types', '.utils'):\n"
        "    ours, theirs = importlib.import_module('acme_things' + part), importlib.import_module('acme' + part)\n"
        "    assert ours.__all__ == theirs.__all__ and set(dir(theirs)) >= set(ours.__all__), part\n"
        "    if part:\n"
        "        assert all(getattr(ours, name) is getattr(theirs, name) for name in ours.__all__), part\n"
        "    found += ours.__all__\n"
        "import acme, acme_things\n"
        "assert acme.Acme is acme_things.Acme and acme.VERSION == acme.__version__ == acme_things.VERSION\n"
        "from acme.errors import BadErrorData\n"
        "from acme.components import *\n"
        "assert BadErrorData is Pet\n"
        "print(json.dumps(found))\n"
    )

    finished = run(folder, program)

    assert finished.stderr == ""
    assert {"Acme", "Pet", "PetTypedDict", "BadError", "UNSET", "RetryConfig"} <= set(json.loads(finished.stdout))


def test_there_is_nothing_else_in_it(folder: Path) -> None:
    finished = run(
        folder,
        "from acme import errors\ntry:\n    errors.lazy_names\nexcept AttributeError as error:\n    print(error)",
    )

    assert finished.stdout == "module 'acme_things.errors' has no attribute 'lazy_names'\n"


def test_importing_it_loads_nothing_heavy(folder: Path) -> None:
    program = (
        "from acme import Acme\nAcme('key')\n"
        "print([name for name in ('msgspec', 'httpx2', 'asyncio', 'ssl', 'pydantic') if name in sys.modules])"
    )

    assert run(folder, program).stdout == "[]\n"


@pytest.mark.parametrize("other", ["sdk.py", "components/__init__.py", "_version.py"])
def test_beside_the_official_package_it_says_what_to_do(folder: Path, tmp_path: Path, other: str) -> None:
    """Both install a folder of that name, so that one's files lie among the other's."""
    package = tmp_path / "acme"
    package.mkdir()
    for path in (folder / "dropin" / "src" / "acme").glob("*.py"):
        (package / path.name).write_bytes(path.read_bytes())
    (package / other).parent.mkdir(exist_ok=True)
    (package / other).write_text("")

    finished = run(
        folder, "try:\n    import acme\nexcept ImportError as error:\n    print(error, error.name)", tmp_path
    )

    assert finished.stderr == ""
    assert f"it also holds {other.split('/', maxsplit=1)[0]}" in finished.stdout
    assert "pip uninstall acme acme-things-dropin" in finished.stdout
    assert finished.stdout.endswith(" acme\n")


GOOD = """\
import acme
from acme import Acme, components, errors
from acme.utils import RetryConfig

with Acme("key") as client:
    pet: components.Pet = components.Pet(name="Mia")
    client.things.get(pets=[pet, {"wire": "Mia"}], retries=RetryConfig("none", None, False))
    try:
        client.close()
    except errors.BadError as error:
        print(error.status_code + 1, acme.VERSION.upper())
"""
BAD = """\
from acme import Acme, components

client = Acme("key")
components.Pet(name=1)
client.things.get(pets="Mia")
client.things.gett()
"""


@pytest.mark.parametrize(
    ("checker", "arguments"),
    [
        ("pyright", ["--pythonpath", sys.executable, "--level", "error"]),
        ("mypy", ["--strict", "--python-version=3.11", "--config-file=", "--cache-dir=cache"]),
    ],
)
def test_checkers_see_through_it(folder: Path, tmp_path: Path, checker: str, arguments: Sequence[str]) -> None:
    settings = {
        "typeCheckingMode": "strict",
        "extraPaths": [str(folder / name / "src") for name in ("client", "dropin")],
        "include": ["."],
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "bad.py").write_text(BAD)
    environment = {"MYPYPATH": ":".join(settings["extraPaths"]), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    files = ["good.py", "bad.py"] if checker == "mypy" else []

    finished = subprocess.run(
        [sys.executable, "-m", checker, *arguments, *files],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    lines = [line for line in finished.stdout.splitlines() if "error:" in line]
    assert [line for line in lines if "good.py" in line] == []
    assert len([line for line in lines if "bad.py" in line]) >= 3, finished.stdout


@pytest.mark.parametrize(
    ("distribution", "package", "files"),
    [
        (
            "client",
            "acme_things",
            {"__main__.py", "py.typed", "provenance.json", "components/things.py", "_runtime/client.py"},
        ),
        ("dropin", "acme", {"__init__.py", "py.typed", "errors.py"}),
    ],
)
def test_the_wheel_holds_code_types_and_licence(
    folder: Path, tmp_path: Path, distribution: str, package: str, files: set[str]
) -> None:
    program = "import sys, uv_build; print(uv_build.build_wheel(sys.argv[1]))"

    built = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        cwd=folder / distribution,
        env={"PATH": sysconfig.get_path("scripts")},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    with zipfile.ZipFile(tmp_path / built.stdout.split()[-1]) as wheel:
        names = wheel.namelist()
    assert {f"{package}/{name}" for name in files} <= set(names)
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert [name for name in names if not name.startswith((f"{package}/", f"{package}_", "acme_things"))] == []


def test_the_package_says_what_it_is(folder: Path) -> None:
    command = [sys.executable, "-B", "-m", "acme_things"]
    environment = {"PYTHONPATH": str(folder / "client" / "src")}

    outputs = [
        subprocess.run([*command, *options], env=environment, capture_output=True, text=True, timeout=60, check=False)
        for options in (["--version"], ["--provenance"], [], ["--nonsense"])
    ]

    assert outputs[0].stdout == "1.2.3\n"
    assert json.loads(outputs[1].stdout) == {"facts": "0" * 64}
    assert [found.returncode for found in outputs] == [0, 0, 2, 2]
    assert outputs[2].stderr == "usage: python -m acme_things --version | --provenance\n"
