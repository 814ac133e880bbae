"""Puts a version of a package alone into a folder, so that checkers can import it, and takes its surface."""

from __future__ import annotations

import shutil
import tarfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from generator import surface
from generator.problems import Position, fail

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.surface.model import Surface

__all__ = ["stage", "surface_of"]

_BY_PRODUCTS = shutil.ignore_patterns("__pycache__", "*.egg-info")


def stage(source: Path, folder: Path) -> Path:
    """Put a package, named by a folder, a wheel or an sdist, into a folder of its own; gives where it is there.

    Raises BadInputError for what is none of them.
    """
    if source.is_dir():
        package = surface.package_folder(source)
        return Path(shutil.copytree(package, folder / package.name, ignore=_BY_PRODUCTS))
    try:
        if zipfile.is_zipfile(source):
            return _from_wheel(source, folder)
        if source.is_file() and tarfile.is_tarfile(source):
            return _from_sdist(source, folder)
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, tarfile.TarError) as error:
        raise fail(Position(file=str(source)), f"can't be unpacked: {error}", "fetch or build it anew") from None
    hint = "name a package's folder, a .whl or a .tar.gz file"
    raise fail(Position(file=str(source)), "neither a folder nor a wheel nor an sdist", hint)


def surface_of(source: Path, package: Path) -> Surface:
    """The surface as recorded beside the package, else as its files show it."""
    recorded = source / "api.json"
    if recorded.is_file():
        return surface.loads(recorded.read_text(encoding="utf-8"), str(recorded))
    return surface.inspect(package)


def _from_wheel(source: Path, folder: Path) -> Path:
    with zipfile.ZipFile(source) as wheel:
        names = [name for name in wheel.namelist() if not name.endswith("/")]
        _unpack(source, folder, ((name, wheel.read(name)) for name in names))
    return surface.package_folder(folder)


def _from_sdist(source: Path, folder: Path) -> Path:
    """An sdist has one folder, with the project in it (PEP 625)."""
    unpacked = folder.with_name(f"{folder.name}.sdist")
    with tarfile.open(source) as sdist:
        files = [(member.name, sdist.extractfile(member)) for member in sdist.getmembers() if member.isfile()]
        _unpack(source, unpacked, ((name, content.read()) for name, content in files if content is not None))
    inside = [path for path in unpacked.iterdir() if path.is_dir()]
    package = surface.package_folder(inside[0] if len(inside) == 1 else unpacked)
    return Path(shutil.copytree(package, folder / package.name))


def _unpack(source: Path, folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive's files into a folder, and nowhere else."""
    folder.mkdir(parents=True)
    for name, content in files:
        parts = PurePosixPath(name).parts
        if PurePosixPath(name).is_absolute() or ".." in parts:
            raise fail(Position(file=str(source)), "no package: it has files that lead out of it")
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
