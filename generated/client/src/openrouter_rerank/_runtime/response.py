"""Decodes an answer: what the operation returns, or the error that it is."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Any, TypeVar, cast, get_args, get_type_hints

import msgspec

from .errors import APIStatusError, ResponseValidationError
from .fields import Fields
from .model import Model, with_http
from .problem import said_of
from .raw import RawResponse
from .unions import read

if TYPE_CHECKING:
    from .operation import Operation
    from .secret import Credential

__all__ = ["decode"]

R = TypeVar("R")

LONGEST_MESSAGE = 500
LONGEST_CODE = 9
PIECE = 64 * 1024
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def decode(operation: Operation[R], raw: RawResponse, credential: Credential | None = None) -> R:
    """Read an answer as what the operation returns.

    `credential` is what to hide where an error quotes the server.

    Raises:
        APIStatusError: The status is no success, an error stands in the body, or the body claims to be no JSON.
        ResponseValidationError: The JSON is not what the operation returns.
    """
    if 200 <= raw.status_code < 300 and _promises_nothing(operation, raw):
        return cast("R", None)
    value, kind, status = _read(operation, raw)
    if kind is None:
        answer: R = with_http(value, raw)
        return answer
    masked = _masked(raw, credential)
    if issubclass(kind, APIStatusError):
        raise kind(_message(masked, status), masked, status, _data(kind, masked.payload))
    problem = _problem(operation, masked)
    message = f"{operation.id}: the answer is not what the API promises: {said_of(problem)}"
    raise ResponseValidationError(message, masked, status, problem)


def _promises_nothing(operation: Operation[Any], raw: RawResponse) -> bool:
    """Whether the operation has no answer, or may have none and this is none."""
    if operation.returns is type(None):
        return True
    return not raw.content and raw.problem is None and type(None) in get_args(operation.returns)


def _claims_json(content_type: str | None) -> bool:
    media_type = (content_type or "application/json").partition(";")[0].strip().lower()
    return media_type.endswith(("/json", "+json"))


def _read(operation: Operation[Any], raw: RawResponse) -> tuple[Any, type[Exception] | None, int]:
    """The value; the class of error that the answer is instead, if so; its status.

    The value is None for an error: it may quote the key, so no frame that raises should see it.
    """
    status = raw.status_code
    if not 200 <= status < 300:
        return None, operation.error_for(status), status
    if not _claims_json(raw.fields.get("content-type")):
        return None, operation.default, status
    value, error, readable = _value_and_error(operation.returns, raw)
    inside = _status_of(error, status, readable=readable)
    if inside is not None:
        return None, operation.error_for(inside), inside
    return (value, None, status) if readable else (None, ResponseValidationError, status)


def _value_and_error(returns: Any, raw: RawResponse) -> tuple[Any, Any, bool]:
    """The value, the error object that stands in its place or beside it, and whether the value could be read."""
    if raw.problem is not None:
        return None, None, False
    with_error = _with_error(returns)
    try:
        _refuse_other_encodings(raw.content)
        value = msgspec.json.decode(raw.payload, type=with_error or returns, dec_hook=read)
    except UNREADABLE:
        return None, _error_alone(raw) if with_error is not None else None, False
    if with_error is None:
        return value, None, True
    return returns(**{name: getattr(value, name) for name in returns.__struct_fields__}), value.error, True


def _problem(operation: Operation[Any], raw: RawResponse) -> Exception:
    """What is wrong with an answer that could not be read."""
    if raw.problem is None:
        try:
            _refuse_other_encodings(raw.content)
            msgspec.json.decode(raw.payload, type=operation.returns, dec_hook=read)
        except UNREADABLE as problem:
            return problem
    return raw.problem or ValueError("it can't be read")


def _refuse_other_encodings(content: bytes) -> None:
    """Raise UnicodeDecodeError for what is no UTF-8, also where msgspec skips it: in fields that it doesn't know."""
    if not content.isascii():
        decoder = codecs.getincrementaldecoder("utf-8")()
        for start in range(0, len(content), PIECE):  # the whole as text might need four times the memory
            decoder.decode(content[start : start + PIECE])
        decoder.decode(b"", final=True)


_with_errors: dict[type[Model], type[msgspec.Struct]] = {}


def _with_error(returns: Any) -> Any:
    """A model with a field more: the error that some servers put beside the others. None for what is no model."""
    if not isinstance(returns, type) or not issubclass(returns, Model) or "error" in returns.__struct_encode_fields__:
        return None
    kind = _with_errors.get(returns)
    if kind is None:
        error = ("error", Any, msgspec.field(default=None, name="error"))
        kind = _with_errors[returns] = msgspec.defstruct(returns.__name__, [error], bases=(returns,), kw_only=True)
    return kind


class _ErrorAlone(msgspec.Struct):
    error: Any = None


def _error_alone(raw: RawResponse) -> Any:
    try:
        return msgspec.json.decode(raw.payload, type=_ErrorAlone).error
    except UNREADABLE:
        return None


def _status_of(error: Any, status: int, *, readable: bool) -> int | None:
    """The status that an error object within a success stands for, if there is one.

    An error that names no status stands for the success's own, unless the rest is what was promised.
    """
    if not isinstance(error, dict):
        return None
    code = _integer(cast("dict[str, Any]", error).get("code"))
    return code if code is not None and 400 <= code < 600 else None if readable else status


def _integer(code: Any) -> int | None:
    if isinstance(code, str) and code.isascii() and code.isdigit() and len(code) <= LONGEST_CODE:
        return int(code)
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def _message(raw: RawResponse, status: int) -> str:
    """The server's own words, or the beginning of the body, or what the status means."""
    try:
        said = _said(raw.json())
    except (ValueError, RecursionError):
        said = None
    if said is not None:
        return said
    text = raw.text.strip()
    if not text:
        return _meaning(raw, status)
    more = len(text) - LONGEST_MESSAGE
    return f"{text[:LONGEST_MESSAGE]}… ({more} more characters)" if more > 0 else text


def _said(body: Any) -> str | None:
    """The message in an error's body, in the forms that servers and gateways use."""
    members = cast("dict[str, Any]", body) if isinstance(body, dict) else {}
    for name in ("error", "message", "detail", "error_description", "title"):
        said = members.get(name)
        said = _said(said) if isinstance(said, dict) else said
        if isinstance(said, str) and said.strip():
            return said.strip()
    return None


def _meaning(raw: RawResponse, status: int) -> str:
    meaning = RawResponse(status, raw.fields, b"", None).reason or f"status {status}"
    location = raw.fields.get("location") if 300 <= status < 400 else None
    return f"{meaning}: not followed to {location}" if location else meaning


_shapes: dict[type[APIStatusError], Any] = {}


def _data(kind: type[APIStatusError], payload: bytes) -> Any:
    """The body as the class's annotation of `data` says, or None where it isn't that."""
    if kind not in _shapes:
        _shapes[kind] = get_type_hints(kind).get("data", Any)
    try:
        return msgspec.json.decode(payload, type=_shapes[kind], strict=False, dec_hook=read)
    except UNREADABLE:
        return None


def _masked(raw: RawResponse, credential: Credential | None) -> RawResponse:
    """The answer without the key, should the server echo it."""
    if credential is None:
        return raw
    fields = Fields([(name, credential.mask(value)) for name, value in raw.fields.items])
    return RawResponse(raw.status_code, fields, credential.mask(raw.content), raw.request_id, raw.problem)
