"""Puts a finished folder in the place of the old one, whole or not at all.

The new tree is made in a hidden sibling, `.NAME.new`; two renames exchange it with the old one, which waits as
`.NAME.old` until the exchange is complete. Whatever moment a run is cut off at, the next one finds a state that it
can mend: before the exchange the old tree counts, after it the new one.
"""

from __future__ import annotations

import contextlib
import fcntl
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path

__all__ = ["BusyError", "exchange", "exclusive", "mend", "stage", "write_tree"]


class BusyError(Exception):
    """Another run is writing the same folder."""


@contextlib.contextmanager
def exclusive(output: Path) -> Generator[None]:
    """Hold the right to write `output`; raises BusyError if another run has it. The system frees it on any death."""
    output.parent.mkdir(parents=True, exist_ok=True)
    with (output.parent / f".{output.name}.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            message = f"{output}: another run is writing it; wait for it to end, then run again"
            raise BusyError(message) from None
        yield


def mend(output: Path) -> str:
    """Undo or complete an exchange that was cut off; says what was done, or nothing."""
    old, new = _old(output), _new(output)
    done = ""
    if old.exists() and not output.exists():
        old.rename(output)
        done = "an interrupted exchange was undone"
    elif old.exists():
        _remove(old)
        done = "an interrupted exchange was completed"
    if new.exists():
        _remove(new)
    return done


@contextlib.contextmanager
def stage(output: Path) -> Generator[Path]:
    """Give an empty sibling of `output` to build in; it is gone afterwards unless `exchange` took it."""
    new = _new(output)
    new.mkdir(parents=True)
    try:
        yield new
    finally:
        if new.exists():
            _remove(new)


def exchange(output: Path) -> None:
    """Put the staged tree in the place of `output`."""
    old = _old(output)
    if output.exists():
        output.rename(old)
    try:
        _new(output).rename(output)
    except BaseException:
        if old.exists():
            old.rename(output)
        raise
    if old.exists():
        _remove(old)


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, given by their path below `folder`, in sorted order."""
    for name, content in sorted(files.items()):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _old(output: Path) -> Path:
    return output.parent / f".{output.name}.old"


def _new(output: Path) -> Path:
    return output.parent / f".{output.name}.new"


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
