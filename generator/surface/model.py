"""The data classes of a package's surface, as they stand in `api.json`.

Types are written as Python expressions (`surface_types`). Nothing here depends on order, wording, source pointers or
the version; tuples are used only where order counts or the content is sorted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = [
    "Answer",
    "Api",
    "Content",
    "Declaration",
    "Definition",
    "ErrorClass",
    "Header",
    "Metadata",
    "Operation",
    "Parameter",
    "Retries",
    "Server",
    "Slot",
    "Surface",
]


def _none() -> dict[str, str]:
    return {}


# ------------------------------------------------------------------------------------------ the API, by Python's names


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A value that travels under a name: an argument, a field of a model, a header of an answer."""

    wire_name: str
    type: str
    location: str = "field"
    """"path", "query", "header", "cookie", "field" or "body"."""
    required: bool = False
    nullable: bool = False
    filled: bool = False
    """The package sends it by itself: it has one possible value."""
    encoding: str = ""
    """How a parameter is written where it travels (OpenAPI's style, explode, media type)."""
    limits: Mapping[str, object] = field(default_factory=dict[str, object])
    deprecated: bool = False
    access: str = ""
    """"read": only in answers; "write": only in requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A body in one media type; an empty type means that nothing is read."""

    kind: str
    type: str = ""
    detail: str = ""
    """Encodings of the parts of a form, the text that ends a stream."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a status means."""

    contents: Mapping[str, Content] = field(default_factory=dict[str, Content])
    headers: Mapping[str, Slot] = field(default_factory=dict[str, Slot])
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """When a failed call is tried again; times in milliseconds."""

    strategy: str
    initial_interval: int = 0
    max_interval: int = 0
    exponent: float = 1
    max_elapsed_time: int = 0
    jitter: int | None = None
    statuses: tuple[str, ...] = ()
    connection_errors: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where requests go."""

    url: str
    defaults: Mapping[str, str] = field(default_factory=_none)
    """Variable in the URL → what it is if not given."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Variable → all it can be, where that is limited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method of the package."""

    id: str
    method: str
    path: str
    constant: str = ""
    arguments: Mapping[str, Slot] = field(default_factory=dict[str, Slot])
    body_required: bool = False
    body: Mapping[str, Content] = field(default_factory=dict[str, Content])
    answers: Mapping[str, Answer] = field(default_factory=dict[str, Answer])
    security: tuple[str, ...] = ()
    servers: Mapping[str, Server] = field(default_factory=dict[str, Server])
    retries: Retries
    pagination: str = ""
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A model, enum or alias; `uses` says whether it travels in a "request", a "response", an "error"."""

    kind: str
    uses: tuple[str, ...]
    fields: Mapping[str, Slot] = field(default_factory=dict[str, Slot])
    additional: str = ""
    """The type of other keys' values; empty if there are none."""
    values: tuple[str, ...] = ()
    """Of an enum, each as Python writes it."""
    open: bool = False
    type: str = ""
    """What an alias stands for."""
    tag: str = ""
    mapping: Mapping[str, str] = field(default_factory=_none)
    """Of a tagged union: tag value → type."""
    limits: Mapping[str, object] = field(default_factory=dict[str, object])
    aliases: tuple[str, ...] = ()
    twin: bool = False
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorClass:
    """The exception of some statuses, mostly of one."""

    statuses: tuple[int, ...]
    body: str = ""
    body_alias: str = ""
    late: bool = False
    """Handlers of the default error catch it, too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """A header for every call."""

    wire_name: str
    variable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """What the description means; operations and declarations are keyed by their Python path."""

    client: str
    """The name of the client's class."""
    servers: Mapping[str, Server]
    default_server: str = ""
    schemes: Mapping[str, str] = field(default_factory=_none)
    variables: Mapping[str, str] = field(default_factory=_none)
    headers: Mapping[str, Header] = field(default_factory=dict[str, Header])
    retries: Retries
    timeout_ms: int
    limits_checked: bool = False
    """Whether the package refuses what the description's limits forbid, or leaves that to the server."""
    operations: Mapping[str, Operation] = field(default_factory=dict[str, Operation])
    declarations: Mapping[str, Declaration] = field(default_factory=dict[str, Declaration])
    errors: Mapping[str, ErrorClass] = field(default_factory=dict[str, ErrorClass])


# -------------------------------------------------------------------------------------- the names, as they are in files


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of a function; `default` is its source, empty if it must be given."""

    name: str
    kind: str = "keyword"
    """"positional", "either", "keyword", "*" or "**"."""
    type: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A class, function, attribute, alias or value, without its docstring."""

    kind: str
    """"class", "function", "property", "attribute", "alias", "value" or "external"."""
    type: str = ""
    """Of an attribute or value; what a function returns; what an alias stands for."""
    default: str = ""
    """Of an attribute: its source."""
    bases: tuple[str, ...] = ()
    options: Mapping[str, str] = field(default_factory=_none)
    """Keywords of a class statement, decorators that change the meaning."""
    generic: tuple[str, ...] = ()
    positional: tuple[Parameter, ...] = ()
    keyword: Mapping[str, Parameter] = field(default_factory=dict[str, Parameter])
    is_async: bool = False
    members: Mapping[str, Definition] = field(default_factory=dict[str, "Definition"])


# -------------------------------------------------------------------------------------------------- how it is published


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What an installer reads of a distribution, and the name it is imported by."""

    distribution: str
    package: str
    requires_python: str = ""
    dependencies: Mapping[str, str] = field(default_factory=_none)
    """Distribution → its specifier."""
    extras: Mapping[str, Mapping[str, str]] = field(default_factory=dict[str, Mapping[str, str]])
    scripts: Mapping[str, str] = field(default_factory=_none)
    """Console scripts and other entry points, these with their group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surface:
    """All that a version number is about; a part that is None was not looked at."""

    format: int = 1
    api: Api | None = None
    exports: Mapping[str, str] = field(default_factory=_none)
    """Public path → the path under which `python` has it."""
    python: Mapping[str, Definition] | None = None
    settings: Mapping[str, str] = field(default_factory=_none)
    """Constants that decide how the package behaves."""
    metadata: Mapping[str, Metadata] = field(default_factory=dict[str, Metadata])
    """By product: "client", "dropin", "testing"."""
    content: str = ""
    """sha256 of what is packaged, apart from the version itself."""
