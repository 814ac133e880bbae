"""Plays vectors against the built package; says what went otherwise than they tell.

The wire is a function that answers recorded requests; who calls decides whether a server or a stand-in is behind it.
"""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import importlib
import json
import operator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from tests.contract.description import load
from tests.contract.vectors import PACKAGE, Vector, built, models_of, named, read

if TYPE_CHECKING:
    import asyncio

__all__ = ["FORMS", "MODES", "Exchange", "Player", "body_of"]

MODES = ("sync", "async")
FORMS = ("dicts", "models")

Received: TypeAlias = dict[str, Any]

OF_EVERY_REQUEST = {"host", "connection", "accept-encoding", "user-agent", "content-length"}
"""Headers that HTTP and the client's name make; all others are what a vector tells, and no more."""

KEY = "key-of-the-contract"
REFUSAL = {
    "status": 400,
    "headers": {"Content-Type": "application/json"},
    "body": {"error": {"code": 400, "message": "no"}},
}


def body_of(content: bytes) -> Any:
    """Read a request's body; raises ValueError for a key that is there twice, of which readers see one only."""
    return json.loads(content, object_pairs_hook=_each_once) if content else None


def _each_once(members: list[tuple[str, Any]]) -> dict[str, Any]:
    body = dict(members)
    if len(body) < len(members):
        raise ValueError(f"a key is there twice: {members}")
    return body


@dataclass
class Exchange:
    """What the server shall answer next, and what it has received."""

    answer: Vector = field(default_factory=dict[str, Any])
    answer_fits: bool = True
    """Whether the answer is one that the description promises, as its vector tells."""
    expects_fit: bool = True
    received: list[Received] = field(default_factory=list[Received])
    problems: list[str] = field(default_factory=list[str])

    def take(self, request: Received) -> Vector:
        """Check a request against the description; give the answer to it."""
        self.received.append(request)
        found = load().request_problems(*(request[part] for part in ("method", "path", "query", "headers", "body")))
        if found and self.expects_fit:
            self.problems += found
        if not found and not self.expects_fit:
            self.problems.append(f"{request['path']}: the description takes what was not to fit")
        if self.expects_fit and load().answers(request["method"], request["path"], self.answer) != self.answer_fits:
            self.problems.append(f"the description {'refuses' if self.answer_fits else 'promises'} this answer")
        return self.answer if self.expects_fit else REFUSAL


class Player:
    """A client of the package, and the exchange it talks to."""

    def __init__(self, exchange: Exchange, url: str, runner: asyncio.Runner, **settings: Any) -> None:
        package = importlib.import_module(PACKAGE)
        self._exchange = exchange
        self._runner = runner
        self.client = package.OpenRouter(api_key=KEY, server_url=url, retry_config=None, **settings)
        self._calls = {file.operation: file.call for file in read("requests")}

    def close(self) -> None:
        """Close both clients."""
        self._runner.run(self.client.aclose())
        self.client.close()

    def request(self, vector: Vector, answer: Vector, mode: str, form: str) -> list[str]:
        """Play a request vector; `answer` is a response vector for it. Gives what was wrong."""
        models = vector["models"] if form == "models" else {}
        arguments = built(vector["arguments"], models)
        self._begin(answer, fits=vector.get("fits", True))
        outcome = self._call(vector["id"], arguments, mode)
        problems = list(self._exchange.problems)
        if "refused" in vector:
            return problems + self._refused(vector["refused"], outcome)
        if len(self._exchange.received) != 1:
            return [*problems, f"{len(self._exchange.received)} requests were sent: {outcome!r}"]
        problems += _differences(vector["request"], self._exchange.received[0])
        if not vector["fits"]:
            return problems + _expected("BadRequestResponseError", outcome)
        return problems + self._outcome(answer, outcome)

    def response(self, vector: Vector, request: Vector, mode: str) -> list[str]:
        """Play a response vector; `request` is a request vector that asks for it."""
        self._begin(vector, fits=True)
        outcome = self._call(request["id"], built(request["arguments"], {}), mode)
        return list(self._exchange.problems) + self._outcome(vector, outcome)

    def _begin(self, answer: Vector, *, fits: bool) -> None:
        self._exchange.answer, self._exchange.answer_fits = answer["response"], answer.get("fits", True)
        self._exchange.expects_fit = fits
        self._exchange.received.clear()
        self._exchange.problems.clear()

    def _call(self, vector_id: str, arguments: dict[str, Any], mode: str) -> Any:
        """What a call returns or raises."""
        group, _, method = self._calls[vector_id.partition("/")[0]].rpartition(".")
        operations = operator.attrgetter(group)(self.client)
        try:
            if mode == "sync":
                return getattr(operations, method)(**arguments)
            return self._runner.run(getattr(operations, f"{method}_async")(**arguments))
        except Exception as error:
            return error

    def _refused(self, at: str, outcome: Any) -> list[str]:
        problems = _expected("RequestValidationError", outcome)
        if self._exchange.received:
            problems.append("something was sent")
        if not problems and not str(outcome).startswith(at):
            problems.append(f"the message does not begin with {at}: {outcome}")
        return problems

    def _outcome(self, vector: Vector, outcome: Any) -> list[str]:
        if "raises" not in vector:
            return _returned(vector, outcome)
        problems = _expected(vector["raises"].removeprefix("errors."), outcome)
        if problems or "at" in vector:
            place = f": {vector['at']}" if vector.get("at") else ""
            return problems or ([] if place in str(outcome) else [f"the message does not tell {place}: {outcome}"])
        if outcome.status_code != vector["status_code"]:
            problems.append(f"status_code is {outcome.status_code}, not {vector['status_code']}")
        if "message" in vector and outcome.message != vector["message"]:
            problems.append(f"message is {outcome.message!r}, not {vector['message']!r}")
        return problems + _same("data", vector["data"], outcome.data)


def _differences(wanted: Vector, received: Received) -> list[str]:
    problems = [
        f"{part} is {received[part]!r}, not {wanted.get(part, empty)!r}"
        for part, empty in (("method", ""), ("path", ""), ("query", ""), ("body", None))
        if _exactly(received[part]) != _exactly(wanted.get(part, empty))
    ]
    headers = {name.lower(): value for name, value in wanted["headers"].items()}
    own = {name: value for name, value in received["headers"].items() if name not in OF_EVERY_REQUEST}
    return problems if own == headers else [*problems, f"headers are {own}, not {headers}"]


def _expected(name: str, outcome: Any) -> list[str]:
    return [] if type(outcome) is named(f"errors.{name}") else [f"{outcome!r} instead of {name}"]


def _returned(vector: Vector, outcome: Any) -> list[str]:
    problems = _same("what is returned", vector["returns"], outcome)
    wanted = vector.get("additional", {})
    if not problems and wanted and outcome.additional_properties != wanted:
        problems.append(f"additional_properties are {outcome.additional_properties}, not {wanted}")
    return problems


def _same(what: str, wanted: Any, found: Any) -> list[str]:
    expected = None if wanted is None else built(wanted["value"], wanted["models"])
    if models_of(found) == models_of(expected):
        return []
    return [f"{what} is {found!r}, not {expected!r}"]


def _exactly(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
