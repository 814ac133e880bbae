"""What holds for the repository as a whole: who may import whom, what may stand in no file, what the folders are."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GENERATOR = ROOT / "generator"
CLIENT = ROOT / "generated" / "client" / "src" / "openrouter_rerank"
TOP = {"spec", "templates", "generator", "generated", "tests", "benchmarks", "Makefile"}
BESIDE = {
    "README.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "pyproject.toml",
    "requirements.lock",
    ".gitignore",
    ".ci",
    ".github",
}


def tracked() -> list[str]:
    run = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in run.stdout.split("\0") if name and (ROOT / name).is_file()]


def imports(path: Path, package: Path) -> set[str]:
    """Full names of the modules that a file imports anywhere, relative ones resolved against `package`'s parent."""
    found: set[str] = set()
    parts = path.relative_to(package.parent).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(parts[: len(parts) - node.level]) if node.level else ""
            base = ".".join(filter(None, [base, node.module or ""]))
            found |= {base} | {f"{base}.{alias.name}" for alias in node.names}
    return found


def of_generator(path: Path) -> set[str]:
    """The stages that a module of the generator imports, by their first name."""
    return {name.split(".")[1] for name in imports(path, GENERATOR) if name.startswith("generator.")}


def stage(path: Path) -> str:
    return path.relative_to(GENERATOR).with_suffix("").parts[0]


MODULES = sorted(path for path in GENERATOR.rglob("*.py") if path.name != "__init__.py")


@pytest.mark.parametrize("name", ["names", "problems", "ir"])
def test_the_vocabulary_imports_nothing_of_ours(name: str) -> None:
    paths = [path for path in MODULES if stage(path) == name]

    assert paths
    assert [found for path in paths for found in of_generator(path) - {name}] == []


def test_only_the_pipeline_knows_all_stages_and_only_the_command_line_knows_the_pipeline() -> None:
    users = {stage(path) for path in MODULES if "pipeline" in of_generator(path)}

    assert users <= {"cli", "commands"}


@pytest.mark.parametrize("name", ["document", "jsonpath", "overlay", "select"])
def test_the_stages_that_read_do_not_know_the_ir(name: str) -> None:
    paths = [path for path in MODULES if stage(path) == name]

    assert all("ir" not in of_generator(path) for path in paths)


def test_rendering_sees_the_ir_alone() -> None:
    forbidden = {"document", "overlay", "select", "gate", "normalise", "lower", "config"}

    paths = [path for path in GENERATOR.rglob("*.py") if stage(path) == "render"]

    assert paths
    assert set[str]().union(*map(of_generator, paths)) & forbidden == set()


def test_the_runtime_imports_no_generated_module_and_names_no_brand() -> None:
    folder = ROOT / "templates" / "client" / "src" / "{package}" / "_runtime"
    paths = sorted(folder.rglob("*.py"))

    assert paths
    for path in paths:
        text = path.read_text()
        assert not re.search(r"open_?router", text, re.IGNORECASE), path.name
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ImportFrom) and node.level:
                above = node.level > len(path.relative_to(folder).parts)
                allowed = {"types", "utils", "_runtime"}
                names = {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
                assert not above or names <= allowed, (path.name, names)


def test_components_never_import_operations() -> None:
    for path in (CLIENT / "components").glob("*.py"):
        assert not {name for name in imports(path, CLIENT) if "operations" in name}, path.name


def test_the_top_level_is_as_agreed() -> None:
    found = {name.split("/")[0] for name in tracked()}

    assert found <= TOP | BESIDE
    assert found >= TOP


_REGISTRIES = [("py" + "pi", "org"), ("python" + "hosted", "org"), ("npm" + "js", "org"), ("npm" + "js", "com")]
_HOSTS = re.compile("|".join(rf"{name}\.{top}" for name, top in _REGISTRIES), re.IGNORECASE)
_MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home/\w+)/[\w.-]+")


def test_no_file_names_a_registry_or_a_path_of_a_machine() -> None:
    found: list[str] = []
    for name in tracked():
        try:
            text = (ROOT / name).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if _HOSTS.search(line) or _MACHINE_PATHS.search(line):
                found.append(f"{name}:{number}")

    assert found == []


@pytest.mark.parametrize(
    "command",
    [["pyright"], ["mypy"], ["ruff", "check", "--quiet", "."], ["ruff", "format", "--check", "--quiet", "."]],
    ids=["pyright", "mypy", "ruff check", "ruff format"],
)
def test_the_checkers_find_nothing_in_generator_packages_and_tests(command: list[str]) -> None:
    run = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, timeout=540, check=False
    )

    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]


def test_the_verbs_of_make_are_short() -> None:
    text = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    recipes = re.split(r"\n(?=[^\t\n])", text)

    assert [recipe.splitlines()[0] for recipe in recipes if recipe.count("\n\t") > 3] == []


def test_each_mutant_that_is_known_to_change_nothing_still_has_its_line() -> None:
    reasons: dict[str, dict[str, str]] = json.loads((ROOT / "tests" / "mutation" / "survivors.json").read_bytes())
    gone: list[str] = []

    for module, changes in reasons.items():
        text = " ".join(line.strip() for line in (ROOT / module).read_text().splitlines())
        gone += [f"{module}: {change}" for change in changes if change.partition(" → ")[0] not in text]

    assert gone == []
    assert all(changes and all(changes.values()) for changes in reasons.values())
