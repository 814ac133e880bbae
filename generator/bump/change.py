"""One change between two surfaces, and what to order and weigh several by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.bump.rules import BUMPS, KINDS, UNKNOWN, Bump, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Change", "change", "highest", "ordered", "weight"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed for a caller, where, and what version that asks for."""

    rule: int
    """The row of the table; 0: none."""
    kind: str
    place: str
    """The Python path within the package: `operations.Result.document`, `rerank.Rerank.rerank(top_n)`."""
    old: str = ""
    new: str = ""
    bump: Bump
    advice: str = ""
    origin: str = ""
    """Who changed it: "upstream document", "overlay", "template", "configuration"; empty if nobody asked."""
    line: str = ""
    """file:line where it is written now; empty if unknown."""
    reason: str = ""
    """Why the bump is another than the table's, from the list of exceptions."""
    also: tuple[str, ...] = ()
    """Other places that show the same change."""

    @property
    def describes(self) -> Kind:
        """The kind's entry in the table."""
        return KINDS.get(self.kind, UNKNOWN)


def change(kind: str, place: str, old: object = "", new: object = "", *, also: Iterable[str] = ()) -> Change:
    """Make a record of a kind; one that the table doesn't have is major."""
    entry = KINDS.get(kind, UNKNOWN)
    return Change(
        rule=entry.row,
        kind=kind,
        place=place,
        old=str(old),
        new=str(new),
        bump=entry.bump,
        advice=entry.advice,
        also=tuple(also),
    )


def weight(bump: Bump) -> int:
    """Return a number that is larger for a larger bump."""
    return BUMPS.index(bump)


def highest(bumps: Iterable[Bump]) -> Bump:
    """Return the largest bump; "none" of none."""
    found: Bump = "none"
    for bump in bumps:
        found = max(found, bump, key=weight)
    return found


def ordered(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Sort by bump, largest first, then by place; each record once."""
    return tuple(
        sorted(set(changes), key=lambda item: (-weight(item.bump), item.place, item.rule, item.kind, item.new))
    )
