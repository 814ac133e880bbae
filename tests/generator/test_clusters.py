"""Declarations are sorted into modules that people like to open, and that never import each other in a circle."""

from __future__ import annotations

from hypothesis import given, strategies as st

from generator.clusters import circles, cluster, reading_order

Graph = dict[int, list[int]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(1, 12))
    node = st.integers(0, size - 1)
    return {number: draw(st.lists(node, unique=True, max_size=4)) for number in range(size)}


def test_what_one_mentions_goes_with_it() -> None:
    mentions = {"Preferences": ["Price", "Sort"], "Price": [], "Sort": ["Order"], "Order": []}

    assert set(cluster(mentions).values()) == {"Preferences"}


def test_what_two_mention_has_a_module_of_its_own() -> None:
    mentions = {"A": ["Shared"], "B": ["Shared"], "Shared": ["Inner"], "Inner": []}

    found = cluster(mentions)

    assert found == {"A": "A", "B": "B", "Shared": "Shared", "Inner": "Shared"}


def test_an_entry_has_a_module_of_its_own() -> None:
    found = cluster({"A": ["B"], "B": []}, entries={"A", "B"})

    assert found == {"A": "A", "B": "B"}


def test_a_circle_stays_together() -> None:
    found = cluster({"A": ["B"], "B": ["C"], "C": ["A"], "D": ["B"]}, entries={"A", "D"})

    assert found["A"] == found["B"] == found["C"] != found["D"]


def test_what_is_settled_stays_settled() -> None:
    found = cluster({"A": ["B"], "B": []}, settled={"B": "B"})

    assert found == {"A": "A", "B": "B"}


def test_a_large_module_is_split() -> None:
    mentions: dict[str, list[str]] = {"Main": [f"Part{n}" for n in range(30)]}
    mentions |= {f"Part{n}": [f"Leaf{n}"] for n in range(30)} | {f"Leaf{n}": [] for n in range(30)}

    found = cluster(mentions, largest=10)

    assert found["Part3"] == found["Leaf3"] == "Part3"


@given(graphs())
def test_modules_form_no_circle(mentions: Graph) -> None:
    home = cluster(mentions, entries={0}, largest=3)

    modules: dict[int, list[int]] = {main: [] for main in home.values()}
    for node, others in mentions.items():
        modules[home[node]] += [home[other] for other in others if home[other] != home[node]]

    assert home.keys() == mentions.keys()
    assert all(len(circle) == 1 for circle in circles(modules))


@given(graphs())
def test_circles_come_after_what_they_mention(mentions: Graph) -> None:
    found = circles(mentions)

    place = {node: number for number, circle in enumerate(found) for node in circle}
    assert sorted(place) == sorted(mentions)
    assert all(place[other] <= place[node] for node, others in mentions.items() for other in others)


def test_a_long_chain_is_no_problem() -> None:
    chain: Graph = {number: [number + 1] for number in range(20_000)} | {20_000: []}

    assert len(circles(chain)) == 20_001


def test_reading_goes_from_the_main_one_to_what_it_mentions() -> None:
    mentions = {"Body": ["Alias", "Trace"], "Alias": ["Item"], "Item": [], "Trace": []}

    found = reading_order(["Body"], list(mentions), mentions, late=["Alias"])

    assert found == ["Body", "Item", "Alias", "Trace"]
