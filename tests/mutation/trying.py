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
from functools import cache
from hashlib import sha256
from itertools import chain, zip_longest
from pathlib import PurePath
from typing import TYPE_CHECKING, Literal, TypeAlias

import pytest

from tests.mutation.tracing import OPTIONS

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping
    from pathlib import Path

    from tests.mutation.mutants import Mutant
    from tests.mutation.tracing import Trace

Outcome: TypeAlias = Literal["killed", "timed out", "survived", "not executed"]

PATIENCE = 30.0
"""Seconds without a sign of life; the slowest of the tests counts ten times on top."""
FIRST_ASKED = 8
SOME = 3
BUDGET = 8.0
"""CPU seconds that the tests of one mutant may take, by the measured times. A mutant unnoticed by then counts as
survived: the score is a lower bound."""
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
        """First the tests that noticed most, then some of all the others, as far as the budget goes."""
        asked = set(tests)
        known = [test for test, _ in self._noticed[module].most_common() if test in asked][:FIRST_ASKED]
        if known:
            yield known
        seconds = self._trace.seconds
        lines = self._trace.contexts.get(module, {})
        own = [test for test in tests if _file(test).endswith(f"_{PurePath(module).stem}.py")]
        if rest := [test for test in _within_budget(own, tests, lines, seconds) if test not in known]:
            yield _in_order(rest, seconds)

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
        return PATIENCE + 10 * max(self._trace.seconds[test] for test in tests)


def _within_budget(
    own: list[str], tests: list[str], lines: Mapping[int, list[str]], seconds: Mapping[str, float]
) -> list[str]:
    """As many tests as fit into the budget.

    First the module's own, then for each line of the module the quickest that execute it, rare lines first. Tests that
    run through the same lines as many others tell little; the rest come in turns from all files.
    """
    meant, files = set(tests), defaultdict[str, list[str]](list)
    for test in sorted(tests, key=_scattered):
        files[_file(test)].append(test)
    executed = sorted(([test for test in who if test in meant] for who in lines.values()), key=len)
    rare = chain.from_iterable(sorted(who, key=seconds.__getitem__)[:SOME] for who in executed)
    spent, chosen = 0.0, dict[str, None]()
    for test in filter(None, chain(own, rare, chain.from_iterable(zip_longest(*files.values())))):
        if test not in chosen and (spent + seconds[test] < BUDGET or not chosen):
            spent += seconds[test]
            chosen[test] = None
    return list(chosen)


def _in_order(tests: list[str], seconds: Mapping[str, float]) -> list[str]:
    """File by file, the quickest file first, so that nothing is set up twice."""
    files: dict[str, float] = defaultdict(float)
    for test in tests:
        files[_file(test)] += seconds[test]
    return sorted(tests, key=lambda test: (files[_file(test)], _file(test)))


def _file(test: str) -> str:
    return test.partition("::")[0]


@cache
def _scattered(test: str) -> str:
    """Sorts tests so that those that stand side by side are far from each other, in the same way each time."""
    return sha256(test.encode()).hexdigest()


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
    options = ["-x", "--tb=native", "-W", "ignore::pytest.PytestAssertRewriteWarning", *OPTIONS]
    code: int = pytest.ExitCode.INTERNAL_ERROR
    try:
        code = pytest.main([*options, *files], plugins=[_Chosen(tests, signs)])
    finally:
        os._exit(int(code))


class _Chosen:
    """Runs the chosen tests in their order, and gives signs of life."""

    def __init__(self, tests: list[str], signs: int) -> None:
        self._order = {test: place for place, test in enumerate(tests)}
        self._signs = signs

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = [item for item in items if item.nodeid in self._order]
        items[:] = sorted(chosen, key=lambda item: self._order[item.nodeid])

    def pytest_itemcollected(self) -> None:
        os.write(self._signs, b"\n")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        os.write(self._signs, f"{report.nodeid}\n".encode() if report.failed else b"\n")
