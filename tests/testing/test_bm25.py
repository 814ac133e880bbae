"""Ranking by words in common, and the laws that hold for it."""

from __future__ import annotations

from typing import TypeAlias

import pytest
from hypothesis import given, strategies as st
from pytest_openrouter_rerank.bm25 import relevance, words
from pytest_openrouter_rerank.rerank import rerank

texts = st.text(alphabet="abc äß東京 .", max_size=20)
documents = st.lists(
    texts | st.fixed_dictionaries({}, optional={"text": texts, "image": texts}), min_size=1, max_size=8
)


Document: TypeAlias = "str | dict[str, str]"


def body(query: str, documents: list[Document], top_n: int | None = None) -> dict[str, object]:
    return {"model": "m", "query": query, "documents": documents, **({} if top_n is None else {"top_n": top_n})}


def test_the_seeds_example_is_ranked_as_a_reader_would() -> None:
    berlin, paris = relevance(
        "What is the capital of France?", ["Berlin is the capital of Germany.", "Paris is the capital of France."]
    )

    assert paris > berlin > 0


def test_scores_are_those_of_the_formula_worked_out_by_hand() -> None:
    """N = 2 texts of 2 and 4 words, so 3 on average; "tea" is in both, "green" in the first.

    Weights: tea ln(1 + 0.5/2.5) = 0.182322, green ln(1 + 1.5/1.5) = 0.693147, together 0.875469.
    First text: each word once in 2/3 of the average length: 1 / (1 + 1.2 * (0.25 + 0.75 * 2/3)) = 1/1.9 = 0.526316.
    Second: "tea" twice in 4/3 of it: 2 / (2 + 1.2 * (0.25 + 0.75 * 4/3)) = 2/3.5 = 0.571429, times 0.182322/0.875469.
    """
    assert relevance("green tea", ["green tea", "tea or tea, perhaps"]) == [0.526316, 0.119003]


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    with_common, with_rare, *_ = relevance("tea oolong", ["tea cup", "oolong cup", "tea pot", "tea leaf"])

    assert with_rare > with_common


def test_a_word_counts_less_in_a_long_text() -> None:
    short, long, _ = relevance("tea", ["tea and milk", "tea and milk and many other things besides", "water"])

    assert short > long


def test_a_word_counts_more_when_it_stands_there_twice_but_not_twice_as_much() -> None:
    once, twice = relevance("tea", ["tea or milk", "tea or tea"])

    assert once < twice < 2 * once


def test_saying_a_word_of_the_query_again_changes_nothing() -> None:
    texts = ["green tea", "black tea", "tea", "coffee"]

    assert relevance("green tea tea tea", texts) == relevance("green tea", texts)


def test_a_text_without_a_common_word_scores_nothing() -> None:
    assert relevance("tea", ["coffee", "", "green tea"])[:2] == [0.0, 0.0]


def test_texts_without_any_word_are_ranked_too() -> None:
    assert relevance("tea", ["", "…"]) == [0.0, 0.0]


def test_a_query_without_any_word_finds_nothing() -> None:
    assert relevance("?", ["tea", "?"]) == [0.0, 0.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tea-time, 5 o'clock!", ["tea", "time", "5", "o", "clock"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("café cafe\u0301 ＣＡＦÉ", ["café", "café", "café"]),
        ("東京の天気", ["東", "京", "の", "天", "気"]),
        ("GPT模型v2", ["gpt", "模", "型", "v2"]),
    ],
)
def test_words_are_what_a_reader_takes_for_the_same(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(query=texts, texts=st.lists(texts, min_size=1, max_size=8))
def test_scores_lie_between_0_and_1(query: str, texts: list[str]) -> None:
    assert all(0 <= score < 1 for score in relevance(query, texts))


@given(query=texts, texts=st.lists(texts, min_size=1, max_size=8), data=st.data())
def test_the_order_of_the_texts_does_not_change_their_scores(query: str, texts: list[str], data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(texts))))

    scores = relevance(query, texts)

    assert relevance(query, [texts[place] for place in order]) == [scores[place] for place in order]


@given(query=texts, documents=documents)
def test_results_are_a_permutation_best_first_and_ties_keep_the_order(query: str, documents: list[Document]) -> None:
    results = rerank(body(query, documents), 1)["results"]

    keys = [(-result["relevance_score"], result["index"]) for result in results]
    assert keys == sorted(keys)
    assert sorted(result["index"] for result in results) == list(range(len(documents)))


@given(query=texts, documents=documents, top_n=st.integers(1, 10))
def test_top_n_takes_the_first_of_all_results(query: str, documents: list[Document], top_n: int) -> None:
    everything = rerank(body(query, documents), 1)

    some = rerank(body(query, documents, top_n), 1)

    assert some == {**everything, "results": everything["results"][:top_n]}


@given(query=texts, documents=documents)
def test_each_result_repeats_its_document(query: str, documents: list[Document]) -> None:
    results = rerank(body(query, documents), 1)["results"]

    for result in results:
        index: int = result["index"]
        given_document = documents[index]
        expected = {"text": given_document} if isinstance(given_document, str) else given_document
        assert result["document"] == expected
