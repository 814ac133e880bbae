"""Does griffe, which knows nothing of our table, see more broken since the release than the version says?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generator.bump.floor import breakages, unpack
from generator.proof.step import Found

if TYPE_CHECKING:
    from collections.abc import Collection

    from generator.proof.step import Subject

__all__ = ["look"]


def look(subject: Subject) -> Found:
    """Compare the client as it was released with the client as it is.

    Where the version says major there is nothing to object to; what an exception with a reason allows is allowed.

    Raises:
        ToolError: griffe is missing.
        BadInputError: what was released can't be read.
    """
    packed = subject.inputs.client / "released" / "package.zip"
    if not packed.is_file():
        return Found(said="nothing is released yet to compare with")
    with tempfile.TemporaryDirectory() as folder:
        found = breakages(unpack(packed, Path(folder)), subject.inputs.client)
    if subject.bump == "major":
        breaks = "1 breakage" if len(found) == 1 else f"{len(found)} breakages"
        return Found(said=f"griffe finds {breaks}; the step is major")
    allowed = [item.place for item in subject.changes if item.reason]
    wrong = [breakage for breakage in found if not _is_allowed(breakage, allowed)]
    step = "no step" if subject.bump == "none" else f"a {subject.bump} step"
    return Found(
        said="griffe finds nothing broken" + (" but what an exception allows" if found else ""),
        findings=tuple(f"{breakage} (griffe), but the version makes {step}" for breakage in wrong),
    )


def _is_allowed(breakage: str, places: Collection[str]) -> bool:
    """Whether a breakage is at, in, or around a place that has an exception."""
    path = breakage.partition(":")[0].replace("(", ".").rstrip(")")
    for place in places:
        named = place.replace("(", ".").rstrip(")")
        if path == named or path.startswith(f"{named}.") or named.startswith(f"{path}."):
            return True
    return False
