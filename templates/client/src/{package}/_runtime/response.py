"""Decodes an answer: a model, or the error that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

import msgspec

from .errors import APIStatusError, ResponseValidationError
from .model import Model
from .problem import said_of
from .raw import BOM, RawResponse

if TYPE_CHECKING:
    from .operation import Operation
    from .secret import Credential

__all__ = ["decode"]

R = TypeVar("R")
LONGEST_MESSAGE = 500


def decode(
    operation: Operation[R], raw: RawResponse, *, problem: Exception | None = None, credential: Credential | None = None
) -> R:
    """Read an answer as what the operation returns.

    `problem` is why the body could not be decompressed; `credential` is what to hide where an error
    quotes the server.

    Raises:
        APIStatusError: The status is no success, an error stands in the body, or it is no JSON.
        ResponseValidationError: The JSON is not what the operation returns.
    """
    status = raw.status_code
    if not 200 <= status < 300:
        raise _status_error(operation, _masked(raw, credential), status)
    if operation.returns is type(None):
        return None  # type: ignore[return-value]
    if not _claims_json(raw.headers.get("content-type")):
        raise _error(operation.default, _masked(raw, credential), status)
    content = raw.content.removeprefix(BOM)
    cause = problem
    value: Any = None
    if cause is None:
        try:
            value = msgspec.json.decode(content, type=operation.returns)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            cause = error
    if (cause is not None or b'"error"' in content) and (inside := _status_inside(operation, content)):
        raise _status_error(operation, _masked(raw, credential), inside)
    if cause is not None:
        masked = _masked(raw, credential)
        raise ResponseValidationError(_unexpected(operation, cause), masked, status, cause)
    if isinstance(value, Model):
        value.__dict__["http"] = raw
    return value


def _claims_json(content_type: str | None) -> bool:
    media_type = (content_type or "application/json").partition(";")[0].strip().lower()
    return media_type.endswith(("/json", "+json"))


class _Envelope(msgspec.Struct):
    error: Any = None


def _status_inside(operation: Operation[Any], content: bytes) -> int | None:
    """The status that an error object within a success speaks of; the success itself where it names none."""
    if "error" in getattr(operation.returns, "__struct_encode_fields__", ()):
        return None
    try:
        error = msgspec.json.decode(content, type=_Envelope).error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not isinstance(error, dict):
        return None
    code = error.get("code")
    if isinstance(code, str) and code.isascii() and code.isdigit():
        code = int(code)
    return code if isinstance(code, int) and 400 <= code < 600 else 200


def _status_error(operation: Operation[Any], raw: RawResponse, status: int) -> APIStatusError:
    return _error(operation.error_for(status), raw, status)


def _error(kind: type[APIStatusError], raw: RawResponse, status: int) -> APIStatusError:
    return kind(_message(raw, status), raw, status, _data(kind, raw.content.removeprefix(BOM)))


def _message(raw: RawResponse, status: int) -> str:
    """The server's own words, or the beginning of the body."""
    try:
        said = _said(raw.json())
    except (ValueError, RecursionError):
        said = None
    text = said if said is not None else raw.text.strip()
    if not text:
        return RawResponse(status, raw.headers, b"", None).reason or f"status {status}"
    more = len(text) - LONGEST_MESSAGE
    return f"{text[:LONGEST_MESSAGE]}… ({more} more characters)" if more > 0 and said is None else text


def _said(body: Any) -> str | None:
    """The message within an error's body, in the forms that servers and gateways use."""
    if isinstance(body, dict):
        for name in ("error", "message", "detail", "error_description", "title"):
            said = body.get(name)
            if isinstance(said, dict):
                said = _said(said)
            if isinstance(said, str) and said.strip():
                return said.strip()
    return None


_shapes: dict[type[APIStatusError], Any] = {}


def _data(kind: type[APIStatusError], content: bytes) -> Any:
    """The body as the class's `data` says, or None where it isn't that."""
    if kind not in _shapes:
        _shapes[kind] = get_type_hints(kind).get("data", Any)
    try:
        return msgspec.json.decode(content, type=_shapes[kind], strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _unexpected(operation: Operation[Any], cause: Exception) -> str:
    return f"{operation.id}: the answer is not what the API promises: {said_of(cause)}"


def _masked(raw: RawResponse, credential: Credential | None) -> RawResponse:
    """The answer without the key, should the server echo it."""
    if credential is None:
        return raw
    headers = type(raw.headers)([(name, credential.mask(value)) for name, value in raw.headers.raw])
    return RawResponse(raw.status_code, headers, credential.mask(raw.content), raw.request_id)
