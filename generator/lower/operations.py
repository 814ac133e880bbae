"""Lowers operations: methods with arguments, in groups."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from generator import ir
from generator.document import pointer_text
from generator.lower import settings
from generator.lower.naming import operation_id
from generator.lower.reading import tidy
from generator.names import (
    ARGUMENTS,
    CLASSES,
    METHODS,
    MODULES,
    class_name,
    constant_name,
    module_name,
    numbered,
    variable_name,
)
from generator.openapi import METHODS as HTTP_METHODS

if TYPE_CHECKING:
    from generator.config import Configuration
    from generator.document import Pointer
    from generator.lower.bodies import Bodies
    from generator.lower.declarations import Declarations
    from generator.lower.parameters import Parameters
    from generator.lower.reading import Reader
    from generator.lower.types import Types

__all__ = ["Operations", "operation_places"]

_UNTAGGED: Final = "default"


def operation_places(reader: Reader) -> list[Pointer]:
    """Give the places of all operations, in the description's order."""
    return [
        (*item, method)
        for _, item in reader.members(("paths",))
        for method in reader.node(item)
        if method in HTTP_METHODS
    ]


@dataclass(slots=True)
class Operations:
    """Lowers operations."""

    reader: Reader
    configuration: Configuration
    types: Types
    parameters: Parameters
    bodies: Bodies
    declarations: Declarations

    def groups(self) -> tuple[ir.Group, ...]:
        """Lower all operations, group by group in the order of the document's tags."""
        places: dict[str, list[Pointer]] = {
            self.reader.text((*tag, "name")): [] for tag in self.reader.items(("tags",))
        }
        for place in operation_places(self.reader):
            places.setdefault(self._tag(place), []).append(place)
        found: list[ir.Group] = []
        for tag, members in places.items():
            if members:
                found.append(self._group(tag, members, {group.name for group in found}))
        return tuple(found)

    def _tag(self, place: Pointer) -> str:
        node = self.reader.node(place)
        for key in ("x-sdk-group", "x-speakeasy-group"):
            if isinstance(group := node.get(key), str) and group:
                return group
        tags = node.get("tags")
        return str(tags[0]) if isinstance(tags, list) and tags else _UNTAGGED

    def _group(self, tag: str, places: list[Pointer], taken: set[str]) -> ir.Group:
        at = next((place for place in self.reader.items(("tags",)) if self.reader.text((*place, "name")) == tag), ())
        names = self._names(places)
        group = numbered(module_name(tag, MODULES | METHODS), taken)
        return ir.Group(
            name=group,
            class_name=class_name(tag, CLASSES | {self.configuration.client_class}),
            tag=tag,
            doc=self.reader.text((*at, "description")) if at else "",
            operations=tuple(one for place in places for one in self._operation(place, names[place])),
            source=pointer_text(at or places[0]),
        )

    def _names(self, places: list[Pointer]) -> dict[Pointer, str]:
        """Name the methods of a group; those that want the same name get their operation ids', then their paths'."""
        wanted = {place: self._wanted_name(place) for place in places}
        for make in (operation_id, _method_and_path):
            counts = Counter(wanted.values())
            for place, name in wanted.items():
                if counts[name] > 1:
                    wanted[place] = variable_name(make(self.reader, place), METHODS)
        used: set[str] = set()
        names: dict[Pointer, str] = {}
        for place, name in sorted(wanted.items(), key=lambda pair: (pair[1], pair[0])):
            names[place] = numbered(name, used)
            used |= {names[place], f"{names[place]}_async"}
        return names

    def _wanted_name(self, place: Pointer) -> str:
        node = self.reader.node(place)
        for key in ("x-sdk-name", "x-speakeasy-name-override"):
            if isinstance(name := node.get(key), str) and name:
                return variable_name(name, METHODS)
        return variable_name(operation_id(self.reader, place), METHODS)

    def _operation(self, place: Pointer, name: str) -> list[ir.Operation]:
        """Lower an operation: a method, and one more for each further way in which its body can be sent."""
        whole = self._whole(place, name)
        if whole.body is None:
            return [whole]
        kinds = list(dict.fromkeys(content.kind for content in whole.body.contents))
        return [self._variant(whole, whole.body, kind, is_first=kind == kinds[0]) for kind in kinds] or [whole]

    def _variant(self, whole: ir.Operation, body: ir.Body, kind: str, *, is_first: bool) -> ir.Operation:
        contents = tuple(content for content in body.contents if content.kind == kind)
        own = replace(body, contents=contents)
        arguments, parameters = self._arguments(whole.parameters, own)
        suffix = "" if is_first else f"_{kind}"
        return replace(
            whole,
            name=f"{whole.name}{suffix}",
            constant=f"{whole.constant}{suffix.upper()}",
            body=own,
            arguments=arguments,
            parameters=parameters,
        )

    def _whole(self, place: Pointer, name: str) -> ir.Operation:
        node = self.reader.node(place)
        identity = operation_id(self.reader, place)
        body = self.bodies.request(place)
        arguments, parameters = self._arguments(self.parameters.of(place), body)
        return ir.Operation(
            id=identity,
            name=name,
            constant=constant_name(identity),
            module=self._module(place),
            method=str(place[2]).upper(),
            path=str(place[1]),
            doc=self._doc(place),
            returns_doc=self._returns_doc(place),
            arguments=arguments,
            parameters=parameters,
            body=body,
            responses=self.bodies.responses(place),
            security=settings.security(self.reader, place),
            scopes=settings.scopes(self.reader, place),
            servers=settings.servers(self.reader, place) or settings.servers(self.reader, place[:-1]),
            retries=settings.retries(self.reader, place, settings.retries(self.reader, (), settings.NO_RETRIES)),
            pagination=settings.pagination(self.reader, place, {one.wire_name: one.name for one in arguments}),
            deprecated=node.get("deprecated") is True,
            source=pointer_text(place),
        )

    def _module(self, place: Pointer) -> str:
        identity = operation_id(self.reader, place)
        found = (one.module for one in self.declarations.found.values() if one.operation == identity)
        return next(found, "")

    def _doc(self, place: Pointer) -> str:
        node = self.reader.node(place)
        texts = [tidy(text) for key in ("summary", "description") if isinstance(text := node.get(key), str)]
        return "\n\n".join(dict.fromkeys(text for text in texts if text))

    def _returns_doc(self, place: Pointer) -> str:
        for status, at in self.bodies.statuses(place).items():
            if status.startswith("2"):
                response = self.reader.resolved(at)
                return self.reader.text((*response, "x-sdk-returns")) or self.reader.text((*response, "description"))
        return ""

    def _arguments(
        self, parameters: tuple[ir.Parameter, ...], body: ir.Body | None
    ) -> tuple[tuple[ir.Argument, ...], tuple[ir.Parameter, ...]]:
        """Make the method's arguments, and name the parameters after them."""
        used = set(ARGUMENTS)
        named = tuple(replace(one, name=_named(one.wire_name, one.location, used)) for one in parameters)
        of_body = [replace(one, name=_named(one.name, "body", used)) for one in self._body_arguments(body)]
        of_parameters = [(_of_parameter(one), one.is_global) for one in named]
        plain = [one for one, is_global in of_parameters if not is_global]
        order = [
            *(one for one in (*plain, *of_body) if one.required),
            *(one for one, is_global in of_parameters if is_global),
            *(one for one in (*plain, *of_body) if not one.required),
        ]
        return tuple(order), named

    def _body_arguments(self, body: ir.Body | None) -> list[ir.Argument]:
        """Spread a body over arguments, one a field, if it is an object without surprises; else take it whole."""
        if body is None or not body.contents:
            return []
        content = body.contents[0]
        place = (*_parsed(self.reader, content.source), "schema")
        schema = self.types.meaning.essence(self.types.schemas.at(place))
        is_object = self.types.meaning.kind(schema) == "model"
        if not is_object or content.nullable or content.kind not in ("json", "form", "multipart"):
            return [_of_body(body, content)]
        fields = [field for field in self.types.fields(schema, {"request"}) if not field.read_only]
        order = list(self.types.meaning.properties(schema).fields)
        fields.sort(key=lambda field: order.index(field.wire_name))
        return [_of_field(field, body) for field in fields] or [_of_body(body, content)]


def _method_and_path(_: Reader, place: Pointer) -> str:
    return f"{place[2]} {place[1]}"


def _parsed(reader: Reader, text: str) -> Pointer:
    return reader.document.resolve(text)


def _named(text: str, location: str, used: set[str]) -> str:
    """Name an argument; one whose name is taken says where it stands: `id_path`, `retries_body`."""
    name = variable_name(text)
    name = numbered(name if name not in used else f"{name.rstrip('_')}_{location}", used)
    used.add(name)
    return name


def _of_parameter(one: ir.Parameter) -> ir.Argument:
    return ir.Argument(
        name=one.name,
        wire_name=one.wire_name,
        location=one.location,
        type=one.type,
        required=one.required,
        nullable=one.nullable,
        doc=one.doc,
        example=one.example,
        has_example=one.has_example,
        deprecated=one.deprecated,
        source=one.source,
    )


def _of_field(one: ir.Field, body: ir.Body) -> ir.Argument:
    return ir.Argument(
        name=variable_name(one.wire_name),
        wire_name=one.wire_name,
        location="field",
        type=one.type,
        required=one.required and body.required,
        nullable=one.nullable,
        doc=one.doc,
        example=one.example,
        has_example=one.has_example,
        deprecated=one.deprecated,
        source=one.source,
    )


def _of_body(body: ir.Body, content: ir.Content) -> ir.Argument:
    return ir.Argument(
        name="body",
        wire_name="",
        location="body",
        type=content.type or ir.AnyValue(source=content.source),
        required=body.required,
        nullable=content.nullable,
        doc=body.doc,
        source=content.source,
    )
