"""Reads what a package index has (PEP 503)."""

from __future__ import annotations

import hashlib
import re
from contextlib import suppress
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx2

__all__ = ["Credentials", "Listing", "simple_url"]

_SECONDS = 60.0


def simple_url(index: str) -> str:
    """Say where the index that takes uploads at `index` lists its files: beside `legacy/`, else in `simple/`."""
    parts = urlsplit(index)
    path = parts.path.rstrip("/")
    if path.endswith("/legacy"):
        host = parts.netloc.removeprefix("upload.")
        return urlunsplit((parts.scheme, host, f"{path.removesuffix('legacy')}simple/", "", ""))
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/simple/", "", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """A user's name and password, and the place that may know them."""

    user: str
    password: str
    address: str

    def fit(self, address: str) -> bool:
        """Tell whether an address is at that place: scheme, host and port."""
        return urlsplit(self.address)[:2] == urlsplit(address)[:2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files of an index, listed at `address`."""

    address: str
    credentials: Credentials | None = None
    """For an index that shows its files to its users only."""

    def digests(self, names: Iterable[str]) -> dict[str, str]:
        """Give the sha256 of those files that are there, by name; where the listing names none, of what it sends.

        Raises:
            httpx2.HTTPError, httpx2.InvalidURL: the index can't be asked, or refuses.
        """
        import httpx2  # noqa: PLC0415 - slow to load, and a wrong address is answered without

        found: dict[str, str] = {}
        with httpx2.Client(timeout=_SECONDS, follow_redirects=True) as http:
            for project, wanted in groupby(sorted(names, key=_project), key=_project):
                links = self._links(http, project)
                found |= {name: self._sha256(http, links[name]) for name in wanted if name in links}
        return found

    def _links(self, http: httpx2.Client, project: str) -> dict[str, str]:
        answer = self._get(http, f"{self.address.rstrip('/')}/{project}/")
        if answer.status_code == 404:
            return {}
        page = _Page(str(answer.raise_for_status().url))
        page.feed(answer.text)
        return page.links

    def _sha256(self, http: httpx2.Client, link: str) -> str:
        address, fragment = urldefrag(link)
        algorithm, _, value = fragment.partition("=")
        if algorithm == "sha256":
            return value.lower()
        return hashlib.sha256(self._get(http, address).raise_for_status().content).hexdigest()

    def _get(self, http: httpx2.Client, address: str) -> httpx2.Response:
        """Ask; the password goes only where it belongs, for a listing may point anywhere."""
        known = self.credentials if self.credentials and self.credentials.fit(address) else None
        return http.get(address, headers={"Accept": "text/html"}, auth=(known.user, known.password) if known else None)


class _Page(HTMLParser):
    """The links of a page, by file name."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self._address = address

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of every anchor; what is none is no file of ours."""
        if tag == "a" and (link := dict(attrs).get("href")):
            with suppress(ValueError):
                whole = urljoin(self._address, link)
                self.links[unquote(urlsplit(whole).path.rpartition("/")[2])] = whole


def _project(name: str) -> str:
    """The project's normalised name (PEP 503) of a distribution's file name."""
    return re.sub(r"[-_.]+", "-", name.partition("-")[0]).lower()
