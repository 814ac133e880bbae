"""Breaks the runtime and the lowering and counts the tests that notice: `make mutate`, `python -m tests.mutation`.

cosmic-ray makes the mutants. Each is tried in a copy of the project under `.mutants/`, by the tests that execute the
changed line. Both targets run at the same time; all mutants take hours, a sample (`--sample 200`) minutes.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.mutation.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".mutants"
PACKAGES = PLACE / "packages"
PARTS = ("generator", "generated", "templates", "spec", "tests", "pyproject.toml", "README.md", "LICENSE", "Makefile")


def main() -> int:
    """Run, print the scores and the survivors; 1 if a score is below what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--sample", type=int, default=0, help="try so many of each target, from all modules")
    parser.add_argument("--minutes", type=float, default=float("inf"), help="begin no mutant after so many minutes")
    parser.add_argument("--only", choices=TARGETS, help="only this target")
    parser.add_argument("--resume", action="store_true", help="don't try again what an earlier run killed")
    options = parser.parse_args()
    _install()
    more = [
        "--sample",
        str(options.sample),
        "--minutes",
        str(options.minutes),
        *(["--resume"] if options.resume else []),
    ]
    running = [_start(name, more) for name in TARGETS if options.only in (None, name)]
    return max(process.wait() for process in running)


def _install() -> None:
    """Put cosmic-ray and coverage in a folder of their own, where they change no version that the project runs with."""
    if not PACKAGES.exists():
        command = [sys.executable, "-m", "uv", "pip", "install", "-q", "--python", sys.executable]
        group = ["--target", str(PACKAGES), "--group", f"{ROOT}/pyproject.toml:mutate"]
        subprocess.run([*command, *group], check=True)


def _start(name: str, options: list[str]) -> subprocess.Popen[bytes]:
    """Copy the project and score there, where the copied packages win over the installed ones."""
    tree = PLACE / name
    shutil.rmtree(tree, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", ".hypothesis", "*_cache")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tree / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, tree / part)
    paths = [str(tree), *(str(path) for path in sorted(tree.glob("generated/*/src")))]
    data = {"SHARED_DATA": str(ROOT.parent / "shared" / "data")}
    environment = {**data, **os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, "-m", "tests.mutation.scoring", name, "--packages", str(PACKAGES), *options]
    return subprocess.Popen(command, cwd=tree, env=environment)


if __name__ == "__main__":
    sys.exit(main())
