"""Programs that must have a process of their own: to be measured, to fork, to end without a warning."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["run"]


def run(source: str, *arguments: str, flags: Sequence[str] = (), **environment: str) -> str:
    """Run a Python program in which every warning is an error, and give what it prints; `flags` are Python's own.

    It must end well and write nothing to stderr, where Python tells of warnings in finalizers.
    """
    variables = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    path = os.pathsep.join(entry for entry in sys.path if entry)
    finished = subprocess.run(
        [sys.executable, "-W", "error", *flags, "-c", textwrap.dedent(source), *arguments],
        capture_output=True,
        check=False,
        encoding="utf-8",
        env=variables | {"PYTHONPATH": path, "OPENROUTER_API_KEY": "k"} | environment,
        timeout=120,
    )
    assert (finished.returncode, finished.stderr) == (0, ""), finished.stderr
    return finished.stdout
