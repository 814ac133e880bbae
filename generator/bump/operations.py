"""Compares operations: addresses, arguments, bodies, answers, errors, security."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.bump.change import Change, change
from generator.bump.values import Sides, answered, asked_slot, slots, type_answered
from generator.surface.model import Content

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.surface.model import Answer, Api, ErrorClass, Operation, Slot

__all__ = ["compare_errors", "compare_operations", "compare_security"]


def compare_operations(old: Api, new: Api, sides: Sides) -> Iterator[Change]:
    """Compare the operations of two APIs; one that keeps its id under another Python name is renamed."""
    come = {node.id: path for path, node in new.operations.items() if path not in old.operations}
    moved = {
        path: come[node.id] for path, node in old.operations.items() if path not in new.operations and node.id in come
    }
    for path, node in sorted(old.operations.items()):
        after = moved.get(path, path)
        if after not in new.operations:
            yield change("operation-removed", path, _address(node), also=_shown_at(old, new, path))
            continue
        if path in moved:
            also = (after, *_shown_at(old, new, path), *_shown_at(new, old, after))
            yield change("operation-renamed", path, path, after, also=also)
        yield from _Pair(old=old, new=new, sides=sides, path=after).compare(node, new.operations[after])
    for path, node in sorted(new.operations.items()):
        if path not in old.operations and path not in moved.values():
            yield change("operation-added", path, new=_address(node), also=_shown_at(new, old, path))


def _shown_at(api: Api, other: Api, path: str) -> Iterator[str]:
    """Where else an operation shows: in its module, and as the client's attribute if it is alone in its group."""
    group = path.partition(".")[0]
    yield f"{group}.{api.operations[path].constant}"
    if not any(known.startswith(f"{group}.") for known in other.operations):
        yield f"{api.client}.{group}"


def _address(operation: Operation) -> str:
    return f"{operation.method} {operation.path}"


class _Pair:
    """An operation before and after."""

    def __init__(self, *, old: Api, new: Api, sides: Sides, path: str) -> None:
        self.old, self.new, self.sides, self.path = old, new, sides, path

    def compare(self, old: Operation, new: Operation) -> Iterator[Change]:
        if _address(old) != _address(new):
            yield change("operation-moved", self.path, _address(old), _address(new))
        yield from self.arguments(old, new)
        yield from self.body(old, new)
        yield from self.successes(old, new)
        yield from self.failures(old.answers, new.answers)
        if old.pagination != new.pagination:
            yield change("pagination-changed", self.path, old.pagination, new.pagination)
        if old.deprecated != new.deprecated:
            yield change("deprecated" if new.deprecated else "undeprecated", self.path)

    # ------------------------------------------------------------------------------------------------- requests

    def arguments(self, old: Operation, new: Operation) -> Iterator[Change]:
        """Compare arguments; those for every call that come or go as a whole are told at the client's constructor."""
        gone, come = (
            self.old.headers.keys() - self.new.headers.keys(),
            self.new.headers.keys() - self.old.headers.keys(),
        )
        before = {name: slot for name, slot in old.arguments.items() if name not in gone or name in new.arguments}
        after = {name: slot for name, slot in new.arguments.items() if name not in come or name in old.arguments}
        yield from slots(
            lambda name: f"{self.path}({name})",
            before,
            after,
            lambda place, one, other: asked_slot(self.sides, place, one, other),
            "argument-renamed",
        )
        for name in sorted(before.keys() & after.keys()):
            if before[name].deprecated != after[name].deprecated:
                kind = "deprecated" if after[name].deprecated else "undeprecated"
                yield change(kind, f"{self.path}({name})")

    def body(self, old: Operation, new: Operation) -> Iterator[Change]:
        """Compare the forms that a body may have; what is in it is told with the arguments."""
        place = f"{self.path}(body)"
        if not old.body or not new.body:  # none before or after: the arguments tell
            return
        if old.body_required != new.body_required:
            yield change("argument-became-required" if new.body_required else "argument-became-optional", place)
        for media in sorted(old.body.keys() | new.body.keys()):
            one, other = old.body.get(media), new.body.get(media)
            if one is None:
                yield change("media-type-added", place, new=media)
            elif other is None:
                yield change("media-type-removed", place, media)
            elif (one.kind, one.detail) != (other.kind, other.detail):
                yield change("argument-moved", place, f"{one.kind} {one.detail}", f"{other.kind} {other.detail}")

    # -------------------------------------------------------------------------------------------------- answers

    def successes(self, old: Operation, new: Operation) -> Iterator[Change]:
        """Compare what the method returns, status by status."""
        before = {status: answer for status, answer in old.answers.items() if not answer.error}
        after = {status: answer for status, answer in new.answers.items() if not answer.error}
        known = {(item.kind, item.type) for answer in before.values() for item in _bodies(answer)}
        for status in sorted(before.keys() | after.keys()):
            place = f"{self.path} -> {status}"
            if status not in after:
                yield change("success-removed", place, status)
            elif status not in before:
                same = all((item.kind, item.type) in known for item in _bodies(after[status]))
                yield change("success-added" if same else "success-differs", place, new=status)
            else:
                yield from self.contents(place, before[status].contents, after[status].contents)
                yield from self.headers(place, before[status].headers, after[status].headers)

    def contents(self, place: str, old: Mapping[str, Content], new: Mapping[str, Content]) -> Iterator[Change]:
        known = {(item.kind, item.type) for item in old.values()}
        for media in sorted(old.keys() | new.keys()):
            one, other = old.get(media), new.get(media)
            if one is None and other is not None:
                same = (other.kind, other.type) in known
                yield change("success-added" if same else "success-differs", place, new=media)
            elif other is None:
                yield change("success-removed", place, media)
            elif one is not None and one.kind != other.kind:
                yield change("success-differs", place, one.kind, other.kind)
            elif one is not None:
                yield from type_answered(self.sides, place, one.type, other.type)
                if one.detail != other.detail:
                    yield change("stream-end-changed", place, one.detail, other.detail)

    def headers(self, place: str, old: Mapping[str, Slot], new: Mapping[str, Slot]) -> Iterator[Change]:
        yield from slots(
            lambda name: f"{place} header {name}",
            old,
            new,
            lambda where, one, other: answered(self.sides, where, one, other),
            "property-renamed",
        )

    # --------------------------------------------------------------------------------------------------- errors

    def failures(self, old: Mapping[str, Answer], new: Mapping[str, Answer]) -> Iterator[Change]:
        """Compare which class a status raises; classes that come or go altogether are told in `errors`."""
        for status in sorted(old.keys() | new.keys()):
            before = old[status].error if status in old else ""
            after = new[status].error if status in new else ""
            before, after = before if before in self.old.errors else "", after if after in self.new.errors else ""
            place = f"{self.path} -> {status}"
            if before == after:
                continue
            if not before and after in self.old.errors:
                caught = self.new.errors[after].late
                yield change("error-added" if caught else "uncaught-error-added", place, new=after)
            elif before in self.new.errors:
                yield change("error-renamed" if after else "error-removed", place, before, after)


def _bodies(answer: Answer) -> list[Content]:
    return list(answer.contents.values()) or [Content(kind="none")]


def compare_errors(old: Api, new: Api, sides: Sides) -> Iterator[Change]:
    """Compare the error classes; one of the same status under another name is renamed."""
    come = {node.statuses: name for name, node in new.errors.items() if name not in old.errors}
    moved = {
        name: come[node.statuses]
        for name, node in old.errors.items()
        if name not in new.errors and node.statuses in come
    }
    for name, before in sorted(old.errors.items()):
        if name in moved:
            yield change("error-renamed", f"errors.{name}", name, moved[name], also=(f"errors.{moved[name]}",))
        elif name not in new.errors:
            yield change("error-removed", f"errors.{name}", _statuses(before))
        else:
            yield from _error(sides, f"errors.{name}", old, new)
    for name, after in sorted(new.errors.items()):
        if name not in old.errors and name not in moved.values():
            kind = "error-added" if after.late else "uncaught-error-added"
            yield change(kind, f"errors.{name}", new=_statuses(after), also=_aliases(after.body_alias))


def _error(sides: Sides, place: str, old: Api, new: Api) -> Iterator[Change]:
    name = place.removeprefix("errors.")
    before, after = old.errors[name], new.errors[name]
    if not set(before.statuses) & set(after.statuses):  # one more or less of several is told at the operation
        yield change("error-status-changed", place, _statuses(before), _statuses(after))
    if before.late != after.late:
        yield change("base-added" if after.late else "base-removed", place, *_default_base(after.late))
    relation = sides.relation(before.body, after.body)
    if relation != "same":
        kind = "error-property-narrowed" if relation == "narrower" else "error-property-changed"
        yield change(kind, f"{place}.data", before.body, after.body)
    if before.body_alias != after.body_alias:
        if before.body_alias:
            yield change("name-removed", f"errors.{before.body_alias}")
        yield from (change("name-added", alias) for alias in _aliases(after.body_alias))


def _statuses(error: ErrorClass) -> str:
    return ", ".join(map(str, error.statuses))


def _default_base(late: bool) -> tuple[str, str]:
    return ("", "the default error") if late else ("the default error", "")


def _aliases(name: str) -> tuple[str, ...]:
    return (f"errors.{name}",) if name else ()


def compare_security(old: Api, new: Api) -> Iterator[Change]:
    """Compare how callers are known; what changes alike in several operations is told once."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for path in sorted(old.operations.keys() & new.operations.keys()):
        before, after = _ways(old, old.operations[path]), _ways(new, new.operations[path])
        for key in _security(before, after):
            found.setdefault(key, []).append(path)
    for (kind, one, other), paths in found.items():
        yield change(kind, paths[0], one, other, also=paths[1:])


def _security(old: frozenset[str], new: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    gone, come = _listed(old - new), _listed(new - old)
    if (gone and come) or (come and not old):
        yield "security-required", gone or "nothing", come
    elif gone:
        yield "security-removed", gone, ""
    elif come:
        yield "security-added", "", come


def _ways(api: Api, operation: Operation) -> frozenset[str]:
    """The alternatives, each by what its schemes do rather than what they are called."""
    return frozenset(
        " and ".join(sorted(api.schemes.get(name, name) for name in way.split(" + "))) if way else "nothing"
        for way in operation.security
    )


def _listed(ways: frozenset[str]) -> str:
    return ", or ".join(sorted(ways))
