"""The service against a fake OpenRouter: what it sends, what it answers, what it does when that fails."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from passages.app import app
from pytest_openrouter_rerank import Fake

QUESTION = "How long is espresso brewed, and with how much water?"


@pytest.fixture
def service(openrouter_fake: Fake, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The service, whose client finds the fake by its environment."""
    for name, value in openrouter_fake.environment.items():
        monkeypatch.setenv(name, value)
    with TestClient(app) as service:
        yield service


def names(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [found["name"] for found in answer["passages"]]


def test_the_model_decides_the_order(service: TestClient, openrouter_fake: Fake) -> None:
    answer = service.post("/search", json={"question": QUESTION, "limit": 2}, headers={"X-User": "ada"}).json()

    (call,) = openrouter_fake.calls
    assert names(answer) == ["coffee", "tea"]
    assert answer["passages"][0]["score"] > answer["passages"][1]["score"]
    assert answer["by"] == "cohere/rerank-v3.5"
    assert answer["cost"] > 0
    assert (call.body["query"], call.body["top_n"], call.body["user"]) == (QUESTION, 2, "ada")


def test_a_question_without_candidates_asks_no_model(service: TestClient, openrouter_fake: Fake) -> None:
    answer = service.post("/search", json={"question": "Wer? Wo?"}).json()

    assert answer == {"by": "words", "cost": 0.0, "passages": []}
    assert openrouter_fake.calls == []


def test_without_the_model_words_decide(service: TestClient, openrouter_fake: Fake) -> None:
    openrouter_fake.fail(401, times=None)

    answer = service.post("/search", json={"question": QUESTION, "limit": 1}).json()

    assert answer["by"] == "words"
    assert [found["score"] for found in answer["passages"]] == [None]


def test_a_busy_model_is_passed_on(service: TestClient, openrouter_fake: Fake) -> None:
    openrouter_fake.fail(429, retry_after=5)

    answer = service.post("/search", json={"question": QUESTION})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_short_outage_is_not_noticed(service: TestClient, openrouter_fake: Fake) -> None:
    openrouter_fake.fail(503, retry_after=0)

    answer = service.post("/search", json={"question": QUESTION}).json()

    assert answer["by"] == "cohere/rerank-v3.5"
    assert [call.status for call in openrouter_fake.calls] == [503, 200]


@pytest.mark.parametrize("asked", [{}, {"question": ""}, {"question": "tea", "limit": 0}])
def test_what_is_no_question_is_refused(service: TestClient, asked: dict[str, object]) -> None:
    assert service.post("/search", json=asked).status_code == 422
