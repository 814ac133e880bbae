"""Of several models, a value is the one that knows most of its keys."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from openrouter_rerank._runtime.unions import one_of, read


class Point(msgspec.Struct, kw_only=True):
    x: int | None = None


class Line(msgspec.Struct, kw_only=True):
    x: int | None = None
    y: int | None = None


class Box(msgspec.Struct, kw_only=True):
    x: int | None = None
    y: int | None = None
    z: int | None = None


SHAPES = one_of(lambda: (Point, Line, Box))


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ({"x": 1}, Point(x=1)),
        ({"x": 1, "y": 2}, Line(x=1, y=2)),
        ({"x": 1, "y": 2, "z": 3}, Box(x=1, y=2, z=3)),
        ({"z": 3}, Box(z=3)),
        ({"x": 1, "y": 2, "name": "a"}, Line(x=1, y=2)),
        ({}, Point()),
        ({"name": "a"}, Point()),
    ],
)
def test_the_first_that_knows_most_of_the_keys_is_meant(value: Any, shape: Any) -> None:
    assert msgspec.convert(value, SHAPES, dec_hook=read) == shape


def test_the_next_likeliest_is_taken_where_the_likeliest_does_not_fit() -> None:
    assert msgspec.convert({"x": 1, "y": "no"}, SHAPES, dec_hook=read) == Point(x=1)
