"""Finds the proxy that the environment names for a URL, reading `NO_PROXY` as httpx2 does."""

from __future__ import annotations

import re
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.request import getproxies

import httpx2

__all__ = ["proxy_for"]

Network = IPv4Network | IPv6Network


def proxy_for(url: httpx2.URL) -> str | None:
    """The proxy's URL; None where the connection is to be direct."""
    proxies = getproxies()
    address = proxies.get(url.scheme) or proxies.get("all")
    if not address or _is_exempt(url, proxies.get("no", "")):
        return None
    return address if "://" in address else f"http://{address}"


def _is_exempt(url: httpx2.URL, no_proxy: str) -> bool:
    entries = [entry.strip() for entry in no_proxy.split(",")]
    return "*" in entries or any(_matches(_exception(entry), url) for entry in entries if entry)


class _Exception(NamedTuple):
    """One entry of `NO_PROXY`; what is None does not matter."""

    scheme: str | None = None
    hosts: re.Pattern[str] | None = None
    network: Network | None = None
    port: int | None = None


def _exception(entry: str) -> _Exception | None:
    """Read an entry: a host with its subdomains, `.domain`, an address, a network, each with a port or a scheme.

    None where it is none of these: it is ignored, as curl does.
    """
    if network := _network(entry):
        return _Exception(network=network)
    scheme, _, rest = entry.rpartition("://")
    try:
        parts = httpx2.URL(f"http://{rest.lstrip('*')}")
    except httpx2.InvalidURL:
        return None
    host = parts.host
    if not host or parts.path != "/":
        return None
    exact = bool(scheme) or _network(host) is not None or host == "localhost"
    before = "" if exact else ".+" if host.startswith(".") else r"(.+\.)?"
    port = int(found[1]) if (found := re.search(r":(\d+)$", rest)) and not _network(rest) else None
    return _Exception(scheme or None, re.compile(before + re.escape(host)), None, port)


def _network(text: str) -> Network | None:
    """An address or network, if the text is one."""
    try:
        return ip_network(text.replace("[", "").replace("]", ""), strict=False)
    except ValueError:
        return None


def _matches(exception: _Exception | None, url: httpx2.URL) -> bool:
    if exception is None:
        return False
    if exception.network is not None:
        return _is_in(url.host, exception.network)
    scheme_fits = exception.scheme in {None, "all", url.scheme}
    port_fits = exception.port in {None, url.port}
    return scheme_fits and port_fits and exception.hosts is not None and bool(exception.hosts.fullmatch(url.host))


def _is_in(host: str, network: Network) -> bool:
    try:
        return ip_address(host) in network
    except ValueError:
        return False
