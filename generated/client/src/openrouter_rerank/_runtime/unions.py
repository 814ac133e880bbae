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

    What a known tag tells must fit, even if the choice is open.

    Raises:
        ValueError: None fits; this is what the likeliest one says.
        LookupError: `kind` is no type of `one_of`.
    """
    if not isinstance(kind, OneOf):
        msg = f"{kind!r} is no type of one_of"
        raise LookupError(msg)
    choice = kind.choice
    meant = _meant(choice, value)
    problem: msgspec.ValidationError | None = None
    for member in [meant] if meant is not None else _likeliest_first(choice, value):
        try:
            return msgspec.convert(value, member, dec_hook=read)
        except msgspec.ValidationError as error:
            problem = problem or error
    if choice.is_open and meant is None:
        return value
    raise ValueError(said_of(problem) if problem else f"{choice.tag}: unknown value") from None


def _meant(choice: Choice, value: object) -> Any:
    """The member that the tag tells; None if there is no tag, or one that nobody knows."""
    tag = cast("dict[str, object]", value).get(choice.tag) if isinstance(value, dict) else None
    place = choice.mapping.get(tag) if isinstance(tag, (str, int)) else None
    return None if place is None else choice.members()[place]


def _likeliest_first(choice: Choice, value: object) -> list[Any]:
    """The members that a value may be: none where a tag would have told, no model without its keys if one has some."""
    members = list(choice.members())
    if not isinstance(value, dict):
        return members
    keys = cast("dict[str, object]", value).keys()
    if choice.tag in keys:
        return []
    known = [len(keys & set(getattr(member, "__struct_encode_fields__", ()))) for member in members]
    order = sorted(range(len(members)), key=lambda place: -known[place])
    return [members[place] for place in order if known[place] or not any(known) or not _is_model(members[place])]


def _is_model(member: Any) -> bool:
    return isinstance(member, type) and issubclass(member, msgspec.Struct)
