"""The pytest plugin: one fixture, a fake of its own for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ._api import FIXTURE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .fake import Fake


@pytest.fixture(name=FIXTURE)
def fake_service() -> Iterator[Fake]:
    """Give a fake service on loopback; at the test's end, its complaints fail the test."""
    from .fake import Fake  # noqa: PLC0415 - not before a test asks for it

    fake = Fake()
    yield fake
    fake.close()
    try:
        fake.verify()
    except AssertionError as error:
        pytest.fail(str(error), pytrace=False)
