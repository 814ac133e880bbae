"""Lowers small documents for tests, and writes packages of the IR as outlines that people can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator import ir
from generator.config import defaults
from generator.document import loads
from generator.gate import gate
from generator.lower import lower
from generator.select import select

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.config import Configuration
    from generator.document import Document

HEAD = "openapi: {version}\ninfo: {{title: Shop, version: '1'}}\n"


def package_of(
    document: Document,
    configuration: Configuration | None = None,
    operations: Collection[str] = (),
    *,
    settled_errors: Collection[str] | None = None,
) -> ir.Package:
    """Select, gate and lower, as the pipeline does."""
    chosen = select(document, operations)
    gate(chosen)
    return lower(chosen, configuration or defaults("Shop"), settled_errors=settled_errors)


def lowered(text: str, *, version: str = "3.1.0") -> ir.Package:
    """Lower a document without its head; a path is added if there is none."""
    text = text if "openapi:" in text else HEAD.format(version=version) + text
    text = text if "paths:" in text else text + "\npaths: {}\n"
    return package_of(loads(text, name="api.yaml"))


_THING = "content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}"


def lowered_schema(schemas: str, *, sent: bool = False, version: str = "3.1.0") -> ir.Package:
    """Lower components, `Thing` among them, that one operation answers with or, on demand, takes."""
    operation = f"""
paths:
  /things:
    post:
      operationId: getThing
      {f"requestBody: {{{_THING}}}" if sent else "summary: ''"}
      responses: {{'200': {{description: '', {"x-nothing: 1" if sent else _THING}}}}}
components:
  schemas:
"""
    indented = "".join(f"    {line}\n" for line in schemas.strip("\n").split("\n"))
    return lowered(operation + indented, version=version)


def answers(*names: str, schemas: str) -> ir.Package:
    """Lower one operation for each named component, which it answers with."""
    contents = [f"content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}" for name in names]
    paths = [
        f"  /{number}: {{get: {{responses: {{'200': {{description: '', {content}}}}}}}}}"
        for number, content in enumerate(contents)
    ]
    components = [f"    {line}" for line in schemas.strip().splitlines()]
    return lowered("\n".join(["paths:", *paths, "components:", "  schemas:", *components]))


def declared(package: ir.Package, name: str) -> ir.Declaration:
    """Find a declaration by its name."""
    return next(one for one in package.declarations if one.name == name)


def outline(package: ir.Package) -> str:
    """Write a package as lines: what is declared where, then methods, errors and settings."""
    return "\n".join(_outline(package)) + "\n"


def _outline(package: ir.Package) -> Iterator[str]:
    for namespace in package.namespaces:
        for module in namespace.modules:
            yield f"{namespace.name}.{module.name}"
            for one in module.declarations:
                yield from _declaration(one)
    for group in package.groups:
        yield f"{group.name}: {group.class_name}"
        for operation in group.operations:
            yield from _operation(operation)
    for error in package.errors:
        late = " (late)" if error.is_late else ""
        yield f"{error.name} {'/'.join(map(str, error.statuses))}: {typed(error.body)}{late}"
    for server in package.servers:
        variables = [f" {{{one.name}}}={one.default!r}" for one in server.variables]
        yield f"server {server.name} {server.url}{''.join(variables)}"
    for scheme in package.security_schemes:
        yield f"security {scheme.name!r} {scheme.type} {scheme.scheme}{scheme.location} {scheme.wire_name}".rstrip()


def _declaration(one: ir.Declaration) -> Iterator[str]:
    ways = ("q" if one.in_request else "") + ("r" if one.in_response else "")
    names = f" = {', '.join(one.aliases)}" if one.aliases else ""
    if isinstance(one, ir.Enum):
        openness = "open" if one.open else "closed"
        yield f"  enum {one.name}{names} [{ways}] {openness} {one.kind}: {', '.join(map(repr, one.values))}"
    elif isinstance(one, ir.Alias):
        recursive = " recursive" if one.is_recursive else ""
        yield f"  alias {one.name}{names} [{ways}]{' twin' if one.has_twin else ''}{recursive}: {typed(one.type)}"
    else:
        others = f" + {typed(one.additional)}" if one.additional else ""
        yield f"  model {one.name}{names} [{ways}]{others}{_limits(one.limits)}"
        for field in one.fields:
            yield f"    {_field(field)}"


def _field(field: ir.Field) -> str:
    wire = f" ({field.wire_name!r})" if field.wire_name != field.name else ""
    words = [name for name in ("read_only", "write_only", "deprecated") if getattr(field, name)]
    default = f" = {field.default!r}" if field.has_default else ""
    return (
        f"{_named(field.name, required=field.required)}{wire}: {_nullable(field.type, field.nullable)}{default}"
        + "".join(f" {word}" for word in words)
    )


def _operation(one: ir.Operation) -> Iterator[str]:
    yield f"  {one.name} {one.method} {one.path}" + (" deprecated" if one.deprecated else "")
    for argument in one.arguments:
        yield f"    {_named(argument.name, required=argument.required)} in {argument.location}: " + _nullable(
            argument.type, argument.nullable
        )
    for parameter in one.parameters:
        usual = {
            "path": ("simple", False),
            "query": ("form", True),
            "header": ("simple", False),
            "cookie": ("form", True),
        }
        if (parameter.style, parameter.explode) != usual[parameter.location] or parameter.media_type:
            yield f"    {parameter.name} as {parameter.media_type or parameter.style}, explode {parameter.explode}"
    for content in one.body.contents if one.body else ():
        parts = [f" {part.name}: {part.content_type}" for part in content.parts]
        yield f"    sends {content.media_type} ({content.kind}){''.join(parts)}"
    for response in one.responses:
        told = [
            f" {content.media_type} ({content.kind}) {_nullable(content.type, content.nullable)}"
            + (f" until {content.sentinel!r}" if content.sentinel else "")
            for content in response.contents
        ]
        headers = [f" {header.wire_name}: {typed(header.type)}" for header in response.headers]
        yield f"    {response.status} {response.error or 'ok'}{''.join(told)}{''.join(headers)}"
    if one.security:
        yield "    security " + " or ".join(" and ".join(map(repr, names)) or "none" for names in one.security)
    if one.servers:
        yield "    servers " + ", ".join(server.url for server in one.servers)
    if one.pagination:
        yield f"    pages by {one.pagination.kind}: {one.pagination.inputs} -> {one.pagination.outputs}"
    if one.retries.strategy != "none":
        yield f"    retries {one.retries.statuses}"


def _named(name: str, *, required: bool) -> str:
    return name if required else f"{name}?"


def _nullable(type_: ir.Type | None, nullable: bool) -> str:
    return typed(type_) + (" or null" if nullable else "")


def _limits(limits: ir.Limits) -> str:
    stated = ((name, getattr(limits, name)) for name in limits.__slots__)
    found = [f"{name}={value}" for name, value in stated if value is not None and value is not False and value != ()]
    return f" <{', '.join(found)}>" if found else ""


def typed(type_: ir.Type | None) -> str:
    """Write a type in one line."""
    if type_ is None:
        return "nothing"
    if isinstance(type_, ir.Reference):
        return type_.name
    return _typed(type_) + _limits(type_.limits)


def _typed(type_: ir.Type) -> str:
    match type_:
        case ir.Primitive():
            return type_.kind + (f":{type_.format}" if type_.format else "")
        case ir.Constant():
            return f"{type_.value!r}{'..' if type_.open else ''}"
        case ir.Array():
            return f"[{_nullable(type_.items, type_.nullable_items)}]"
        case ir.Map():
            return f"{{{_nullable(type_.values, type_.nullable_values)}}}"
        case ir.Union():
            tag = f" by {type_.tag!r} {dict(type_.mapping)}" if type_.tag else ""
            return f"({' | '.join(map(typed, type_.members))}: {type_.kind}{tag}{', open' if type_.open else ''})"
        case _:
            return "any"
