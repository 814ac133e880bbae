"""Reads the cases of `tests/cases/bump`: small changes of one description, and the records they must give.

A case has `about`; `base`, `change`: JSON merge patches (RFC 7396) that make the old description from `base.yaml`, and
the new one from the old; `configuration`, of the new side; `surface`, `surface_change`: likewise for the surfaces;
`forward` and `backward`: the step, and each record as "row kind place: old → new".
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from generator import surface
from generator.bump import changes, needed
from generator.config import defaults
from generator.document import load, loads
from generator.lower import lower
from generator.select import select

if TYPE_CHECKING:
    from generator.bump.change import Change
    from generator.surface.model import Surface

FOLDER = Path(__file__).resolve().parent.parent / "cases" / "bump"
CASES = sorted(path for path in FOLDER.glob("[0-9]*.yaml"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A pair of surfaces and what is expected of it, both ways."""

    about: str
    old: Surface
    new: Surface
    old_again: Surface
    """The old description read after the new one was released."""
    expected: dict[str, Any]


def read_case(path: Path) -> Case:
    """Make the two surfaces of a case."""
    case = plain(path)
    base = merged(plain(FOLDER / "base.yaml"), case.get("base", {}))
    changed = merged(base, case.get("change", {}))
    settings = case.get("configuration", {})
    both, one = case.get("surface", {}), case.get("surface_change", {})
    old = _patched(surface_of(base), both)
    new = _patched(surface_of(changed, settings, released=old), both, one)
    first = _patched(surface_of(changed, settings), both, one)
    return Case(
        about=case["about"],
        old=old,
        new=new,
        old_again=_patched(surface_of(base, released=first), both),
        expected={"forward": case["forward"], "backward": case["backward"]},
    )


def found(old: Surface, new: Surface) -> dict[str, Any]:
    """Compare two surfaces, and write the records as the cases do."""
    records = changes(old, new)
    return {"bump": needed(records), "records": [told(item) for item in records]}


def told(item: Change) -> str:
    """Write a record on one line."""
    arrow = f": {item.old or '-'} → {item.new or '-'}" if item.old or item.new else ""
    return f"{item.rule} {item.kind} {item.place}{arrow}"


def surface_of(
    document: dict[str, Any], settings: dict[str, Any] | None = None, *, released: Surface | None = None
) -> Surface:
    """Lower a description, given as plain data, and tell its surface."""
    read = loads(json.dumps(document), name="case.json")
    configuration = replace(defaults("Shelf API"), **(settings or {}))
    settled = surface.settled_errors(released) if released else None
    return surface.describe(lower(select(read, []), configuration, settled_errors=settled))


def merged(old: Any, patch: Any) -> Any:
    """Apply a JSON merge patch."""
    if not isinstance(patch, dict):
        return patch
    result: dict[str, Any] = dict(cast("dict[str, Any]", old)) if isinstance(old, dict) else {}
    for key, value in cast("dict[str, Any]", patch).items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return result


def _patched(whole: Surface, *patches: dict[str, Any]) -> Surface:
    found = json.loads(surface.dumps(whole))
    for patch in patches:
        found = merged(found, patch)
    return surface.loads(json.dumps(found))


def plain(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", load(path).data)
