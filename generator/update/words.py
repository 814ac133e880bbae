"""Tells which of our words stand for which of upstream's, so that a rewording upstream can be brought to our notice.

An overlay writes its words to a node under the name that the node has by then; the node remembers where it was read.
Thus words for `Result.index` are known to stand for those of an inline schema deep in an operation. What no node can
tell, an action says itself: `x-covers` lists JSON pointers of further upstream texts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from generator.document import Array, Document, Object, pointer_text
from generator.facts import text_digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from generator.document import JSON, Pointer, Source
    from generator.overlay import Overlay
    from generator.problems import Position

__all__ = ["Covers", "Rewording", "covers", "reworded", "settled"]

Covers = dict[str, tuple["Position", ...]]
"""JSON pointer of an upstream text → the overlay actions that say it in our words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewording:
    """An upstream text that is no longer the one that our words were written against."""

    kind: Literal["reworded", "added", "removed"]
    pointer: str
    text: str
    """How upstream puts it now."""
    ours: tuple[Position, ...]
    """The actions that hold our words for it."""


def covers(description: Document, patched: Document, overlays: Sequence[Overlay]) -> Covers:
    """Tell which actions word which texts; `patched` is what the overlays made of `description`."""
    found: defaultdict[str, list[Position]] = defaultdict(list)
    places = dict(_places(description.data, ()))
    for pointer, change in patched.changes():
        if pointer[-1] in _TEXTS:
            origin = _origin(patched.get(pointer[:-1]), description.source, places)
            if origin is not None:
                found[pointer_text((*origin, pointer[-1]))].append(change.at)
    for overlay in overlays:
        for at, upstream in _declared(overlay):
            found[upstream].append(at)
    return {pointer: tuple(dict.fromkeys(positions)) for pointer, positions in found.items()}


def reworded(seen: Mapping[str, str], now: Mapping[str, str], words: Covers) -> tuple[Rewording, ...]:
    """Compare the upstream texts now with the digests of those that our words were written against, by pointer."""
    found: list[Rewording] = []
    for pointer in sorted({*seen, *now}):
        kind = _kind(seen.get(pointer), now.get(pointer))
        if kind:
            found.append(Rewording(kind=kind, pointer=pointer, text=now.get(pointer, ""), ours=words.get(pointer, ())))
    return tuple(found)


def settled(seen: Mapping[str, str], now: Mapping[str, str], words: Covers, *, accept: bool) -> dict[str, str]:
    """Give the digests to record: those that our words were written against, unless all are accepted as they are now.

    A text that we have no words for is recorded as it is: nobody has to look at it again.
    """
    return {
        pointer: seen[pointer] if pointer in seen and pointer in words and not accept else text_digest(text)
        for pointer, text in now.items()
    }


_TEXTS = ("title", "summary", "description")


def _kind(before: str | None, text: str | None) -> Literal["reworded", "added", "removed", ""]:
    if text is None:
        return "removed"
    if before is None:
        return "added"
    return "reworded" if before != text_digest(text) else ""


def _places(node: JSON, at: Pointer) -> Iterator[tuple[tuple[int, int], Pointer]]:
    """Give the stretch of text of every value in a node with its pointer."""
    if isinstance(node, (Object, Array)):
        steps: Iterable[str | int] = node if isinstance(node, Object) else range(len(node))
        for step in steps:
            yield node.place(step)[1][1:], (*at, step)
            yield from _places(node.child(step), (*at, step))


def _origin(node: JSON, source: Source, places: Mapping[tuple[int, int], Pointer]) -> Pointer | None:
    """Tell where an object was read: its own place, or if an overlay made it, that of what was copied to it."""
    if not isinstance(node, Object):
        return None
    if node.span[0] is source:
        return places.get(node.span[1:], ())
    copied = (node.place(key)[1] for key in node)
    found = next((places.get(span[1:]) for span in copied if span[0] is source), None)
    return found[:-1] if found else None


def _declared(overlay: Overlay) -> Iterator[tuple[Position, str]]:
    """Give the upstream texts that actions name themselves."""
    for action in overlay.actions:
        node = overlay.document.get(action.pointer)
        listed = node.get("x-covers") if isinstance(node, Object) else None
        for index, pointer in enumerate(listed if isinstance(listed, Array) else ()):
            yield overlay.document.position((*action.pointer, "x-covers", index)), str(pointer)
