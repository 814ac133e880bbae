"""Are wheels and sdists the same bytes wherever they are built?"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generator.distribute import distribute
from generator.proof.step import Found

if TYPE_CHECKING:
    from generator.proof.step import Subject

__all__ = ["look"]


def look(subject: Subject) -> Found:
    """Build everything twice, in different folders from files of another age, and compare.

    Raises BadInputError if something can't be built.
    """
    with tempfile.TemporaryDirectory() as name:
        elsewhere = Path(name, "a longer way down", "made")
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
        shutil.copytree(subject.inputs.output, elsewhere, copy_function=shutil.copyfile, ignore=ignored)
        here = distribute(subject.inputs.output, Path(name, "here")).files
        there = distribute(elsewhere, Path(name, "there")).files
    other = sorted(file for file in {*here, *there} if here.get(file) != there.get(file))
    return Found(
        said=f"{len(here)} files, the same bytes from two folders",
        findings=tuple(f"{file}: other bytes when it is built in another folder" for file in other),
    )
