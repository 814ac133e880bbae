"""Tells who made a change: the upstream document, an overlay, a template, the configuration; and in which line."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from generator.bump.change import Change, change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.document import Document, Pointer
    from generator.problems import Position

__all__ = ["Origin", "Provenance", "traced"]

Origin: TypeAlias = Literal["upstream document", "overlay", "template", "configuration"]

_IN_DESCRIPTION: tuple[Origin, ...] = ("upstream document", "overlay")
_BESIDE_IT: tuple[Origin, ...] = ("template", "configuration")
_SPOKEN_OF = ("server-", "default-server-", "security-", "header-", "operation-", "error-")
"""Kinds of changes of what only descriptions speak of, even if the place is gone."""
_CHOSEN = ("operation-added", "operation-removed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What is known of where a surface comes from."""

    document: Document | None = None
    """The patched description."""
    sources: Mapping[str, str] = field(default_factory=dict[str, str])
    """Place of a change → JSON pointer in the description (`surface.api.sources`)."""
    before: Mapping[str, str] = field(default_factory=dict[str, str])
    """A digest of each kind of input of the released surface (`ingredients`); empty if not known."""
    after: Mapping[str, str] = field(default_factory=dict[str, str])
    """Likewise, of the surface as it is now."""


def traced(changes: Iterable[Change], provenance: Provenance) -> tuple[Change, ...]:
    """Give each change its origin and, where it has one, its line."""
    return tuple(_traced(item, provenance) for item in changes)


def _traced(item: Change, provenance: Provenance) -> Change:
    if item.kind == "package-changed":
        return _words_or_package(item, provenance)
    if item.kind in _CHOSEN and _chosen_otherwise(provenance):
        return replace(item, origin="configuration")
    if provenance.document is None:
        return replace(item, origin=_likely("", _IN_DESCRIPTION, provenance))
    return _told(item, provenance, provenance.document)


def _told(item: Change, provenance: Provenance, document: Document) -> Change:
    """What the description speaks of, spoke of, or never did."""
    pointer = _pointer((item.place, *item.also), provenance)
    if pointer is not None:
        return _located(item, provenance, document, pointer)
    pointer = _pointer(_around(item.place), provenance)
    if pointer is not None:
        return _gone(item, provenance, document, pointer)
    if item.kind.startswith(_SPOKEN_OF):
        return replace(item, origin=_likely("upstream document", _IN_DESCRIPTION, provenance))
    return replace(item, origin=_likely("template", _BESIDE_IT, provenance))


def _located(item: Change, provenance: Provenance, document: Document, pointer: Pointer) -> Change:
    """What the description speaks of: in which line, if it was the description that changed."""
    written = _overlaid(document, pointer)
    origin = _likely("overlay" if written else "upstream document", _IN_DESCRIPTION, provenance)
    if origin not in _IN_DESCRIPTION:
        return replace(item, origin=origin)
    position = written if written and origin == "overlay" else document.position(pointer)
    return replace(item, origin=origin, line=f"{position.file}:{position.line}" if position.line else position.file)


def _chosen_otherwise(provenance: Provenance) -> bool:
    """Whether other operations were asked for: then an operation comes or goes for that reason."""
    before, after = provenance.before.get("operations"), provenance.after.get("operations")
    return before is not None and before != after


def _gone(item: Change, provenance: Provenance, document: Document, owner: Pointer) -> Change:
    """What is no longer there: upstream's doing, unless it is known to be another's; its line is its owner's."""
    origin = _likely("upstream document", _IN_DESCRIPTION, provenance)
    position = document.position(owner)
    line = f"{position.file}:{position.line}" if position.line else position.file
    return replace(item, origin=origin, line=line if origin == "upstream document" else "")


def _words_or_package(item: Change, provenance: Provenance) -> Change:
    """Other bytes and the same surface: words, if it is the description that changed."""
    origin = _likely("template" if provenance.document else "", _BESIDE_IT, provenance)
    kind = "words-changed" if origin in _IN_DESCRIPTION else item.kind
    return replace(change(kind, item.place), origin=origin)


def _likely(first: Origin | Literal[""], candidates: Iterable[Origin], provenance: Provenance) -> str:
    """The first of the inputs that can be meant and did change; without digests the first guess stands."""
    before, after = provenance.before, provenance.after
    if not before or not after:
        return first
    changed = {origin for origin in (*before, *after) if before.get(origin) != after.get(origin)}
    order = [*([first] if first else []), *candidates, *_BESIDE_IT, *_IN_DESCRIPTION]
    return next((origin for origin in order if origin in changed), first)


def _pointer(places: Iterable[str], provenance: Provenance) -> Pointer | None:
    """Where the description speaks of the first of some places that it speaks of."""
    if provenance.document is None:
        return None
    for place in places:
        source = provenance.sources.get(place)
        if source is None:
            continue
        try:
            return provenance.document.resolve(source.removeprefix("#"))
        except (KeyError, ValueError):
            continue
    return None


def _around(place: str) -> Iterable[str]:
    """What a place is part of, where it is gone itself: the method of an argument, the model of a field."""
    path = place.partition("(")[0].partition(" -> ")[0]
    if path != place:
        yield path
    elif path.count(".") > 1:
        yield path.rpartition(".")[0]


_WORDS = {"description", "summary", "title", "example", "examples", "externalDocs", "x-sdk-returns"}


def _overlaid(document: Document, pointer: Pointer) -> Position | None:
    """Where the last overlay action that wrote a node or something in it is written; words don't count."""
    above = [found.at for found in document.origin(pointer)]
    below = [
        found.at
        for place, found in document.changes()
        if place[: len(pointer)] == pointer and len(place) > len(pointer) and not _is_wording(place)
    ]
    found = below or above
    return found[-1] if found else None


def _is_wording(pointer: Pointer) -> bool:
    return any(
        step in _WORDS and (index == 0 or pointer[index - 1] != "properties") for index, step in enumerate(pointer)
    )
