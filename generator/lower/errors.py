"""Names the exceptions: one class for each declared status, after the schema of its body or after the status."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from generator import ir
from generator.lower.naming import phrase
from generator.names import class_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from generator.config import Configuration
    from generator.document import Pointer
    from generator.lower.reading import Reader

__all__ = ["Errors"]

_OURS: Final = frozenset(
    {
        "APIConnectionError",
        "APIStatusError",
        "APITimeoutError",
        "ClientClosedError",
        "MissingAPIKeyError",
        "NoResponseError",
        "RequestValidationError",
        "ResponseTooLargeError",
        "ResponseValidationError",
    }
)
"""Classes that every package has."""


@dataclass(slots=True)
class Errors:
    """The error classes of a package: which status of which operation raises which."""

    reader: Reader
    configuration: Configuration
    _names: dict[tuple[Pointer, str], str] = field(default_factory=dict[tuple["Pointer", str], str])

    def settle(self, statuses: dict[Pointer, dict[str, Pointer]]) -> None:
        """Name the classes of all operations: operation → status → place of the answer.

        A body's schema that stands for one status only gives the class its name, as `BadRequestResponse` does to
        `BadRequestResponseError`; one that stands for several says nothing about the status, so the status names the
        class: `NotFoundResponseError`. Ranges and `default` raise the default error.
        """
        schemas = {
            (operation, status): self._schema_name(place)
            for operation, places in statuses.items()
            for status, place in places.items()
            if status.isdigit() and not status.startswith("2")
        }
        meant: dict[str, set[str]] = {}
        for (_, status), name in schemas.items():
            meant.setdefault(name, set()).add(status)
        taken: dict[str, str] = {}
        for (operation, status), name in sorted(schemas.items(), key=lambda item: item[0][1]):
            stem = name if name and len(meant[name]) == 1 else f"{phrase(status)} Response"
            self._names[operation, status] = self._free(stem, status, taken)
        for operation, places in statuses.items():
            self._settle_rest(operation, places)

    def name(self, operation: Pointer, status: str) -> str:
        """Give the name of the class that a status raises; empty for a success."""
        return self._names.get((operation, status), "")

    def classes(self, responses: Iterable[ir.Response], settled: Collection[str] | None) -> tuple[ir.ErrorClass, ...]:
        """Make the classes, ascending by status; those not in `settled` came after the first release."""
        found: dict[str, list[ir.Response]] = {}
        for response in responses:
            if response.error and response.status.isdigit():
                found.setdefault(response.error, []).append(response)
        made = [_error_class(name, of, settled is not None and name not in settled) for name, of in found.items()]
        return tuple(sorted(made, key=lambda error: (error.status, error.name)))

    def _settle_rest(self, operation: Pointer, places: dict[str, Pointer]) -> None:
        has_success = any(status.startswith("2") for status in places)
        for status in places:
            is_success = status.startswith("2") or (status == "default" and not has_success)
            if not is_success:
                self._names.setdefault((operation, status), self.configuration.default_error)

    def _schema_name(self, place: Pointer) -> str:
        """Give the name of the component that describes an error's body; empty if it is written in place."""
        response = self.reader.resolved(place)
        for _, content in self.reader.members((*response, "content")):
            reference = self.reader.node((*content, "schema")).get("$ref")
            target = self.reader.target(reference, content) if isinstance(reference, str) else ()
            if target[:2] == ("components", "schemas") and len(target) == 3:
                return str(target[2])
        return ""

    def _free(self, stem: str, status: str, taken: dict[str, str]) -> str:
        """Make a class's name of a stem, unless it is one of ours or means another status already."""
        name = class_name(stem, ())
        name = name if name.endswith("Error") else f"{name}Error"
        ours = _OURS | {self.configuration.error_base, self.configuration.default_error}
        for candidate in (name, f"{class_name(phrase(status), ())}ResponseError", f"Status{status}ResponseError"):
            if candidate not in ours and taken.setdefault(candidate, status) == status:
                return candidate
        return f"Status{status}Error"


def _error_class(name: str, responses: list[ir.Response], is_late: bool) -> ir.ErrorClass:
    first, *_ = responses
    bodies = {_without_source(body.type): body for response in responses for body in response.contents if body.type}
    types = tuple(body.type for body in bodies.values() if body.type)
    return ir.ErrorClass(
        name=name,
        status=int(first.status),
        statuses=(int(first.status),),
        doc=next((response.doc for response in responses if response.doc), ""),
        body=_one_of(types, first.source),
        body_nullable=any(body.nullable for body in bodies.values()),
        body_alias=f"{name}Data",
        is_late=is_late,
        source=first.source,
    )


def _one_of(types: tuple[ir.Type, ...], source: str) -> ir.Type | None:
    match types:
        case ():
            return None
        case (only,):
            return only
        case _:
            return ir.Union(members=types, kind="untagged", open=True, source=source)


def _without_source(type_: ir.Type) -> ir.Type:
    return replace(type_, source="")
