"""Lets pydantic models and FastAPI answers hold our models. Loaded only when pydantic asks."""

from __future__ import annotations

from typing import Any, cast

import msgspec
from pydantic_core import PydanticSerializationUnexpectedValue, core_schema as schemas

from .model import Model

__all__ = ["core_schema", "json_schema"]

REF_TEMPLATE = "#/$defs/{name}"


def core_schema(model: type[Model]) -> schemas.CoreSchema:
    """How pydantic validates and writes a model: by the model's own means."""
    return schemas.no_info_plain_validator_function(
        model.model_validate,
        serialization=schemas.plain_serializer_function_ser_schema(_dump, info_arg=True),
    )


def json_schema(model: type[Model]) -> dict[str, Any]:
    """The JSON schema of a model, with all that it mentions written out in place."""
    (schema,), mentioned = msgspec.json.schema_components([model], ref_template=REF_TEMPLATE)
    return cast("dict[str, Any]", _written_out(schema, mentioned, ()))


def _dump(value: object, info: schemas.SerializationInfo) -> dict[str, Any]:
    """Write a model; what is none may still be another member of a union, or unchecked (`model_construct`)."""
    if not isinstance(value, Model):
        msg = f"expected a model, got {type(value).__name__}"
        raise PydanticSerializationUnexpectedValue(msg)
    return value.model_dump(mode="json" if info.mode == "json" else "python")


def _written_out(schema: Any, mentioned: dict[str, Any], within: tuple[str, ...]) -> Any:
    """A schema without references; one to a model that it stands in is any object."""
    if isinstance(schema, list):
        return [_written_out(item, mentioned, within) for item in schema]  # pyright: ignore[reportUnknownVariableType]
    if not isinstance(schema, dict):
        return schema
    members = cast("dict[str, Any]", schema)
    name = str(members.get("$ref", "")).removeprefix(REF_TEMPLATE.format(name=""))
    if not name:
        return {key: _written_out(item, mentioned, within) for key, item in members.items()}
    if name in within:
        return {"type": "object", "title": name}
    return _written_out(mentioned[name], mentioned, (*within, name))
