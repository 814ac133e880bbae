"""Lowers what surrounds the operations: servers, security, retrying, pages."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, cast

from generator import ir
from generator.document import pointer_text
from generator.lower.texts import description
from generator.names import numbered, variable_name

if TYPE_CHECKING:
    from generator.document import JSON, Pointer
    from generator.lower.reading import Reader

__all__ = ["NO_RETRIES", "pagination", "retries", "scopes", "security", "security_schemes", "servers"]

NO_RETRIES: Final = ir.RetryPolicy(
    strategy="none",
    initial_interval=0,
    max_interval=0,
    exponent=1.0,
    max_elapsed_time=0,
    jitter=None,
    statuses=(),
    connection_errors=False,
    source="",
)

_URL: Final = re.compile(r"(?:https?://[^\s/?#\"'<>\\^`|]+|(?=[/.?]|\Z))[^\s#\"'<>\\^`|]*", re.IGNORECASE)
_URL_PART: Final = re.compile(r"[^\s#\"'<>\\^`|\x00-\x20\x7f]*")
_VARIABLE: Final = re.compile(r"\{([^{}]*)\}")
_RETRY_STATUS: Final = re.compile(r"[1-5](?:\d\d|XX)")
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


# ----------------------------------------------------------------------------------------------------------- servers


def servers(reader: Reader, owner: Pointer) -> tuple[ir.Server, ...]:
    """Lower the servers of the document, a path item or an operation, in the description's order."""
    found: list[ir.Server] = []
    for place in reader.items((*owner, "servers")):
        taken = {server.name for server in found}
        found.append(_server(reader, place, taken))
    return tuple(found)


def _server(reader: Reader, place: Pointer, taken: set[str]) -> ir.Server:
    node = reader.node(place)
    url = str(node.get("url", ""))
    if not _URL.fullmatch(_VARIABLE.sub("x", url)):
        reader.complain((*place, "url"), f"{url!r} is no http or https URL", "give one, or a path")
    variables = tuple(_variable(reader, pointer, name) for name, pointer in reader.members((*place, "variables")))
    declared = {variable.name for variable in variables}
    for name in _VARIABLE.findall(url):
        if name not in declared:
            reader.complain((*place, "url"), f"{{{name}}} is not among the server's variables", "declare it there")
    given = node.get("x-sdk-name", node.get("x-speakeasy-server-id", node.get("name")))
    number = int(place[-1])
    name = variable_name(given) if isinstance(given, str) and given else f"server_{number + 1}"
    return ir.Server(
        name=numbered(name, taken),
        url=url,
        variables=variables,
        doc=description(node),
        source=pointer_text(place),
    )


def _variable(reader: Reader, place: Pointer, name: str) -> ir.ServerVariable:
    node = reader.node(place)
    values = node.get("enum")
    allowed = tuple(str(value) for value in values) if isinstance(values, list) else ()
    default = node.get("default")
    for value in (str(default), *allowed):
        if not _URL_PART.fullmatch(value):
            reader.complain(place, f"{value!r} can't be a part of a URL", "percent-encode it")
    if not isinstance(default, str):
        reader.complain(place, f"the variable {name!r} has no default that is a string", "add one")
    elif allowed and default not in allowed:
        reader.complain((*place, "default"), f"{default!r} is not among the values of {name!r}", "choose one of them")
    return ir.ServerVariable(
        name=name, default=str(default or ""), values=allowed, doc=description(node), source=pointer_text(place)
    )


# ---------------------------------------------------------------------------------------------------------- security


def security_schemes(reader: Reader) -> tuple[ir.SecurityScheme, ...]:
    """Lower the ways to say who is calling."""
    return tuple(_scheme(reader, place, name) for name, place in reader.members(("components", "securitySchemes")))


def security(reader: Reader, operation: Pointer) -> tuple[tuple[str, ...], ...]:
    """Give an operation's alternatives, its own or the document's; the empty set means that nothing is needed."""
    owner = operation if "security" in reader.node(operation) else ()
    return tuple(
        tuple(name for name in reader.node(place) if not name.startswith("x-"))
        for place in reader.items((*owner, "security"))
    )


def scopes(reader: Reader, operation: Pointer) -> tuple[str, ...]:
    """Give the OAuth scopes or roles that an operation demands, each once."""
    owner = operation if "security" in reader.node(operation) else ()
    found = [
        str(scope)
        for place in reader.items((*owner, "security"))
        for names in reader.node(place).values()
        for scope in (names if isinstance(names, list) else ())
    ]
    return tuple(dict.fromkeys(found))


_SCHEMES: Final[dict[str, Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"]]] = {
    "apiKey": "apiKey",
    "http": "http",
    "oauth2": "oauth2",
    "openIdConnect": "openIdConnect",
    "mutualTLS": "mutualTLS",
}


def _scheme(reader: Reader, at: Pointer, name: str) -> ir.SecurityScheme:
    place = reader.resolved(at)
    node = reader.node(place)
    kind, location, wire_name = node.get("type"), node.get("in", ""), node.get("name", "")
    if kind not in _SCHEMES:
        reader.complain((*place, "type"), f"there is no kind of security {kind!r}", f"one of {', '.join(_SCHEMES)}")
    if kind == "apiKey" and (location not in ("header", "query", "cookie") or not _is_wire_name(wire_name, location)):
        reader.complain(place, f"an API key needs a name and a place, not {wire_name!r} in {location!r}", "mend both")
    return ir.SecurityScheme(
        name=name,
        type=_SCHEMES.get(str(kind), "http"),
        scheme=str(node.get("scheme", "")).lower(),
        location=cast('Literal["header", "query", "cookie", ""]', location) if kind == "apiKey" else "",
        wire_name=str(wire_name) if kind == "apiKey" else "",
        bearer_format=str(node.get("bearerFormat", "")),
        open_id_url=str(node.get("openIdConnectUrl", "")),
        flows=tuple(_flow(reader, flow, kind_) for kind_, flow in reader.members((*place, "flows"))),
        doc=description(node),
        source=pointer_text(at),
    )


def _flow(reader: Reader, place: Pointer, kind: str) -> ir.OAuthFlow:
    node = reader.node(place)
    found = reader.node((*place, "scopes"))
    return ir.OAuthFlow(
        kind=kind,
        authorization_url=str(node.get("authorizationUrl", "")),
        token_url=str(node.get("tokenUrl", "")),
        refresh_url=str(node.get("refreshUrl", "")),
        scopes=tuple((scope, str(doc)) for scope, doc in found.items()),
        source=pointer_text(place),
    )


def _is_wire_name(name: JSON, location: JSON) -> bool:
    return isinstance(name, str) and bool(name) and (location == "query" or bool(_TOKEN.fullmatch(name)))


# ---------------------------------------------------------------------------------------------------------- retrying


def retries(reader: Reader, owner: Pointer, default: ir.RetryPolicy) -> ir.RetryPolicy:
    """Read a retry policy, ours or Speakeasy's; times in milliseconds."""
    node = reader.node(owner)
    keyword = next((name for name in ("x-sdk-retries", "x-speakeasy-retries") if name in node), "")
    if not keyword:
        return default
    place = (*owner, keyword)
    policy = reader.node(place)
    if not policy or policy.get("strategy", "backoff") not in ("backoff", "none"):
        reader.complain(place, "a retry policy is an object whose strategy is backoff or none", "mend it")
        return default
    if policy.get("strategy", "backoff") == "none":
        return replace(NO_RETRIES, source=pointer_text(place))
    times = (*place, "backoff") if "backoff" in policy else place
    return _policy(reader, place, times)


def _policy(reader: Reader, place: Pointer, times: Pointer) -> ir.RetryPolicy:
    node = reader.node(place)
    return ir.RetryPolicy(
        strategy="backoff",
        initial_interval=int(_number(reader, times, "initialInterval", 500)),
        max_interval=int(_number(reader, times, "maxInterval", 60_000)),
        exponent=_number(reader, times, "exponent", 1.5),
        max_elapsed_time=int(_number(reader, times, "maxElapsedTime", 3_600_000)),
        jitter=int(_number(reader, times, "jitter", 0)) if "jitter" in reader.node(times) else None,
        statuses=_statuses(reader, (*place, "statusCodes")),
        connection_errors=node.get("retryConnectionErrors") is True,
        source=pointer_text(place),
    )


def _number(reader: Reader, place: Pointer, name: str, default: float) -> float:
    value = reader.node(place).get(name, default)
    most = 10 if name == "exponent" else 86_400_000
    least = 1 if name == "exponent" else 0
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        wanted = f"a number from {least} to {most}" + ("" if name == "exponent" else " (milliseconds, a day at most)")
        reader.complain((*place, name), f"{name} is {value!r}", f"write {wanted}")
        return default
    return value


def _statuses(reader: Reader, place: Pointer) -> tuple[str, ...]:
    found: list[str] = []
    for item in reader.items(place):
        status = str(reader.get(item)).upper()
        if _RETRY_STATUS.fullmatch(status):
            found.append(status)
        else:
            reader.complain(item, f"{reader.get(item)!r} is no status", "write three digits, or a range as 5XX")
    return tuple(found)


# ------------------------------------------------------------------------------------------------------------- pages


_PAGINATIONS: Final[dict[str, Literal["offsetLimit", "cursor", "url"]]] = {
    "offsetLimit": "offsetLimit",
    "cursor": "cursor",
    "url": "url",
}


def pagination(reader: Reader, operation: Pointer, arguments: dict[str, str]) -> ir.Pagination | None:
    """Read how an operation's next page is asked for; `arguments` are their wire names and Python names."""
    place = (*operation, "x-speakeasy-pagination")
    node = reader.node(place)
    if not node:
        return None
    kind = _PAGINATIONS.get(str(node.get("type")))
    if kind is None:
        hint = f"one of {', '.join(_PAGINATIONS)}"
        reader.complain((*place, "type"), f"there is no pagination {node.get('type')!r}", hint)
        return None
    return ir.Pagination(
        kind=kind,
        inputs=tuple(_input(reader, item, arguments) for item in reader.items((*place, "inputs"))),
        outputs=tuple((name, str(reader.get(output))) for name, output in reader.members((*place, "outputs"))),
        source=pointer_text(place),
    )


def _input(reader: Reader, place: Pointer, arguments: dict[str, str]) -> tuple[str, str, str]:
    node = reader.node(place)
    name = str(node.get("name", ""))
    if name not in arguments:
        reader.complain(place, f"the operation has no argument {name!r}", "name one of its parameters or body fields")
    where = {"parameters": "parameter", "requestBody": "field"}.get(str(node.get("in")), str(node.get("in", "")))
    return str(node.get("type", "")), arguments.get(name, name), where
