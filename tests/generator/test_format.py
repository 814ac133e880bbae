"""Formatting is the pinned ruff's, and nobody else's settings reach it."""

from __future__ import annotations

import tomllib
from importlib.metadata import version
from typing import TYPE_CHECKING

import pytest

from generator.format import FormatError, format as format_files

if TYPE_CHECKING:
    from pathlib import Path

UGLY = "x = { 'a':1 }\ndef f( a,b ):\n  return  a\n"
NEAT = 'x = {"a": 1}\n\n\ndef f(a, b):\n    return a\n'


def test_files_are_formatted_in_place(tmp_path: Path) -> None:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.py").write_text(UGLY)
    (tmp_path / "notes.md").write_text("*  kept  *\n")

    format_files(tmp_path)

    assert (tmp_path / "deep" / "er" / "a.py").read_text() == NEAT
    assert (tmp_path / "notes.md").read_text() == "*  kept  *\n"


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("ruff.toml", "indent-width = 2\n[format]\nquote-style = 'single'\n"),
        (".ruff.toml", "exclude = ['*.py']\n"),
        ("pyproject.toml", "[tool.ruff]\nline-length = 20\n"),
        (".gitignore", "*.py\n"),
    ],
)
def test_settings_that_lie_around_change_nothing(tmp_path: Path, name: str, settings: str) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / name).write_text(settings)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.py").write_text(UGLY)

    format_files(tmp_path / "out")

    assert (tmp_path / "out" / "a.py").read_text() == NEAT


@pytest.mark.parametrize("folder", ["build", "dist", "venv", ".venv", "node_modules", "site-packages"])
def test_no_folder_is_left_out_for_its_name(tmp_path: Path, folder: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "a.py").write_text(UGLY)

    format_files(tmp_path)

    assert (tmp_path / folder / "a.py").read_text() == NEAT


def test_what_is_no_python_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def (:\n")

    with pytest.raises(FormatError, match=r"a\.py"):
        format_files(tmp_path)


def test_formatting_twice_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text(UGLY)

    format_files(tmp_path)
    first = (tmp_path / "a.py").read_bytes()
    format_files(tmp_path)

    assert (tmp_path / "a.py").read_bytes() == first


def test_ruff_is_pinned_and_the_pinned_one_is_used(root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text())

    assert f"ruff=={version('ruff')}" in settings["project"]["dependencies"]
