"""What all models can do besides holding their fields."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, Self, cast

import msgspec

from .problem import said_of
from .unions import read

if TYPE_CHECKING:
    from .raw import RawResponse

__all__ = ["Model", "OpenRequestModel", "RequestModel", "with_http"]

PYTHON_TYPES = (bytes, datetime.datetime, datetime.date, datetime.time, datetime.timedelta, decimal.Decimal, uuid.UUID)


class Model(msgspec.Struct, kw_only=True, omit_defaults=True, repr_omit_defaults=True, dict=True):
    """An object of the API. Fields that are unset show neither in its `repr` nor in its JSON."""

    @classmethod
    def model_validate(cls, obj: Any) -> Self:
        """Make one of a mapping, checking every field.

        Raises:
            ValueError: A field is missing or has another type; the message begins with its path.
        """
        try:
            return obj if isinstance(obj, cls) else msgspec.convert(obj, cls, dec_hook=read)
        except msgspec.ValidationError as error:
            raise ValueError(said_of(error)) from None

    @classmethod
    def model_validate_json(cls, json: str | bytes) -> Self:
        """Make one of JSON text, checking every field.

        Raises:
            ValueError: The text is no JSON, a field is missing or has another type.
        """
        try:
            return msgspec.json.decode(json, type=cls, dec_hook=read)
        except msgspec.DecodeError as error:
            raise ValueError(said_of(error)) from None

    def model_dump(self, *, mode: Literal["python", "json"] = "python") -> dict[str, Any]:
        """Write it as a dict, by the names of the API, without unset fields.

        `mode="json"` writes dates, bytes and the like as texts, as JSON does.
        """
        content: dict[str, Any] = msgspec.to_builtins(self, builtin_types=PYTHON_TYPES if mode == "python" else None)
        return content

    def model_dump_json(self, *, indent: int | None = None) -> str:
        """Write it as JSON, without unset fields."""
        json = msgspec.json.encode(self)
        return (json if indent is None else msgspec.json.format(json, indent=indent)).decode()

    @property
    def http(self) -> RawResponse:
        """The HTTP side of the answer that this is.

        Raises:
            AttributeError: This is no answer as a whole: a part of one, a copy, or made by hand.
        """
        http: RawResponse | None = vars(self).get("http")
        if http is None:
            msg = f"this {type(self).__name__} is not what a call returned, so it has no HTTP side"
            raise AttributeError(msg, name="http", obj=self)
        return http

    @property
    def additional_properties(self) -> dict[str, Any]:
        """The answer's fields that this release does not know; empty for what is not an answer as a whole."""
        http: RawResponse | None = vars(self).get("http")
        if http is None:
            return {}
        known = type(self).__struct_encode_fields__
        return {name: value for name, value in http.json().items() if name not in known}

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        """Let pydantic take these as fields; only those who do have it imported."""
        from .pydantic_fields import core_schema  # noqa: PLC0415

        return core_schema(cls)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: Any) -> dict[str, Any]:
        """Let pydantic describe these."""
        from .pydantic_fields import json_schema  # noqa: PLC0415

        return json_schema(cls)


class RequestModel(Model, kw_only=True, forbid_unknown_fields=True):
    """An object that requests hold: a dict with a key that it does not know is refused."""


class OpenRequestModel(Model, kw_only=True):
    """An object that requests hold. A dict of it may have keys of the caller's own; a model has no place for them."""

    @classmethod
    def model_validate(cls, obj: Any) -> Self:
        """Make one of a mapping, checking every field.

        Raises:
            ValueError: A field has another type, or there is one that the model would drop.
        """
        for key in cast("Mapping[object, object]", obj) if isinstance(obj, Mapping) else ():
            if key not in cls.__struct_encode_fields__:
                msg = f"{key}: unknown field; a dict may have it"
                raise ValueError(msg)
        return super().model_validate(obj)


def with_http(answer: Any, raw: RawResponse) -> Any:
    """An answer that remembers its HTTP side, beside its fields: that is no part of what the answer says."""
    if isinstance(answer, Model):
        vars(answer)["http"] = raw
    return answer
