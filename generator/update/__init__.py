"""Takes a newer upstream document in: makes `spec/openapi.yaml` and `openapi.lock` of it and says what that changes.

The description holds the facts of the chosen operations, in canonical order: the same document gives the same bytes.
Overlays that no longer fit, and words of ours that upstream has since put otherwise, are reported, not repaired.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from generator.day import read_day
from generator.document import Document, dumps, load, loads
from generator.facts import digest, facts, in_order, prose
from generator.overlay import apply, read_all
from generator.problems import BadInputError, Position, Problem, fail
from generator.select import select
from generator.update.changes import compare
from generator.update.fetch import Fetched, fetch
from generator.update.lock import Lock, lock_path, read_lock, replace_files
from generator.update.report import Update
from generator.update.words import Covers, covers, reworded, settled

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from generator.config import Configuration
    from generator.document import JSON
    from generator.overlay import Overlay

__all__ = ["Update", "update"]


def update(
    source: str,
    *,
    spec: Path,
    configuration: Configuration,
    overlays: Sequence[Path] = (),
    date: str = "",
    accept_words: bool = False,
    fetch_from: Callable[..., Fetched | None] = fetch,
) -> Update:
    """Take the document at `source` in, a file or an http or https address; empty means the configuration's.

    `date` is the day the document is from, where neither server nor file name say it. With `accept_words`, our words
    count as written against upstream's as they are now.

    Raises:
        BadInputError: the document can't be had or used, or an overlay is none; nothing was written.
    """
    source = source or configuration.source
    if not source:
        raise fail(Position(file="update"), "no document is named", "give a file or an address, or set source")
    before = _Before.read(spec, configuration)
    fetched = fetch_from(source, etag="" if accept_words else before.etag(source))
    if fetched is None:
        return before.unchanged(spec)
    taken = _Taken.take(source, fetched, spec, configuration)
    read = read_all(overlays)
    fit = _fit(taken.description, read)
    words = fit.words if fit.words is not None else _fit(before.description, read).words or {}
    lock = _lock(taken, before, configuration, words, date=read_day(date), accept_words=accept_words)
    written = replace_files({spec: taken.text, lock_path(spec): lock.text()})
    seen = before.lock.prose if before.lock and not accept_words else None
    return Update(
        spec=spec.as_posix(),
        url=lock.url,
        date=lock.date,
        document=lock.document,
        facts=lock.facts,
        is_first=before.description is None,
        changes=compare(facts(before.description.data), taken.facts) if before.description else (),
        misfits=fit.misfits,
        remarks=fit.remarks,
        rewordings=() if seen is None else reworded(seen, taken.prose, words),
        written=tuple(path.as_posix() for path in written),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """What an earlier update left."""

    description: Document | None
    lock: Lock | None
    is_as_written: bool
    """The description is the one that the lock is about, with the operations that are wanted now."""

    @classmethod
    def read(cls, spec: Path, configuration: Configuration) -> _Before:
        description = load(spec) if spec.exists() else None
        lock = read_lock(lock_path(spec))
        as_written = (
            description is not None
            and lock is not None
            and digest(description.data) == lock.facts
            and lock.operations == configuration.operations
            and configuration.prose == "ours"
        )
        return cls(description=description, lock=lock, is_as_written=as_written)

    def etag(self, source: str) -> str:
        """Give the tag that lets a server say "nothing new", if nothing new would leave us with what we want."""
        return self.lock.etag if self.lock and self.is_as_written and self.lock.url == source else ""

    def unchanged(self, spec: Path) -> Update:
        assert self.lock is not None  # noqa: S101 - only its tag makes a server say so
        return Update(
            spec=spec.as_posix(),
            url=self.lock.url,
            date=self.lock.date,
            document=self.lock.document,
            facts=self.lock.facts,
            is_current=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """What is taken from the new document."""

    fetched: Fetched
    facts: dict[str, JSON]
    prose: dict[str, str]
    text: str
    """The new description."""
    description: Document
    """The same, read back, so that every node knows its line."""

    @classmethod
    def take(cls, source: str, fetched: Fetched, spec: Path, configuration: Configuration) -> _Taken:
        document = loads(fetched.content, name=source)
        part = select(document, configuration.operations).data
        found = facts(part)
        text = dumps(found if configuration.prose == "ours" else in_order(part))
        description = loads(text, name=spec.as_posix())
        return cls(fetched=fetched, facts=found, prose=prose(part), text=text, description=description)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """How overlays fit a description."""

    misfits: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    words: Covers | None = None
    """Which upstream texts they put in our words; None if they can't be applied."""


def _fit(description: Document | None, overlays: Sequence[Overlay]) -> _Fit:
    if description is None:
        return _Fit()
    try:
        applied = apply(description, overlays)
    except BadInputError as error:
        return _Fit(misfits=error.problems)
    return _Fit(remarks=applied.findings, words=covers(description, applied.document, overlays))


def _lock(
    taken: _Taken, before: _Before, configuration: Configuration, words: Covers, *, date: str, accept_words: bool
) -> Lock:
    """Record the origin; a file of the very document that is recorded already is no new origin."""
    document = sha256(taken.fetched.content).hexdigest()
    old = before.lock
    is_known = old is not None and old.document == document and "://" not in taken.fetched.url
    url, day, etag = (
        (old.url, old.date, old.etag)
        if old is not None and is_known
        else (taken.fetched.url, taken.fetched.date, taken.fetched.etag)
    )
    return Lock(
        url=url,
        date=date or day,
        etag=etag,
        document=document,
        facts=digest(taken.facts),
        operations=configuration.operations,
        prose=settled(old.prose if old else {}, taken.prose, words, accept=accept_words),
    )
