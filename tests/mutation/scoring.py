"""Tries the mutants of one target in its copy of the project: `python -m tests.mutation.scoring TARGET …`.

It prints the score by module and the survivors, and keeps what was found in `.mutants/TARGET.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from tests.mutation import tracing
from tests.mutation.mutants import Mutant, Place, mutant, places
from tests.mutation.targets import TARGETS
from tests.mutation.trying import Outcome, Trials, warm_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tests.mutation.targets import Target
    from tests.mutation.tracing import Trace

WANTED = 85
Result: TypeAlias = "tuple[Mutant, Outcome]"


def main() -> int:
    """Measure, try, report; 1 if the score is below what is wanted."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation.scoring")
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--packages", type=Path, required=True, help="the folder that holds cosmic-ray and coverage")
    options = parser.parse_args()
    sys.path.append(str(options.packages))
    target, tree = TARGETS[options.target], Path.cwd()
    trace = _traced(tree, target)
    kept = tree.parent / f"{options.target}.jsonl"
    known = _known(kept) if options.resume else {}
    chosen = _places(tree, target)[: options.sample or None]
    end = time.monotonic() + options.minutes * 60
    results = list(_tried(tree, chosen, Trials(tree, trace), kept, known, end))
    _report(options.target, results)
    return int(_score(outcome for _, outcome in results) < WANTED)


def _traced(tree: Path, target: Target) -> Trace:
    """Measure in a child, so that nothing of the project is imported here."""
    result = tree.parent / f"{tree.name}.trace"
    child = os.fork()
    if not child:
        try:
            tracing.trace(tree, target.package, list(target.tests), result)
        finally:
            sys.stdout.flush()
            os._exit(0)
    os.waitpid(child, 0)
    trace = tracing.read(result)
    warm_up(trace.imported)
    for test in trace.failed:
        print(f"not asked, as it fails anyway: {test}")
    return trace


def _places(tree: Path, target: Target) -> list[Place]:
    """All places, in an order that has nothing to do with where they are: any first part of them is a fair sample."""
    modules = sorted(path.relative_to(tree) for path in (tree / target.package).rglob("*.py"))
    found = [place for module in modules for place in places(tree, str(module))]
    return sorted(found, key=lambda place: sha256(repr(place).encode()).digest())


def _tried(
    tree: Path, chosen: list[Place], trials: Trials, kept: Path, known: dict[str, Outcome], end: float
) -> Iterator[Result]:
    with kept.open("a" if known else "w", encoding="utf-8") as results:
        for tried in filter(None, (mutant(tree, place) for place in chosen)):
            if time.monotonic() > end:
                return
            digest = sha256(tried.source.encode()).hexdigest()
            outcome = known.get(digest)
            if outcome is None:
                outcome = trials.attempt(tried)
                line = {"outcome": outcome, "line": f"{tried.module}:{tried.line}", "change": tried.change}
                print(json.dumps({**line, "digest": digest}, ensure_ascii=False), file=results, flush=True)
            yield tried, outcome


def _known(kept: Path) -> dict[str, Outcome]:
    """What an earlier run killed stays killed, as long as the module is the same."""
    lines = kept.read_text("utf-8").splitlines() if kept.exists() else []
    found = [json.loads(line) for line in lines]
    return {one["digest"]: one["outcome"] for one in found if one["outcome"] in ("killed", "timed out")}


def _report(name: str, results: list[Result]) -> None:
    reasons: dict[str, dict[str, str]] = json.loads(Path(__file__).with_name("survivors.json").read_bytes())
    modules = defaultdict[str, list[Result]](list)
    for result in sorted(results, key=lambda one: (one[0].module, one[0].line)):
        modules[result[0].module].append(result)
    for module, tried in modules.items():
        print(f"{module}: {_summary(outcome for _, outcome in tried)}")
        for one, outcome in tried:
            if outcome in ("survived", "not executed"):
                reason = reasons.get(module, {}).get(one.change, "no reason known")
                print(f"  line {one.line}, {outcome}: {one.change}\n    {reason}")
    print(f"{name}: {_summary(outcome for _, outcome in results)} (wanted: {WANTED} %)")


def _summary(outcomes: Iterable[Outcome]) -> str:
    counts = Counter(outcomes)
    told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("killed", "timed out", "survived", "not executed"))
    return f"{_score(counts.elements()):.1f} % of {counts.total()}: {told}"


def _score(outcomes: Iterable[Outcome]) -> float:
    counts = Counter(outcomes)
    return 100 * (counts["killed"] + counts["timed out"]) / max(1, counts.total())


if __name__ == "__main__":
    sys.exit(main())
