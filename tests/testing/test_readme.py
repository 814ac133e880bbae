"""The README says what is true: its examples run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

import pytest
from pytest_openrouter_rerank import command_line, faults

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def readme(kit_project: Path) -> str:
    """The README's text."""
    return (kit_project / "README.md").read_text(encoding="utf-8")


def blocks(readme: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)


def test_every_python_example_is_a_test_that_passes(readme: str, tmp_path: Path, run_pytest: RunPython) -> None:
    examples = blocks(readme, "python")
    for number, example in enumerate(examples):
        (tmp_path / f"test_example_{number}.py").write_text(example, encoding="utf-8")

    result = run_pytest()

    assert all("def test_" in example for example in examples)
    assert f"{len(examples)} passed" in result.stdout, result.stdout


def test_every_command_is_one_that_the_command_line_understands(readme: str) -> None:
    commands = [
        line.removeprefix("$ ")
        for block in blocks(readme, "console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]
    ours = [shlex.split(command)[3:] for command in commands if "-m pytest_openrouter_rerank" in command]

    assert len(ours) >= 5
    for arguments in ours:
        command_line.parser().parse_args(arguments)


def test_every_fault_is_in_the_table(readme: str) -> None:
    for kind in get_args(faults.TransportFaultKind):
        assert f'| `"{kind}"`' in readme
