"""Marks the mutants that are not worth trying: `python choosing.py SESSION SAMPLE`, in cosmic-ray's environment.

An annotation is never evaluated, so `str | None` broken in two ways is no mistake: mutants of `|` are left out,
and so are those of what only checkers read (`if TYPE_CHECKING`).
Of the others a sample is spread evenly over all modules; 0 keeps all.
"""

# pyright: basic, reportMissingImports=false
# mypy: ignore-errors

from __future__ import annotations

import sys
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import WorkerOutcome, WorkResult

LEFT_OUT = ("core/ReplaceBinaryOperator_BitOr_",)


def choose(session: str, sample: int) -> None:
    """Skip what is left out, and all but every n-th of the rest."""
    with use_db(session, WorkDB.Mode.open) as database:
        items = sorted(database.work_items, key=lambda item: (str(item.mutations[0].module_path), _order(item)))
        worthy = [item for item in items if _is_worthy(item.mutations[0])]
        step = max(1, len(worthy) // sample) if sample else 1
        kept = {item.job_id for item in worthy[::step]}
        skipped = [item.job_id for item in items if item.job_id not in kept]
        database.set_multiple_results(skipped, WorkResult(worker_outcome=WorkerOutcome.SKIPPED))


def _is_worthy(mutation) -> bool:
    line = Path(mutation.module_path).read_text("utf-8").splitlines()[mutation.start_pos[0] - 1]
    return not mutation.operator_name.startswith(LEFT_OUT) and "TYPE_CHECKING" not in line


def _order(item) -> tuple:
    mutation = item.mutations[0]
    return (mutation.start_pos, mutation.operator_name, mutation.occurrence)


if __name__ == "__main__":
    choose(sys.argv[1], int(sys.argv[2]))
