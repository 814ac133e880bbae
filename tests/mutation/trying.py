"""Tries mutants: a child process for each runs the tests that execute the changed line, and stops at the first failure.

The parent has imported what the tests need from elsewhere and nothing of the project, so a child has only the project
to import. The mutant is put on disk, where programs that the tests start find it as well.
"""

from __future__ import annotations

import gc
import importlib
import os
import resource
import select
import signal
import sys
from collections import defaultdict
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.mutation.mutants import Mutant
    from tests.mutation.tracing import Trace

Outcome: TypeAlias = Literal["killed", "timed out", "survived", "not executed"]

PATIENCE = 20.0
"""Seconds without a sign of life; the slowest of the tests counts five times on top."""
MEMORY = 6 << 30
"""Bytes of address space: a mutant that grows without end takes no more."""


def warm_up(names: list[str]) -> None:
    """Import what every child would import."""
    for name in names:
        with suppress(Exception, SystemExit):
            importlib.import_module(name)
    gc.freeze()


def attempt(tree: Path, mutant: Mutant, trace: Trace) -> Outcome:
    """Put the mutant in place, ask the tests that execute it, and put the module back."""
    path = tree / mutant.module
    tests = trace.tests_of(mutant.module, path.read_text("utf-8"), mutant.line)
    if not tests:
        return "not executed"
    with _in_place(path, mutant.source):
        return _in_a_child(_in_order(tests, trace), _patience(tests, trace))


def passes(tests: list[str], trace: Trace) -> bool:
    """Whether these tests pass on their own while nothing is broken."""
    return _in_a_child(tests, _patience(tests, trace)) == "survived"


def _patience(tests: list[str], trace: Trace) -> float:
    return PATIENCE + 5 * max(trace.seconds[test] for test in tests)


def _in_order(tests: list[str], trace: Trace) -> list[str]:
    """File by file, the quickest file first, so that nothing is set up twice."""
    files: dict[str, float] = defaultdict(float)
    for test in tests:
        files[test.partition("::")[0]] += trace.seconds[test]
    return sorted(tests, key=lambda test: (files[test.partition("::")[0]], test.partition("::")[0]))


@contextmanager
def _in_place(path: Path, source: str) -> Generator[None]:
    """Write the source with a time of its own, so that no compiled file of the module fits it."""
    original, times = path.read_bytes(), path.stat()
    path.write_text(source, "utf-8")
    os.utime(path, (times.st_atime, times.st_mtime + 10))
    try:
        yield
    finally:
        path.write_bytes(original)
        os.utime(path, (times.st_atime, times.st_mtime))


def _in_a_child(tests: list[str], patience: float) -> Outcome:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(tests, writing)
    os.close(writing)
    alive = True
    while alive and (ready := select.select([reading], [], [], patience)[0]):
        alive = bool(ready and os.read(reading, 4096))
    os.close(reading)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if alive:
        return "timed out"
    return "survived" if os.WIFEXITED(status) and os.WEXITSTATUS(status) == 0 else "killed"


def _run(tests: list[str], signs: int) -> None:
    """Be the child: run the tests and say at the end of each that there is life; never returns."""
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(silence, stream)
    sys.dont_write_bytecode = True
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    options = ["-x", "-p", "no:cacheprovider", "--hypothesis-seed=0", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    code: int = pytest.ExitCode.INTERNAL_ERROR
    try:
        code = pytest.main([*options, *files], plugins=[_Chosen(tests, signs)])
    finally:
        os.write(signs, b".")
        os._exit(int(code))


class _Chosen:
    """Runs the chosen tests in their order, and gives a sign after each."""

    def __init__(self, tests: list[str], signs: int) -> None:
        self._order = {test: place for place, test in enumerate(tests)}
        self._signs = signs

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(chosen, key=lambda item: self._order[item.nodeid])

    def pytest_runtest_logfinish(self) -> None:
        os.write(self._signs, b".")
