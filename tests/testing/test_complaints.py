"""At its end a test hears what did not go as it said."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx2
import pytest
from pytest_openrouter_rerank import Fake

if TYPE_CHECKING:
    from pathlib import Path

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


def test_a_wrong_request_that_met_a_fault_is_told_with_what_to_do(fake: Fake, ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "tape").touch()
    fake.replay(tmp_path / "tape")
    fake.fail(503)

    ask()

    assert "\n   Record the tape anew, or mend the request; or, if the test means it, " in fake.complaints()[0]


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


@pytest.mark.parametrize("times", [-1, 1.5, "2"])
def test_an_expectation_of_no_number_of_requests_is_refused(fake: Fake, times: Any) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        fake.expect_invalid(times)

    assert str(caught.value) == f"expect_invalid({times!r}): times is 0 or more, or None for at least one"


def test_a_stale_connection_that_never_was_is_told_as_what_it_is(fake: Fake, ask: Ask) -> None:
    fake.fail("stale")
    ask()

    (complaint,) = fake.complaints()
    assert complaint.startswith(
        "fail('stale') was to happen 1 more time, and no request on a kept-alive connection came for it.\n"
    )


def test_what_may_have_been_still_to_come_is_no_complaint_about_a_test_that_ended_early(fake: Fake, ask: Ask) -> None:
    fake.expect_invalid(1)
    ask(top_n=0)
    ask(query=5)
    fake.expect_invalid(0)
    fake.fail(503)
    fake.answer({"model": "m", "results": []})

    assert [complaint.splitlines()[1].strip() for complaint in fake.complaints(early=True)] == [
        "top_n: 0 is less than the minimum of 1",
        "query: expected string, got 5",
    ]


def test_what_is_not_http_is_a_complaint_with_a_guess(fake: Fake) -> None:
    """As when a program has `https://` in its settings, and takes any error for a missing service."""
    with pytest.raises(httpx2.ConnectError, match="SSL"):
        httpx2.get(fake.url.replace("http://", "https://"), trust_env=False)

    address = fake.url.removesuffix("/api/v1")
    (complaint,) = fake.complaints()
    assert complaint.startswith("Refused: what is no request\n     not HTTP: ")
    assert f"; is it https? The fake is at {address}\n   Mend the URL, or what is sent there; or, if" in complaint


def test_a_client_that_hangs_up_in_the_middle_of_a_request_is_no_complaint(fake: Fake) -> None:
    address = urlsplit(fake.url)
    for sent in (b"POST /api", b"POST /api/v1/rerank HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"):
        with socket.create_connection((str(address.hostname), address.port or 0), timeout=60) as wire:
            wire.sendall(sent)
            wire.shutdown(socket.SHUT_WR)
            while wire.recv(65536):
                pass

    assert (fake.calls, fake.complaints()) == ([], [])


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
