"""What callers give, copied into what JSON can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openrouter_rerank import components
from openrouter_rerank._runtime.plain import Notes, plain

if TYPE_CHECKING:
    from collections.abc import Iterator


class Grid:
    """Numbers as NumPy has them: all claim to be iterable, those without a dimension refuse in the end."""

    def __init__(self, *content: object, ndim: int) -> None:
        self.ndim = ndim
        self._content = content

    def __iter__(self) -> Iterator[object]:
        if self.ndim == 0:
            msg = "iteration over a 0-d array"
            raise TypeError(msg)
        yield from self._content

    def item(self) -> object:
        (item,) = self._content
        return item


def test_an_array_of_another_library_is_a_list_and_one_without_a_dimension_a_number() -> None:
    assert plain(Grid(1, 2, ndim=1), Notes()) == [1, 2]
    assert plain(Grid(Grid(1, ndim=1), Grid(2, ndim=1), ndim=2), Notes()) == [[1], [2]]
    assert plain(Grid(1, ndim=1), Notes()) == [1]
    assert plain(Grid(3, ndim=0), Notes()) == 3


@pytest.mark.parametrize(
    ("value", "noted"),
    [
        ({"zdr": None}, True),
        ([{"price": {"image": None}}], True),
        ({"zdr": True, "only": [None]}, False),
        (components.ProviderPreferences(zdr=None), False),
    ],
)
def test_only_none_in_a_mapping_is_noted(value: object, noted: bool) -> None:
    notes = Notes()

    plain(value, notes)

    assert notes.null_in_dict == noted
