"""Says what may stand in a place: values that fit, values that are only beyond a limit, values of a wrong type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, cast

from generator.ir import AnyValue, Array, Constant, Enum, Map, Model, Primitive, Union
from generator.vectors.shapes import ABSENT, KINDS, Place, kind_of
from generator.vectors.texts import number_limits, text_limits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.ir import Json, Type
    from generator.vectors.shapes import Shapes

__all__ = ["Case", "Verdict", "cases"]

Verdict: TypeAlias = Literal["fits", "beyond", "mistake", "null-for-absent", "unknown-key"]
"""beyond: of the right type, but not a value that the description knows; null-for-absent: null where a member may
be left out but not be null; unknown-key: a member that a model does not know."""

MANY = 20
"""The size from which an enum's values are shown once, not at each of its places."""

_SAMPLES: Final[dict[str, Json]] = {
    "string": "?",
    "integer": 7,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "object": {},
    "null": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A value at a place."""

    place: Place
    label: str
    value: Json
    verdict: Verdict

    @property
    def name(self) -> str:
        """Place and label: `provider.zdr/null`."""
        return f"{self.place.path}/{self.label}" if self.place.path else self.label

    @property
    def whole(self) -> Json:
        """The whole value, with this one in its place."""
        return self.place.put(self.value)

    @property
    def whole_without(self) -> Json:
        """The whole value, with nothing in the place."""
        return self.place.put(ABSENT)


def cases(shapes: Shapes, place: Place, direction: str, told: set[str]) -> Iterator[Case]:
    """All cases of one place. `told` holds the enums whose values have been shown, and grows."""
    for label, value, verdict in (
        *_null(place),
        *_of(shapes, place.type, direction, told),
        *_wrong(shapes, place),
    ):
        yield Case(place=place, label=label, value=value, verdict=verdict)


_Found: TypeAlias = "Iterator[tuple[str, Json, Verdict]]"


def _null(place: Place) -> _Found:
    if place.nullable:
        yield "null", None, "fits"
    elif not place.required:
        yield "null", None, "null-for-absent"


def _of(shapes: Shapes, given: Type, direction: str, told: set[str]) -> _Found:
    node = shapes.node(given)
    match node:
        case Union():
            for member in node.members:
                yield from _of(shapes, member, direction, told)
        case Enum():
            yield from _values(node, told)
        case Primitive():
            yield from _primitives(shapes, node)
        case Constant():
            yield f"value-{_shown(node.value)}", node.value, "fits"
        case AnyValue():
            for kind, sample in _SAMPLES.items():
                yield f"any-{kind}", sample, "fits"
        case Array() | Map():
            yield from _collections(shapes, node)
        case Model():
            yield from _objects(shapes, node, direction)


def _values(node: Enum, told: set[str]) -> _Found:
    shown = node.values[:1] if node.name in told and len(node.values) > MANY else node.values
    told.add(node.name)
    for value in shown:
        yield f"value-{_shown(value)}", value, "fits"
    if node.kind == "string":
        yield "unknown-value", "a-value-of-tomorrow", "beyond" if node.open else "mistake"


def _primitives(shapes: Shapes, node: Primitive) -> _Found:
    value = shapes.smallest(node)
    yield kind_of(value), value, "fits"
    if node.kind == "boolean":
        yield "false", False, "fits"
    if node.kind == "number":
        yield "whole-number", 3, "fits"
    limits = number_limits(node) if node.kind in ("integer", "number") else text_limits(node.limits)
    for label, limit, fits in limits:
        yield label, limit, "fits" if fits else "beyond"


def _collections(shapes: Shapes, node: Array | Map) -> _Found:
    value = shapes.smallest(node)
    yield "one", value, "fits"
    empty: Json = [] if isinstance(node, Array) else {}
    least = node.limits.min_items if isinstance(node, Array) else node.limits.min_properties
    yield "none", empty, "beyond" if least else "fits"
    if isinstance(node, Array) and isinstance(value, list):
        yield "two", [*value, *value][: max(2, len(value))], "beyond" if node.limits.unique_items else "fits"
        if node.limits.max_items is not None:
            yield "too-many", (value * (node.limits.max_items + 1))[: node.limits.max_items + 1], "beyond"


def _objects(shapes: Shapes, node: Model, direction: str) -> _Found:
    smallest = cast("dict[str, Json]", shapes.smallest_of(node))
    fields = shapes.fields(node, direction)
    yield "smallest", smallest, "fits"
    if everything := {one.wire_name: shapes.smallest(one.type) for one in fields if not one.required}:
        yield "everything", {**smallest, **everything}, "fits"
    for name in smallest:
        yield f"without-{name}", {key: value for key, value in smallest.items() if key != name}, "mistake"
    if node.additional is None:
        yield "unknown-key", {**smallest, "key_of_tomorrow": 1}, "unknown-key"


def _wrong(shapes: Shapes, place: Place) -> _Found:
    taken = shapes.kinds(place.type)
    for kind in KINDS:
        if kind not in taken and (kind != "null" or (place.required and not place.nullable)):
            yield f"mistyped-{kind}", _SAMPLES[kind], "mistake"


def _shown(value: object) -> str:
    return str(value).replace("/", "-").replace(" ", "_")
