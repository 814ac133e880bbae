"""Tapes: exchanges kept as JSON lines, without any key, to be answered from again.

A line holds one exchange. Paths are written below the API's base path, bodies as JSON where they
are JSON, and of the headers only those that mean something to a client's user:

    {"request": {"method": "POST", "path": "/rerank", "body": {…}},
     "answer": {"status": 200, "headers": {"content-type": "application/json"}, "body": {…}}}
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import h11

from .masks import without_keys
from .messages import FRAMING, Answer, Request, Respond, bearer, refusal
from .strict_json import encode, parse
from .violations import path_text, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["Recorder", "Replay", "TapeError"]

__tracebackhide__ = True  # pytest shows the test's own line instead, and no key that was an argument here

KEPT_HEADERS = ("content-type", "retry-after", "retry-after-ms", "x-request-id", "cf-ray")
MANY = 3

Line: TypeAlias = dict[str, Any]
OBJECT: type[Line] = dict
T = TypeVar("T")


class TapeError(ValueError):
    """A tape can't be written or read; says where and why."""


class Recorder:
    """Answers as another does, and keeps each exchange."""

    def __init__(self, respond: Respond, path: Path, base_path: str, *, api_key: str | None = None) -> None:
        """Start a tape anew.

        Args:
            respond: Who answers.
            path: The tape.
            base_path: What paths on the tape are relative to.
            api_key: A key to mask, besides the one that a request brings.

        Raises:
            TapeError: The file can't be written, or is something else than a tape.
        """
        self._respond = respond
        self._base_path = base_path
        self._api_key = api_key
        try:
            _refuse_to_overwrite(path)
            path.write_bytes(b"")
            self._file = path.open("a", encoding="utf-8", newline="\n")  # whole lines, also where two tests record
        except OSError as error:
            reason = error.strerror if path.parent.is_dir() else f"there is no folder {path.parent}"
            message = f"{path}: can't record there: {reason}"
            raise TapeError(message) from error

    async def __call__(self, request: Request) -> Answer:
        """Answer one request, and write the exchange as one whole line."""
        answer = await self._respond(request)
        text = json.dumps(_line(request, answer, self._base_path), ensure_ascii=False, separators=(",", ":"))
        self._file.write(f"{without_keys(text, self._api_key or '', bearer(request.headers))}\n")
        self._file.flush()
        return answer

    def close(self) -> None:
        """End the tape."""
        self._file.close()


class Replay:
    """Answers from a tape: a request equal to a recorded one gets that one's answer.

    Equal requests are answered in the order of the recording, and with the last of the answers
    from then on.
    """

    def __init__(self, path: Path, base_path: str) -> None:
        """Read a tape; raises TapeError if it can't be read."""
        self._path = path
        self._base_path = base_path
        exchanges = _read(path)
        self._recorded = [request for request, _ in exchanges]
        self._answers: dict[str, list[Answer]] = {}
        for request, answer in exchanges:
            self._answers.setdefault(_identity(request), []).append(answer)

    async def __call__(self, request: Request) -> Answer:
        """Answer one request."""
        wanted = _without_key(_request_line(request, self._base_path), bearer(request.headers))
        answers = self._answers.get(_identity(wanted))
        if answers is None:
            problem = f"{self._path}: no recording of this request{self._nearest(wanted)}"
            return refusal(404, problem, advice="Record the tape anew, or mend the request")
        return answers.pop(0) if len(answers) > 1 else answers[0]

    def _nearest(self, wanted: Line) -> str:
        """Say what distinguishes the recording that differs least."""
        differences = [list(_differences(recorded, wanted)) for recorded in self._recorded]
        if not differences:
            return "; the tape is empty"
        nearest = min(range(len(differences)), key=lambda place: len(differences[place]))
        listed = "; ".join(differences[nearest][:MANY])
        return f"; line {nearest + 1} differs least: {listed}"


def _refuse_to_overwrite(path: Path) -> None:
    """Raise TapeError if a file holds something else than exchanges: it may be a program, named by mistake."""
    if not path.is_file():
        return
    with path.open("rb") as file:
        first = next((line for line in file if line.strip()), None)
    try:
        if first is not None:
            _exchange(first.decode("utf-8-sig"), str(path))
    except ValueError as error:
        message = f"{path}: can't record there: the file is no tape; remove it, or give another name"
        raise TapeError(message) from error


def _line(request: Request, answer: Answer, base_path: str) -> Line:
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    return {
        "request": _request_line(request, base_path),
        "answer": {"status": answer.status, "headers": headers, **_body(answer.content)},
    }


def _request_line(request: Request, base_path: str) -> Line:
    return {
        "method": request.method,
        "path": request.path.removeprefix(base_path),
        **_body(request.content),
    }


def _without_key(line: Line, key: str) -> Line:
    """Mask a key as the recorder does, so that a request with its key in its body is found again."""
    masked: Line = json.loads(without_keys(json.dumps(line, ensure_ascii=False), key))
    return masked


def _body(content: bytes) -> Line:
    """Take a body as JSON, else as text; an empty one not at all."""
    if not content:
        return {}
    try:
        return {"body": parse(content)}
    except ValueError:
        return {"text": content.decode("utf-8", "replace")}


def _read(path: Path) -> list[tuple[Line, Answer]]:
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors put a byte order mark first
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        message = f"{path}: can't replay it: {reason}; record it first"
        raise TapeError(message) from error
    return [
        _exchange(line, f"{path}:{number}")
        for number, line in enumerate(text.split("\n"), 1)  # not splitlines: U+2028 may stand in a text
        if line.strip()
    ]


def _exchange(text: str, place: str) -> tuple[Line, Answer]:
    """Read a line; raises TapeError if it isn't an exchange."""
    try:
        line = _json(text)
        request, answer = _member(line, "request", OBJECT), _member(line, "answer", OBJECT)
        _member(request, "method", str, "request.")
        _member(request, "path", str, "request.")
        return request, _answer(answer)
    except (ValueError, h11.LocalProtocolError) as error:
        message = f"{place}: not an exchange: {error}: {shown(text)}; mend the line or record the tape anew"
        raise TapeError(message) from error


def _json(text: str) -> Any:
    try:
        return parse(text.encode())
    except ValueError:
        raise ValueError("not JSON") from None


def _answer(line: Line) -> Answer:
    """Take an answer off a tape; raises ValueError or h11.LocalProtocolError if HTTP can't say it."""
    headers = {name.lower(): value for name, value in _member(line, "headers", OBJECT, "answer.", {}).items()}
    kept = {name: _member(headers, name, str, "answer.headers.") for name in headers if name not in FRAMING}
    content = encode(line["body"]) if "body" in line else _member(line, "text", str, "answer.", "").encode()
    answer = Answer(status=_member(line, "status", int, "answer."), headers=kept, content=content)
    h11.Response(status_code=answer.status, headers=[(name.encode(), value.encode()) for name, value in kept.items()])
    return answer


def _member(members: Any, name: str, kind: type[T], within: str = "", otherwise: T | None = None) -> T:
    """Take a member of its kind out of a part of a line; raises ValueError if it isn't there."""
    value: Any = cast("Line", members).get(name, otherwise) if isinstance(members, dict) else None
    if not isinstance(value, kind):
        raise ValueError(f"{within}{name} is missing" if value is None else f"{within}{name} is {shown(value)}")
    return value


def _identity(request: Line) -> str:
    """Write a request so that equal ones are equal; unlike in Python, 1 is not true and not 1.0."""
    return json.dumps(request, sort_keys=True)


def _differences(recorded: Any, got: Any, path: tuple[str | int, ...] = ()) -> Iterator[str]:
    """Tell where two JSON values differ."""
    ours, theirs = _children(recorded), _children(got)
    if ours is None or theirs is None or type(recorded) is not type(got):
        if _identity(recorded) != _identity(got):
            yield f"{path_text(path)}: recorded {shown(recorded)}, got {shown(got)}"
        return
    for key in dict.fromkeys([*ours, *theirs]):
        here = (*path, key)
        if key not in theirs:
            yield f"{path_text(here)}: recorded {shown(ours[key])}, got nothing"
        elif key not in ours:
            yield f"{path_text(here)}: recorded nothing, got {shown(theirs[key])}"
        else:
            yield from _differences(ours[key], theirs[key], here)


def _children(value: Any) -> Mapping[str | int, Any] | None:
    if isinstance(value, dict):
        return cast("dict[str | int, Any]", value)
    return dict(enumerate(cast("Sequence[Any]", value))) if isinstance(value, list) else None
