"""The headers of an answer: by name, and as they came."""

from __future__ import annotations

import pickle

import pytest
from openrouter_rerank._runtime.fields import Fields

ITEMS = [(b"X-Id", b"1"), (b"Vary", b"a"), (b"vary", b"b"), (b"X-Text", "caf\u00e9".encode()), (b"X-Old", b"caf\xe9")]


@pytest.mark.parametrize(
    ("name", "value"),
    [("x-id", "1"), ("X-ID", "1"), ("Vary", "a, b"), ("x-text", "caf\u00e9"), ("x-old", "caf\u00e9"), ("x-none", None)],
)
def test_a_header_is_found_by_its_name(name: str, value: str | None) -> None:
    assert Fields(ITEMS).get(name) == value


def test_all_headers_are_a_mapping_that_is_made_once() -> None:
    fields = Fields(ITEMS)

    assert fields.headers.raw == ITEMS
    assert fields.headers is fields.headers


def test_headers_can_be_pickled() -> None:
    fields = Fields(ITEMS)
    _ = fields.headers

    again = pickle.loads(pickle.dumps(fields))

    assert again.items == ITEMS
    assert again.headers == fields.headers
