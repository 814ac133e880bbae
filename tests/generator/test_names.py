"""Names of a description become names of Python: readable, legal, told apart, the same every time."""

from __future__ import annotations

import keyword
import unicodedata

import pytest
from hypothesis import given, strategies as st

from generator.names import (
    ARGUMENTS,
    ATTRIBUTES,
    class_name,
    constant_name,
    is_identifier,
    module_name,
    numbered,
    unique,
    variable_name,
    words,
)


@pytest.mark.parametrize(
    ("wire", "variable", "classes"),
    [
        ("HTTP-Referer", "http_referer", "HTTPReferer"),
        ("X-OpenRouter-Categories", "x_open_router_categories", "XOpenRouterCategories"),
        ("createRerank", "create_rerank", "CreateRerank"),
        ("top_n", "top_n", "TopN"),
        ("p50", "p50", "P50"),
        ("key_1", "key_1", "Key1"),
        ("userIDs", "user_ids", "UserIDs"),
        ("GPT4o", "gpt4o", "GPT4o"),
        ("OAuth2Token", "oauth2_token", "OAuth2Token"),
        ("3d-model", "n_3d_model", "N3dModel"),
        ("filter[name]", "filter_name", "FilterName"),
        ("../../etc/passwd", "etc_passwd", "EtcPasswd"),
        ("__class__", "class_", "Class"),
        ("größe", "große", "Große"),
        ("名称", "名称", "名称"),
        ("\ufb01le", "file", "File"),
        ("+1", "plus1", "Plus1"),
        ("-1", "minus1", "Minus1"),
        ("$", "dollar", "Dollar"),
        ("\U0001f44d", "thumbs_up_sign", "ThumbsUpSign"),
        ("", "empty", "Empty"),
        ("a\u202eb", "a_b", "AB"),
        ("None", "none", "None_"),
        ("ValueError", "value_error", "ValueError_"),
    ],
)
def test_a_name_is_spelt(wire: str, variable: str, classes: str) -> None:
    assert (variable_name(wire), class_name(wire)) == (variable, classes)


def test_reserved_names_get_an_underscore() -> None:
    assert variable_name("lambda") == "lambda_"
    assert variable_name("model_dump", ATTRIBUTES) == "model_dump_"
    assert variable_name("self", ARGUMENTS) == "self_"
    assert class_name("Model") == "Model_"
    assert module_name("Types") == "types_"
    assert module_name("import") == "import_"
    assert module_name("con") == "con_"


def test_no_name_depends_on_the_python_that_makes_it() -> None:
    """`PythonFinalizationError` came with 3.13, the letter with 3.12's Unicode."""
    assert class_name("PythonFinalizationError") == "PythonFinalizationError_"
    assert variable_name("a\U0001123f") == "a"


def test_a_constant_is_spelt_in_capitals() -> None:
    assert constant_name("createRerank") == "CREATE_RERANK"


def test_a_module_is_named_in_ascii() -> None:
    assert module_name("名称") == "u540du79f0"


def test_the_name_that_is_spelt_like_python_keeps_it() -> None:
    pairs = [(wire, variable_name(wire)) for wire in ("aB", "a-b", "a_b", "A.B")]

    assert unique(pairs) == {"a_b": "a_b", "A.B": "a_b_2", "a-b": "a_b_3", "aB": "a_b_4"}


def test_the_order_of_the_description_does_not_matter() -> None:
    pairs = [(wire, variable_name(wire)) for wire in ("id", "ID", "Id", "i-d")]

    assert unique(pairs) == unique(reversed(pairs))


def test_numbers_step_over_names_in_use() -> None:
    assert numbered("a", {"a", "a_2"}) == "a_3"
    assert numbered("Pet", {"Pet"}) == "Pet2"
    assert numbered("class_", {"class_"}) == "class_2"


@given(st.text(max_size=200))
def test_every_text_becomes_a_legal_name(text: str) -> None:
    for name in (variable_name(text, ATTRIBUTES), class_name(text), module_name(text)):
        assert name.isidentifier()
        assert not keyword.iskeyword(name)
        assert unicodedata.normalize("NFKC", name) == name
        assert not name.startswith("_")
    assert module_name(text).isascii()
    assert len(module_name(text)) < 200
    assert words(text)


@given(st.lists(st.text(max_size=8), unique=True, max_size=12))
def test_different_wire_names_never_become_one(texts: list[str]) -> None:
    found = unique((text, variable_name(text)) for text in texts)

    assert found.keys() == set(texts)
    assert len(set(found.values())) == len(texts)
    assert all(map(is_identifier, found.values()))
