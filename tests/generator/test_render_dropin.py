"""The drop-in gives the client's objects the official names, and the built distributions hold what they should."""

from __future__ import annotations

import compileall
import json
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.generator.parts import with_dropin
from tests.generator.rendering import written
from tests.generator.test_render import full

if TYPE_CHECKING:
    from collections.abc import Sequence


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


def test_it_works_from_a_zip_file_and_without_its_sources(folder: Path, tmp_path: Path) -> None:
    compiled = tmp_path / "compiled"
    shutil.copytree(folder / "dropin" / "src", compiled)
    compileall.compile_dir(compiled, quiet=1, legacy=True)
    for path in compiled.rglob("*.py"):
        path.unlink()
    zipped = shutil.make_archive(str(tmp_path / "zipped"), "zip", folder / "dropin" / "src")
    program = "import acme, acme.errors, acme_things as ours\nprint(acme.Acme is ours.Acme, acme.__file__)"

    found = [run(folder, program, place).stdout.split() for place in (compiled, Path(zipped))]

    assert found == [["True", str(compiled / "acme.pyc")], ["True", f"{zipped}/acme.py"]]


def test_importing_it_loads_nothing_heavy(folder: Path) -> None:
    program = (
        "from acme import Acme\nAcme('key')\n"
        "print([name for name in ('msgspec', 'httpx2', 'asyncio', 'ssl', 'pydantic') if name in sys.modules])"
    )

    assert run(folder, program).stdout == "[]\n"


@pytest.fixture
def beside(folder: Path, tmp_path: Path) -> Path:
    """A folder as installers leave it that put the drop-in and the official package there."""
    shutil.copytree(folder / "dropin" / "src", tmp_path, dirs_exist_ok=True)
    (tmp_path / "acme" / "__init__.py").write_text("from .sdk import *\n")
    (tmp_path / "acme" / "sdk.py").write_text("class Acme: official = True\n")
    return tmp_path


@pytest.mark.parametrize("program", ["import acme", "from acme import Acme", "import acme.sdk", "import acme.errors"])
def test_beside_the_official_package_it_says_what_to_do(folder: Path, beside: Path, program: str) -> None:
    finished = run(folder, f"try:\n    {program}\nexcept ImportError as error:\n    print(error, error.name)", beside)

    assert finished.stderr == ""
    assert finished.stdout.startswith(f"acme and acme-things-dropin are both installed in {beside}, ")
    assert "pip uninstall acme-things-dropin, then pip install --force-reinstall --no-deps acme. " in finished.stdout
    assert "pip uninstall acme, then pip install --force-reinstall --no-deps acme-things-dropin " in finished.stdout
    assert finished.stdout.endswith(" acme\n")


def test_without_the_official_package_its_entrance_is_the_clients(folder: Path) -> None:
    program = "import acme.sdk, acme_things\nprint(acme.sdk.Acme is acme_things.Acme)"

    assert run(folder, program).stdout == "True\n"


GOOD = """\
import acme
from acme import Acme, components, errors
from acme.sdk import Acme as Same
from acme.utils import RetryConfig

with Acme("key") as client:
    pet: components.Pet = components.Pet(name="Mia")
    client.things.get(pets=[pet, {"wire": "Mia"}], retries=RetryConfig("none", None, False))
    try:
        client.close()
    except errors.BadError as error:
        print(error.status_code + 1, acme.VERSION.upper(), Same is Acme)
"""
BAD = """\
from acme import Acme, components

client = Acme("key")
components.Pet(name=1)
client.things.get(pets="Mia")
client.things.gett()
"""


@pytest.fixture(scope="module")
def environment(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of an environment where client, drop-in, and what is installed here, are installed."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, symlinks=True)
    (site,) = home.glob("lib/*/site-packages")
    places = [folder / "client" / "src", folder / "dropin" / "src", sysconfig.get_path("purelib")]
    (site / "acme.pth").write_text("".join(f"{place}\n" for place in places))
    return str(home / "bin" / "python")


@pytest.mark.parametrize(
    ("checker", "options"),
    [
        ("pyright", ["--pythonpath"]),
        ("mypy", ["--strict", "--config-file=", "--cache-dir=cache", "good.py", "bad.py", "--python-executable"]),
    ],
)
def test_checkers_see_through_it(environment: str, tmp_path: Path, checker: str, options: Sequence[str]) -> None:
    (tmp_path / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "strict", "include": ["."]}))
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "bad.py").write_text(BAD)

    finished = subprocess.run(
        [sys.executable, "-m", checker, *options, environment],
        cwd=tmp_path,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    lines = [line for line in finished.stdout.splitlines() if re.search("(error|warning): ", line)]
    assert [line for line in lines if "good.py" in line] == []
    assert len([line for line in lines if "bad.py" in line]) >= 3, finished.stdout


@pytest.mark.parametrize(
    ("distribution", "backend", "files"),
    [
        (
            "client",
            "uv_build",
            {f"acme_things/{name}" for name in ("__main__.py", "py.typed", "provenance.json", "_runtime/client.py")},
        ),
        (
            "dropin",
            "hatchling.build",
            {"acme.py", "acme/errors.py", "acme/sdk/__init__.py", "acme/__init__.pyi", "acme/py.typed"},
        ),
    ],
)
def test_the_wheel_holds_code_types_and_licence(
    folder: Path, tmp_path: Path, distribution: str, backend: str, files: set[str]
) -> None:
    program = f"import sys, {backend}; print({backend}.build_wheel(sys.argv[1]))"

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
    assert files <= set(names)
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    own = ("acme_things",) if distribution == "client" else ("acme.py", "acme/", "acme_things_dropin-")
    assert [name for name in names if not name.startswith(own)] == []


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
