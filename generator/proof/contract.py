"""Do client, mock and description agree? Runs the contract tests against the packages as they are."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from generator.proof.step import Found
from generator.tools import ToolError, run

if TYPE_CHECKING:
    from generator.proof.step import Subject

__all__ = ["look"]

_NO_TESTS = 5
_OPTIONS = ["-o", "addopts=--import-mode=importlib -p no:schemathesis", "--tb=no", "-rfE", "-p", "no:cacheprovider"]
_FAILED = re.compile(r"(FAILED|ERROR) (?P<what>.*)")


def look(subject: Subject) -> Found:
    """Run `tests/contract`; packages of other descriptions have none.

    Raises ToolError if pytest is missing or can't run them.
    """
    root, output = subject.inputs.root, subject.inputs.output.absolute()
    if output != root / "generated" or not subject.inputs.is_whole:
        return Found(said="these packages have no tests here: they are of another description, or in another folder")
    if not (root / "tests" / "contract").is_dir():
        raise ToolError("tests/contract", "is not there: restore it from version control")
    path = os.pathsep.join([*map(str, subject.sources), os.environ.get("PYTHONPATH", "")])
    done = run("pytest", *_OPTIONS, "tests/contract", cwd=root, good=(0, 1, 2, _NO_TESTS),
               environment={"PYTHONPATH": path})  # fmt: skip
    lines = (done.stdout.strip() or done.stderr.strip() or "nothing").splitlines()
    summary = lines[-1].strip("= ")
    if done.returncode == 0:
        return Found(said=re.sub(r" in [\d.]+s.*", "", summary))
    failed = [match["what"] for line in lines if (match := _FAILED.match(line))]
    return Found(findings=(*failed, f"{summary}; to see why: python -m pytest tests/contract"))
