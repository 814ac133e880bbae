"""Formats Python files with the pinned ruff, whatever settings lie around."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from ruff import find_ruff_bin  # type: ignore[import-untyped] # pyright: ignore[reportMissingTypeStubs]

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

__all__ = ["FormatError", "format"]

LINE_LENGTH = 120

_COMMAND = (
    "format",
    "--isolated",
    "--no-cache",
    "--no-respect-gitignore",
    f"--line-length={LINE_LENGTH}",
    "--target-version=py311",
    "--config=exclude=[]",
)


class FormatError(Exception):
    """A rendered file is no Python: a template is wrong."""


def format(folder: Path, paths: Collection[str] = (".",)) -> None:  # noqa: A001 - it is what the stage is called
    """Format Python files in place: those at the given paths below a folder, or all.

    Raises:
        FormatError: A file can't be parsed; the message has ruff's words, with paths below the folder.
    """
    if not paths:
        return
    ruff: str = find_ruff_bin()
    command = [ruff, *_COMMAND, *sorted(paths)]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        raise FormatError(run.stderr.strip())
