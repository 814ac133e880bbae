"""The pytest plugin: one fixture, a fake of its own for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ._api import FIXTURE

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from .fake import Fake

ended = pytest.StashKey[type[BaseException] | None]()
"""What a test raised, None if nothing; not there if it did not get to run."""


@pytest.fixture(name=FIXTURE)
def fake_service(request: pytest.FixtureRequest) -> Iterator[Fake]:
    """Give a fake service on loopback; at the test's end, its complaints fail the test."""
    from .fake import Fake  # noqa: PLC0415 - not before a test asks for it

    fake = Fake()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_PROXY", "no_proxy"):  # a machine's proxy knows nothing of a server on loopback
            patch.setenv(name, fake.environment[name])
        yield fake
    fake.close()
    if text := _complaint(fake, request.node.stash.get(ended, pytest.skip.Exception)):
        pytest.fail(text, pytrace=False)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, None]:
    """Note how a test ends: one that is skipped or fails half-way has not met all that it asked for."""
    outcome = yield
    item.stash[ended] = outcome.excinfo[0] if outcome.excinfo else None


def _complaint(fake: Fake, raised: type[BaseException] | None) -> str:
    """What a test is told beside what it raised itself."""
    if raised is not None and issubclass(raised, (pytest.skip.Exception, pytest.xfail.Exception)):
        return ""
    try:
        fake.verify(early=raised is not None)
    except AssertionError as error:
        return str(error)
    return ""
