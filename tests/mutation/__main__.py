"""Breaks the runtime and the lowering and counts the tests that notice: `python -m tests.mutation [--sample N]`.

cosmic-ray makes the mutants, one at a time, in a copy of the project under `.mutants/`, from an environment of its own
there; the tests run in the project's environment. Without `--sample` every mutant is tried, which takes hours.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".mutants"
TREE = PLACE / "tree"
TOOLS = PLACE / "environment" / "bin"
PARTS = ("generator", "generated", "templates", "spec", "tests", "pyproject.toml", "README.md", "LICENSE", "Makefile")
WANTED = 85


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is broken, and the tests that should notice."""

    name: str
    path: str
    tests: tuple[str, ...]


TARGETS = (
    Target(
        name="runtime",
        path="generated/client/src/openrouter_rerank/_runtime",
        tests=(
            "tests/contract/test_by_hand.py",
            "tests/runtime",
            "tests/contract/test_vectors.py",
            "--ignore=tests/runtime/test_typing.py",
        ),
    ),
    Target(
        name="lowering",
        path="generator/lower",
        tests=("tests/generator/test_lower_cases.py", "tests/generator/test_lower_properties.py", "tests/generator"),
    ),
)


def main() -> int:
    """Run, print the score and the survivors; 1 if a score is below what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("--sample", type=int, default=0, help="try so many mutants of each target, spread evenly")
    parser.add_argument("--only", choices=[target.name for target in TARGETS], help="only this target")
    options = parser.parse_args()
    _prepare()
    targets = [target for target in TARGETS if options.only in (None, target.name)]
    return max(_measure(target, options.sample) for target in targets)


def _prepare() -> None:
    """Make the copy and the environment."""
    shutil.rmtree(TREE, ignore_errors=True)
    TREE.mkdir(parents=True)
    ignored = shutil.ignore_patterns("__pycache__", ".hypothesis", "*_cache")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, TREE / part, ignore=ignored)
        elif (ROOT / part).exists():
            shutil.copy(ROOT / part, TREE / part)
    if not (TOOLS / "cosmic-ray").exists():
        uv = [sys.executable, "-m", "uv"]
        _run([*uv, "venv", "-q", "--clear", str(TOOLS.parent)])
        _run(
            [*uv, "pip", "install", "-q", "--python", str(TOOLS / "python"), "--group", f"{ROOT}/pyproject.toml:mutate"]
        )


def _measure(target: Target, sample: int) -> int:
    configuration, session = PLACE / f"{target.name}.toml", PLACE / f"{target.name}.sqlite"
    session.unlink(missing_ok=True)
    configuration.write_text(_configuration(target), "utf-8")
    _run([str(TOOLS / "cosmic-ray"), "init", str(configuration), str(session)])
    _run([str(TOOLS / "python"), str(Path(__file__).with_name("choosing.py")), str(session), str(sample)])
    _run([str(TOOLS / "cosmic-ray"), "baseline", str(configuration)])  # tests that fail anyway notice nothing
    _run([str(TOOLS / "cosmic-ray"), "exec", str(configuration), str(session)])
    return _report(target, _results(session))


def _configuration(target: Target) -> str:
    command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider {' '.join(target.tests)}"
    return (
        "[cosmic-ray]\n"
        f"module-path = {json.dumps(target.path)}\n"
        "timeout = 300.0\n"
        "excluded-modules = []\n"
        f"test-command = {json.dumps(command)}\n"
        '[cosmic-ray.distributor]\nname = "local"\n'
    )


def _results(session: Path) -> list[dict[str, Any]]:
    """Each mutant that was tried: where it is, what was done, whether tests noticed."""
    lines = _run([str(TOOLS / "cosmic-ray"), "dump", str(session)]).splitlines()
    tried = [(item["mutations"][0], result) for item, result in map(json.loads, lines) if result]
    return [
        {
            "place": f"{mutation['module_path']}:{mutation['start_pos'][0]}",
            "function": mutation["definition_name"],
            "operator": mutation["operator_name"],
            "survived": result["test_outcome"] == "survived",
            "diff": result["diff"],
        }
        for mutation, result in tried
        if result["worker_outcome"] != "skipped"
    ]


def _report(target: Target, results: list[dict[str, Any]]) -> int:
    reasons = json.loads(Path(__file__).with_name("survivors.json").read_bytes())
    survivors = [one for one in results if one["survived"]]
    score = 100 * (len(results) - len(survivors)) / max(1, len(results))
    print(f"{target.name}: {len(results)} mutants, {len(survivors)} survived: {score:.1f} % (wanted: {WANTED} %)")
    for one in survivors:
        key = f"{Path(one['place'].partition(':')[0]).name} {one['function']} {one['operator']}"
        print(f"  {one['place']} {one['function']} {one['operator']}: {reasons.get(key, 'no reason known')}")
        changed = [
            line for line in (one["diff"] or "").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")
        ]
        print("\n".join(f"      {line}" for line in changed))
    return int(score < WANTED)


def _run(command: list[str]) -> str:
    """Run in the copy, where the copied packages win over the installed ones."""
    paths = [str(TREE), *(str(path) for path in sorted(TREE.glob("generated/*/src")))]
    environment = {
        "SHARED_DATA": str(ROOT.parent / "shared" / "data"),
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    where = TREE if TREE.exists() else ROOT
    done = subprocess.run(command, cwd=where, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}:\n{done.stdout}{done.stderr}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
