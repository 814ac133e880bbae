"""At its end a test hears what did not go as it said."""

from __future__ import annotations

from collections.abc import Callable

import httpx2
import pytest
from pytest_openrouter_rerank import Fake

Ask = Callable[..., httpx2.Response]


def test_a_wrong_request_is_a_complaint(fake: Fake, ask: Ask) -> None:
    ask(top_n=0)

    with pytest.raises(AssertionError) as caught:
        fake.verify()

    assert str(caught.value) == (
        "The fake OpenRouter has something to say about this test:\n"
        "\n"
        "1. Refused: POST /api/v1/rerank\n"
        "     top_n: 0 is less than the minimum of 1\n"
        "   Mend the request; or, if the test means it, call expect_invalid()."
    )


def test_a_fault_left_over_is_a_complaint(fake: Fake, ask: Ask) -> None:
    fake.fail(503, times=3)
    fake.fail("reset")
    ask()

    hint = "and no request came for it.\n   Make the requests that should meet it, or ask for it fewer times."
    assert fake.complaints() == [
        f"fail(503, times=3) was to happen 2 more times, {hint}",
        f"fail('reset') was to happen 1 more time, {hint}",
    ]


def test_a_wrong_request_that_is_expected_is_none(fake: Fake, ask: Ask) -> None:
    fake.expect_invalid()
    ask(top_n=0)
    ask(top_n=0)

    fake.verify()


def test_a_wrong_request_may_be_declared_afterwards(fake: Fake, ask: Ask) -> None:
    ask(top_n=0)
    fake.expect_invalid()

    fake.verify()


def test_more_wrong_requests_than_expected_are_a_complaint(fake: Fake, ask: Ask) -> None:
    fake.expect_invalid(1)
    ask(top_n=0)
    ask(query=5)

    assert len(fake.complaints()) == 1
    assert "query: expected string, got 5" in fake.complaints()[0]


def test_fewer_wrong_requests_than_expected_are_a_complaint(fake: Fake, ask: Ask) -> None:
    fake.expect_invalid(2)
    ask()
    ask(top_n=0)

    (complaint,) = fake.complaints()
    assert complaint == (
        "expect_invalid(): 1 of this test's requests did not fit the description, not 2.\n"
        "   The others are good after all: expect fewer."
    )


def test_an_expectation_without_any_wrong_request_is_a_complaint(fake: Fake) -> None:
    fake.expect_invalid()

    assert len(fake.complaints()) == 1


def test_forgotten_calls_are_none(fake: Fake, ask: Ask) -> None:
    ask(top_n=0)

    fake.calls.clear()

    fake.verify()


def test_a_with_block_ends_with_its_complaints() -> None:
    with pytest.raises(AssertionError, match=r"fail\(503\)"), Fake() as fake:
        fake.fail(503)


def test_a_with_block_that_failed_already_keeps_its_own_error() -> None:
    with pytest.raises(ZeroDivisionError), Fake() as fake:
        fake.fail(503)
        raise ZeroDivisionError
