"""What stands in the module of a group of operations: the table of what each sends and takes, and its methods.

Also says which operations can't be written at all, and why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from generator.ir import Array, Map, Model, Primitive, Reference
from generator.literals import literal
from generator.render.layout import AliasBlock, Index, Line, doc_of, imports, written_apart
from generator.render.spelling import Scope, argument, default, documented_type, model_type, names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.ir import (
        Argument,
        Content,
        Declaration,
        Group,
        Operation,
        Package,
        Parameter,
        Response,
        RetryPolicy,
        SecurityScheme,
        Type,
    )

__all__ = [
    "GroupLayout",
    "OperationLayout",
    "Unrenderable",
    "answer",
    "answer_type",
    "client_imports",
    "digits",
    "group_layout",
    "key_scheme",
    "key_settings",
    "retries",
    "server_names",
    "server_variables",
    "unrenderable",
    "unwritable_keys",
]

Place: TypeAlias = Literal["path", "query", "headers", "cookies", "body"]
"""The part of a request that a value goes to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationLayout:
    """An operation: its entry in the table, and what its two methods share."""

    operation: Operation
    parameters: tuple[str, ...]
    """How each parameter is written in the request: an expression."""
    settings: tuple[tuple[str, str], ...]
    """Further entries that this operation needs: what they are called, and their expressions."""
    raises: tuple[tuple[int, str], ...]
    """Statuses ascending, with the classes."""
    signature: tuple[Line, ...]
    values: tuple[tuple[Place, tuple[Argument, ...]], ...]
    """Where arguments go, by their names there."""
    body: str
    """The argument that is the whole body; empty if there is none."""
    returns: str
    has_fields: bool
    """Whether the body is made of arguments, so that more may be merged in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLayout:
    """A group's module."""

    imports: str
    unions: tuple[AliasBlock, ...]
    """Types that the table mentions."""
    operations: tuple[OperationLayout, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrenderable:
    """Something that the templates have no text for."""

    reason: str
    source: str


_PLACES: Final[tuple[tuple[Place, str], ...]] = (
    ("path", "path"),
    ("query", "query"),
    ("headers", "header"),
    ("cookies", "cookie"),
    ("body", "field"),
)
_USUAL: Final = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
"""How OpenAPI writes parameters if nothing else is said; "form" with each item for itself."""
_ALWAYS: Final = {"Client", "Mapping", "Operation", "OptionalNullable", "UNSET", "errors", "utils"}
"""What every module of operations needs."""


def group_layout(group: Group, package: Package, index: Index) -> GroupLayout:
    """Lay out a group's module."""
    methods = [name for operation in group.operations for name in (operation.name, f"{operation.name}_async")]
    types = {operation.constant: list(_table_types(operation)) for operation in group.operations}
    scope, apart = written_apart(types, Scope(items=index.items), index)
    operations = tuple(_operation(operation, package, scope, frozenset(methods)) for operation in group.operations)
    runtime = f"{package.name}._runtime"
    homes = {
        "Client": f"{runtime}.client",
        "NoneType": "types",
        "cast": "typing",
        "Operation": f"{runtime}.operation",
        "Parameter": f"{runtime}.operation",
        "deprecated": f"{runtime}.deprecated",
        **dict.fromkeys(("BackoffStrategy", "RetryConfig"), f"{runtime}.retry"),
    }
    blocks: list[OperationLayout | AliasBlock] = [*operations, *apart]
    used = names(text for one in blocks for text in _texts(one)) - {union.name for union in apart}
    return GroupLayout(imports=imports(package.name, used | _ALWAYS, homes), unions=apart, operations=operations)


def client_imports(package: Package) -> str:
    """The imports of the client's signatures, which only checkers follow."""
    homes = {
        **dict.fromkeys(("AsyncHttpClient", "HttpClient", "Logger"), f"{package.name}.types"),
        "RetryConfig": f"{package.name}.utils",
        **{group.class_name: f"{package.name}.{group.name}" for group in package.groups},
    }
    return imports(package.name, {*homes, "OptionalNullable"}, homes)


def _table_types(operation: Operation) -> Iterator[Type]:
    """The types in an operation's entry of the table."""
    yield from (one.type for one in operation.parameters)
    body = _json(operation.body.contents) if operation.body else None
    yield from (one for one in (body and body.type, answer_type(operation)[0]) if one)


def _texts(found: OperationLayout | AliasBlock) -> Iterator[str]:
    """The Python of an operation or a union, as far as names in it may have to be imported."""
    if isinstance(found, AliasBlock):
        yield from ("TYPE_CHECKING", "TypeAlias", found.annotation, found.runtime)
        return
    yield from (text for line in found.signature for text in (line.annotation, line.default))
    yield from (text for _, text in found.settings)
    yield from (*found.parameters, found.returns)
    if found.operation.deprecated:
        yield "deprecated"


def _operation(operation: Operation, package: Package, scope: Scope, methods: frozenset[str]) -> OperationLayout:
    placed: list[tuple[Place, tuple[Argument, ...]]] = [
        (name, tuple(one for one in operation.arguments if one.location == place)) for name, place in _PLACES
    ]
    whole = [one.name for one in operation.arguments if one.location == "body"]
    called: dict[tuple[str, str], str] = {(one.location, one.wire_name): one.name for one in operation.arguments}
    inner = replace(scope, shadowed=methods)
    return OperationLayout(
        operation=operation,
        parameters=tuple(_parameter(one, called, scope) for one in operation.parameters),
        settings=tuple(_settings(operation, package, scope)),
        raises=tuple((int(one.status), one.error) for one in operation.responses if _has_class(one)),
        signature=tuple(
            Line(name=one.name, annotation=argument(one, inner), default=default(one), doc=doc_of(one))
            for one in operation.arguments
        ),
        values=tuple((name, found) for name, found in placed if found),
        body=whole[0] if whole else "",
        returns=answer(operation, inner),
        has_fields=any(one.location == "field" for one in operation.arguments),
    )


def _has_class(response: Response) -> bool:
    return bool(response.error) and response.status.isdigit()


def _parameter(parameter: Parameter, called: Mapping[tuple[str, str], str], scope: Scope) -> str:
    """The expression that says where and how a parameter is written."""
    name = called.get((parameter.location, parameter.wire_name))
    usual = _USUAL[parameter.location]
    options = {
        "style": literal(parameter.style) if parameter.style != usual else "",
        "explode": str(parameter.explode) if parameter.explode != (parameter.style == "form") else "",
        "allow_reserved": "True" if parameter.allow_reserved else "",
        "media_type": literal(parameter.media_type) if parameter.media_type else "",
        "argument": literal(name) if name and name != parameter.wire_name else "",
    }
    written = [literal(parameter.wire_name), literal(parameter.location), model_type(parameter.type, scope)]
    return f"Parameter({', '.join([*written, *(f'{key}={text}' for key, text in options.items() if text)])})"


def _settings(operation: Operation, package: Package, scope: Scope) -> Iterator[tuple[str, str]]:
    body = _json(operation.body.contents) if operation.body else None
    if operation.body and body and body.type:
        yield "accepts", model_type(body.type, scope, nullable=body.nullable)
        if body.media_type != "application/json":
            yield "content_type", literal(body.media_type)
        if not operation.body.required:
            yield "optional_body", "True"
    yield "returns", _returns(operation, scope)
    yield from _unusual(operation, package)


def _returns(operation: Operation, scope: Scope) -> str:
    """The expression for what a call returns; one that is no class has to be taken for one."""
    found, nullable = answer_type(operation)
    if not found:
        return "NoneType"
    text = answer(operation, scope)
    is_class = isinstance(found, (Array, Map, Primitive)) or (isinstance(found, Reference) and found.kind == "model")
    return text if is_class and not nullable else f"cast({literal(f'type[{text}]')}, {text})"


def _unusual(operation: Operation, package: Package) -> Iterator[tuple[str, str]]:
    """The entries of the table for what is otherwise than in most operations."""
    contents = (_json(one.contents) for one in operation.responses if one.is_success)
    media_types = list(dict.fromkeys(one.media_type for one in contents if one))
    if media_types and media_types != ["application/json"]:
        yield "accept", literal(", ".join(media_types))
    if not operation.security:
        yield "authenticated", "False"
    elif () in operation.security:
        yield "key_optional", "True"
    if operation.servers:
        yield "server_url", literal(operation.servers[0].url)
    if _rules(operation.retries) != _rules(package.retries):
        yield "retries", retries(operation.retries)


def _rules(policy: RetryPolicy) -> tuple[object, ...]:
    return tuple(getattr(policy, name) for name in policy.__slots__ if name != "source")


def retries(policy: RetryPolicy) -> str:
    """The expression that makes a retry policy."""
    if policy.strategy == "none":
        return 'RetryConfig("none", None, retry_connection_errors=False)'
    backoff = {
        "initial_interval": policy.initial_interval,
        "max_interval": policy.max_interval,
        "exponent": policy.exponent,
        "max_elapsed_time": policy.max_elapsed_time,
        **({"jitter_ms": policy.jitter} if policy.jitter is not None else {}),
    }
    times = ", ".join(f"{name}={digits(value)}" for name, value in backoff.items())
    statuses = f", status_codes_override={literal(list(policy.statuses))}" if policy.statuses else ""
    connections = f"retry_connection_errors={policy.connection_errors}"
    return f'RetryConfig("backoff", BackoffStrategy({times}), {connections}{statuses})'


def digits(value: float) -> str:
    """Write a number, in groups of three digits where it is long."""
    return f"{value:_}" if isinstance(value, int) else repr(value)


# -------------------------------------------------------------------------------------------------------------- servers


def server_variables(package: Package) -> tuple[tuple[str, str], ...]:
    """The `{names}` in the servers' URLs, with what stands for them unless callers say otherwise."""
    return tuple({one.name: one.default for server in package.servers for one in server.variables}.items())


def server_names(package: Package) -> str:
    """The names of the servers, as a sentence lists them."""
    return ", ".join(f'"{server.name}"' for server in package.servers)


# -------------------------------------------------------------------------------------------------------------- answers


def answer(operation: Operation, scope: Scope) -> str:
    """The annotation of what a call returns."""
    found, nullable = answer_type(operation)
    return model_type(found, scope, nullable=nullable) if found else "None"


def answer_type(operation: Operation) -> tuple[Type | None, bool]:
    """The type of what a call returns, and whether it may be None, too; no type if it is always None."""
    contents = [_json(one.contents) for one in operation.responses if one.is_success]
    nullable = not contents or any(one is None or one.nullable for one in contents)
    return next((one.type for one in contents if one), None), nullable


def _json(contents: tuple[Content, ...]) -> Content | None:
    return next((one for one in contents if one.kind == "json" and one.type), None)


# ------------------------------------------------------------------------------------------------ what can't be written


def key_scheme(package: Package) -> SecurityScheme | None:
    """The way to say who is calling that most operations take; None if no scheme is one that can be written."""
    schemes = {one.name: one for one in package.security_schemes if _header(one)}
    wanted = [one[0] for operation in package.operations for one in operation.security if len(one) == 1]
    usable = [name for name in wanted if name in schemes]
    return schemes.get(max(usable, key=usable.count, default=""))


def key_settings(package: Package) -> tuple[tuple[str, str], ...]:
    """The settings that say which header takes the key, unless it is the usual one."""
    scheme = key_scheme(package)
    if scheme is None:
        return (("api_key_header", "None"),)
    header, prefix = _header(scheme) or _BEARER
    usual = (header, prefix) == _BEARER
    return () if usual else (("api_key_header", literal(header)), ("api_key_prefix", literal(prefix)))


_BEARER: Final = ("Authorization", "Bearer ")


def _header(scheme: SecurityScheme) -> tuple[str, str] | None:
    """The header that takes a key, and what stands before the key in it; None if a header is not all it takes."""
    if scheme.type == "apiKey" and scheme.location == "header":
        return scheme.wire_name, ""
    is_bearer = scheme.type == "http" and scheme.scheme.lower() == "bearer"
    return _BEARER if is_bearer or scheme.type in ("oauth2", "openIdConnect") else None


def unrenderable(operation: Operation, package: Package) -> tuple[Unrenderable, ...]:
    """Everything about an operation that the templates have no text for; empty if it can be written."""
    return (*_parameters(operation), *_request(operation), *_answers(operation), *_security(operation, package))


def _parameters(operation: Operation) -> Iterator[Unrenderable]:
    for one in operation.parameters:
        if one.media_type and not _is_json(one.media_type):
            yield Unrenderable(reason=f"the parameter {one.wire_name!r} is {one.media_type}", source=one.source)


def _is_json(media_type: str) -> bool:
    return media_type == "application/json" or media_type.endswith("+json")


def _request(operation: Operation) -> Iterator[Unrenderable]:
    body = operation.body
    if body and not _json(body.contents):
        found = " or ".join(one.media_type for one in body.contents) or "of no media type"
        yield Unrenderable(reason=f"the request's body is {found}, not JSON", source=body.source)


def _answers(operation: Operation) -> Iterator[Unrenderable]:
    successes = [one for one in operation.responses if one.is_success]
    for one in successes:
        streams = [content for content in one.contents if content.kind in ("events", "json_lines")]
        for content in streams:
            reason = f"the answer {one.status} is a stream ({content.media_type})"
            yield Unrenderable(reason=reason, source=content.source)
        if one.contents and not streams and not _json(one.contents):
            media_types = " or ".join(content.media_type for content in one.contents)
            yield Unrenderable(reason=f"the answer {one.status} is {media_types}, not JSON", source=one.source)
    contents = [found for one in successes if (found := _json(one.contents))]
    if len({documented_type(one.type) for one in contents if one.type}) > 1:
        yield Unrenderable(reason="its successes have bodies of several types", source=contents[1].source)


def _security(operation: Operation, package: Package) -> Iterator[Unrenderable]:
    chosen = key_scheme(package)
    alike = [one.name for one in package.security_schemes if chosen and _header(one) == _header(chosen)]
    usable = {(), *((name,) for name in alike)}
    if operation.security and not usable & set(operation.security):
        wanted = " or ".join(" with ".join(found) for found in operation.security)
        yield Unrenderable(reason=f"it is secured by {wanted}, which this package does not do", source=operation.source)


_UNWRITABLE: Final = re.compile(r'[\x00-\x1f"\\\ud800-\udfff]')


def unwritable_keys(declaration: Declaration) -> tuple[Unrenderable, ...]:
    """The properties of a model that msgspec can't encode: those that JSON has to escape."""
    fields = declaration.fields if isinstance(declaration, Model) else ()
    return tuple(
        Unrenderable(reason=f"a field of a model can't be called {one.wire_name!r}", source=one.source)
        for one in fields
        if _UNWRITABLE.search(one.wire_name)
    )
