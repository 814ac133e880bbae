"""What each verb does: `generate`, `check`, `update`, `release`.

The pipeline is imported only when there is something to make, so that "nothing changed" answers at once.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from generator import lock, standing, swap
from generator.outcome import Frozen, Summary, Verdict
from generator.problems import Position, fail

if TYPE_CHECKING:
    from collections.abc import Callable

    from generator.bump.rules import Bump
    from generator.inputs import Inputs
    from generator.update import Update

__all__ = ["check", "generate", "release", "update"]


def generate(
    inputs: Inputs, *, adopt: bool = False, at_least: Bump | None = None, observe: Callable[[str], None]
) -> Summary:
    """Make the packages and put them in the place of the old ones, if anything changed.

    `at_least` raises the step until the next release; None leaves it as it was asked for before, "none" takes it back.

    Raises:
        BadInputError: the description, an overlay, the configuration or a template can't be used.
        HandEditedError: a generated file was changed by hand.
        BusyError: another run is writing the same folder.
    """
    started = time.process_time()
    with swap.exclusive(inputs.output):
        mended = swap.mend(inputs.output)
        standing.refuse_hand_edits(inputs, adopt=adopt)
        recorded = standing.up_to_date(inputs)
        if recorded and at_least in (None, recorded.at_least):
            return Summary.unchanged(inputs.output, recorded.version, mended)
        from generator import pipeline

        with swap.stage(inputs.output) as staged:
            remembered = standing.asked_for(inputs) if at_least is None else "none"
            made = pipeline.make(inputs, staged, at_least or "none", observe, remembered=remembered)
            files = standing.differences(inputs.output, staged)
            observe("exchanging the folders")
            swap.exchange(inputs.output)
        standing.stamp(inputs).write_text(lock.code_digest(), encoding="ascii")
    return Summary.of(inputs.output, made.package, made.plan, made.findings, made.unrendered, files, mended, started)


def check(inputs: Inputs, *, observe: Callable[[str], None]) -> Verdict:
    """Make the packages aside and compare them with those that are there; writes nothing there.

    Raises:
        BadInputError: an input can't be used.
        HandEditedError: a generated file was changed by hand.
        LockError: the lock is missing or unreadable, or other tools are installed than wrote the packages.
    """
    from generator import pipeline

    recorded = lock.read_lock(inputs.output)
    lock.refuse_other_tools(recorded)
    standing.refuse_hand_edits(inputs, adopt=False)
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / inputs.output.name
        staged.mkdir()
        made = pipeline.make(inputs, staged, "none", observe, remembered=recorded.at_least)
        files = standing.differences(inputs.output, staged)
        return Verdict.of(inputs.output, staged, files, recorded.version, made.plan, made.unrendered)


def update(inputs: Inputs, source: str, *, date: str = "", accept_words: bool = False) -> Update:
    """Take a newer upstream document in: `spec/openapi.yaml` and its lock, nothing else.

    Raises:
        BadInputError: the document can't be had or used; nothing was written.
    """
    from generator.config import configure, defaults
    from generator.update import update as take_in

    configuration = configure(inputs.configuration) if inputs.configuration else defaults("")
    return take_in(
        source,
        spec=inputs.spec,
        configuration=configuration,
        overlays=inputs.overlays,
        date=date,
        accept_words=accept_words,
    )


def release(inputs: Inputs, date: str, *, at_least: Bump | None = None, observe: Callable[[str], None]) -> Frozen:
    """Freeze what is generated: its surface becomes the released one, its changelog section gets version and date.

    Raises:
        BadInputError: the packages are stale, or this version is released already.
        HandEditedError, LockError: as `check`.
    """
    from generator import pipeline
    from generator.bump import release as bump_release

    verdict = check(inputs, observe=observe)
    at = Position(file=str(inputs.output))
    if not verdict.clean:
        raise fail(at, "the packages are not what the inputs give", "run `generate`, commit the result, then release")
    recorded = lock.read_lock(inputs.output).version
    if (frozen := bump_release.read_release(inputs.client / "released")) and frozen.version == recorded:
        raise fail(at, f"{recorded} is released already and nothing changed since", "there is nothing to do")
    with swap.exclusive(inputs.output), swap.stage(inputs.output) as staged:
        remembered = standing.asked_for(inputs) if at_least is None else "none"
        made = pipeline.make(inputs, staged, at_least or "none", observe, remembered=remembered, date=date)
        swap.exchange(inputs.output)
    return Frozen(product=made.package.distribution, version=made.plan.version, date=date, previous=made.plan.previous)
