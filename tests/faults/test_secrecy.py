"""What a failed call leaves behind tells nobody the key: tools that report errors show local variables, too."""

from __future__ import annotations

import gzip
import traceback
from typing import TYPE_CHECKING

import pytest
from openrouter_rerank import errors
from openrouter_rerank._settings import SETTINGS

from tests.faults import wire
from tests.faults.behaviours import Raw, Reset, Stall
from tests.faults.calling import KEY
from tests.faults.server import FaultServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from tests.faults.calling import Caller
    from tests.faults.exchange import Behaviour

SAID = KEY.encode()
LARGE = {"X-Large": "x" * 9_000_000}
"""More than all buffers between the two hold, so that the head that has the key can't leave as a whole."""
CHUNKED = {"Transfer-Encoding": "chunked"}

QUOTING: dict[str, Behaviour] = {
    "garbage": Raw(b"garbage " + SAID + b"\r\n\r\n", after="close"),
    "a bad header": Raw(b"HTTP/1.1 200 OK\r\nX " + SAID + b"\r\n\r\n", after="close"),
    "a bad chunk": Raw(wire.head(200, CHUNKED) + SAID + b"\r\n", after="close"),
    "another protocol": Raw(wire.head(101, {"Upgrade": KEY, "Connection": "upgrade"}), after="close"),
    "an endless head": Raw(b"HTTP/1.1 200 OK\r\nX: " + SAID * 10_000, after="close"),
    "a body cut off": Raw(wire.message(200, b'{"id":"' + SAID, length=500), after="close"),
    "a body that never ends": Raw(wire.message(200, b'{"id":"' + SAID, length=500), after="stall"),
    "a body that is too large": Raw(wire.message(200, SAID * 100)),
    "a bomb": Raw(wire.message(200, gzip.compress(SAID * 100), {"Content-Encoding": "gzip"})),
    "no gzip": Raw(wire.message(200, SAID, {"Content-Encoding": "gzip"})),
    "no gzip in gzip": Raw(wire.message(200, gzip.compress(SAID), {"Content-Encoding": "gzip, gzip"})),
}


@pytest.mark.parametrize("behaviour", QUOTING.values(), ids=QUOTING)
def test_no_frame_shows_a_key_that_the_server_repeats(
    own: Caller, monkeypatch: pytest.MonkeyPatch, behaviour: Behaviour
) -> None:
    monkeypatch.setattr("openrouter_rerank.sdk.SETTINGS", SETTINGS._replace(max_body_bytes=1000))
    with FaultServer(behaviour) as server:
        (error,) = own.outcomes(server.url, "q", retries=None, timeout_ms=500)

    assert isinstance(error, errors.OpenRouterError)
    assert places_that_show(error) == []


@pytest.mark.parametrize(
    ("behaviour", "headers"),
    [
        (Stall(at="accept", deaf=True), LARGE),
        (Reset(at="accept"), LARGE),
        (Stall(at="head"), {}),
        (Reset(at="head"), {}),
    ],
    ids=["clogged", "reset", "silent", "gone"],
)
def test_no_frame_shows_the_key_that_was_sent(own: Caller, behaviour: Behaviour, headers: dict[str, str]) -> None:
    with FaultServer(then=behaviour) as server:
        (error,) = own.outcomes(server.url, "q", retries=None, timeout_ms=500, http_headers=headers)

    assert isinstance(error, errors.APIConnectionError)
    assert places_that_show(error) == []


def test_frames_of_a_supplied_client_are_left_alone_but_not_ours(caller: Caller) -> None:
    with FaultServer(Raw(wire.message(200, b'{"id":"' + SAID, length=500), after="close")) as server:
        (error,) = caller.outcomes(server.url, "q", retries=None)

    assert isinstance(error, errors.APIConnectionError)
    assert [place for place in places_that_show(error) if place.startswith("openrouter_rerank")] == []
    others = [frame for frame in frames_of(error) if not frame.f_globals["__name__"].startswith("openrouter_rerank")]
    assert any(frame.f_locals for frame in others) == (caller.connections != "own")


def places_that_show(error: BaseException) -> list[str]:
    """The modules and functions of the frames that hold the key, and the exceptions that quote it."""
    frames = {f"{frame.f_globals['__name__']}.{frame.f_code.co_qualname}": frame for frame in frames_of(error)}
    held = [place for place, frame in frames.items() if any(KEY in repr(value) for value in frame.f_locals.values())]
    return held + [line for line in traceback.format_exception(error) if KEY in line]


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """The frames that an exception came through, and those that led to it, but for this folder's own."""
    chain = [error]
    for one in chain:
        for frame, _ in traceback.walk_tb(one.__traceback__):
            if not frame.f_globals["__name__"].startswith("tests."):
                yield frame
        chain += [other for other in (one.__cause__, one.__context__) if other is not None and other not in chain]
