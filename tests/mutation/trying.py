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
from collections import Counter, defaultdict
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal, TypeAlias

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from tests.mutation.mutants import Mutant
    from tests.mutation.tracing import Trace

Outcome: TypeAlias = Literal["killed", "timed out", "survived", "not executed"]

PATIENCE = 20.0
"""Seconds without a sign of life; the slowest of the tests counts five times on top."""
FIRST_ASKED = 20
MEMORY = 6 << 30
"""Bytes of address space: a mutant that grows without end takes no more."""


def warm_up(names: list[str]) -> None:
    """Import what every child would import."""
    for name in names:
        with suppress(Exception, SystemExit):
            importlib.import_module(name)
    gc.freeze()


class Trials:
    """Tries one mutant after another, and remembers which tests noticed: they are asked first the next time."""

    def __init__(self, tree: Path, trace: Trace) -> None:
        self._tree = tree
        self._trace = trace
        self._noticed = defaultdict[str, Counter[str]](Counter)
        self._trusted: set[str] = set()

    def attempt(self, mutant: Mutant) -> Outcome:
        """Put the mutant in place, ask the tests that execute it, and put the module back."""
        path = self._tree / mutant.module
        tests = self._trace.tests_of(mutant.module, path.read_text("utf-8"), mutant.line)
        if not tests:
            return "not executed"
        for asked in self._rounds(mutant.module, tests):
            with _in_place(path, mutant.source):
                outcome, who = _in_a_child(asked, self._patience(asked))
            if who and not self._is_trusted(who):
                return self.attempt(mutant)
            if outcome != "survived":
                self._noticed[mutant.module][who] += 1
                return outcome
        return "survived"

    def _rounds(self, module: str, tests: list[str]) -> Iterator[list[str]]:
        """First the tests that noticed most and some of all the others, then the rest."""
        known = [test for test, _ in self._noticed[module].most_common() if test in tests][:FIRST_ASKED]
        ordered = _in_order(tests, self._trace)
        some = ordered[:: max(1, len(ordered) // FIRST_ASKED)]
        first = list(dict.fromkeys([*known, *some]))
        yield first
        if rest := [test for test in ordered if test not in first]:
            yield rest

    def _is_trusted(self, test: str) -> bool:
        """Whether a test passes on its own while nothing is broken; if not, it is not asked again."""
        if test not in self._trusted:
            outcome, _ = _in_a_child([test], self._patience([test]))
            if outcome != "survived":
                print(f"not asked, as it fails anyway: {test}")
                del self._trace.seconds[test]
                return False
            self._trusted.add(test)
        return True

    def _patience(self, tests: list[str]) -> float:
        return PATIENCE + 5 * max(self._trace.seconds[test] for test in tests)


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


def _in_a_child(tests: list[str], patience: float) -> tuple[Outcome, str]:
    """What came of the tests, and which failed, if one did."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        _run(tests, writing)
    os.close(writing)
    told, alive = b"", True
    while alive and select.select([reading], [], [], patience)[0]:
        piece = os.read(reading, 4096)
        told, alive = told + piece, bool(piece)
    os.close(reading)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if alive:
        return "timed out", ""
    passed = os.WIFEXITED(status) and os.WEXITSTATUS(status) in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    return "survived" if passed else "killed", told.decode().strip().partition("\n")[0]


def _run(tests: list[str], signs: int) -> None:
    """Be the child: run the tests and give signs of life; never returns."""
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
        os._exit(int(code))


class _Chosen:
    """Runs the chosen tests in their order, and gives a sign after each."""

    def __init__(self, tests: list[str], signs: int) -> None:
        self._order = {test: place for place, test in enumerate(tests)}
        self._signs = signs

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(chosen, key=lambda item: self._order[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        os.write(self._signs, f"{report.nodeid}\n".encode() if report.failed else b"\n")
