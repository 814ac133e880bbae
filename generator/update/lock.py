"""Reads and writes `openapi.lock`: where the description came from, and against which words ours were written."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, cast

from generator.document import JSON, dumps, load
from generator.problems import Position, fail

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["Lock", "lock_path", "read_lock", "replace_files"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The origin of a description; not when and where it was taken in, so that doing so again changes nothing."""

    url: str
    """The address it was fetched from, or the name of the file, without its folders."""
    date: str
    """The day it is from, as ISO 8601; empty if nobody said."""
    etag: str
    document: str
    """SHA-256 of the document as it came."""
    facts: str
    """SHA-256 of the facts of the part that is used."""
    operations: tuple[str, ...]
    """The operations of that part; none means all."""
    prose: Mapping[str, str]
    """JSON pointer of each upstream text → its digest when our words for it were last looked at."""

    def text(self) -> str:
        """Write it as YAML."""
        origin: dict[str, JSON] = {"url": self.url, "date": self.date, "etag": self.etag}
        return _HEADER + dumps(
            {
                **{key: value for key, value in origin.items() if value},
                "sha256": {"document": self.document, "facts": self.facts},
                "operations": list(self.operations),
                "prose": dict(sorted(self.prose.items())),
            }
        )


def lock_path(spec: Path) -> Path:
    """Name the lock of a description: `openapi.yaml` has `openapi.lock` beside it."""
    return spec.with_suffix(".lock")


def read_lock(path: Path) -> Lock | None:
    """Read a lock; None if there is none yet.

    Raises:
        BadInputError: the file is no lock.
    """
    if not path.exists():
        return None
    document = load(path)
    try:
        return _lock(document.data)
    except (KeyError, TypeError, AttributeError):
        hint = "restore it from version control, or delete it and take the document in anew"
        raise fail(document.position(), "this is no lock of a description", hint) from None


def replace_files(files: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write files so that each is whole at every moment, and all or none are new unless the process is killed between.

    A file that is already as wanted is not touched; gives those that were.

    Raises:
        BadInputError: the folder can't be written.
    """
    wanted = {path: text.encode() for path, text in files.items()}
    try:
        before = {path: path.read_bytes() if path.exists() else None for path in wanted}
        changed = [path for path in wanted if before[path] != wanted[path]]
        _exchange({path: wanted[path] for path in changed}, before)
    except OSError as error:
        at = Position(file=str(error.filename or next(iter(files))))
        hint = "look at the permissions of the folder and at the space on the disk"
        raise fail(at, f"can't be written: {(error.strerror or str(error)).lower()}", hint) from None
    return tuple(changed)


_HEADER: Final = "# Where the description beside this file came from; written by `python -m generator update`.\n"


def _lock(found: Mapping[str, JSON]) -> Lock:
    digests = cast("dict[str, str]", found["sha256"])
    prose = cast("dict[str, str]", found["prose"])
    return Lock(
        url=str(found["url"]),
        date=str(found.get("date", "")),
        etag=str(found.get("etag", "")),
        document=str(digests["document"]),
        facts=str(digests["facts"]),
        operations=tuple(cast("list[str]", found["operations"])),
        prose={pointer: str(digest) for pointer, digest in prose.items()},
    )


def _exchange(wanted: Mapping[Path, bytes], before: Mapping[Path, bytes | None]) -> None:
    """Stage every file, then rename each into its place; whatever stops this, a signal too, puts the old ones back."""
    try:
        for path, content in wanted.items():
            _stage(path, content)
        for path in wanted:
            _new(path).replace(path)
    except BaseException:
        for path in wanted:
            _restore(path, before[path])
        raise


def _stage(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with _new(path).open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _restore(path: Path, content: bytes | None) -> None:
    with contextlib.suppress(OSError):
        _new(path).unlink(missing_ok=True)
        if content is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != content:
            _stage(path, content)
            _new(path).replace(path)


def _new(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")
