"""Every vector holds for the built package, in synchronous and asynchronous calls, with dicts and with models."""

from __future__ import annotations

import pytest

from tests.contract.playing import FORMS, MODES, Player
from tests.contract.vectors import Vector, request_vectors, response_vectors

REQUESTS = request_vectors()
RESPONSES = response_vectors()


def first(vectors: list[Vector], operation: str, key: str) -> Vector:
    """The first vector of an operation that has a member."""
    return next(vector for vector in vectors if vector["id"].startswith(f"{operation}/") and key in vector)


@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["id"]) for vector in REQUESTS])
def test_a_call_sends_what_the_vector_tells(player: Player, vector: Vector) -> None:
    answer = first(RESPONSES, vector["id"].split("/")[0], "returns")

    problems = {(mode, form): player.request(vector, answer, mode, form) for mode in MODES for form in FORMS}

    assert problems == {(mode, form): [] for mode in MODES for form in FORMS}


@pytest.mark.parametrize("vector", [pytest.param(vector, id=vector["id"]) for vector in RESPONSES])
def test_an_answer_becomes_what_the_vector_tells(player: Player, vector: Vector) -> None:
    request = first(REQUESTS, vector["id"].split("/")[0], "request")

    problems = {mode: player.response(vector, request, mode) for mode in MODES}

    assert problems == {mode: [] for mode in MODES}
