"""Reads what a schema demands of a value beyond its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from generator.document import pointer_text
from generator.ir import NO_LIMITS, Limits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from generator.document import Pointer
    from generator.lower.schemas import Schema

__all__ = ["limits_of"]

_NUMBERS: Final = {
    "minimum": ("minimum", max),
    "maximum": ("maximum", min),
    "exclusiveMinimum": ("exclusive_minimum", max),
    "exclusiveMaximum": ("exclusive_maximum", min),
    "multipleOf": ("multiple_of", max),
}
_COUNTS: Final = {
    "minLength": ("min_length", max),
    "maxLength": ("max_length", min),
    "minItems": ("min_items", max),
    "maxItems": ("max_items", min),
    "minProperties": ("min_properties", max),
    "maxProperties": ("max_properties", min),
}
_CONDITIONS: Final = (
    *("not", "if", "then", "else", "contains", "minContains", "maxContains", "prefixItems", "propertyNames"),
    *("patternProperties", "dependentRequired", "dependentSchemas", "unevaluatedItems", "unevaluatedProperties"),
    *("contentSchema", "contentMediaType"),
)
_SILENT: Final = frozenset(
    {"type", "properties", "required", "items", "format", "additionalProperties", "enum", "const"}
)


def limits_of(schema: Schema) -> Limits:
    """Give the limits of a schema; where several parts state one, the strictest, as all of them apply."""
    if not {keyword for part in schema.parts for keyword in part.facts} - _SILENT:
        return NO_LIMITS
    numbers = {name: _strictest(schema, keyword, choose) for keyword, (name, choose) in (_NUMBERS | _COUNTS).items()}
    patterns = [value for _, value in schema.find("pattern") if isinstance(value, str)]
    stated: dict[str, Any] = {
        **numbers,
        "pattern": patterns[0] if patterns else None,
        "unique_items": any(value is True for _, value in schema.find("uniqueItems")),
        "others": tuple(map(pointer_text, _others(schema))),
    }
    return Limits(**stated)


def _strictest(schema: Schema, keyword: str, choose: Callable[[list[float]], float]) -> float | None:
    stated: list[float] = [value for _, value in schema.find(keyword) if isinstance(value, (int, float))]
    return choose(stated) if stated else None


def _others(schema: Schema) -> Iterator[Pointer]:
    for keyword in _CONDITIONS:
        yield from (place for place, _ in schema.find(keyword))
    for keyword in ("anyOf", "oneOf"):
        for place, _ in schema.find(keyword):
            if not any(branch[: len(place)] == place for branch in schema.branches):
                yield place
    yield from (place for number, (place, _) in enumerate(schema.find("pattern")) if number)
