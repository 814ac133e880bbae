"""Reads the document that `update` takes in: a file, or an http or https address, and nothing else."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.document import MAX_BYTES
from generator.problems import BadInputError, Position, fail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

__all__ = ["Fetched", "Limits", "fetch"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A document as it came, and what is known of where it came from."""

    url: str
    """The address as it was asked for, or a file's name without its folders."""
    content: bytes
    date: str = ""
    """The day it is from (ISO 8601): what the server calls Last-Modified, or the date in the file's name."""
    etag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much patience a server gets."""

    seconds: float = 60.0
    """For the whole exchange, redirects included; looked at whenever something arrives of an answer's body."""
    size: int = MAX_BYTES
    """Bytes of the document, after decompression."""
    redirects: int = 5


def fetch(
    source: str,
    *,
    etag: str = "",
    limits: Limits = Limits(),
    clock: Callable[[], float] = time.monotonic,
) -> Fetched | None:
    """Read the document at `source`; None if the server says that the one with this `etag` is still current.

    Redirects are followed to http and https, from https only to https. Proxies and certificates come from the usual
    environment variables.

    Raises:
        BadInputError: it can't be had, and why.
    """
    scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", source)
    if not scheme:
        return _file(source, limits)
    at = Position(file=_USERINFO.sub("//", source))
    if scheme[1].lower() not in _SCHEMES:
        raise fail(at, f"{scheme[1]} addresses are not read", _ONLY)
    if at.file != source:
        raise fail(at, "the address holds a user name or a password", "leave them out")
    return _Exchange(source, limits, clock).run(etag)


_SCHEMES: Final = ("http", "https")
_USERINFO: Final = re.compile(r"//[^/?#]*@")
_ONLY: Final = "give a file, or an http or https address"
_DATE: Final = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_NO_RECIPIENT: Final = "look at the address and at the network; proxies are taken from HTTPS_PROXY and NO_PROXY"
_PATIENCE: Final = "try again later, or download it and give the file"


def _file(source: str, limits: Limits) -> Fetched:
    path = Path(source)
    at = Position(file=path.as_posix())
    try:
        with path.open("rb") as file:
            content = file.read(limits.size + 1)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise fail(at, f"can't be read: {reason}", _ONLY) from None
    if len(content) > limits.size:
        raise _too_large(at, limits)
    return Fetched(url=path.name, content=_document(content, "", at), date=_date_in(path.name))


def _date_in(name: str) -> str:
    for found in reversed(_DATE.findall(name)):
        try:
            return date.fromisoformat(found).isoformat()
        except ValueError:
            continue
    return ""


class _Exchange:
    """One document from one server, however many redirects away."""

    def __init__(self, source: str, limits: Limits, clock: Callable[[], float]) -> None:
        self.source = source
        self.limits = limits
        self.clock = clock
        self.deadline = clock() + limits.seconds
        self.at = Position(file=source)

    def run(self, etag: str) -> Fetched | None:
        import httpx2  # noqa: PLC0415 - a document from a file needs none

        try:
            with httpx2.Client(timeout=self.limits.seconds, headers={"Accept": _ACCEPT}) as client:
                return self.follow(client, self.checked(httpx2.URL(self.source)), etag)
        except httpx2.InvalidURL as error:
            raise fail(self.at, f"this is no address: {error}", _ONLY) from None
        except httpx2.TimeoutException:
            raise self.too_slow() from None
        except httpx2.ConnectError as error:
            raise fail(self.at, f"can't be reached: {_reason(error)}", _NO_RECIPIENT) from None
        except httpx2.DecodingError as error:
            raise fail(self.at, f"the answer can't be decompressed: {_reason(error)}", _PATIENCE) from None
        except httpx2.HTTPError as error:
            raise fail(self.at, f"the connection broke: {_reason(error)}", _PATIENCE) from None

    def follow(self, client: httpx2.Client, url: httpx2.URL, etag: str) -> Fetched | None:
        """Ask, and ask again where the server points."""
        headers = {"If-None-Match": etag} if etag else {}
        for _ in range(self.limits.redirects + 1):
            with client.stream("GET", url, headers=headers, timeout=self.left()) as answer:
                if answer.status_code == 304 and etag:
                    return None
                if answer.has_redirect_location:
                    url = self.next(url, answer)
                    continue
                if answer.status_code != 200:
                    finding = f"the server answers {answer.status_code} {answer.reason_phrase}".rstrip()
                    raise fail(self.at, finding, "look at the address")
                return self.read(answer)
        raise fail(self.at, f"more than {self.limits.redirects} redirects", "give the address that they lead to")

    def next(self, url: httpx2.URL, answer: httpx2.Response) -> httpx2.URL:
        location = answer.headers["Location"]
        target = self.checked(url.join(location))
        if url.scheme == "https" and target.scheme != "https":
            finding = f"a redirect leads from https to {target.scheme}: {target}"
            raise fail(self.at, finding, "give that address yourself if you trust it")
        return target

    def checked(self, url: httpx2.URL) -> httpx2.URL:
        if url.scheme not in _SCHEMES or not url.host:
            raise fail(self.at, f"leads to {url}, which is not read", _ONLY)
        return url

    def read(self, answer: httpx2.Response) -> Fetched:
        """Take the body in, bounded in size and time however it drips."""
        content = bytearray()
        for piece in answer.iter_bytes():
            content += piece
            if len(content) > self.limits.size:
                raise _too_large(self.at, self.limits)
            self.left()
        headers: Mapping[str, str] = answer.headers
        return Fetched(
            url=self.source,
            content=_document(bytes(content), headers.get("Content-Type", ""), self.at),
            date=_day(headers.get("Last-Modified", "")),
            etag=headers.get("ETag", ""),
        )

    def left(self) -> float:
        """Tell the seconds that are left; raises when there are none."""
        seconds = self.deadline - self.clock()
        if seconds <= 0:
            raise self.too_slow()
        return seconds

    def too_slow(self) -> BadInputError:
        return fail(self.at, f"not there after {self.limits.seconds:g} seconds", _PATIENCE)


_ACCEPT: Final = "application/yaml, application/vnd.oai.openapi, application/json;q=0.9, */*;q=0.5"


def _day(stamp: str) -> str:
    try:
        return parsedate_to_datetime(stamp).date().isoformat()
    except ValueError:
        return ""


def _document(content: bytes, media_type: str, at: Position) -> bytes:
    """Give the content back if it may be an OpenAPI document; the reader of documents says the rest."""
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:20].lower()
    if not start:
        raise fail(at, "the document is empty", "look at the address")
    if start.startswith((b"<!doctype", b"<html", b"<?xml")) or media_type.lower().startswith("text/html"):
        raise fail(at, "this is a web page, not an OpenAPI document", "find the address of the YAML or JSON itself")
    return content


def _too_large(at: Position, limits: Limits) -> BadInputError:
    size = f"{limits.size / 2**20:g} MiB" if limits.size >= 2**20 else f"{limits.size} bytes"
    return fail(at, f"larger than {size}", "no OpenAPI document is; look at the address")


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
