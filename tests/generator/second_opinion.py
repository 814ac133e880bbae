"""Compares our reading of a description with openapi-python-client's, an independent one, field by field.

Each operation is "agreed", "ours only" (the other reading drops it, with a warning) or "disputed", with the places.
What is compared: parameters and whether they are required, media types and fields of bodies, statuses and fields of
answers, and of every value the JSON types that fit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from openapi_python_client.config import Config, ConfigFile, MetaType
from openapi_python_client.parser.openapi import Endpoint, GeneratorData
from openapi_python_client.parser.properties.any import AnyProperty
from openapi_python_client.parser.properties.boolean import BooleanProperty
from openapi_python_client.parser.properties.const import ConstProperty
from openapi_python_client.parser.properties.date import DateProperty
from openapi_python_client.parser.properties.datetime import DateTimeProperty
from openapi_python_client.parser.properties.enum_property import EnumProperty
from openapi_python_client.parser.properties.file import FileProperty
from openapi_python_client.parser.properties.float import FloatProperty
from openapi_python_client.parser.properties.int import IntProperty
from openapi_python_client.parser.properties.list_property import ListProperty
from openapi_python_client.parser.properties.model_property import ModelProperty
from openapi_python_client.parser.properties.none import NoneProperty
from openapi_python_client.parser.properties.string import StringProperty
from openapi_python_client.parser.properties.union import UnionProperty
from openapi_python_client.parser.properties.uuid import UuidProperty
from openapi_python_client.schema import UntrustedString

from generator import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.document import Document

Form = frozenset[str]
"""The JSON types that a value may have, of arrays with those of their items."""

KINDS: dict[type, str] = {
    AnyProperty: "any",
    BooleanProperty: "boolean",
    DateProperty: "string",
    DateTimeProperty: "string",
    FileProperty: "string",
    FloatProperty: "number",
    IntProperty: "integer",
    NoneProperty: "null",
    StringProperty: "string",
    UuidProperty: "string",
    ModelProperty: "object",
}
"""Their properties and the JSON types of these; the composed ones are below."""

COMPOSED: tuple[type, ...] = (ListProperty, UnionProperty, EnumProperty, ConstProperty)


@dataclass(frozen=True)
class Opinion:
    """What comes of comparing one operation."""

    operation: str
    verdict: str
    disputes: tuple[str, ...] = ()


def opinions(document: Document, plain_data: dict[str, Any], package: ir.Package) -> list[Opinion]:
    """Compare all operations of a package with the other reading of the same description."""
    parsed = GeneratorData.from_dict(plain_data, config=_config())
    assert isinstance(parsed, GeneratorData), parsed
    endpoints = {
        (endpoint.method.upper(), _text(endpoint.path)): endpoint
        for collection in parsed.endpoint_collections_by_tag.values()
        for endpoint in collection.endpoints
    }
    theirs = {_text(model.class_info.name): model for model in parsed.models}
    comparison = _Comparison(document, theirs, _declarations(package))
    return [_opinion(comparison, one, endpoints.get((one.method, one.path))) for one in package.operations]


def _config() -> Config:
    return Config.from_sources(ConfigFile(), MetaType.NONE, "api.json", "utf-8", overwrite=False, output_path=None)


def _opinion(comparison: _Comparison, ours: ir.Operation, theirs: Endpoint | None) -> Opinion:
    if theirs is None:
        return Opinion(ours.id, "ours only")
    disputes = tuple(dict.fromkeys(comparison.operation(ours, theirs)))
    return Opinion(ours.id, "disputed" if disputes else "agreed", disputes)


def _declarations(package: ir.Package) -> dict[tuple[str, str], ir.Declaration]:
    return {
        (space.name, one.name): one
        for space in package.namespaces
        for module in space.modules
        for one in module.declarations
    }


@dataclass
class _Comparison:
    document: Document
    theirs: dict[str, ModelProperty]
    """Their models by class name; a property that refers to one holds an unread copy."""
    declarations: dict[tuple[str, str], ir.Declaration]
    seen: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def operation(self, ours: ir.Operation, theirs: Endpoint) -> Iterator[str]:
        self.seen.clear()
        yield from self.parameters(ours, theirs)
        yield from self.body(ours, theirs)
        yield from self.responses(ours, theirs)

    def parameters(self, ours: ir.Operation, theirs: Endpoint) -> Iterator[str]:
        found = {
            (location, _text(prop.name).lower() if location == "header" else _text(prop.name)): prop
            for location in ("path", "query", "header", "cookie")
            for prop in getattr(theirs, f"{location}_parameters")
        }
        for one in ours.parameters:
            name = one.wire_name.lower() if one.location == "header" else one.wire_name
            prop = found.pop((one.location, name), None)
            if prop is None:
                yield self.at(one.source, f"{one.location} parameter {one.wire_name}: ours only")
            elif prop.required != one.required:
                yield self.at(one.source, f"{one.wire_name}: required {one.required}, they say {prop.required}")
            else:
                yield from self.value(one.source, one.wire_name, one.type, one.nullable, prop)
        yield from (self.at(ours.source, f"{location} parameter {name}: theirs only") for location, name in found)

    def body(self, ours: ir.Operation, theirs: Endpoint) -> Iterator[str]:
        found = {_text(body.content_type): body.prop for body in theirs.bodies}
        for content in ours.body.contents if ours.body else ():
            prop = found.get(content.media_type)
            if prop is None:
                yield self.at(content.source, f"body {content.media_type}: ours only")
            elif content.type is not None:
                yield from self.value(content.source, "body", content.type, content.nullable, prop)

    def responses(self, ours: ir.Operation, theirs: Endpoint) -> Iterator[str]:
        found = {_text(one.status_code.pattern).upper(): one for one in theirs.responses.patterns}
        for one in ours.responses:
            response = found.pop(one.status.upper(), None)
            if one.status == "default":
                response = theirs.responses.default
            if response is None:
                if not theirs.errors:  # they warn of answers that they drop
                    yield self.at(one.source, f"status {one.status}: ours only")
                continue
            content = next((content for content in one.contents if content.kind == "json" and content.type), None)
            is_json = response.source["attribute"] == "response.json()"
            if content and content.type and is_json:
                yield from self.value(content.source, one.status, content.type, content.nullable, response.prop)
        yield from (self.at(ours.source, f"status {status}: theirs only") for status in found)

    def value(self, source: str, name: str, ours: ir.Type, nullable: bool, theirs: Any) -> Iterator[str]:
        mine, other = self.ours(ours, nullable), _theirs(theirs)
        if mine != other:
            yield self.at(source, f"{name}: {_shown(mine)}, they say {_shown(other)}")
            return
        models, others = list(self.models_in(ours)), list(_models_in(theirs))
        if len(models) == len(others) == 1:
            yield from self.model(models[0], others[0])
            return
        by_name = {_text(other.class_info.name).lower(): other for other in others}
        for model in models:
            partner = by_name.get(model.name.lower())
            if partner is not None:
                yield from self.model(model, partner)

    def model(self, ours: ir.Model, theirs: ModelProperty) -> Iterator[str]:
        pair = (ours.name, _text(theirs.class_info.name))
        if pair in self.seen:
            return
        self.seen.add(pair)
        found = self.fields(theirs)
        if found is None:
            return
        for one in ours.fields:
            prop = found.pop(one.wire_name, None)
            if prop is None:
                yield self.at(one.source, f"{ours.name}.{one.wire_name}: ours only")
            elif prop.required != one.required:
                yield self.at(one.source, f"{one.wire_name}: required {one.required}, they say {prop.required}")
            else:
                yield from self.value(one.source, f"{ours.name}.{one.wire_name}", one.type, one.nullable, prop)
        yield from (self.at(ours.source, f"{ours.name}.{name}: theirs only") for name in found)

    def fields(self, theirs: ModelProperty) -> dict[str, Any] | None:
        """Give the fields of a model of theirs; None if they could not read it."""
        whole = self.theirs.get(_text(theirs.class_info.name), theirs)
        if whole.required_properties is None:
            return None
        every = (*(whole.required_properties or ()), *(whole.optional_properties or ()))
        return {_text(prop.name): prop for prop in every}

    def models_in(self, type_: ir.Type) -> Iterator[ir.Model]:
        match type_:
            case ir.Reference():
                declared = self.declarations[type_.namespace, type_.name]
                if isinstance(declared, ir.Model):
                    yield declared
                elif isinstance(declared, ir.Alias) and not declared.is_recursive:
                    yield from self.models_in(declared.type)
            case ir.Array():
                yield from self.models_in(type_.items)
            case ir.Union():
                for member in type_.members:
                    yield from self.models_in(member)
            case _:
                pass

    def ours(self, type_: ir.Type, nullable: bool, trail: tuple[str, ...] = ()) -> Form:
        return frozenset({*self.bare(type_, trail), *({"null"} if nullable else ())})

    def bare(self, type_: ir.Type, trail: tuple[str, ...]) -> Form:
        match type_:
            case ir.Reference():
                return self.named(self.declarations[type_.namespace, type_.name], trail)
            case ir.Primitive():
                return frozenset({"string" if type_.kind == "bytes" else type_.kind})
            case ir.Constant():
                return frozenset({_json_type(type_.value)})
            case ir.Array():
                return frozenset({f"[{_shown(self.ours(type_.items, type_.nullable_items, trail))}]"})
            case ir.Union():
                return frozenset[str]().union(*(self.bare(member, trail) for member in type_.members))
            case _:
                return frozenset({"object" if isinstance(type_, ir.Map) else "any"})

    def named(self, declared: ir.Declaration, trail: tuple[str, ...]) -> Form:
        if isinstance(declared, ir.Model):
            return frozenset({"object"})
        if isinstance(declared, ir.Enum):
            return frozenset(map(_json_type, declared.values))
        return self.bare(declared.type, (*trail, declared.name)) if declared.name not in trail else frozenset({"any"})

    def at(self, source: str, what: str) -> str:
        position = self.document.position(self.document.resolve(source))
        return f"{position.file}:{position.line}: {what}"


def _theirs(prop: Any) -> Form:
    if isinstance(prop, UnionProperty):
        return frozenset[str]().union(*map(_theirs, prop.inner_properties))
    if isinstance(prop, ListProperty):
        return frozenset({f"[{_shown(_theirs(prop.inner_property))}]"})
    if isinstance(prop, EnumProperty):
        return frozenset({"string" if prop.value_type is str else "integer"})
    if isinstance(prop, ConstProperty):
        return frozenset({_json_type(getattr(prop.value, "raw_value", prop.value))})
    return frozenset({KINDS[type(prop)]})


def _models_in(prop: Any) -> Iterator[ModelProperty]:
    if isinstance(prop, ModelProperty):
        yield prop
    elif isinstance(prop, ListProperty):
        yield from _models_in(prop.inner_property)
    elif isinstance(prop, UnionProperty):
        for inner in cast("list[Any]", prop.inner_properties):
            yield from _models_in(inner)


def _text(value: object) -> str:
    return value.get_untrusted_value() if isinstance(value, UntrustedString) else str(value)


def _json_type(value: object) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    return "integer" if isinstance(value, int) else "number"


def _shown(form: Form) -> str:
    return " | ".join(sorted(form))
