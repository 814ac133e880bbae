"""Makes types and declarations of the IR from folded schemas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, cast

from generator import ir
from generator.document import pointer_text
from generator.lower.limits import limits_of
from generator.lower.reading import tidy
from generator.lower.texts import schema_example, use_doc
from generator.names import ATTRIBUTES, unique, variable_name

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from generator.lower.declarations import Declarations, Declared, Usage
    from generator.lower.meaning import Meaning, Properties
    from generator.lower.schemas import Schema, Schemas
    from generator.lower.unions import Unions

__all__ = ["Types"]

_PRIMITIVES: Final[dict[str, Literal["string", "integer", "number", "boolean", "null"]]] = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


@dataclass(slots=True)
class Types:
    """Builds what the IR says about values."""

    schemas: Schemas
    meaning: Meaning
    unions: Unions
    declarations: Declarations

    def use(self, schema: Schema, uses: AbstractSet[Usage]) -> tuple[ir.Type, bool]:
        """Give the type of a value and whether null fits; `uses` tells whether it is sent, received or both."""
        nullable = self.schemas.nullable(schema)
        declared = self.declarations.of(schema)
        if declared is not None:
            return self.reference(declared, schema), nullable
        return self.written_out(self.meaning.essence(schema), uses), nullable

    def reference(self, declared: Declared, use: Schema) -> ir.Reference:
        """Refer to a declaration."""
        return ir.Reference(
            namespace=declared.namespace,
            module=declared.module,
            name=declared.name,
            kind=declared.kind,
            has_twin=_has_twin(declared),
            is_open=declared.kind == "model" and self.meaning.properties(declared.schema).additional is not None,
            source=pointer_text(use.pointer),
        )

    def written_out(self, schema: Schema, uses: AbstractSet[Usage]) -> ir.Type:
        """Give the type of a schema without a name."""
        match self.meaning.kind(schema):
            case "constant":
                return self._constant(schema)
            case "union":
                return self._union(schema, uses)
            case "array" | "map":
                return self._container(schema, uses)
            case "primitive" | "null":
                return _primitive(schema, self._place(schema))
            case _:
                return ir.AnyValue(limits=limits_of(schema), source=self._place(schema))

    def declaration(self, declared: Declared) -> ir.Declaration:
        """Make the declaration of a model, an enum or an alias."""
        if declared.kind == "model":
            return self._model(declared)
        return self._enum(declared) if declared.kind == "enum" else self._alias(declared)

    def fields(self, schema: Schema, uses: AbstractSet[Usage]) -> tuple[ir.Field, ...]:
        """Give an object's fields, required ones first."""
        properties = self.meaning.properties(schema)
        spelt = unique(((name, variable_name(name, ATTRIBUTES)) for name in properties.fields), ())
        fields = [self._field(wire, spelt[wire], properties, uses) for wire in properties.fields]
        return tuple(sorted(fields, key=lambda field: not field.required))

    def _field(self, wire: str, name: str, properties: Properties, uses: AbstractSet[Usage]) -> ir.Field:
        schema = properties.fields[wire]
        type_, nullable = self.use(schema, uses)
        declared = self.declarations.of(schema)
        example, has_example = schema_example(schema, declared.schema if declared else None)
        has_default = any("default" in node for node in schema.words)
        return ir.Field(
            name=name,
            wire_name=wire,
            type=type_,
            required=wire in properties.required,
            nullable=nullable,
            doc=use_doc(schema, declared.schema if declared else None, wire),
            default=schema.word("default"),
            has_default=has_default,
            example=example,
            has_example=has_example,
            read_only=schema.word("readOnly") is True,
            write_only=schema.word("writeOnly") is True,
            deprecated=schema.word("deprecated") is True,
            restated=tuple(map(pointer_text, properties.restated.get(wire, ()))),
            source=pointer_text(schema.pointer),
        )

    def _place(self, schema: Schema) -> str:
        return pointer_text(self.schemas.place(schema))

    def _constant(self, schema: Schema) -> ir.Type:
        (value,) = self.meaning.values(schema)
        return ir.Constant(
            value=cast("str | int | float | bool", value),
            open=self.meaning.is_open(schema),
            limits=limits_of(schema),
            source=self._place(schema),
        )

    def _union(self, schema: Schema, uses: AbstractSet[Usage]) -> ir.Type:
        found = self.unions.distinction(schema)
        return ir.Union(
            members=tuple(self.use(member, uses)[0] for member in self.meaning.alternatives(schema)),
            kind=found.kind,
            tag=found.tag,
            mapping=found.mapping,
            open=found.kind != "distinct" and "response" in uses,
            limits=limits_of(schema),
            source=self._place(schema),
        )

    def _container(self, schema: Schema, uses: AbstractSet[Usage]) -> ir.Type:
        source, limits = self._place(schema), limits_of(schema)
        if self.meaning.kind(schema) == "array":
            items, nullable = self.use(self.meaning.items(schema), uses)
            return ir.Array(items=items, nullable_items=nullable, limits=limits, source=source)
        values, nullable = self._additional(schema, uses)
        anything = ir.AnyValue(source=source)
        return ir.Map(values=values or anything, nullable_values=nullable, limits=limits, source=source)

    def _additional(self, schema: Schema, uses: AbstractSet[Usage]) -> tuple[ir.Type | None, bool]:
        additional = self.meaning.properties(schema).additional
        return self.use(additional, uses) if additional else (None, False)

    def _model(self, declared: Declared) -> ir.Model:
        schema = declared.schema
        additional, nullable = self._additional(schema, declared.uses)
        return ir.Model(
            name=declared.name,
            doc=_doc(schema),
            fields=self.fields(schema, declared.uses),
            additional=additional,
            additional_nullable=nullable,
            limits=limits_of(schema),
            in_request="request" in declared.uses,
            in_response="response" in declared.uses,
            aliases=declared.aliases,
            deprecated=schema.word("deprecated") is True,
            source=pointer_text(schema.pointer),
        )

    def _enum(self, declared: Declared) -> ir.Enum:
        schema = declared.schema
        values = cast("list[str | int | float | bool]", self.meaning.values(schema))
        return ir.Enum(
            name=declared.name,
            doc=_doc(schema),
            kind=_kind_of_values(values),
            values=tuple(values),
            open=self.meaning.is_open(schema),
            limits=limits_of(schema),
            in_request="request" in declared.uses,
            in_response="response" in declared.uses,
            aliases=declared.aliases,
            deprecated=schema.word("deprecated") is True,
            source=pointer_text(schema.pointer),
        )

    def _alias(self, declared: Declared) -> ir.Alias:
        schema = declared.schema
        return ir.Alias(
            name=declared.name,
            doc=_doc(schema),
            type=self.written_out(schema, declared.uses),
            in_request="request" in declared.uses,
            in_response="response" in declared.uses,
            has_twin=_has_twin(declared),
            is_recursive=declared.is_recursive,
            aliases=declared.aliases,
            deprecated=schema.word("deprecated") is True,
            source=pointer_text(schema.pointer),
        )


def _has_twin(declared: Declared) -> bool:
    if declared.kind == "enum" or "request" not in declared.uses:
        return False
    return declared.kind == "model" or declared.holds_model


def _primitive(schema: Schema, place: str) -> ir.Primitive:
    kind = _PRIMITIVES.get(next(iter(schema.types), "null"), "null")
    stated = schema.first("format")
    return ir.Primitive(
        kind="bytes" if kind == "string" and stated == "binary" else kind,
        format=stated if isinstance(stated, str) else "",
        limits=limits_of(schema),
        source=place,
    )


def _doc(schema: Schema) -> str:
    found = [schema.word("description"), schema.word("title")]
    return next((tidy(text) for text in found if isinstance(text, str) and text.strip()), "")


def _kind_of_values(values: list[str | int | float | bool]) -> Literal["string", "integer", "number", "mixed"]:
    kinds = {type(value) for value in values}
    if kinds == {str}:
        return "string"
    if kinds == {int}:
        return "integer"
    return "number" if kinds <= {int, float} else "mixed"
