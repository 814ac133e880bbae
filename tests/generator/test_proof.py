"""The full check: each step finds what is wrong, says what it looked at, and never passes for want of a tool."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from generator import lock, proof, tools
from generator.bump.change import change
from generator.bump.floor import pack, unpack
from generator.distribute import distribute
from generator.inputs import Inputs
from generator.problems import BadInputError, Position, fail
from generator.proof import Found, Subject, builds, contract, floor, metadata, prove, types
from generator.tools import ToolError

if TYPE_CHECKING:
    from pathlib import Path

MODULE = '''\
"""A lamp."""

__all__ = ["Lamp", "light"]


class Lamp:
    """Gives light."""

    def __init__(self, watts: int) -> None:
        self.watts: int = watts


def light(lamp: Lamp, *, seconds: float = 1.0) -> float:
    """Return the work done."""
    return lamp.watts * seconds
'''
PROJECT = """\
[project]
name = "lamp"
version = "1.0.0"
description = "Light."
readme = "README.md"
requires-python = ">=3.11"
"""


@pytest.fixture
def subject(root: Path, tmp_path: Path) -> Subject:
    """A package of one module, typed and complete, with its lock."""
    output = tmp_path / "generated"
    package = output / "src" / "lamp"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(MODULE)
    (package / "py.typed").write_text("")
    (output / "README.md").write_text("# Lamp\n")
    ours = (root / "generated" / "client" / "pyproject.toml").read_text()
    (output / "pyproject.toml").write_text(ours[ours.index("[build-system]") :].partition("[project")[0] + PROJECT)
    inputs = Inputs(
        root=tmp_path,
        spec=tmp_path / "openapi.yaml",
        overlays=(),
        configuration=None,
        exceptions=None,
        templates=tmp_path / "templates",
        output=output,
    )
    found = Subject(inputs=inputs, bump="none", changes=())
    lock_again(found)
    return found


def lock_again(subject: Subject) -> None:
    output = subject.inputs.output
    made = lock.Lock(
        inputs={}, settings={}, tools={}, facts="", surface="", version="1.0.0", outputs=lock.output_digests(output)
    )
    (output / lock.NAME).write_text(made.text())


def edit(subject: Subject, old: str, new: str, name: str = "src/lamp/__init__.py") -> None:
    path = subject.inputs.output / name
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    lock_again(subject)


# ------------------------------------------------------------------------------------------------------------ running


def test_every_step_is_done_whatever_one_of_them_finds(subject: Subject) -> None:
    seen: list[str] = []
    times = iter([0.0, 2.0, 10.0, 13.0])
    steps: dict[str, proof.Step] = {"a": lambda _: Found(findings=("wrong",)), "b": lambda _: Found(said="fine")}

    first, second = prove(subject, seen.append, steps=steps, clock=lambda: next(times), at_once=1)

    assert seen == ["proving: a", "proving: b"]
    assert (first.holds, first.findings, first.seconds) == (False, ("wrong",), 2.0)
    assert (second.holds, second.said, second.seconds) == (True, "fine", 3.0)
    assert second.json() == {"name": "b", "holds": True, "said": "fine", "findings": []}


def test_a_missing_tool_and_bad_input_are_findings_of_their_step(subject: Subject) -> None:
    def without(_: Subject) -> Found:
        tools.demand("griffe", "no_such_tool")
        return Found()

    def unbuildable(_: Subject) -> Found:
        raise fail(Position(file="lamp"), "can't be built", "mend it")

    missing, bad = prove(subject, lambda _: None, steps={"a": without, "b": unbuildable})

    assert missing.findings == ("no-such-tool is not installed: install what requirements.lock says, as `make` does",)
    assert bad.findings == ("lamp: can't be built\n    hint: mend it",)


def test_the_steps_are_those_that_a_release_needs() -> None:
    assert list(proof.STEPS) == ["types", "floor", "contract", "builds", "metadata"]


def all_but(missing: str) -> Any:
    def find_spec(name: str) -> object | None:
        return None if name == missing else object()

    return find_spec


@pytest.mark.parametrize(
    ("step", "tool"),
    [
        (types.look, "pyright"),
        (types.look, "mypy"),
        (metadata.look, "twine"),
        (metadata.look, "check_wheel_contents"),
        (metadata.look, "validate_pyproject"),
    ],
)
def test_no_step_passes_without_its_tool(
    subject: Subject, monkeypatch: pytest.MonkeyPatch, step: proof.Step, tool: str
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", all_but(tool))

    with pytest.raises(ToolError, match=f"^{tool.replace('_', '-')} is not installed: install"):
        step(subject)


def test_a_tool_that_crashes_or_is_late_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ToolError, match=r"^json\.tool ended with status 2: "):
        tools.run("json.tool", "--no-such-option", cwd=tmp_path)

    def late(*_: Any, **__: Any) -> Any:
        raise subprocess.TimeoutExpired("json", 600)

    monkeypatch.setattr(subprocess, "run", late)
    with pytest.raises(ToolError, match=r"^json\.tool took longer than 600 s$"):
        tools.run("json.tool", cwd=tmp_path)


# -------------------------------------------------------------------------------------------------------------- types


def test_a_typed_package_is_typed(subject: Subject) -> None:
    found = types.look(subject)

    assert found.findings == ()
    assert found.said.startswith("pyright and mypy, both strict; the types of ")


def test_what_either_checker_objects_to_and_what_callers_can_not_know_is_found(subject: Subject) -> None:
    edit(subject, "    return lamp.watts * seconds\n", '    return "much"\n\n\ndef dim(lamp, by=[]):\n    pass\n')
    edit(subject, '"Lamp", "light"', '"Lamp", "dim", "light"')

    found = types.look(subject).findings

    line = 1 + (subject.sources[0] / "lamp" / "__init__.py").read_text().splitlines().index('    return "much"')
    assert any(f"__init__.py:{line}:" in item and "(reportReturnType)" in item for item in found)
    assert any(f"__init__.py:{line}:" in item and "(return-value)" in item for item in found)
    assert any("lamp.dim: its type is not known to callers" in item for item in found)


# -------------------------------------------------------------------------------------------------------------- floor


def release(subject: Subject) -> None:
    folder = subject.inputs.client / "released"
    folder.mkdir()
    (folder / "package.zip").write_bytes(pack(subject.inputs.output / "src" / "lamp"))


def test_before_the_first_release_there_is_nothing_to_compare_with(subject: Subject) -> None:
    assert floor.look(subject) == Found(said="nothing is released yet to compare with")


@pytest.mark.parametrize(
    ("bump", "said", "wrong"),
    [
        ("none", "", "but the version makes no step"),
        ("minor", "", "but the version makes a minor step"),
        ("major", "griffe finds 1 breakage; the step is major", ""),
    ],
)
def test_what_griffe_finds_broken_must_be_major(subject: Subject, bump: Any, said: str, wrong: str) -> None:
    release(subject)
    edit(subject, "*, seconds: float = 1.0", "*, minutes: float = 1.0")
    edit(subject, "watts * seconds", "watts * minutes")

    found = floor.look(replace(subject, bump=bump))

    assert (said == found.said) or not said
    assert [item for item in found.findings if wrong and item.endswith(wrong)] == list(found.findings)
    assert bool(found.findings) == bool(wrong)


def test_an_exception_with_its_reason_allows_what_griffe_finds(subject: Subject) -> None:
    release(subject)
    edit(subject, ", *, seconds: float = 1.0", "")
    edit(subject, "watts * seconds", "watts")
    record = replace(change("argument-removed", "light(seconds)"), bump="minor", reason="It never worked.")

    said = "griffe finds nothing broken but what an exception allows"
    assert floor.look(replace(subject, bump="minor", changes=(record,))) == Found(said=said)
    assert floor.look(replace(subject, bump="minor", changes=(replace(record, place="dark(seconds)"),))).findings != ()


def test_nothing_changed_is_nothing_broken(subject: Subject) -> None:
    release(subject)

    assert floor.look(subject) == Found(said="griffe finds nothing broken")


def test_a_packed_package_is_the_same_bytes_and_reads_back(subject: Subject, tmp_path: Path) -> None:
    package = subject.inputs.output / "src" / "lamp"
    (package / "notes.txt").write_text("no Python")
    once = pack(package)
    (tmp_path / "package.zip").write_bytes(once)

    unpack(tmp_path / "package.zip", tmp_path / "there")

    assert pack(tmp_path / "there" / "lamp") == once
    assert [path.name for path in (tmp_path / "there" / "lamp").iterdir()] == ["__init__.py"]


@pytest.mark.parametrize("content", [b"", b"no zip", b"half"])
def test_a_spoilt_package_of_the_release_is_one_clear_error(subject: Subject, tmp_path: Path, content: bytes) -> None:
    packed = tmp_path / "package.zip"
    whole = pack(subject.inputs.output / "src" / "lamp")
    packed.write_bytes(whole[: len(whole) // 2] if content == b"half" else content)

    with pytest.raises(BadInputError, match=r"package\.zip: unreadable\n.*restore it from version control"):
        unpack(packed, tmp_path / "there")


# ----------------------------------------------------------------------------------------------------------- contract

FAILS = "def test_one() -> None:\n    pass\n\n\ndef test_two() -> None:\n    assert 1 == 2\n"


def with_tests(subject: Subject, text: str) -> Subject:
    folder = subject.inputs.root / "tests" / "contract"
    folder.mkdir(parents=True)
    (folder / "test_it.py").write_text(text)
    return replace(subject, inputs=replace(subject.inputs, configuration=subject.inputs.root / "package.yaml"))


def test_contract_tests_that_fail_are_named(subject: Subject) -> None:
    named, summary = contract.look(with_tests(subject, FAILS)).findings

    assert named.startswith("tests/contract/test_it.py::test_two")
    assert summary.startswith("1 failed, 1 passed in ")
    assert summary.endswith("; to see why: python -m pytest tests/contract")


@pytest.mark.parametrize("text", ["", "import no_such_module\n"])
def test_contract_tests_that_are_none_are_a_finding(subject: Subject, text: str) -> None:
    assert contract.look(with_tests(subject, text)).findings != ()


def test_the_packages_that_are_checked_are_the_ones_that_are_tested(subject: Subject) -> None:
    """Even where another version of them is installed."""
    package = subject.inputs.output / "client" / "src" / "lamp"
    shutil.copytree(subject.inputs.output / "src" / "lamp", package)
    text = f"import lamp\n\n\ndef test_one() -> None:\n    assert lamp.__file__.startswith({str(package)!r})\n"

    assert contract.look(with_tests(subject, text)).said == "1 passed"


def test_missing_contract_tests_are_told(subject: Subject) -> None:
    whole = replace(subject, inputs=replace(subject.inputs, configuration=subject.inputs.root / "package.yaml"))

    with pytest.raises(ToolError, match="tests/contract is not there: restore it"):
        contract.look(whole)


def test_packages_of_another_description_have_no_contract_tests(subject: Subject) -> None:
    assert contract.look(subject).said.startswith("these packages have no tests here")


# ------------------------------------------------------------------------------------------------- builds and metadata


def test_two_builds_are_the_same_bytes(subject: Subject) -> None:
    assert builds.look(subject) == Found(said="2 files, the same bytes from two folders")


def test_a_build_that_depends_on_its_folder_is_found(subject: Subject, monkeypatch: pytest.MonkeyPatch) -> None:

    def careless(output: Path, folder: Path) -> Any:
        built = distribute(output, folder)
        return replace(built, files={name: f"{sha256}{folder.name}" for name, sha256 in built.files.items()})

    monkeypatch.setattr(builds, "distribute", careless)

    assert builds.look(subject).findings == (
        "lamp-1.0.0-py3-none-any.whl: other bytes when it is built in another folder",
        "lamp-1.0.0.tar.gz: other bytes when it is built in another folder",
    )


def test_good_metadata_find_no_complaint(subject: Subject) -> None:
    assert metadata.look(subject) == Found(said="twine, check-wheel-contents and validate-pyproject find nothing")


@pytest.mark.parametrize(
    ("old", "new", "name", "tool"),
    [
        ('readme = "README.md"\n', "", "pyproject.toml", "twine"),
        (
            'requires-python = ">=3.11"',
            'requires-python = ">=3.11"\nclassifiers = ["No :: Such"]',
            "pyproject.toml",
            "",
        ),
    ],
)
def test_each_tool_is_heard(subject: Subject, old: str, new: str, name: str, tool: str) -> None:
    edit(subject, old, new, name)

    (found,) = prove(subject, lambda _: None, steps={"metadata": metadata.look})

    assert not found.holds
    assert tool in " ".join(found.findings)
