"""Uploads what an index does not have yet; refuses when it has something else under the same name."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

from generator.distribute import read_sums
from generator.listing import Credentials, Listing, simple_url
from generator.problems import BadInputError, Position, Problem, fail

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

__all__ = ["Published", "publish"]

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}
_USAGE = "make publish INDEX=https://…"
_SECRETS = "set TWINE_USERNAME and TWINE_PASSWORD"
_RAISE = "a published version never changes: raise the version, or publish the files that were released"
_AGAIN = "mend what it says and run it again: what is there is skipped"
_REFUSED = dict.fromkeys(["401", "403", "Credential"], f"{_SECRETS} to what the index gave you")
_ELSEWHERE = dict.fromkeys(["404", "405"], "INDEX is the address that takes uploads, not the one that lists files")


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
    at = _usable(index, "INDEX")
    simple = simple or simple_url(index)
    _usable(simple, "--simple")
    sums = read_sums(folder)
    there = _listed(Listing(address=simple, credentials=_credentials(index)), sums, at)
    other = [name for name in sums if there.get(name, sums[name]) != sums[name]]
    if other:
        finding = "the index has another file under the name {}, sha256 {}; here it has {}"
        raise BadInputError(
            Problem(at=at, finding=finding.format(name, there[name], sums[name]), hint=_RAISE) for name in other
        )
    missing = tuple(name for name in sums if name not in there)
    if missing:
        _upload(index, [folder / name for name in missing], at)
    return Published(index=index, uploaded=missing, present=tuple(name for name in sums if name in there))


def _usable(address: str, name: str) -> Position:
    """Refuse an address that can't be an index's, or would give a secret away: that part is not repeated."""
    if not address:
        raise fail(Position(file=name), "no address is given", _USAGE)
    try:
        parts = urlsplit(address)
        known, _ = (parts.hostname, parts.username), parts.port
    except ValueError:
        raise fail(Position(file=name), "is no address", _USAGE) from None
    at = Position(file=urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", "")) or name)
    host, user = known
    if user is not None or parts.query or parts.fragment:
        raise fail(at, "the address holds a user name, a password or a token", f"{_SECRETS} instead")
    if parts.scheme not in {"http", "https"} or not host or not re.fullmatch(r"[!-~]+", address):
        raise fail(at, "is no address of an index", _USAGE)
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise fail(at, "http would show the password to everybody on the way", "use https")
    return at


def _credentials(index: str) -> Credentials | None:
    user, password = os.environ.get("TWINE_USERNAME"), os.environ.get("TWINE_PASSWORD")
    return Credentials(user=user, password=password, address=index) if user and password else None


def _listed(listing: Listing, names: Iterable[str], at: Position) -> dict[str, str]:
    import httpx2  # noqa: PLC0415 - slow to load, and a wrong address is answered without

    where = f"look whether {listing.address} lists files, or give --simple"
    try:
        return listing.digests(names)
    except httpx2.HTTPStatusError as error:
        status = str(error.response.status_code)
        answer = _cleaned(f"{status} {error.response.reason_phrase} from {error.request.url}")
        hint = _REFUSED.get(status, where)
    except (httpx2.HTTPError, httpx2.InvalidURL) as error:
        answer, hint = _cleaned(str(error)), where
    raise fail(at, f"can't read what is there already: {answer}", hint)


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
        told = _cleaned(f"{run.stdout}\n{run.stderr}").rpartition("ERROR ")[2]
        key = re.search(r"(?<=HTTPError: )\d{3}|Credential", told)
        hints = {**_REFUSED, **_ELSEWHERE, "409": _RAISE}
        raise fail(at, f"the upload failed: {told}", hints.get(key[0] if key else "", _AGAIN))


def _cleaned(text: str) -> str:
    """Take secrets, colours and line ends out of other programs' words."""
    user, password = os.environ.get("TWINE_USERNAME", ""), os.environ.get("TWINE_PASSWORD", "")
    for secret in filter(None, (base64.b64encode(f"{user}:{password}".encode()).decode(), password)):
        text = text.replace(secret, "…")
    if user:
        text = re.sub(rf"(?<!\w){re.escape(user)}(?!\w)", "…", text)
    return " ".join(re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text).split())
