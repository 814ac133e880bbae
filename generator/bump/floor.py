"""A second opinion on two packages: what griffe calls breaking is at least that.

Griffe sees about half of what breaks a caller, so it is a floor under the step and never its source.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import TYPE_CHECKING

from generator import surface
from generator.problems import Position, fail
from generator.tools import demand

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from griffe import Breakage

__all__ = ["breakages", "pack", "unpack"]

_INTERNAL = re.compile(r"(^|\.)_(?!_)|(^|\.)__main__(\.|$)|^(components|operations)\.[a-z][a-z0-9_]*(\.|$)")
"""Paths that nobody imports from: private ones, and the files behind a namespace, whose names it exports itself."""


def breakages(old: Path, new: Path) -> tuple[str, ...]:
    """List what griffe finds to be breaking between two package folders, among what callers can reach.

    Raises:
        BadInputError: there is no package.
        ToolError: griffe is missing.
    """
    demand("griffe")
    import griffe  # noqa: PLC0415 - needed by this check alone

    folders = [surface.package_folder(folder) for folder in (old, new)]
    packages = [griffe.load(folder.name, search_paths=[str(folder.parent)]) for folder in folders]
    return tuple(_told(folders[0].name, griffe.find_breaking_changes(*packages)))


def pack(package: Path) -> bytes:
    """Pack the Python files of a package's folder, so that what was released is there to compare with."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(found for found in package.rglob("*") if found.suffix in {".py", ".pyi"}):
            name = path.relative_to(package.parent).as_posix()
            file.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)  # dated 1980, as all are
    return buffer.getvalue()


def unpack(packed: Path, folder: Path) -> Path:
    """Unpack what `pack` wrote into an empty folder; raises BadInputError if it is something else."""
    try:
        with zipfile.ZipFile(packed) as file:
            if file.testzip() is None:
                file.extractall(folder)
                return folder
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile, zlib.error):
        pass
    raise fail(Position(file=str(packed)), "unreadable", "`release` alone writes it; restore it from version control")


def _told(package: str, found: Iterator[Breakage]) -> Iterator[str]:
    for breakage in found:
        path = breakage.obj.path.removeprefix(f"{package}.")
        if not _INTERNAL.search(path) and _is_serious(breakage):
            yield f"{path}: {breakage.kind.value}"


def _is_serious(breakage: Breakage) -> bool:
    """Other defaults can be passed, constants are there to change, a private base is known by its members alone."""
    if breakage.kind.name == "CLASS_REMOVED_BASE":
        return not all(str(base).rpartition(".")[2].startswith("_") for base in breakage.old_value)
    return breakage.kind.name not in ("PARAMETER_CHANGED_DEFAULT", "ATTRIBUTE_CHANGED_VALUE")
