"""Shows what a run does and what came of it: progress while it works, a summary at the end."""

from __future__ import annotations

import contextlib
import json as json_module
import sys
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

__all__ = ["Result", "progress", "show"]


class Result(Protocol):
    """What a verb gives back."""

    def text(self) -> str:
        """The summary for people."""
        ...

    def json(self) -> dict[str, Any] | str:
        """The same for programs: an object, or one that is written already."""
        ...


@contextlib.contextmanager
def progress(*, quiet: bool, lines: bool = False) -> Generator[Callable[[str], None]]:
    """Give a function to call at the beginning of each stage; on a terminal the stage shows while it lasts.

    Elsewhere nothing shows, or with `lines`, for what takes its time, a line each.
    """
    if quiet or not sys.stderr.isatty():
        yield _write_line if lines and not quiet else lambda _stage: None
        return
    from rich.console import Console  # only here: it costs as much as half a run

    console = Console(stderr=True)
    with console.status("starting", spinner="dots") as status:
        yield status.update


def show(result: Result, *, json: bool = False, quiet: bool = False) -> None:
    """Print a result to standard output: as text, as one JSON object, or not at all."""
    if json:
        told = result.json()
        sys.stdout.write(told if isinstance(told, str) else json_module.dumps(told, indent=1, sort_keys=True) + "\n")
    elif not quiet:
        sys.stdout.write(result.text().rstrip("\n") + "\n")


def _write_line(stage: str) -> None:
    sys.stderr.write(f"… {stage}\n")
    sys.stderr.flush()
