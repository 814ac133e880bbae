"""Proves more of the packages than that they are what the inputs give: what `check --full` adds, and `release` demands.

Each step looks at one thing and says what it found; all are done, whatever one of them finds.
"""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from generator.problems import BadInputError
from generator.proof import builds, contract, floor, metadata, types
from generator.proof.step import Found, Proof, Step, Subject
from generator.tools import ToolError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["STEPS", "Found", "Proof", "Step", "Subject", "prove"]

STEPS: Mapping[str, Step] = {
    "types": types.look,
    "floor": floor.look,
    "contract": contract.look,
    "builds": builds.look,
    "metadata": metadata.look,
}
"""Name → what does it, in the order in which they are done."""


def prove(
    subject: Subject,
    observe: Callable[[str], None],
    *,
    steps: Mapping[str, Step] = STEPS,
    clock: Callable[[], float] = time.perf_counter,
    at_once: int = 2,
) -> tuple[Proof, ...]:
    """Do all steps, some `at_once`; a tool that is missing or gives up is a finding of its step."""
    with ThreadPoolExecutor(at_once) as pool:  # each waits for processes of its own
        running = [pool.submit(_proof, name, step, subject, observe, clock) for name, step in steps.items()]
        return tuple(future.result() for future in running)


def _proof(
    name: str, step: Step, subject: Subject, observe: Callable[[str], None], clock: Callable[[], float]
) -> Proof:

    observe(f"proving: {name}")
    started = clock()
    try:
        found = step(subject)
    except ToolError as error:
        found = Found(findings=(str(error),))
    except BadInputError as error:
        found = Found(findings=tuple(map(str, error.problems)))
    return Proof(name=name, said=found.said, findings=found.findings, seconds=clock() - started)
