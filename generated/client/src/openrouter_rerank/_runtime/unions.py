"""Types that stand for one of several, where msgspec can't tell these apart by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from .problem import said_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["one_of", "read"]


class _Kind(type):
    """Takes whatever `read` made for an instance of its classes: that was checked there."""

    def __instancecheck__(cls, instance: object) -> bool:
        return True


class _OneOf(metaclass=_Kind):
    """What annotations hold; there are no instances."""

    members: ClassVar[Callable[[], tuple[Any, ...]]]
    tag: ClassVar[str]
    mapping: ClassVar[Mapping[Any, int]]
    is_open: ClassVar[bool]


def one_of(
    members: Callable[[], tuple[Any, ...]],
    *,
    tag: str = "",
    mapping: Mapping[Any, int] | None = None,
    is_open: bool = False,
) -> Any:
    """Make a type for annotations; `read` must be the decoder's `dec_hook`.

    Args:
        members: Gives the types, when the first value is read: they may be defined later.
        tag: The property that tells which member a value is.
        mapping: Which value of it means which of the members, by their number.
        is_open: Whether a value that is none of them stays the plain data that it is.
    """
    names = {"members": staticmethod(members), "tag": tag, "mapping": mapping or {}, "is_open": is_open}
    return type("OneOf", (_OneOf,), names)


def read(kind: Any, value: Any) -> Any:
    """Make a member of what JSON holds: by the tag, else the one that knows most of the keys, else the first that fits.

    Raises:
        ValueError: None fits; this is what the likeliest one says.
        NotImplementedError: `kind` is none of these types.
    """
    if not (isinstance(kind, type) and issubclass(kind, _OneOf)):
        raise NotImplementedError(kind)
    problem: msgspec.ValidationError | None = None
    for member in _candidates(kind, value):
        try:
            return msgspec.convert(value, member, dec_hook=read)
        except msgspec.ValidationError as error:
            problem = problem or error
    if kind.is_open:
        return value
    raise ValueError(said_of(problem) if problem else f"{kind.tag}: unknown value") from None


def _candidates(kind: type[_OneOf], value: Any) -> list[Any]:
    """The members that a value may be, the likeliest first."""
    members = list(kind.members())
    if not isinstance(value, dict):
        return members
    if kind.tag and kind.tag in value:
        place = kind.mapping.get(value[kind.tag]) if isinstance(value[kind.tag], (str, int)) else None
        return [] if place is None else [members[place]]
    return sorted(members, key=lambda member: -len(value.keys() & _keys(member)))


def _keys(member: Any) -> frozenset[str]:
    is_model = isinstance(member, type) and issubclass(member, msgspec.Struct)
    return frozenset(member.__struct_encode_fields__) if is_model else frozenset()
