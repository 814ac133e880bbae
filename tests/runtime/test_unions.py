"""Types that stand for one of several: by a tag, by their keys, by what fits."""

from __future__ import annotations

from types import GenericAlias
from typing import Any

import msgspec
import pytest
from openrouter_rerank._runtime.problem import said_of
from openrouter_rerank._runtime.unions import one_of, read


class Cat(msgspec.Struct, kw_only=True):
    """Has lives."""

    lives: int
    kind: str = "cat"


class Dog(msgspec.Struct, kw_only=True):
    """May bark."""

    barks: bool | None = None
    kind: str = "dog"


class Fish(msgspec.Struct, kw_only=True):
    """Wants water."""

    water: str
    salt: bool | None = None


TAGGED = one_of(lambda: (Cat, Dog), tag="kind", mapping={"cat": 0, "dog": 1})
OPEN = one_of(lambda: (Cat, Dog), tag="kind", mapping={"cat": 0, "dog": 1}, is_open=True)
KEYED = one_of(lambda: (Dog, Fish, Cat))
LOOSE = one_of(lambda: (Cat, dict))
MIXED = one_of(lambda: (str, Cat, list[int]), is_open=True)
TREE: Any = one_of(lambda: (int, GenericAlias(list, (TREE,)), GenericAlias(dict, (str, TREE))))


def made(kind: Any, value: object) -> Any:
    """Read a value as a member of a list of optional ones, as fields have them."""
    return msgspec.convert([value], list[kind | msgspec.UnsetType | None], dec_hook=read)[0]


MEMBERS: list[tuple[Any, Any, Any]] = [
    (TAGGED, {"kind": "cat", "lives": 9}, Cat(lives=9)),
    (TAGGED, {"kind": "dog"}, Dog()),
    (TAGGED, {"lives": 9}, Cat(lives=9)),
    (TAGGED, None, None),
    (OPEN, {"kind": "bird", "sings": True}, {"kind": "bird", "sings": True}),
    (OPEN, {"kind": ["no", "tag"]}, {"kind": ["no", "tag"]}),
    (OPEN, 5, 5),
    (KEYED, {"water": "deep", "salt": True}, Fish(water="deep", salt=True)),
    (KEYED, {"lives": 7}, Cat(lives=7)),
    (KEYED, {}, Dog()),
    (LOOSE, {"lives": 9}, Cat(lives=9)),
    (LOOSE, {"lives": "many"}, {"lives": "many"}),
    (MIXED, "text", "text"),
    (MIXED, [1, 2], [1, 2]),
    (MIXED, ["x"], ["x"]),
    (TREE, {"a": [1, {"b": []}]}, {"a": [1, {"b": []}]}),
]


@pytest.mark.parametrize(("kind", "value", "member"), MEMBERS)
def test_a_value_becomes_the_member_that_it_is(kind: Any, value: object, member: object) -> None:
    assert made(kind, value) == member


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (TAGGED, {"kind": "bird"}, "[0]: kind: unknown value"),
        (TAGGED, {"kind": "cat", "lives": "nine"}, "[0]: lives: expected int, got str"),
        (TAGGED, 5, "[0]: expected object, got int"),
        (OPEN, {"kind": "cat"}, "[0]: lives: missing"),
        (KEYED, {"water": 1}, "[0]: water: expected str, got int"),
        (TREE, {"a": ["x"]}, "[0]: expected int, got object"),
    ],
)
def test_what_is_no_member_is_told_with_its_place(kind: Any, value: object, said: str) -> None:
    with pytest.raises(msgspec.ValidationError) as caught:
        made(kind, value)

    assert said_of(caught.value) == said


def test_other_types_are_not_its_business() -> None:
    with pytest.raises(LookupError, match="complex"):
        msgspec.convert(1, complex, dec_hook=read)
