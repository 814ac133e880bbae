"""Reads how a distribution is published: its `pyproject.toml`, and a digest of what goes into its wheel."""

from __future__ import annotations

import hashlib
import re
import tomllib
from typing import TYPE_CHECKING, Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from generator.problems import Position, fail
from generator.surface.model import Metadata

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

__all__ = ["OWN_RELEASE", "content", "is_specifier", "metadata"]

OWN_RELEASE = "this release"
"""What stands for the version of a distribution that is released together with this one."""


def metadata(folder: Path, package: str, own: Collection[str] = ()) -> Metadata:
    """Read the `pyproject.toml` in `folder`; `own` are the distributions that are released together.

    Raises BadInputError for one that can't be read.
    """
    path = folder / "pyproject.toml"
    try:
        project: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8")).get("project", {})
        siblings = {canonicalize_name(name) for name in own}
        extras = project.get("optional-dependencies", {})
        return Metadata(
            distribution=project.get("name", ""),
            package=package,
            requires_python=project.get("requires-python", ""),
            dependencies=_requirements(project.get("dependencies", ()), siblings),
            extras={str(canonicalize_name(name)): _requirements(items, siblings) for name, items in extras.items()},
            scripts=dict(_entry_points(project)),
        )
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, InvalidRequirement) as error:
        raise fail(Position(file=str(path)), f"not a project's settings: {error}") from None


def content(folders: Iterable[Path]) -> str:
    """Digest what is packaged in some distributions: sources, metadata, readme, licence; not their version.

    The version stands in `_version.py`, `provenance.json` and `pyproject.toml`, and where one distribution or a
    reader of the readme is told to require another.
    """
    digest = hashlib.sha256()
    for number, folder in enumerate(folders):
        for file in sorted(_packaged(folder)):
            digest.update(f"{number}/{file.relative_to(folder).as_posix()}\0".encode())
            digest.update(hashlib.sha256(_versionless(file)).digest())
    return digest.hexdigest()


def is_specifier(text: str) -> bool:
    """Tell whether a text is a range of versions, as `metadata` writes them."""
    try:
        SpecifierSet("" if text == OWN_RELEASE else text)
    except InvalidSpecifier:
        return False
    return True


def _requirements(lines: Iterable[str], own: set[Any]) -> dict[str, str]:
    """Distribution → what is asked of it; of our own, any version counts as the one of this release."""
    found: dict[str, str] = {}
    for line in lines:
        requirement = Requirement(line)
        name = str(canonicalize_name(requirement.name))
        asked = OWN_RELEASE if name in own else ",".join(sorted(map(str, requirement.specifier)))
        extras = f"[{','.join(sorted(requirement.extras))}]" if requirement.extras else ""
        marker = f" ; {requirement.marker}" if requirement.marker else ""
        found[f"{name}{extras}{marker}"] = asked
    return found


def _entry_points(project: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    yield from project.get("scripts", {}).items()
    for group, entries in project.get("entry-points", {}).items():
        yield from ((f"{group}: {name}", target) for name, target in entries.items())


def _packaged(folder: Path) -> Iterable[Path]:
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        if (folder / name).is_file():
            yield folder / name
    for file in (folder / "src").rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            yield file


_VERSION_IN = {
    "README.md": re.compile(rb"([~=]=)\d+(?:\.\d+)*"),
    "_version.py": re.compile(rb"""(?m)^((?:__version__|VERSION)\b[^"'\n]*["'])[^"'\n]*"""),
    "provenance.json": re.compile(rb"""(?m)^(  "version": ")[^"\n]*"""),
    "pyproject.toml": re.compile(rb"""(?m)(^version\s*=\s*["']|==\s*)[0-9][^"'\n]*"""),
}


def _versionless(file: Path) -> bytes:
    text = file.read_bytes()
    pattern = _VERSION_IN.get(file.name)
    return pattern.sub(rb"\1", text) if pattern else text
