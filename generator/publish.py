"""Uploads what an index does not have yet; refuses when it has something else under the same name."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urldefrag, urljoin, urlsplit, urlunsplit

from generator.distribute import read_sums
from generator.problems import BadInputError, Position, Problem, fail

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import httpx2

__all__ = ["Published", "publish", "simple_url"]

_SECRETS = ("TWINE_PASSWORD", "TWINE_USERNAME")
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_SECONDS = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What `publish` did."""

    index: str
    uploaded: tuple[str, ...]
    present: tuple[str, ...]
    """What the index had already, with the same sha256."""

    def text(self) -> str:
        """Tell it for a terminal."""
        lines = [f"uploaded  {name}" for name in self.uploaded] + [f"is there  {name}" for name in self.present]
        return "\n".join([*lines, f"{self.index}: {len(self.uploaded)} uploaded, {len(self.present)} were there"])

    def json(self) -> dict[str, Any]:
        """Tell it for programs."""
        return {"index": self.index, "uploaded": list(self.uploaded), "present": list(self.present)}


def publish(index: str, folder: Path, *, simple: str = "") -> Published:
    """Upload the distributions in `folder` to `index`, all that are not there with the same bytes.

    User name and password are twine's environment variables, TWINE_USERNAME and TWINE_PASSWORD, and nothing else:
    no configuration file, no key ring. `simple` is where the index lists its files (PEP 503), if not where
    `simple_url` says.

    Raises:
        BadInputError: the address or the folder can't be used, the index has another file under a name, or refuses.
    """
    at = _usable(index)
    sums = read_sums(folder)
    there = _Listing(simple or simple_url(index)).read(sums, at)
    other = [name for name in sums if there.get(name, sums[name]) != sums[name]]
    if other:
        finding = "the index has another file under the name {}, sha256 {}; here it has {}"
        hint = "a published version never changes: raise the version, or publish the files that were released"
        raise BadInputError(
            Problem(at=at, finding=finding.format(name, there[name], sums[name]), hint=hint) for name in other
        )
    missing = tuple(name for name in sums if name not in there)
    if missing:
        _upload(index, [folder / name for name in missing], at)
    return Published(index=index, uploaded=missing, present=tuple(name for name in sums if name in there))


def simple_url(index: str) -> str:
    """Say where the index that takes uploads at `index` lists its files: beside `legacy/`, else in `simple/`."""
    parts = urlsplit(index)
    path = parts.path.rstrip("/")
    if path.endswith("/legacy"):
        host = parts.netloc.removeprefix("upload.")
        return urlunsplit((parts.scheme, host, f"{path.removesuffix('legacy')}simple/", "", ""))
    return urlunsplit((parts.scheme, parts.netloc, f"{path}/simple/", "", ""))


def _usable(index: str) -> Position:
    """Refuse an address that can't be an index or would give a password away."""
    parts = urlsplit(index)
    shown = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    at = Position(file=shown or "INDEX")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise fail(at, "is no address of an index", "make publish INDEX=https://…")
    if shown != index:
        raise fail(at, "the address holds a user name or a password", "set TWINE_USERNAME and TWINE_PASSWORD instead")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise fail(at, "http would show the password to everybody on the way", "use https")
    return at


class _Listing:
    """What an index says it has."""

    def __init__(self, simple: str) -> None:
        self._simple = f"{simple.rstrip('/')}/"

    def read(self, wanted: Mapping[str, str], at: Position) -> dict[str, str]:
        """Give the sha256 of those wanted files that are there; where the listing names none, of what it sends."""
        import httpx2  # noqa: PLC0415 - slow to load, and a wrong address is answered without

        found: dict[str, str] = {}
        try:
            with httpx2.Client(timeout=_SECONDS, follow_redirects=True) as http:
                for project in sorted({_project(name) for name in wanted}):
                    links = self._links(http, project)
                    found |= {name: _sha256(http, links[name]) for name in wanted if name in links}
        except httpx2.HTTPError as error:
            finding = f"can't read what is there already: {_redacted(str(error))}"
            raise fail(at, finding, f"look whether {self._simple} lists files, or give --simple") from None
        return found

    def _links(self, http: httpx2.Client, project: str) -> dict[str, str]:
        answer = http.get(f"{self._simple}{project}/", headers={"Accept": "text/html"})
        if answer.status_code == 404:
            return {}
        answer.raise_for_status()
        page = _Page(str(answer.url))
        page.feed(answer.text)
        return page.links


class _Page(HTMLParser):
    """The links of a page of PEP 503, by file name."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self._address = address

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take the address of every anchor."""
        if tag == "a" and (link := dict(attrs).get("href")):
            whole = urljoin(self._address, link)
            self.links[unquote(urlsplit(whole).path.rpartition("/")[2])] = whole


def _project(name: str) -> str:
    """The project's normalised name (PEP 503) of a distribution's file name."""
    return re.sub(r"[-_.]+", "-", name.partition("-")[0]).lower()


def _sha256(http: httpx2.Client, link: str) -> str:
    address, fragment = urldefrag(link)
    algorithm, _, value = fragment.partition("=")
    if algorithm == "sha256":
        return value.lower()
    return hashlib.sha256(http.get(address).raise_for_status().content).hexdigest()


def _upload(index: str, paths: list[Path], at: Position) -> None:
    options = ["--non-interactive", "--disable-progress-bar", "--config-file", os.devnull, "--repository-url", index]
    run = subprocess.run(
        [sys.executable, "-m", "twine", "upload", *options, *map(str, paths)],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring", "NO_COLOR": "1"},
    )
    if run.returncode:
        told = " ".join(_redacted(f"{run.stdout}\n{run.stderr}").split())
        raise fail(at, f"the upload failed: {told}", "mend what it says and run it again: what is there is skipped")


def _redacted(text: str) -> str:
    """Take the secrets out of other programs' words."""
    for secret in filter(None, map(os.environ.get, _SECRETS)):
        text = text.replace(secret, "…")
    return text
