"""Compares what holds for every call: servers, headers, environment variables, retries, time-outs, limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from generator.bump.change import Change, change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.surface.model import Api, Retries, Server

__all__ = ["compare_behaviour", "compare_settings"]


def compare_behaviour(old: Api, new: Api) -> Iterator[Change]:
    """Compare the defaults of two APIs."""
    yield from _servers("server", old.servers, new.servers)
    kept = old.default_server in new.servers
    if old.default_server != new.default_server and kept:
        yield change("default-server-changed", f"{new.client}(server)", old.default_server, new.default_server)
    for path in sorted(old.operations.keys() & new.operations.keys()):
        yield from _servers(f"{path} server", old.operations[path].servers, new.operations[path].servers)
    yield from _headers(old, new)
    for name in sorted(old.variables.keys() | new.variables.keys()):
        before, after = old.variables.get(name, ""), new.variables.get(name, "")
        if before != after:
            kind = "variable-changed" if before else "variable-added"
            yield change(kind, f"environment variable {before or after}", before, after)
    yield from _retries(old, new)
    if old.timeout_ms != new.timeout_ms:
        yield change("timeout-changed", f"{new.client}(timeout_ms)", old.timeout_ms, new.timeout_ms)


def _servers(place: str, old: Mapping[str, Server], new: Mapping[str, Server]) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        before, after, where = old.get(name), new.get(name), f"{place} {name}"
        if before is None and after is not None:
            yield change("server-added", where, new=after.url)
        elif before is not None and after is None:
            yield change("server-removed", where, before.url)
        elif before is not None and after is not None:
            if before.url != after.url:
                yield change("server-url-changed", where, before.url, after.url)
            yield from _variables(where, before, after)


def _variables(place: str, old: Server, new: Server) -> Iterator[Change]:
    for name in sorted(old.defaults.keys() | new.defaults.keys()):
        where = f"{place} {{{name}}}"
        if name not in old.defaults:
            yield change("server-variable-added", where, new=new.defaults[name])
        elif name not in new.defaults:
            yield change("server-variable-removed", where, old.defaults[name])
        else:
            if old.defaults[name] != new.defaults[name]:
                yield change("server-variable-changed", where, old.defaults[name], new.defaults[name])
            before, after = old.values.get(name), new.values.get(name)
            if after is not None and not set(before or ("anything",)) <= set(after):
                yield change("server-variable-removed", where, _choice(before), _choice(after))
            elif before != after:
                yield change("server-variable-added", where, _choice(before), _choice(after))


def _choice(values: tuple[str, ...] | None) -> str:
    return "anything" if values is None else ", ".join(values)


def _headers(old: Api, new: Api) -> Iterator[Change]:
    for name in sorted(old.headers.keys() | new.headers.keys()):
        before, after, place = old.headers.get(name), new.headers.get(name), f"{new.client}({name})"
        if before is None and after is not None:
            yield change("header-added", place, new=after.wire_name, also=_takers(new, name))
        elif before is not None and after is None:
            yield change("header-removed", place, before.wire_name, also=_takers(old, name))
        elif before is not None and after is not None:
            if before.wire_name.lower() != after.wire_name.lower():
                yield change("header-rewired", place, before.wire_name, after.wire_name)
            if before.variable != after.variable:
                kind = "header-variable-changed" if before.variable else "variable-added"
                yield change(kind, place, before.variable, after.variable)


def _takers(api: Api, name: str) -> Iterator[str]:
    """The methods that take a header for every call as an argument, too."""
    return (f"{path}({name})" for path, node in sorted(api.operations.items()) if name in node.arguments)


# ------------------------------------------------------------------------------------------------------------ retries


def _retries(old: Api, new: Api) -> Iterator[Change]:
    """Compare the policy for all calls, then those that operations have of their own."""
    risky = [path for path, node in new.operations.items() if path in old.operations and _may_harm(node.method)]
    yield from _policy(f"{new.client}(retry_config)", old.retries, new.retries, risky=bool(risky))
    for path in sorted(old.operations.keys() & new.operations.keys()):
        before, after = old.operations[path].retries, new.operations[path].retries
        if (before, after) != (old.retries, new.retries):
            yield from _policy(f"{path}(retries)", before, after, risky=path in risky)


def _policy(place: str, old: Retries, new: Retries, *, risky: bool) -> Iterator[Change]:
    if old != new:
        turned_on = old.strategy == "none" and risky
        yield change("retries-turned-on" if turned_on else "retries-changed", place, _told(old), _told(new))


def _may_harm(method: str) -> bool:
    """Whether a repeated request may do a thing twice (RFC 9110, section 9.2.2)."""
    return method.upper() in ("POST", "PATCH")


def _told(policy: Retries) -> str:
    if policy.strategy == "none":
        return "never"
    connection = ", connection errors" if policy.connection_errors else ""
    jitter = "" if policy.jitter is None else f" + {policy.jitter}"
    waits = f"{policy.initial_interval} * {policy.exponent}**n{jitter} ms, at most {policy.max_interval} ms"
    return f"{', '.join(policy.statuses)}{connection}; waits {waits}; for {policy.max_elapsed_time} ms"


# ----------------------------------------------------------------------------------------------------------- settings

_SETTINGS: tuple[tuple[str, str], ...] = (
    (r"timeout|_ms$", "timeout-changed"),
    (r"^retr", "retries-changed"),
    (r"^servers?\b", "server-url-changed"),
    (r"^server_variables", "server-variable-changed"),
    (r"^header_variables", "header-variable-changed"),
    (r"_variable$", "variable-changed"),
)


def compare_settings(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    """Compare the constants that the runtime is given. One that the table doesn't know is major."""
    for key in sorted(old.keys() | new.keys()):
        before, after, place = old.get(key, ""), new.get(key, ""), f"setting {key}"
        if before == after or not before:  # a new one comes with a new behaviour, which is told elsewhere
            continue
        if after and re.search(r"max_\w*bytes", key) and _amount(after) > _amount(before):
            yield change("limit-raised", place, before, after)
        else:
            kinds = [kind for pattern, kind in _SETTINGS if re.search(pattern, key.partition("[")[0])]
            yield change(kinds[0] if kinds else "setting-changed", place, before, after)


def _amount(source: str) -> float:
    """What a product of numbers in source form comes to; 0 if it is something else."""
    total = 1.0
    for factor in source.split("*"):
        if not re.fullmatch(r"[0-9_]+(\.[0-9]+)?", factor.strip()):
            return 0
        total *= float(factor)
    return total
