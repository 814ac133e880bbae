"""Programs of people who use a package: a break breaks one, anything else breaks none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.generator.bump_cases import FOLDER, merged, plain
from tests.generator.bump_packages import Rendered, rendered
from tests.generator.bump_programs import CONSUMERS, Environment, checked, run_all, serve

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_httpserver import HTTPServer

BREAKS = sorted((CONSUMERS / "shelf").glob("[0-9]*.py"))
HARMLESS = [
    "02-operation-added",
    "04-server-url",
    "07-optional-field-added",
    "07-optional-field-of-a-request-model-added",
    "07-optional-parameter-added",
    "11-parameter-became-optional",
    "12-field-gained-null",
    "13-field-widened",
    "13-items-widened",
    "15-request-value-added",
    "17-limit-tightened",
    "19-property-added",
    "19-required-property-of-a-new-model-added",
    "21-property-became-optional.backward",
    "22-property-narrowed",
    "23-variant-added",
    "24-response-value-added",
    "28-error-added",
    "31-error-property-added",
    "32-retries-changed",
    "34-security-alternative-added",
]
"""Changes that are minor, or a patch."""


class Packages:
    """Renders the old and the new package of a case, each once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.base = rendered(plain(FOLDER / "base.yaml"), folder / "base")

    def both(self, name: str) -> tuple[Rendered, Rendered]:
        """The package before and after the change; `.backward` swaps them."""
        stem = name.removesuffix(".backward")
        case = plain(FOLDER / f"{stem}.yaml")
        base: dict[str, Any] = merged(plain(FOLDER / "base.yaml"), case.get("base", {}))
        old = rendered(base, self.folder / name / "old") if "base" in case else self.base
        new = rendered(merged(base, case["change"]), self.folder / name / "new", released=old.surface)
        return (new, old) if name.endswith(".backward") else (old, new)


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What the checker says of each program with each package, all in one run."""
    packages = Packages(tmp_path_factory.mktemp("packages"))
    environments: list[Environment] = []
    for program in BREAKS:
        for side, made in zip(("old", "new"), packages.both(program.stem), strict=True):
            name = f"{program.stem}-{side}"
            environments.append(Environment(name=name, programs=(program,), packages=made.folder / "src"))
    careful = (CONSUMERS / "shelf" / "careful.py",)
    for case in HARMLESS:
        _, new = packages.both(case)
        environments.append(Environment(name=f"careful-{case}", programs=careful, packages=new.folder / "src"))
    environments.append(Environment(name="careful", programs=careful, packages=packages.base.folder / "src"))
    return checked(tmp_path_factory.mktemp("programs"), environments)


@pytest.mark.parametrize("program", BREAKS, ids=lambda program: program.stem)
def test_a_major_step_breaks_a_program_that_was_right_before(findings: dict[str, list[str]], program: Path) -> None:
    name = program.stem
    direction = "backward" if name.endswith(".backward") else "forward"
    bump = plain(FOLDER / f"{name.removesuffix('.backward')}.yaml")[direction]["bump"]

    assert findings[f"{name}-old"] == []
    assert findings[f"{name}-new"] != []
    assert bump == "major"


@pytest.mark.parametrize("case", ["", *(f"-{case}" for case in HARMLESS)])
def test_a_careful_program_is_right_before_and_after_every_other_step(
    findings: dict[str, list[str]], case: str
) -> None:
    assert findings[f"careful{case}"] == []


# ----------------------------------------------------------------------------------------------------- our own client


def test_programs_for_each_release_of_our_client_are_right_with_the_package_as_it_stands(
    root: Path, tmp_path: Path
) -> None:
    found = checked(tmp_path, [_ours(root)])

    assert found == {"ours": []}


def test_programs_for_each_release_of_our_client_run_with_the_package_as_it_stands(
    root: Path, httpserver: HTTPServer
) -> None:
    ours = _ours(root)

    run_all(ours.programs, ours.packages, serve(httpserver))


def _ours(root: Path) -> Environment:
    """All programs written for releases with the first number that the package has now."""
    client = root / "generated" / "client"
    version = next(
        line.split('"')[1]
        for line in (client / "pyproject.toml").read_text().splitlines()
        if line.startswith("version")
    )
    folders = (CONSUMERS / "client").glob(f"{version.split('.')[0]}.*")
    programs = tuple(sorted(path for folder in folders for path in folder.glob("*.py")))
    assert programs
    return Environment(name="ours", programs=programs, packages=client / "src")
