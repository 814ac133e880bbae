"""Types as texts: one form for each, and what became of one."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from generator.surface.types import Names, canonical, compare, is_type, literals, mentioned, parse, renamed, text

SOME = Names(
    aliases={
        "Document": ((), parse("str | Model")),
        "Optional_": (("T",), parse("T | None")),
        "Mode": ((), parse("Literal['a', 'b'] | str")),
        "Tree": ((), parse("int | list[Tree]")),
        "Wood": ((), parse("int | list[Wood]")),
    },
    bases={
        "NotFound": ("StatusError",),
        "StatusError": ("Exception",),
        "Items": ("Protocol[types.T_co]",),
        "Box": ("Generic[types.T]",),
    },
)


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("Optional[str]", "str | None"),
        ("Union[int, 'str']", "int | str"),
        ("typing.List[typing.Dict[str, Any]]", "list[dict[str, Any]]"),
        ("None | str | int", "int | str | None"),
        ("Literal['b'] | Literal['a', 2]", "Literal['a', 'b', 2]"),
        ("Literal['a, b', \"it's\"]", "Literal[\"it's\", 'a, b']"),
        ("Annotated[str, 'ignored']", "str"),
        ("collections.abc.Callable[[int], str]", "Callable[[int], str]"),
        ("tuple[int, ...]", "tuple[int, ...]"),
        ("str | str", "str"),
    ],
)
def test_a_type_has_one_form(written: str, form: str) -> None:
    assert canonical(written) == form


@pytest.mark.parametrize("written", ["1", "f()", "Literal[x]", "a b", "", "lambda: 1", "[int", "x if y else z"])
def test_what_is_no_type_is_known_as_such(written: str) -> None:
    assert not is_type(written)


@pytest.mark.parametrize(
    ("old", "new", "relation"),
    [
        ("str", "str", "same"),
        ("str | int", "int | str", "same"),
        ("str", "str | int", "wider"),
        ("str | int", "str", "narrower"),
        ("str", "int", "other"),
        ("int", "float", "wider"),
        ("bool", "int", "other"),  # in JSON they have nothing in common
        ("str", "Any", "wider"),
        ("Literal['a']", "str", "wider"),
        ("Literal['a'] | str", "str", "same"),
        ("Literal['a', 'b']", "Literal['a']", "narrower"),
        ("list[str]", "list[str | int]", "wider"),
        ("list[str]", "Sequence[str]", "wider"),
        ("dict[str, int]", "Mapping[str, float]", "wider"),
        ("Items[str]", "Items[str | int]", "wider"),
        ("Box[str]", "Box[str | int]", "other"),  # a class may both take and give its argument
        ("list[str]", "list[Document]", "wider"),
        ("Document", "str | Model", "same"),
        ("Document", "str | Model | int", "wider"),
        ("Optional_[str]", "str | None", "same"),
        ("Optional_[str]", "Optional_[str | int]", "wider"),
        ("str", "Mode", "same"),
        ("StatusError", "NotFound", "narrower"),
        ("NotFound", "Exception", "wider"),
        ("Tree", "int | list[Tree]", "same"),
        ("Callable[[], str]", "Callable[[int], str]", "other"),
    ],
)
def test_what_became_of_a_type(old: str, new: str, relation: str) -> None:
    assert compare(old, new, SOME, SOME) == relation


def test_two_recursive_aliases_of_one_shape_are_compared_in_the_end() -> None:
    assert compare("Tree", "Wood", SOME, SOME) == "other"


def test_a_name_that_both_sides_have_is_taken_for_the_same_thing() -> None:
    """Its own change is told where it is declared, not wherever it is mentioned."""
    before, after = Names(aliases={"X": ((), parse("str"))}), Names(aliases={"X": ((), parse("int"))})

    assert compare("list[X]", "list[X]", before, after) == "same"


def test_names_can_be_replaced_but_literals_stay() -> None:
    assert renamed("list[A] | Literal['A'] | None", {"A": "B"}) == "Literal['A'] | list[B] | None"


def test_names_and_literals_of_a_type() -> None:
    type_ = "list[components.A | None] | Literal['x', 'y'] | str"

    assert mentioned(type_) == {"list", "components.A", "None", "str"}
    assert literals(type_) == ("'x'", "'y'")


TYPES = st.recursive(
    st.sampled_from(["str", "int", "None", "A", "Literal['x']", "Literal['y']", "Document", "Mode"]),
    lambda inner: (
        st.builds("list[{}]".format, inner)
        | st.builds("dict[str, {}]".format, inner)
        | st.builds("{} | {}".format, inner, inner)
    ),
    max_leaves=6,
)


@given(TYPES)
def test_the_form_of_a_type_is_a_fixed_point(written: str) -> None:
    form = canonical(written)

    assert canonical(form) == form
    assert text(parse(form)) == form


@given(TYPES, TYPES)
def test_comparing_is_the_mirror_of_comparing_the_other_way_round(old: str, new: str) -> None:
    mirror = {"same": "same", "wider": "narrower", "narrower": "wider", "other": "other"}

    assert compare(new, old, SOME, SOME) == mirror[compare(old, new, SOME, SOME)]


@given(TYPES, TYPES)
def test_a_union_with_more_members_is_never_narrower(old: str, more: str) -> None:
    assert compare(old, f"{old} | {more}", SOME, SOME) in ("same", "wider")
