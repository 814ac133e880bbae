"""Runs other people's checkers in a process of their own."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["ToolError", "demand", "read", "run"]

_SECONDS = 600


class ToolError(Exception):
    """A tool is not installed, failed, or took too long: its question stays open, and open is not good."""

    def __init__(self, tool: str, finding: str) -> None:
        self.tool = tool
        self.finding = finding
        super().__init__(f"{tool} {finding}")


def demand(*modules: str) -> None:
    """Raise ToolError naming those modules that can't be imported here, and how to get them."""
    missing = [name.replace("_", "-") for name in modules if importlib.util.find_spec(name) is None]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        raise ToolError(", ".join(missing), f"{are} not installed: install what requirements.lock says, as `make` does")


def run(
    module: str,
    *arguments: str | Path,
    cwd: Path | None = None,
    good: tuple[int, ...] = (0, 1),
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `python -m module`. Raises ToolError if it is missing, late, or ends with a status that is not good."""
    demand(module)
    name = module.replace("_", "-")
    variables = {**os.environ, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1", **(environment or {})}
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *map(str, arguments)],
            cwd=cwd,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ToolError(name, f"took longer than {_SECONDS} s") from None
    if done.returncode not in good:
        said = (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
        raise ToolError(name, f"ended with status {done.returncode}: {said}")
    return done


def read(tool: str, text: str) -> dict[str, Any]:
    """Read the JSON object that a tool said. Raises ToolError if it is none."""
    try:
        return cast("dict[str, Any]", json.loads(text))
    except ValueError:
        raise ToolError(tool, f"said something that is no JSON: {text[:200]!r}") from None
