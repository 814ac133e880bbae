"""Types that stand for one of several, where msgspec can't tell these apart by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, cast

import msgspec

from .problem import said_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["one_of", "read"]


class Choice(NamedTuple):
    """How a member is picked."""

    members: Callable[[], tuple[Any, ...]]
    tag: str
    mapping: Mapping[Any, int]
    is_open: bool


class OneOf(type):
    """The type of the types that `one_of` makes: whatever `read` gave is an instance, for that was checked there."""

    choice: Choice

    def __instancecheck__(cls, instance: object) -> bool:
        return True


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
    return OneOf("OneOf", (), {"choice": Choice(members, tag, mapping or {}, is_open)})


def read(kind: Any, value: Any) -> Any:
    """Make a member of what JSON holds: by the tag, else the one that knows most of the keys, else the first that fits.

    Raises:
        ValueError: None fits; this is what the likeliest one says.
        NotImplementedError: `kind` is none of these types.
    """
    if not isinstance(kind, OneOf):
        raise NotImplementedError(kind)
    choice = kind.choice
    problem: msgspec.ValidationError | None = None
    for member in _candidates(choice, value):
        try:
            return msgspec.convert(value, member, dec_hook=read)
        except msgspec.ValidationError as error:
            problem = problem or error
    if choice.is_open:
        return value
    raise ValueError(said_of(problem) if problem else f"{choice.tag}: unknown value") from None


def _candidates(choice: Choice, value: object) -> list[Any]:
    """The members that a value may be, the likeliest first."""
    members = list(choice.members())
    if not isinstance(value, dict):
        return members
    fields = cast("dict[str, object]", value)
    if choice.tag in fields:
        meant = fields[choice.tag]
        place = choice.mapping.get(meant) if isinstance(meant, (str, int)) else None
        return [] if place is None else [members[place]]
    return sorted(members, key=lambda member: -len(fields.keys() & _known_keys(member)))


def _known_keys(member: Any) -> set[str]:
    return set(getattr(member, "__struct_encode_fields__", ()))
