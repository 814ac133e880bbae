"""The intermediate representation: what a description means for Python, and all that templates may know.

Every node is complete when made and carries `source`, the JSON pointer of the patched description it came from.
Names are Python's, `wire_name` is what travels; texts (`doc`) are tidied but raw: only filters turn them into code.
Nothing here knows which library models or requests are made with.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = [
    "Alias",
    "AnyValue",
    "Argument",
    "Array",
    "Body",
    "Constant",
    "Content",
    "Declaration",
    "Enum",
    "ErrorClass",
    "Field",
    "GlobalHeader",
    "Group",
    "Json",
    "Limits",
    "Map",
    "Model",
    "Module",
    "Namespace",
    "OAuthFlow",
    "Operation",
    "Package",
    "Pagination",
    "Parameter",
    "Part",
    "Primitive",
    "Reference",
    "Response",
    "RetryPolicy",
    "SecurityScheme",
    "Server",
    "ServerVariable",
    "Type",
    "Union",
    "Urls",
]

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


# ------------------------------------------------------------------------------------------------------------- types


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the description demands of a value beyond its type; documented, checked by the server."""

    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    min_properties: int | None = None
    max_properties: int | None = None
    others: tuple[str, ...] = ()
    """Pointers of further conditions (`not`, `contains`, "one of these must be given") that only the server checks."""


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class AnyValue:
    """Any JSON value."""

    limits: Limits = NO_LIMITS
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Primitive:
    """A string, a whole number, a number, a truth value, null or a file's bytes."""

    kind: Literal["string", "integer", "number", "boolean", "null", "bytes"]
    format: str = ""
    limits: Limits = NO_LIMITS
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant:
    """Exactly one value."""

    value: str | int | float | bool | None
    open: bool = False
    """The description lists it as the only choice so far, not as a constant: answers may hold another one."""
    limits: Limits = NO_LIMITS
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Array:
    """A list of one type of item."""

    items: Type
    nullable_items: bool = False
    limits: Limits = NO_LIMITS
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """An object whose keys are free and whose values have one type."""

    values: Type
    nullable_values: bool = False
    limits: Limits = NO_LIMITS
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Union:
    """One of several types; null is never among the members (see `nullable` where the union is used).

    kind: "distinct": the JSON types differ, so the value tells; "tagged": the property `tag` tells, by `mapping`
    (tag value → index in `members`); "keyed": the required keys tell; "untagged": none of these, first that fits.
    open: a value that fits no member must be let through (an arm for the unknown).
    """

    members: tuple[Type, ...]
    kind: Literal["distinct", "tagged", "keyed", "untagged"]
    tag: str = ""
    mapping: tuple[tuple[str, int], ...] = ()
    open: bool = False
    limits: Limits = NO_LIMITS
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A declaration, by name. `kind` and `has_twin` repeat the declaration's, so that nothing needs looking up."""

    namespace: Literal["components", "operations"]
    module: str
    name: str
    kind: Literal["model", "enum", "alias"]
    has_twin: bool
    is_open: bool
    """A model that takes other keys, too."""
    source: str

    @property
    def twin(self) -> str:
        """The name of the plain-data twin."""
        return f"{self.name}TypedDict"


Type: TypeAlias = "AnyValue | Primitive | Constant | Array | Map | Union | Reference"


# ------------------------------------------------------------------------------------------------------ declarations


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A property of a model."""

    name: str
    wire_name: str
    type: Type
    required: bool
    nullable: bool
    doc: str
    default: Json = None
    """What the server assumes; documented, never sent."""
    has_default: bool = False
    example: Json = None
    has_example: bool = False
    read_only: bool = False
    write_only: bool = False
    deprecated: bool = False
    restated: tuple[str, ...] = ()
    """Further pointers that state the field, in other parts of an `allOf`."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An object with named properties. Required fields come first, else in the description's order."""

    name: str
    doc: str
    fields: tuple[Field, ...]
    additional: Type | None
    """The type of other keys' values where the description allows them in so many words; else None."""
    additional_nullable: bool = False
    limits: Limits = NO_LIMITS
    in_request: bool
    in_response: bool
    aliases: tuple[str, ...] = ()
    """Other names under which the namespace exports it."""
    deprecated: bool = False
    source: str

    @property
    def has_twin(self) -> bool:
        """Whether callers may write it as plain data."""
        return self.in_request

    @property
    def twin(self) -> str:
        """The name of the plain-data twin."""
        return f"{self.name}TypedDict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Enum:
    """A choice of values; an open one also takes values that this release does not know."""

    name: str
    doc: str
    kind: Literal["string", "integer", "number", "mixed"]
    values: tuple[str | int | float | bool, ...]
    open: bool
    limits: Limits = NO_LIMITS
    in_request: bool
    in_response: bool
    aliases: tuple[str, ...] = ()
    deprecated: bool = False
    source: str

    @property
    def has_twin(self) -> bool:
        """An enum is plain data already."""
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Another type under a name of its own."""

    name: str
    doc: str
    type: Type
    in_request: bool
    in_response: bool
    has_twin: bool
    """Whether its plain-data form differs, because a model is somewhere in it."""
    is_recursive: bool = False
    """Whether it is made of itself with no model between, so that Python can't evaluate it where it stands."""
    aliases: tuple[str, ...] = ()
    deprecated: bool = False
    source: str

    @property
    def twin(self) -> str:
        """The name of the plain-data twin."""
        return f"{self.name}TypedDict"


Declaration: TypeAlias = "Model | Enum | Alias"


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A file of declarations: one main one and what only it mentions, in reading order."""

    namespace: Literal["components", "operations"]
    name: str
    doc: str
    declarations: tuple[Declaration, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Namespace:
    """A package of modules whose names it exports lazily."""

    name: Literal["components", "operations"]
    doc: str
    modules: tuple[Module, ...]


# -------------------------------------------------------------------------------------------------------- operations


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A value in path, query, header or cookie, and how it is written there (OpenAPI's `style` and `explode`)."""

    name: str
    wire_name: str
    location: Literal["path", "query", "header", "cookie"]
    style: Literal["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"]
    explode: bool
    allow_reserved: bool
    media_type: str
    """Not empty: the value is encoded as this media type (`content` instead of `schema`)."""
    type: Type
    required: bool
    nullable: bool
    doc: str
    default: Json = None
    has_default: bool = False
    example: Json = None
    has_example: bool = False
    deprecated: bool = False
    is_global: bool = False
    """The client's constructor takes it as well, for every call."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a multipart or form body: its field and how it is encoded."""

    name: str
    content_type: str
    explode: bool
    style: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A body in one media type."""

    media_type: str
    kind: Literal["json", "text", "events", "json_lines", "form", "multipart", "bytes"]
    type: Type | None
    nullable: bool = False
    parts: tuple[Part, ...] = ()
    sentinel: str = ""
    """The text that ends an event stream, such as "[DONE]"."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a request carries, in one or more media types."""

    required: bool
    doc: str
    contents: tuple[Content, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The answer for a status code ("200"), a range of them ("4XX") or all others ("default")."""

    status: str
    doc: str
    contents: tuple[Content, ...]
    headers: tuple[Parameter, ...] = ()
    error: str = ""
    """The name of the error class it raises; empty for a success."""
    source: str

    @property
    def is_success(self) -> bool:
        """Whether it is an answer rather than an error."""
        return not self.error


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A keyword argument of the Python method: a parameter, a field of the body, or the body as a whole.

    In the signature's order: required parameters and body fields, global headers, optional parameters and body fields.
    """

    name: str
    wire_name: str
    location: Literal["path", "query", "header", "cookie", "field", "body"]
    type: Type
    required: bool
    nullable: bool
    doc: str
    example: Json = None
    has_example: bool = False
    deprecated: bool = False
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """When a failed call is tried again; times in milliseconds."""

    strategy: Literal["backoff", "none"]
    initial_interval: int
    max_interval: int
    exponent: float
    max_elapsed_time: int
    jitter: int | None
    statuses: tuple[str, ...]
    connection_errors: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How the next page is asked for; `input`s are (kind, argument name, location), `outputs` (kind, JSONPath)."""

    kind: Literal["offsetLimit", "cursor", "url"]
    inputs: tuple[tuple[str, str, str], ...]
    outputs: tuple[tuple[str, str], ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthFlow:
    """A way to get a token (RFC 6749): "implicit", "password", "clientCredentials" or "authorizationCode"."""

    kind: str
    authorization_url: str
    token_url: str
    refresh_url: str
    scopes: tuple[tuple[str, str], ...]
    """(scope, what it allows)."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """A way to say who is calling."""

    name: str
    type: Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"]
    scheme: str
    """Of `http`: "bearer", "basic", …"""
    location: Literal["header", "query", "cookie", ""]
    wire_name: str
    bearer_format: str = ""
    open_id_url: str = ""
    flows: tuple[OAuthFlow, ...] = ()
    doc: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A `{name}` in a server's URL."""

    name: str
    default: str
    values: tuple[str, ...]
    doc: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where requests go."""

    name: str
    url: str
    variables: tuple[ServerVariable, ...]
    doc: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of the API and of the SDK."""

    id: str
    name: str
    """The Python method's."""
    constant: str
    """The name of the table entry in the module, e.g. CREATE_RERANK."""
    module: str
    """The module in `operations` that has its own models; empty if none."""
    method: str
    path: str
    doc: str
    """Summary, empty line, description."""
    returns_doc: str
    arguments: tuple[Argument, ...]
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    """Successes first, then errors ascending, ranges, default."""
    security: tuple[tuple[str, ...], ...]
    """Alternatives, each a set of scheme names; empty: no security."""
    scopes: tuple[str, ...] = ()
    """Of OAuth, that the caller must have."""
    servers: tuple[Server, ...]
    """Its own, instead of the package's; usually none."""
    retries: RetryPolicy
    pagination: Pagination | None
    deprecated: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The operations of one tag: a module and a class."""

    name: str
    """Of the module and of the client's attribute."""
    class_name: str
    tag: str
    doc: str
    operations: tuple[Operation, ...]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorClass:
    """The exception for one declared status."""

    name: str
    status: int
    """The lowest of `statuses`."""
    statuses: tuple[int, ...]
    doc: str
    body: Type | None
    """What `.data` holds; a union where the statuses or operations differ in it."""
    body_nullable: bool = False
    body_alias: str
    """The name under which `errors` exports the body's class, e.g. BadRequestResponseErrorData."""
    is_late: bool
    """Added after the first release: also derives from the default error, which handlers caught before."""
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GlobalHeader:
    """A header for every call, given to the client's constructor or by an environment variable."""

    name: str
    wire_name: str
    variable: str
    doc: str
    source: str


# ----------------------------------------------------------------------------------------------------------- package


@dataclass(frozen=True, slots=True, kw_only=True)
class Urls:
    """Links for the package's metadata; empty ones are left out."""

    homepage: str = ""
    documentation: str = ""
    repository: str = ""
    changelog: str = ""
    api_documentation: str = ""
    """Where the service's maker explains it."""
    api_description: str = ""
    """The OpenAPI document that it publishes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """Everything that one set of packages is made of."""

    name: str
    """The import name, e.g. openrouter_rerank."""
    distribution: str
    dropin_name: str
    """The import name of the drop-in, e.g. openrouter; empty: none is made."""
    dropin_distribution: str
    testing_name: str
    testing_distribution: str
    client_class: str
    instance: str
    """What examples call the client, e.g. open_router."""
    error_base: str
    default_error: str
    brand: str
    """The API's name for readers, e.g. OpenRouter."""
    summary: str
    """One sentence: what the package does."""
    description: str
    keywords: tuple[str, ...]
    urls: Urls
    spec_title: str
    spec_version: str
    variable_prefix: str
    """Of environment variables, e.g. OPENROUTER."""
    servers: tuple[Server, ...]
    security_schemes: tuple[SecurityScheme, ...]
    api_key_variable: str
    server_url_variable: str
    debug_variable: str
    global_headers: tuple[GlobalHeader, ...]
    retries: RetryPolicy
    timeout_ms: int
    groups: tuple[Group, ...]
    namespaces: tuple[Namespace, ...]
    errors: tuple[ErrorClass, ...]
    """Ascending by status; each name once."""

    @property
    def operations(self) -> tuple[Operation, ...]:
        """All operations, group by group."""
        return tuple(operation for group in self.groups for operation in group.operations)

    @property
    def declarations(self) -> tuple[Declaration, ...]:
        """All declarations, module by module."""
        return tuple(
            declaration
            for namespace in self.namespaces
            for module in namespace.modules
            for declaration in module.declarations
        )
