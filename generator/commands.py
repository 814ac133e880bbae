"""What each verb does: `generate`, `check`, `update`, `release`.

The pipeline is imported only when there is something to make, so that "nothing changed" answers at once.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator import lock, standing, swap
from generator.outcome import Frozen, Summary, Verdict
from generator.problems import Position, fail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from generator.bump.rules import Bump
    from generator.inputs import Inputs
    from generator.proof import Step
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
            return Summary.unchanged(inputs.output, recorded.version, standing.released_version(inputs), mended)
        from generator import pipeline

        with swap.stage(inputs.output) as staged:
            remembered = standing.asked_for(inputs) if at_least is None else "none"
            made = pipeline.make(inputs, staged, at_least or "none", observe, remembered=remembered)
            files = standing.differences(inputs.output, staged)
            observe("exchanging the folders")
            swap.exchange(inputs.output)
        standing.put_stamp(inputs)
        read = len(lock.read_lock(inputs.output).inputs)
    return Summary.of(
        inputs.output, read, made.package, made.plan, made.findings, made.unrendered, files, mended, started
    )


def check(inputs: Inputs, *, steps: Mapping[str, Step] | None = None, observe: Callable[[str], None]) -> Verdict:
    """Make the packages aside and compare them with those that are there; writes nothing there.

    With `steps`, those of the full check, what is not stale is looked at more closely.

    Raises:
        BadInputError: an input can't be used.
        HandEditedError: a generated file was changed by hand.
        LockError: the lock is missing or unreadable, or other tools are installed than wrote the packages.
    """
    import tempfile

    from generator import pipeline

    recorded = lock.read_lock(inputs.output)
    lock.refuse_other_tools(recorded)
    standing.refuse_hand_edits(inputs, adopt=False)
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / inputs.output.name
        staged.mkdir()
        made = pipeline.make(inputs, staged, "none", observe, remembered=recorded.at_least)
        files = standing.differences(inputs.output, staged)
        verdict = Verdict.of(inputs.output, staged, files, recorded.version, made.plan, made.unrendered)
    return _proved(verdict, inputs, verdict.bump, steps, observe) if steps and verdict.clean else verdict


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


def release(
    inputs: Inputs,
    date: str,
    *,
    folder: Path,
    at_least: Bump | None = None,
    steps: Mapping[str, Step],
    observe: Callable[[str], None],
) -> Frozen | Verdict:
    """Check everything, make the surface the released one, give its changelog section version and date, and build.

    Wheels and sdists are put into `folder`. Gives the verdict, with nothing changed, if anything does not hold.

    Raises:
        BadInputError: `date` is none, or this version is released already, or can't be built.
        HandEditedError, LockError: as `check`.
        BusyError: another run is writing the same folder.
    """
    import tempfile

    from generator import pipeline
    from generator.bump.change import highest
    from generator.day import read_day
    from generator.distribute import distribute, put

    date = read_day(date)
    with swap.exclusive(inputs.output):
        swap.mend(inputs.output)
        verdict = check(inputs, observe=observe)
        if not verdict.clean:
            return verdict
        remembered: Bump = standing.asked_for(inputs) if at_least is None else "none"
        step = highest([remembered, at_least or "none", *(change.bump for change in verdict.changes)])
        _refuse_again(inputs, step)
        verdict = _proved(verdict, inputs, step, steps, observe)
        if not verdict.holds:
            return verdict
        with swap.stage(inputs.output) as staged, tempfile.TemporaryDirectory() as scratch:
            made = pipeline.make(inputs, staged, at_least or "none", observe, remembered=remembered, date=date)
            _refuse_other_inputs(inputs, staged)
            observe("building")
            built = distribute(staged, Path(scratch, "dist"))
            folder.mkdir(parents=True, exist_ok=True)
            observe("exchanging the folders")
            swap.exchange(inputs.output)
            standing.put_stamp(inputs)
            put(Path(scratch, "dist"), folder)
    built = replace(built, folder=str(folder))
    return Frozen.of(inputs.output, made.package, made.plan, date, verdict.proofs, built)


def _refuse_again(inputs: Inputs, step: Bump) -> None:
    """A version is released once."""
    from generator.bump.release import read_release

    frozen = read_release(inputs.client / "released")
    if frozen and step == "none":
        at = Position(file=str(inputs.output))
        finding = f"{frozen.version} was released on {frozen.date}, and nothing that is packaged changed since"
        raise fail(
            at,
            finding,
            "there is nothing to do; `python -m generator release --bump patch` gives the same a new number",
        )


def _refuse_other_inputs(inputs: Inputs, staged: Path) -> None:
    """What is released is what was checked."""
    if lock.read_lock(inputs.output).inputs != lock.read_lock(staged).inputs:
        at = Position(file=str(inputs.output))
        raise fail(at, "an input changed while it was checked", "run `generate`, then release again")


def _proved(
    verdict: Verdict, inputs: Inputs, bump: Bump, steps: Mapping[str, Step], observe: Callable[[str], None]
) -> Verdict:

    from generator.proof import Subject, prove

    subject = Subject(inputs=inputs, bump=bump, changes=verdict.changes)
    return replace(verdict, proofs=prove(subject, observe, steps=steps))
