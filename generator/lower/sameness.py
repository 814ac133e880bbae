"""Makes one of schemas that an overlay declares to have the same shape (`x-sdk-same`), after checking that they do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generator.document import pointer_text
from generator.normalise import shape

if TYPE_CHECKING:
    from generator.document import JSON, Pointer
    from generator.lower.reading import Node, Reader

__all__ = ["same_schemas"]

_SCHEMAS: Final = ("components", "schemas")


def same_schemas(reader: Reader) -> dict[Pointer, Pointer]:
    """Tell which schema each of those named in an `x-sdk-same` stands for: its pointer → the common one's."""
    found: dict[Pointer, Pointer] = {}
    for name, pointer in reader.members(_SCHEMAS):
        for place in reader.items((*pointer, "x-sdk-same")):
            other = reader.get(place)
            twin: Pointer = (*_SCHEMAS, str(other))
            if reader.get(twin) is None:
                continue  # not reached by the chosen operations
            if twin in found or other == name:
                reader.complain(place, f"{other!r} is already the same as another schema", "name it once")
            found[twin] = pointer
    _check(reader, found)
    return found


def _check(reader: Reader, found: dict[Pointer, Pointer]) -> None:
    representatives = {f"#{pointer_text(twin)}": f"#{pointer_text(pointer)}" for twin, pointer in found.items()}
    for twin, pointer in found.items():
        ours = shape(_without_null(reader.node(pointer)), representatives)
        theirs = shape(_without_null(reader.node(twin)), representatives)
        where = _difference(ours, theirs)
        if where is not None:
            place = (*twin, *where)
            at = reader.document.position((*pointer, *where))
            hint = f"compare {at}; take the name out of x-sdk-same, or mend the difference by an overlay"
            finding = f"{twin[-1]} is not the same as {pointer[-1]}: they differ in {pointer_text(where)}"
            reader.complain(place, finding, hint)


def _without_null(schema: Node) -> Node:
    """Leave out whether null fits: that stays a matter of each use."""
    facts = {key: value for key, value in schema.items() if key != "nullable"}
    if isinstance(values := facts.get("enum"), list):
        facts["enum"] = [value for value in values if value is not None]
    return facts


def _difference(ours: JSON, theirs: JSON) -> Pointer | None:
    """Give the place of the first difference; None where there is none."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in (*ours, *(key for key in theirs if key not in ours)):
            if key not in ours or key not in theirs:
                return (key,)
            inner = _difference(ours[key], theirs[key])
            if inner is not None:
                return (key, *inner)
        return None
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        found = enumerate(map(_difference, ours, theirs))
        return next(((index, *inner) for index, inner in found if inner is not None), None)
    return None if type(ours) is type(theirs) and ours == theirs else ()
