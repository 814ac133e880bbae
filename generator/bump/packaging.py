"""Compares what installers read: names, the lowest Python, dependencies, extras, commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from generator.bump.change import Change, change
from generator.surface.metadata import OWN_RELEASE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from generator.surface.model import Metadata

__all__ = ["compare_packaging"]


def compare_packaging(
    old: Mapping[str, Metadata], new: Mapping[str, Metadata], exposed: Collection[str]
) -> Iterator[Change]:
    """Compare the distributions of a product; `exposed` are the packages whose types callers get to see."""
    for product in sorted(old.keys() | new.keys()):
        before, after = old.get(product), new.get(product)
        if before is None and after is not None:
            yield change("product-added", after.distribution, new=after.package)
        elif before is not None and after is None:
            yield change("product-removed", before.distribution, before.package)
        elif before is not None and after is not None:
            yield from _distribution(before, after, exposed)


def _distribution(old: Metadata, new: Metadata, exposed: Collection[str]) -> Iterator[Change]:
    if old.distribution != new.distribution:
        yield change("distribution-renamed", old.distribution, old.distribution, new.distribution)
    if old.package != new.package:
        yield change("import-renamed", old.package, old.package, new.package)
    yield from _python(f"{new.distribution}: Python", old.requires_python, new.requires_python)
    yield from _dependencies(new.distribution, old.dependencies, new.dependencies, exposed)
    for name in sorted(old.extras.keys() | new.extras.keys()):
        where = f"{new.distribution}[{name}]"
        if name in old.extras and name in new.extras:
            yield from _dependencies(where, old.extras[name], new.extras[name], exposed)
        else:
            yield change("extra-removed" if name in old.extras else "extra-added", where)
    for name in sorted(old.scripts.keys() ^ new.scripts.keys()):
        yield change("script-removed" if name in old.scripts else "script-added", f"{new.distribution}: {name}")


def _python(place: str, old: str, new: str) -> Iterator[Change]:
    if old != new:
        yield change("python-lowered" if _floor(new) < _floor(old) else "python-raised", place, old, new)


def _dependencies(
    place: str, old: Mapping[str, str], new: Mapping[str, str], exposed: Collection[str]
) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        where, seen = f"{place} needs {name}", _import_name(name) in exposed
        if name not in old:
            yield change("dependency-added", where, new=new[name])
        elif name not in new:
            yield change("exposed-dependency-switched" if seen else "dependency-removed", where, old[name])
        elif old[name] != new[name]:
            switched = seen and _major(old[name]) != _major(new[name])
            kind = "exposed-dependency-switched" if switched else "dependency-changed"
            yield change(kind, where, old[name] or "any", new[name] or "any")


def _import_name(requirement: str) -> str:
    return requirement.partition("[")[0].partition(" ")[0].replace("-", "_")


def _major(specifier: str) -> int:
    return _floor(specifier).major


def _floor(specifier: str) -> Version:
    """The lowest version that a specifier admits, as far as it says so."""
    asked = [] if specifier == OWN_RELEASE else list(SpecifierSet(specifier))
    floors = [
        Version(item.version.removesuffix(".*")) for item in asked if item.operator in (">=", ">", "==", "~=", "===")
    ]
    return max(floors, default=Version("0"))
