"""Reads `bump-exceptions.yaml`: changes whose bump is not the table's, each with its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from generator.bump.rules import BUMPS, ROWS
from generator.document import Document, Pointer, load
from generator.problems import BadInputError, Position, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from generator.bump.change import Change
    from generator.bump.rules import Bump

__all__ = ["ExceptionLine", "excepted", "read_exceptions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionLine:
    """A change, by row and place, and the bump it gets instead of the table's."""

    rule: int
    place: str
    bump: Bump
    reason: str
    at: Position


def read_exceptions(path: Path) -> tuple[ExceptionLine, ...]:
    """Read the list; a file that isn't there lists nothing. Raises BadInputError with every mistake in it."""
    if not path.is_file():
        return ()
    document = load(path)
    problems = list(_problems(document))
    if problems:
        raise BadInputError(problems)
    entries = cast("list[dict[str, object]]", document.data.get("exceptions") or [])
    return tuple(
        ExceptionLine(
            rule=cast("int", entry["rule"]),
            place=cast("str", entry["place"]),
            bump=cast("Bump", entry["bump"]),
            reason=cast("str", entry["reason"]).strip(),
            at=document.position(("exceptions", index)),
        )
        for index, entry in enumerate(entries)
    )


def excepted(
    changes: Iterable[Change], exceptions: Sequence[ExceptionLine]
) -> tuple[tuple[Change, ...], tuple[Problem, ...]]:
    """Give changes the bumps that exceptions say; also return a finding for each exception that fits none."""
    lines = {(line.rule, line.place): line for line in exceptions}
    found: list[Change] = []
    used: set[tuple[int, str]] = set()
    for item in changes:
        line = lines.get((item.rule, item.place))
        if line is None:
            found.append(item)
        else:
            used.add((item.rule, item.place))
            found.append(replace(item, bump=line.bump, reason=line.reason))
    unused = tuple(
        Problem(
            at=line.at,
            finding=f"no change of row {line.rule} at {line.place}",
            hint="remove this exception: it was released, or its place has another name",
        )
        for key, line in lines.items()
        if key not in used
    )
    return tuple(found), unused


# ---------------------------------------------------------------------------------------------------------- mistakes


def _problems(document: Document) -> Iterator[Problem]:
    for key in document.data:
        if key != "exceptions":
            yield Problem(
                at=document.position((key,), key=True), finding=f"unknown key {key!r}", hint="exceptions: […]"
            )
    entries = document.data.get("exceptions")
    if entries is not None and not isinstance(entries, list):
        yield Problem(at=document.position(("exceptions",)), finding="exceptions must be a list")
        return
    seen: set[tuple[object, object]] = set()
    for index, entry in enumerate(entries or []):
        pointer: Pointer = ("exceptions", index)
        if not isinstance(entry, dict):
            yield Problem(at=document.position(pointer), finding="an exception is {rule, place, bump, reason}")
            continue
        given = cast("dict[str, object]", entry)
        yield from _entry(document, pointer, given)
        row_and_place = given.get("rule"), given.get("place")
        if row_and_place in seen:
            finding = f"a second exception for row {row_and_place[0]} at {row_and_place[1]}"
            yield Problem(at=document.position(pointer), finding=finding)
        seen.add(row_and_place)


def _entry(document: Document, pointer: Pointer, entry: dict[str, object]) -> Iterator[Problem]:
    at = document.position
    for key in entry:
        if key not in ("rule", "place", "bump", "reason"):
            yield Problem(at=at((*pointer, key), key=True), finding=f"unknown key {key!r}")
    for key, fits, wanted in (
        ("rule", _is_row(entry.get("rule")), f"a row of the table, 0 to {max(ROWS)}"),
        ("place", _is_text(entry.get("place")), "the place as the change record names it"),
        ("bump", entry.get("bump") in BUMPS, f"one of {', '.join(BUMPS)}"),
        ("reason", _is_text(entry.get("reason")), "a sentence: why the table is wrong here"),
    ):
        if not fits:
            place = (*pointer, key) if key in entry else pointer
            yield Problem(at=at(place), finding=f"{key} must be {wanted}")


def _is_row(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and (value == 0 or value in ROWS)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())
