"""Tells an IR package as the API part of a surface, and where in the description each thing stands."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING

from generator import ir
from generator.surface.model import (
    Answer,
    Api,
    Content,
    Declaration,
    ErrorClass,
    Header,
    Operation,
    Retries,
    Server,
    Slot,
)
from generator.surface.types import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["api", "expression", "operation_path", "sources"]


def api(package: ir.Package) -> Api:
    """Describe what the package does, by Python's names."""
    uses = _uses(package)
    return Api(
        client=package.client_class,
        servers=_servers(package.servers),
        default_server=package.servers[0].name if package.servers else "",
        schemes={scheme.name: _scheme(scheme) for scheme in package.security_schemes},
        variables={
            "api_key": package.api_key_variable,
            "debug": package.debug_variable,
            "server_url": package.server_url_variable,
        },
        headers={
            header.name: Header(wire_name=header.wire_name, variable=header.variable)
            for header in package.global_headers
        },
        retries=_retries(package.retries),
        timeout_ms=package.timeout_ms,
        operations={
            operation_path(group, operation): _operation(operation)
            for group in package.groups
            for operation in group.operations
        },
        declarations={path: _declaration(node, uses.get(path, set())) for path, node in _declarations(package)},
        errors={error.name: _error(error) for error in package.errors},
    )


def sources(package: ir.Package) -> dict[str, str]:
    """Map each place that a change record can name to its JSON pointer in the patched description."""
    found: dict[str, str] = {}
    for group in package.groups:
        for operation in group.operations:
            path = operation_path(group, operation)
            found[path] = operation.source
            found |= {f"{path}({argument.name})": argument.source for argument in operation.arguments}
            found |= {f"{path} -> {response.status}": response.source for response in operation.responses}
    for path, node in _declarations(package):
        found[path] = node.source
        if isinstance(node, ir.Model):
            found |= {f"{path}.{member.name}": member.source for member in node.fields}
    found |= {f"errors.{error.name}": error.source for error in package.errors}
    found |= {f"{package.client_class}({header.name})": header.source for header in package.global_headers}
    found |= {f"server {server.name}": server.source for server in package.servers}
    found |= {f"security scheme {scheme.name}": scheme.source for scheme in package.security_schemes}
    found[f"{package.client_class}(retry_config)"] = package.retries.source
    return {place: pointer for place, pointer in found.items() if pointer}


def operation_path(group: ir.Group, operation: ir.Operation) -> str:
    """Return the Python path of an operation's method, within the package."""
    return f"{group.name}.{group.class_name}.{operation.name}"


def expression(type_: ir.Type | None, *, nullable: bool = False) -> str:
    """Write a type as a Python expression in canonical form; empty for none."""
    if type_ is None:
        return ""
    return canonical(_expression(type_, nullable))


# ------------------------------------------------------------------------------------------------------------- types


_PRIMITIVES = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "bytes": "bytes",
}


def _expression(type_: ir.Type, nullable: bool = False) -> str:
    match type_:
        case ir.AnyValue():  # null is one of any values
            return "Any"
        case _:
            return _plain(type_) + (" | None" if nullable else "")


def _plain(type_: ir.Type) -> str:  # noqa: PLR0911 - one return for each kind of type
    match type_:
        case ir.AnyValue():
            return "Any"
        case ir.Primitive(kind=kind):
            return _PRIMITIVES[kind]
        case ir.Constant(value=None):
            return "None"
        case ir.Constant(value=value, open=is_open):
            return f"Literal[{value!r}]{f' | {type(value).__name__}' if is_open else ''}"
        case ir.Array(items=items, nullable_items=nullable):
            return f"list[{_expression(items, nullable)}]"
        case ir.Map(values=values, nullable_values=nullable):
            return f"dict[str, {_expression(values, nullable)}]"
        case ir.Union(members=members, open=is_open):
            return " | ".join([*map(_expression, members), *(["Unknown"] if is_open else [])])
        case ir.Reference(namespace=namespace, name=name):
            return f"{namespace}.{name}"


def _limits(type_: ir.Type | None, place: str = "") -> Iterable[tuple[str, object]]:
    """All limits and formats in a type; keys say where: `[]` in items, `{}` in values."""
    match type_:
        case ir.Primitive(kind=kind, format=name, limits=limits):
            if name:
                yield f"{place}format", name
            yield from ((place + key, value) for key, value in _tidied(limits, whole=kind == "integer"))
        case ir.Array(items=items, limits=limits):
            yield from ((place + key, value) for key, value in _tidied(limits))
            yield from _limits(items, f"{place}[].")
        case ir.Map(values=values, limits=limits):
            yield from ((place + key, value) for key, value in _tidied(limits))
            yield from _limits(values, f"{place}{{}}.")
        case ir.Union(members=members, limits=limits):
            yield from ((place + key, value) for key, value in _tidied(limits))
            for member in members:
                yield from _limits(member, f"{place}{expression(member)}.")
        case ir.AnyValue(limits=limits) | ir.Constant(limits=limits):
            yield from ((place + key, value) for key, value in _tidied(limits))
        case _:
            pass


def _tidied(limits: ir.Limits, *, whole: bool = False) -> Iterable[tuple[str, object]]:
    """A type's limits without what says nothing, so that equal ones are written equally."""
    found: dict[str, object] = {item.name: getattr(limits, item.name) for item in fields(limits)}
    found["min_conditions"] = len(limits.others)
    del found["others"]
    for side in ("minimum", "maximum"):
        del found[side], found[f"exclusive_{side}"]
    found |= _bound("minimum", limits.minimum, limits.exclusive_minimum, whole=whole)
    found |= _bound("maximum", limits.maximum, limits.exclusive_maximum, whole=whole)
    for key, value in found.items():
        nothing = value is None or value is False or (value == 0 and key.startswith("min_"))
        if not nothing:
            yield key, value


def _bound(side: str, inclusive: float | None, exclusive: float | None, *, whole: bool) -> dict[str, object]:
    """The tighter of two bounds; whole numbers above 0 are those from 1 on."""
    inwards = 1 if side == "minimum" else -1
    if whole and exclusive is not None and float(exclusive).is_integer():
        near, exclusive = exclusive + inwards, None
        inclusive = near if inclusive is None else inwards * max(inwards * near, inwards * inclusive)
    if exclusive is not None and (inclusive is None or inwards * exclusive >= inwards * inclusive):
        return {f"exclusive_{side}": _number(exclusive)}
    return {} if inclusive is None else {side: _number(inclusive)}


def _number(value: float) -> float:
    return int(value) if float(value).is_integer() else value


# -------------------------------------------------------------------------------------------------------- operations


def _operation(operation: ir.Operation) -> Operation:
    parameters = {f"{parameter.location} {parameter.wire_name}": parameter for parameter in operation.parameters}
    return Operation(
        id=operation.id,
        method=operation.method,
        path=operation.path,
        constant=operation.constant,
        arguments={
            argument.name: _argument(argument, parameters.get(f"{argument.location} {argument.wire_name}"))
            for argument in operation.arguments
        },
        body_required=operation.body is not None and operation.body.required,
        body=_contents(operation.body.contents if operation.body else ()),
        answers={response.status: _answer(response) for response in operation.responses},
        security=tuple(sorted(" + ".join(sorted(names)) for names in operation.security)),
        servers=_servers(operation.servers),
        retries=_retries(operation.retries),
        pagination=_pagination(operation.pagination),
        deprecated=operation.deprecated,
    )


def _argument(argument: ir.Argument, parameter: ir.Parameter | None) -> Slot:
    return Slot(
        wire_name=argument.wire_name,
        type=expression(argument.type),
        location=argument.location,
        required=argument.required,
        nullable=_may_be_null(argument.type, argument.nullable),
        encoding=_encoding(parameter) if parameter else "",
        limits=dict(_limits(argument.type)),
        deprecated=argument.deprecated,
    )


def _may_be_null(type_: ir.Type, said: bool) -> bool:
    """Whether null needs saying: it is one of any values."""
    return said and not isinstance(type_, ir.AnyValue)


def _encoding(parameter: ir.Parameter) -> str:
    if parameter.media_type:
        return parameter.media_type
    exploded = " exploded" if parameter.explode else ""
    return f"{parameter.style}{exploded}{' reserved allowed' if parameter.allow_reserved else ''}"


def _contents(contents: Iterable[ir.Content]) -> dict[str, Content]:
    return {content.media_type: _content(content) for content in contents}


def _content(content: ir.Content) -> Content:
    parts = [
        f"{part.name}: {part.content_type} {part.style}{' exploded' if part.explode else ''}" for part in content.parts
    ]
    detail = "; ".join([*sorted(parts), *([f"until {content.sentinel!r}"] if content.sentinel else [])])
    return Content(kind=content.kind, type=expression(content.type, nullable=content.nullable), detail=detail)


def _answer(response: ir.Response) -> Answer:
    headers = {
        header.name: Slot(
            wire_name=header.wire_name,
            type=expression(header.type),
            location="header",
            required=header.required,
            nullable=_may_be_null(header.type, header.nullable),
            encoding=_encoding(header),
            deprecated=header.deprecated,
        )
        for header in response.headers
    }
    return Answer(contents=_contents(response.contents), headers=headers, error=response.error)


def _retries(policy: ir.RetryPolicy) -> Retries:
    if policy.strategy == "none":
        return Retries(strategy="none")
    return Retries(
        strategy=policy.strategy,
        initial_interval=policy.initial_interval,
        max_interval=policy.max_interval,
        exponent=_number(policy.exponent),
        max_elapsed_time=policy.max_elapsed_time,
        jitter=policy.jitter,
        statuses=tuple(sorted(policy.statuses)),
        connection_errors=policy.connection_errors,
    )


def _pagination(pagination: ir.Pagination | None) -> str:
    if pagination is None:
        return ""
    inputs = [f"{kind} {name} in {location}" for kind, name, location in pagination.inputs]
    outputs = [f"{kind} {path}" for kind, path in pagination.outputs]
    return "; ".join([pagination.kind, *sorted(inputs), *sorted(outputs)])


def _servers(servers: Iterable[ir.Server]) -> dict[str, Server]:
    return {
        server.name: Server(
            url=server.url,
            defaults={variable.name: variable.default for variable in server.variables},
            values={variable.name: tuple(sorted(variable.values)) for variable in server.variables if variable.values},
        )
        for server in servers
    }


def _scheme(scheme: ir.SecurityScheme) -> str:
    return " ".join(part for part in (scheme.type, scheme.scheme, scheme.location, scheme.wire_name) if part)


# ------------------------------------------------------------------------------------------------------ declarations


def _declarations(package: ir.Package) -> Iterable[tuple[str, ir.Declaration]]:
    for namespace in package.namespaces:
        for module in namespace.modules:
            for node in module.declarations:
                yield f"{namespace.name}.{node.name}", node


def _declaration(node: ir.Declaration, uses: set[str]) -> Declaration:
    common = Declaration(
        kind=type(node).__name__.lower(),
        uses=tuple(sorted(uses or {"request", "response"})),
        aliases=tuple(sorted(node.aliases)),
        twin=node.has_twin,
        deprecated=node.deprecated,
    )
    match node:
        case ir.Model(fields=members, additional=additional, limits=limits):
            slots = {member.name: _field(member) for member in members}
            common = replace(common, limits=dict(_tidied(limits)))
            return replace(common, fields=slots, additional=expression(additional, nullable=node.additional_nullable))
        case ir.Enum(kind=kind, values=values, open=is_open):
            return replace(common, values=tuple(sorted(map(repr, values))), open=is_open, type=kind)
        case ir.Alias(type=ir.Union(members=members, mapping=mapping, tag=tag, open=is_open) as union):
            targets = {value: expression(members[index]) for value, index in mapping}
            common = replace(common, limits=dict(_limits(union)))
            return replace(common, type=expression(union), open=is_open, tag=tag, mapping=targets)
        case ir.Alias(type=type_):
            return replace(common, type=expression(type_), limits=dict(_limits(type_)))


def _field(member: ir.Field) -> Slot:
    return Slot(
        wire_name=member.wire_name,
        type=expression(member.type),
        required=member.required,
        nullable=_may_be_null(member.type, member.nullable),
        limits=dict(_limits(member.type)),
        deprecated=member.deprecated,
        access="read" if member.read_only else "write" if member.write_only else "",
    )


def _error(error: ir.ErrorClass) -> ErrorClass:
    return ErrorClass(
        statuses=tuple(sorted(error.statuses)),
        body=expression(error.body, nullable=error.body_nullable),
        body_alias=error.body_alias,
        late=error.is_late,
    )


# --------------------------------------------------------------------------------------------- which way things travel


def _uses(package: ir.Package) -> dict[str, set[str]]:
    """Find for each declaration whether it travels in requests, answers, errors."""
    walk = _Walk(declarations=dict(_declarations(package)))
    for operation in package.operations:
        for argument in operation.arguments:
            walk.visit(argument.type, "request")
        for content in operation.body.contents if operation.body else ():
            walk.visit(content.type, "request")
        for response in operation.responses:
            for content in response.contents:
                walk.visit(content.type, "error" if response.error else "response")
            for header in response.headers:
                walk.visit(header.type, "response")
    for error in package.errors:
        walk.visit(error.body, "error")
    return walk.uses


@dataclass(frozen=True, slots=True, kw_only=True)
class _Walk:
    declarations: Mapping[str, ir.Declaration]
    uses: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def visit(self, type_: ir.Type | None, use: str) -> None:
        match type_:
            case ir.Array(items=inner) | ir.Map(values=inner):
                self.visit(inner, use)
            case ir.Union(members=members):
                for member in members:
                    self.visit(member, use)
            case ir.Reference(namespace=namespace, name=name):
                self.enter(f"{namespace}.{name}", use)
            case _:
                pass

    def enter(self, path: str, use: str) -> None:
        seen = self.uses.setdefault(path, set())
        if use in seen or path not in self.declarations:
            return
        seen.add(use)
        match self.declarations[path]:
            case ir.Model(fields=members, additional=additional):
                for member in members:
                    self.visit(member.type, use)
                self.visit(additional, use)
            case ir.Alias(type=type_):
                self.visit(type_, use)
            case _:
                pass
