"""What a call needs to know of the operation: the generated modules hold one of these for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .errors import APIStatusError
    from .retry import RetryConfig

__all__ = ["Operation", "Parameter"]

R = TypeVar("R")


class Parameter(NamedTuple):
    """A value in the path, the query, a header or a cookie, and how it is written (OpenAPI 3.1, 4.8.12)."""

    name: str
    """Its name in the request."""

    place: Literal["path", "query", "header", "cookie"]
    """Where it goes."""

    accepts: Any = str
    """Its type."""

    style: str | None = None
    """How lists and objects are written; None is the place's own: simple (path, header) or form (query, cookie)."""

    explode: bool | None = None
    """Whether each item stands for itself; None is the style's own: yes for form."""

    argument: str | None = None
    """What callers know it as, for messages; None if that is `name`."""

    allow_reserved: bool = False
    """Whether characters that mean something in a URL, such as a slash, are left as they are; in queries."""

    media_type: str | None = None
    """What the value is written as, before it is put in its place: JSON; None writes texts as they are."""


class Operation(Generic[R]):
    """One endpoint: what it takes, what it returns, what it raises."""

    __slots__ = (
        "accept",
        "accepts",
        "authenticated",
        "content_type",
        "default",
        "id",
        "key_optional",
        "method",
        "optional_body",
        "parameters",
        "path",
        "raises",
        "retries",
        "returns",
        "server_url",
        "timeout_ms",
    )

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - the specification's word
        method: str,
        path: str,
        returns: type[R],
        raises: Mapping[int | str, type[APIStatusError]],
        default: type[APIStatusError],
        accepts: Any = None,
        optional_body: bool = False,
        parameters: Sequence[Parameter] = (),
        content_type: str = "application/json",
        accept: str = "application/json",
        authenticated: bool = True,
        key_optional: bool = False,
        server_url: str | None = None,
        retries: RetryConfig | None = None,
        timeout_ms: int | None = None,
    ) -> None:
        """Keep the facts.

        Args:
            id: The specification's name for it.
            method: The HTTP method.
            path: The path, with `{names}` for its parameters.
            returns: The type of the JSON in a 2xx answer; `NoneType` where there is none.
            raises: The error for each status, such as 404 or "4XX".
            default: The error for any other.
            accepts: The type of the JSON body; None where there is none.
            optional_body: Whether nothing is sent where nothing is given for it.
            parameters: The parameters that are not optional texts in their place's own style.
            content_type: The media type of the body, some kind of JSON.
            accept: The media types of the answer.
            authenticated: Whether a key is sent.
            key_optional: Whether the call may be made without one.
            server_url: Where to send it, unless the caller says otherwise; None is the package's server.
            retries: When to try again, instead of the package's settings.
            timeout_ms: How long one attempt may take, instead of the package's settings.
        """
        self.id: str = id
        self.method: str = method
        self.path: str = path
        self.returns: type[R] = returns
        self.raises: Mapping[int | str, type[APIStatusError]] = raises
        self.default: type[APIStatusError] = default
        self.accepts: Any = accepts
        self.optional_body: bool = optional_body
        self.parameters: Mapping[tuple[str, str], Parameter] = {
            (parameter.place, parameter.name): parameter for parameter in parameters
        }
        self.content_type: str = content_type
        self.accept: str = accept
        self.authenticated: bool = authenticated
        self.key_optional: bool = key_optional
        self.server_url: str | None = server_url
        self.retries: RetryConfig | None = retries
        self.timeout_ms: int | None = timeout_ms

    def __repr__(self) -> str:
        return f"<Operation {self.id}: {self.method} {self.path}>"

    def argument(self, place: str, name: str) -> str:
        """What callers know a parameter as."""
        parameter = self.parameters.get((place, name))
        return name if parameter is None else parameter.argument or name

    def error_for(self, status: int) -> type[APIStatusError]:
        """The class of error that an answer with this status raises."""
        return self.raises.get(status) or self.raises.get(f"{status // 100}XX") or self.default
