"""The fake service, as a test holds it: where it is, what it was asked, how it shall fail."""

from __future__ import annotations

import itertools
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Self
from urllib.parse import urlsplit

from ._api import API_KEY_VARIABLE, BRAND, SERVER_URL_VARIABLE, BackoffStrategy, Client, RetryConfig
from .calls import Call, record, record_garbage
from .complaints import about_expectations, about_requests, about_turns, numbered
from .description import load
from .faults import TransportFaultKind, fault
from .messages import Answer, NoAnswerError, Request, Respond, refusal
from .proxy import Proxy
from .rerank import rerank
from .server import HOST, Server
from .service import Service
from .strict_json import encode, parse
from .tapes import Recorder, Replay
from .turns import GivenAnswer, Turns, check_times

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["Fake"]

__tracebackhide__ = True  # pytest shows the test's own line instead, and no key that was an argument here

DUMMY_KEY = "dummy-key-for-the-fake"
COMPOSE = {"createRerank": rerank}
QUICK_RETRIES = RetryConfig(
    "backoff",
    BackoffStrategy(initial_interval=5, max_interval=80, exponent=1.5, max_elapsed_time=10_000, jitter_ms=5),
    retry_connection_errors=True,
)


class Fake:
    """A service on loopback that speaks the API's description, from its making until `close()`.

    As a context manager it checks at the end that all went as the test said, see `verify()`.
    """

    def __init__(self, *, port: int = 0) -> None:
        """Start to listen; port 0 takes a free one.

        Raises:
            OSError: The port is taken.
            ValueError: There is no such port.
        """
        if not 0 <= port <= 65535:
            raise ValueError(f"port {port}: expected 0 to 65535")
        self.calls: list[Call] = []
        """What was asked and answered; clear it to forget, problems included."""
        self._description = load()
        self._service = Service(self._description, COMPOSE)
        self._respond: Respond = self._service
        self._recorder: Recorder | None = None
        self._turns = Turns()
        self._numbers = itertools.count(1)
        self._invalid_least = self._invalid_most = 0
        self._clients: list[Client] = []
        self._is_closed = False
        self._server = Server(self._answer, lambda answer: self.calls.append(record_garbage(answer)), port=port)

    @property
    def url(self) -> str:
        """Where the API is: a `server_url`."""
        return self._server.address + self._description.base_path

    @property
    def environment(self) -> dict[str, str]:
        """Variables that send every client of a program here, with a dummy key and past any proxy."""
        before = os.environ.get("NO_PROXY", os.environ.get("no_proxy", ""))
        not_proxied = before if HOST in before.split(",") else ",".join(filter(None, [before, HOST]))
        return {
            SERVER_URL_VARIABLE: self.url,
            API_KEY_VARIABLE: DUMMY_KEY,
            "NO_PROXY": not_proxied,
            "no_proxy": not_proxied,
        }

    def client(self, **options: Any) -> Client:
        """Make a client of this fake; closed with the fake if not before.

        Args:
            **options: As for the client's constructor. The key is a dummy if not given, and
                retries are quick if not given: after a hundredth of the usual waits, for at
                most 10 s. A `retry_after` is waited for all the same.

        Raises:
            RuntimeError: The fake is closed.
        """
        if self._is_closed:
            raise RuntimeError("client(): the fake is closed; make clients while its test or its `with` block runs")
        defaults: dict[str, Any] = {"api_key": DUMMY_KEY, "server_url": self.url, "retry_config": QUICK_RETRIES}
        client = Client(**{**defaults, **options})
        self._clients.append(client)
        return client

    def fail(
        self,
        kind: int | TransportFaultKind,
        *,
        times: int | None = 1,
        retry_after: float | str | None = None,
        message: str | None = None,
        seconds: float | None = None,
    ) -> None:
        """Let the next requests fail, after all that were told to fail before.

        Args:
            kind: A status from 400 to 599; or
                "reset": the connection is reset instead of an answer;
                "stale": a kept-alive connection turns out to be closed when it is used again
                (first requests of a connection pass by);
                "truncate": the connection ends in the middle of the answer's body;
                "slow": the answer comes late;
                "drip": the answer comes byte by byte.
            times: How many requests; None for all from now on, of which there must be one.
            retry_after: The Retry-After header that goes with a status: seconds, or an HTTP date.
            message: What the error says, with a status.
            seconds: How long "slow" waits, or the whole "drip" takes; 5 if not given.

        Raises:
            ValueError: An argument is not one of these, or does not go with the kind.
        """
        turn = fault(kind, times=times, retry_after=retry_after, message=message, seconds=seconds)
        self._turns.add(turn, times)

    def answer(self, body: Any, *, times: int | None = 1, check: bool = True) -> None:
        """Let the next requests be answered with a body of your own; those that don't fit are refused all the same.

        Args:
            body: JSON data, or a model of the client's.
            times: How many requests; None for all from now on, of which there must be one.
            check: Whether the body must be what the description promises; False for a test of
                what your program does with a bad answer.

        Raises:
            ValueError: The description promises something else, says where; the body is not
                JSON data; or `times` is below 1.
        """
        name = "answer(…)" if times == 1 else f"answer(…, times={times!r})"
        check_times(name, times)
        content = _content(name, body)
        found = [operation.answer_violations(200, parse(content)) for operation in self._description.operations]
        if check and all(found):
            raise ValueError(f"{name}: not what the API answers (pass check=False to send it): {'; '.join(found[0])}")
        self._turns.add(GivenAnswer(name, content), times)

    def expect_invalid(self, times: int | None = None) -> None:
        """Say that requests of this test are meant not to fit the API's description: at least one, or so many.

        Raises:
            ValueError: `times` is below 0.
        """
        if times is not None and not _is_count(times):
            raise ValueError(f"expect_invalid({times!r}): times is 0 or more, or None for at least one")
        self._invalid_least, self._invalid_most = (1, sys.maxsize) if times is None else (times, times)

    def reset(self) -> None:
        """Forget calls, expectations, and what has not happened; a tape goes on."""
        self.calls.clear()
        self._turns.clear()
        self._invalid_least = self._invalid_most = 0

    def record(self, path: str | Path, *, server_url: str | None = None, api_key: str | None = None) -> None:
        """Keep every exchange from now on as a line of a tape, without keys; the tape is begun anew.

        Args:
            path: The tape, a file of JSON lines.
            server_url: Where to get the answers: requests are passed on to the service there,
                and whether they are right is for it to say. If not given, the fake answers.
            api_key: The key to send there, instead of the one that each request brings.

        Raises:
            TapeError: The file can't be written, or holds something else than a tape.
            ValueError: The URL is not one for HTTP, or leads back here; or there is a key and nowhere to send it.
        """
        if api_key is not None and server_url is None:
            raise ValueError("record(…): api_key goes with server_url; without it, the fake answers")
        base_path = self._description.base_path
        service = self._service if server_url is None else Proxy(server_url, base_path, api_key)
        if server_url is not None and self._is_here(server_url):
            raise ValueError(f"{server_url}: that is this fake itself; leave server_url out for its own answers")
        recorder = Recorder(service, Path(path), base_path, api_key=api_key)
        self._end_tape()
        self._respond = self._recorder = recorder

    def replay(self, path: str | Path) -> None:
        """Answer from a tape from now on; a request that is not on it is refused, and named at the end.

        Raises:
            TapeError: The file can't be read, or is no tape; says which line.
        """
        replay = Replay(Path(path), self._description.base_path)
        self._end_tape()
        self._respond = replay

    def complaints(self, *, early: bool = False) -> list[str]:
        """List what did not go as the test said: requests that don't fit, faults that never happened.

        Args:
            early: The test ended before it was through: leave out what may have been still to come.
        """
        refused = list(about_requests(self.calls, self._invalid_most))
        if early:
            return refused
        return [*refused, *about_expectations(self.calls, self._invalid_least), *about_turns(self._turns.owed())]

    def verify(self, *, early: bool = False) -> None:
        """Raise AssertionError with the complaints, if there are any; `early` as for those."""
        if complaints := self.complaints(early=early):
            raise AssertionError(f"The fake {BRAND} has something to say about this test:\n\n{numbered(complaints)}")

    def close(self) -> None:
        """Close the clients, hang up, end the tape. A second time does nothing."""
        self._is_closed = True
        for client in self._clients:
            client.close()
        self._server.close()
        self._end_tape()

    def __repr__(self) -> str:
        return f"<Fake at {self.url}, {len(self.calls)} calls>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Fake can't go to another process; pass its url or its environment there")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
        if error is None:
            self.verify()

    async def _answer(self, request: Request) -> Answer:
        """Answer in the server's thread: what the service says, then what the test wants of it."""
        try:
            answer = await self._respond(request)
        except NoAnswerError as error:
            answer = refusal(502, str(error), advice="Mend server_url, or see that the service is there")
        except Exception as error:
            answer = refusal(500, f"the fake itself failed: {error!r}", advice="Report it, for it should not")
        turn = self._turns.take(request)
        if turn is not None:
            answer = turn.change(answer)
        answer = replace(answer, headers={"x-request-id": f"fake-{next(self._numbers)}", **answer.headers})
        self.calls.append(record(request, answer, turn.name if turn else None))
        return answer

    def _is_here(self, url: str) -> bool:
        there, here = urlsplit(url), urlsplit(self._server.address)
        return there.port == here.port and there.hostname in {HOST, "localhost"}

    def _end_tape(self) -> None:
        if self._recorder is not None:
            self._recorder.close()
            self._recorder = None


def _content(name: str, body: Any) -> bytes:
    """Write an answer's body; raises ValueError if JSON has no way to say it."""
    try:
        return encode(body.model_dump() if hasattr(body, "model_dump") else body)
    except (TypeError, ValueError, RecursionError) as error:
        raise ValueError(f"{name}: not JSON data: {error}") from None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and value >= 0
