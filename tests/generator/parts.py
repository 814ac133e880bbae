"""Makes nodes of the IR with little writing, for tests that need some."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from generator import ir
from generator.render import Release

if TYPE_CHECKING:
    from generator.ir import Json

HERE = "/here"
TEXT = ir.Primitive(kind="string", source=HERE)
WHOLE = ir.Primitive(kind="integer", source=HERE)
NUMBER = ir.Primitive(kind="number", source=HERE)
TRUTH = ir.Primitive(kind="boolean", source=HERE)
ANYTHING = ir.AnyValue(source=HERE)
NEVER = ir.RetryPolicy(
    strategy="none",
    initial_interval=0,
    max_interval=0,
    exponent=1,
    max_elapsed_time=0,
    jitter=None,
    statuses=(),
    connection_errors=False,
    source=HERE,
)
RELEASE = Release(
    version="1.2.3",
    spec_version="2026-01",
    facts_sha256="0" * 64,
    changelog="# Changelog\n",
    provenance={"facts": "0" * 64},
)


def array(items: ir.Type, *, nullable: bool = False) -> ir.Array:
    return ir.Array(items=items, nullable_items=nullable, source=HERE)


def mapping(values: ir.Type, *, nullable: bool = False) -> ir.Map:
    return ir.Map(values=values, nullable_values=nullable, source=HERE)


def union(*members: ir.Type, kind: Literal["distinct", "tagged", "keyed", "untagged"] = "distinct") -> ir.Union:
    return ir.Union(members=members, kind=kind, source=HERE)


def reference(
    name: str,
    *,
    kind: Literal["model", "enum", "alias"] = "model",
    twin: bool = True,
    is_open: bool = False,
    namespace: Literal["components", "operations"] = "components",
    module: str = "things",
) -> ir.Reference:
    return ir.Reference(
        namespace=namespace, module=module, name=name, kind=kind, has_twin=twin, is_open=is_open, source=HERE
    )


def field(
    name: str,
    found: ir.Type = TEXT,
    *,
    required: bool = False,
    nullable: bool = False,
    wire: str = "",
    doc: str = "",
    example: Json = None,
    deprecated: bool = False,
) -> ir.Field:
    return ir.Field(
        name=name,
        wire_name=wire or name,
        type=found,
        required=required,
        nullable=nullable,
        doc=doc,
        example=example,
        has_example=example is not None,
        deprecated=deprecated,
        source=HERE,
    )


def model(
    name: str,
    *fields: ir.Field,
    doc: str = "A thing.",
    request: bool = True,
    response: bool = True,
    additional: ir.Type | None = None,
    aliases: tuple[str, ...] = (),
    deprecated: bool = False,
) -> ir.Model:
    return ir.Model(
        name=name,
        doc=doc,
        fields=fields,
        additional=additional,
        in_request=request,
        in_response=response,
        aliases=aliases,
        deprecated=deprecated,
        source=HERE,
    )


def enum(name: str, *values: str | float, is_open: bool = True, doc: str = "") -> ir.Enum:
    kind: Literal["string", "integer"] = "string" if isinstance(values[0], str) else "integer"
    return ir.Enum(
        name=name, doc=doc, kind=kind, values=values, open=is_open, in_request=True, in_response=True, source=HERE
    )


def alias(name: str, found: ir.Type, *, twin: bool = False, doc: str = "") -> ir.Alias:
    return ir.Alias(name=name, doc=doc, type=found, in_request=True, in_response=True, has_twin=twin, source=HERE)


def module(
    *declarations: ir.Declaration, name: str = "things", namespace: Literal["components", "operations"] = "components"
) -> ir.Module:
    return ir.Module(namespace=namespace, name=name, doc="Things.", declarations=declarations, source=HERE)


def argument(
    name: str,
    found: ir.Type = TEXT,
    *,
    at: Literal["path", "query", "header", "cookie", "field", "body"] = "field",
    required: bool = False,
    nullable: bool = False,
    wire: str = "",
    doc: str = "",
    example: Json = None,
) -> ir.Argument:
    return ir.Argument(
        name=name,
        wire_name=wire or name,
        location=at,
        type=found,
        required=required,
        nullable=nullable,
        doc=doc,
        example=example,
        has_example=example is not None,
        source=HERE,
    )


def content(found: ir.Type, media_type: str = "application/json") -> ir.Content:
    return ir.Content(media_type=media_type, kind="json", type=found, source=HERE)


def response(status: str, found: ir.Type | None = None, *, error: str = "") -> ir.Response:
    contents = (content(found),) if found else ()
    return ir.Response(status=status, doc="", contents=contents, error=error, source=HERE)


def operation(
    *arguments: ir.Argument,
    operation_id: str = "getThing",
    name: str = "get",
    body: ir.Type | None = None,
    responses: tuple[ir.Response, ...] = (response("204"),),
    parameters: tuple[ir.Parameter, ...] = (),
    doc: str = "Do something.",
    returns_doc: str = "",
    security: tuple[tuple[str, ...], ...] = (("key",),),
    path: str = "/things",
    method: str = "POST",
    deprecated: bool = False,
) -> ir.Operation:
    return ir.Operation(
        id=operation_id,
        name=name,
        constant=name.upper(),
        module="",
        method=method,
        path=path,
        doc=doc,
        returns_doc=returns_doc,
        arguments=arguments,
        parameters=parameters,
        body=ir.Body(required=True, doc="", contents=(content(body),), source=HERE) if body else None,
        responses=responses,
        security=security,
        servers=(),
        retries=NEVER,
        pagination=None,
        deprecated=deprecated,
        source=HERE,
    )


def parameter(
    name: str,
    found: ir.Type = TEXT,
    *,
    at: Literal["path", "query", "header", "cookie"] = "query",
    style: Literal["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"] = "form",
    explode: bool = True,
    media_type: str = "",
) -> ir.Parameter:
    return ir.Parameter(
        name=name,
        wire_name=name,
        location=at,
        style=style,
        explode=explode,
        allow_reserved=False,
        media_type=media_type,
        type=found,
        required=False,
        nullable=False,
        doc="",
        source=HERE,
    )


def error(
    status: int, name: str, body: ir.Type | None = None, *, late: bool = False, doc: str = "It failed."
) -> ir.ErrorClass:
    return ir.ErrorClass(
        name=name,
        status=status,
        statuses=(status,),
        doc=doc,
        body=body,
        body_alias=f"{name}Data",
        is_late=late,
        source=HERE,
    )


def group(
    *operations: ir.Operation, name: str = "things", class_name: str = "Things", doc: str = "Things."
) -> ir.Group:
    return ir.Group(name=name, class_name=class_name, tag="Things", doc=doc, operations=operations, source=HERE)


def package(
    *groups: ir.Group,
    components: tuple[ir.Module, ...] = (),
    operations: tuple[ir.Module, ...] = (),
    errors: tuple[ir.ErrorClass, ...] = (),
) -> ir.Package:
    """A package called `acme_things`, whose API is Acme's."""
    return ir.Package(
        name="acme_things",
        distribution="acme-things",
        dropin_name="",
        dropin_distribution="",
        testing_name="",
        testing_distribution="",
        client_class="Acme",
        instance="acme",
        error_base="AcmeError",
        default_error="AcmeDefaultError",
        brand="Acme",
        summary="Use the things of Acme.",
        description="A client for Acme's things.",
        keywords=("acme",),
        urls=ir.Urls(),
        spec_title="Acme",
        spec_version="2026-01",
        variable_prefix="ACME",
        servers=(ir.Server(name="production", url="https://api.acme.example/v1", variables=(), doc="", source=HERE),),
        security_schemes=(
            ir.SecurityScheme(name="key", type="http", scheme="bearer", location="", wire_name="", doc="", source=HERE),
        ),
        api_key_variable="ACME_API_KEY",
        server_url_variable="ACME_SERVER_URL",
        debug_variable="ACME_DEBUG",
        global_headers=(),
        retries=NEVER,
        timeout_ms=60_000,
        groups=groups or (group(operation()),),
        namespaces=(
            ir.Namespace(name="components", doc="Models that several operations share.", modules=components),
            ir.Namespace(name="operations", doc="What each operation takes and returns.", modules=operations),
        ),
        errors=errors,
    )


def with_dropin(found: ir.Package) -> ir.Package:
    return replace(found, dropin_name="acme", dropin_distribution="acme-things-dropin")
