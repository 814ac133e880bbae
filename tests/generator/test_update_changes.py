"""How the facts of two documents are compared."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, strategies as st

from generator.update.changes import FactChange, compare

if TYPE_CHECKING:
    from generator.document import JSON


def told(old: Any, new: Any) -> list[str]:
    return [str(change) for change in compare({"x": old}, {"x": new})]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["~ /x/a: 1 -> 2"]),
        ({"a": 1}, {"a": True}, ["~ /x/a: 1 -> true"]),
        ({"a": 1}, {"b": 1}, ["- /x/a: 1", "+ /x/b: 1"]),
        ({}, {"a/b": {"c": [1]}}, ['+ /x/a~1b: {"c": [1]}']),
        ({"a": []}, {"a": {}}, ["~ /x/a: [] -> {}"]),
        (["a", "b"], ["b", "c"], ['- /x: "a"', '+ /x: "c"']),
        (["a", "b"], ["b", "a"], ['~ /x: ["a", "b"] -> ["b", "a"]']),
        (["a", "a"], ["a"], ['~ /x: ["a", "a"] -> ["a"]']),
        ([1, None], [1.0, None], ["- /x: 1", "+ /x: 1.0"]),
        ([{"type": "string"}], [{"type": "string"}, {"type": "null"}], ['+ /x/1: {"type": "null"}']),
        ([{"type": "string"}], [{"type": "number"}], ['~ /x/0/type: "string" -> "number"']),
    ],
)
def test_a_difference_is_told_as_near_to_the_root_as_possible(old: Any, new: Any, expected: list[str]) -> None:
    assert told(old, new) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"in": "query", "name": "a"}, {"in": "header", "name": "a"}),
        ({"name": "a"}, {"name": "b"}),
        ({"url": "a"}, {"url": "b"}),
        ({"$ref": "#/a"}, {"$ref": "#/b"}),
    ],
)
def test_objects_of_a_list_are_told_apart_by_name_not_by_place(first: dict[str, Any], second: dict[str, Any]) -> None:
    """One that goes does not make all after it differ."""
    assert told([first, second], [second]) == [f"- /x/0: {_json(first)}"]
    assert told([second], [first, {**second, "x": 1}]) == ["+ /x/1/x: 1", f"+ /x/0: {_json(first)}"]


def _json(value: dict[str, Any]) -> str:
    return "{" + ", ".join(f'"{key}": "{item}"' for key, item in value.items()) + "}"


def test_a_long_value_is_cut() -> None:
    (line,) = told({}, {"a": "b" * 100})

    assert line == f'+ /x/a: "{"b" * 58}…'


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from("ab"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_no_difference_is_told_where_there_is_none_and_one_at_least_where_there_is(old: Any, new: Any) -> None:
    assert compare({"x": old}, {"x": copy.deepcopy(old)}) == ()
    assert bool(told(old, new)) == (repr(_sorted(old)) != repr(_sorted(new)))


def _sorted(value: JSON) -> JSON:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


@given(VALUES, VALUES)
def test_turned_round_what_was_added_is_removed(old: Any, new: Any) -> None:
    there, back = compare({"x": old}, {"x": new}), compare({"x": new}, {"x": old})
    turned = {"added": "removed", "removed": "added", "changed": "changed"}

    assert sorted((turned[change.kind], change.pointer) for change in there) == sorted(
        (change.kind, change.pointer) for change in back
    )


def test_a_change_carries_both_values() -> None:
    assert compare({"a": 1}, {"a": 2}) == (FactChange(kind="changed", pointer="/a", old=1, new=2),)
