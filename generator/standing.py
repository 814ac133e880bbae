"""Looks at the output that is there already: is it up to date, was it changed by hand, how does it differ?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from generator import lock
from generator.adopt import adopt as take_back

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from generator.bump.rules import Bump
    from generator.inputs import Inputs

__all__ = [
    "HandEditedError",
    "asked_for",
    "differences",
    "put_stamp",
    "refuse_hand_edits",
    "released_version",
    "up_to_date",
]


_SHOWN = 12


class HandEditedError(Exception):
    """Generated files are not as the generator wrote them."""

    def __init__(self, output: Path, edited: Collection[str], *, adopting: bool = False) -> None:
        lines = "\n".join(f"  {output / name}" for name in list(edited)[:_SHOWN])
        lines += f"\n  … {len(edited) - _SHOWN} more" if len(edited) > _SHOWN else ""
        hint = "`generate --adopt` takes edits of copied files back to templates/"
        if adopting:
            hint = "these are no copies of a template, so nothing was taken back, not even what could be"
        super().__init__(
            f"generated files were changed by hand:\n{lines}\n"
            f"    hint: restore them from version control and edit the template instead; {hint}"
        )


def up_to_date(inputs: Inputs) -> lock.Lock | None:
    """Give the lock if inputs, outputs, tools and the generator itself are as they were when it was written."""
    try:
        recorded = lock.read_lock(inputs.output)
        stamped = _stamp(inputs).read_text(encoding="ascii")
    except (lock.LockError, OSError, UnicodeDecodeError):
        return None
    same = (
        recorded.settings == inputs.settings
        and stamped == lock.stamp(recorded.tools)
        and recorded.inputs == lock.digests(inputs.root, inputs.files)
    )
    return recorded if same else None


def asked_for(inputs: Inputs) -> Bump:
    """The step that was asked for since the last release and counts until the next one."""
    try:
        return lock.read_lock(inputs.output).at_least
    except lock.LockError:
        return "none"


def released_version(inputs: Inputs) -> str | None:
    """The version that was released last; None if there is none, or what says so can't be read."""
    try:
        return str(json.loads((inputs.client / "released" / "release.json").read_bytes())["version"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def refuse_hand_edits(inputs: Inputs, *, adopt: bool) -> None:
    """Compare the output with its lock; with `adopt`, edits of copied files go back to the templates."""
    if not inputs.output.exists() or not any(inputs.output.iterdir()):
        return
    recorded = lock.read_lock(inputs.output).outputs
    found = lock.output_digests(inputs.output)
    edited = sorted(name for name in recorded.keys() | found.keys() if recorded.get(name) != found.get(name))
    if adopt and edited:
        edited = take_back(inputs.output, inputs.templates, edited)
    if edited:
        raise HandEditedError(inputs.output, edited, adopting=adopt)


def put_stamp(inputs: Inputs) -> None:
    """Note, beside the output and outside version control, what made it: `up_to_date` asks for it."""
    _stamp(inputs).write_text(lock.stamp(lock.read_lock(inputs.output).tools), encoding="ascii")


def _stamp(inputs: Inputs) -> Path:
    return inputs.output.parent / f".{inputs.output.name}.stamp"


def differences(output: Path, staged: Path) -> dict[str, str]:
    """Which files are new ("+"), gone ("-") or other ("~"), as the locks of both tell; none may be edited by hand."""
    old: Mapping[str, str] = lock.read_lock(output).outputs if (output / lock.NAME).exists() else {}
    new = lock.read_lock(staged).outputs
    marks = {name: "+" if name not in old else "-" if name not in new else "~" for name in old.keys() | new.keys()}
    return {name: mark for name, mark in sorted(marks.items()) if old.get(name) != new.get(name)}
