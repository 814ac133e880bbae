"""Which tests execute which line, and what each test costs: measured once, by coverage.py."""

# coverage lives in a folder of its own, which the checkers don't see:
# pyright: basic, reportMissingImports=false
# mypy: ignore-errors

from __future__ import annotations

import ast
import os
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

OPTIONS = ("-p", "no:cacheprovider", "--assert=plain", "--hypothesis-seed=0")
"""How pytest runs: the same each time, and without working out what a failure looks like."""
SLOWEST = 5.0
"""CPU seconds. Tests that take longer are not asked: they would be asked again and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What a run of all tests showed."""

    seconds: dict[str, float]
    """The CPU seconds of each test that is worth asking, by its id."""
    failed: list[str]
    contexts: dict[str, dict[int, list[str]]]
    """By module and line, who executed it: the id of a test, or of a file or folder whose set-up did."""
    starting: list[str]
    """The tests that start processes: what those execute is not seen."""
    imported: list[str]
    """The modules from elsewhere that the tests need."""

    def tests_of(self, module: str, source: str, line: int) -> list[str]:
        """Return the tests that execute the statement at a line; if none does, those that start other processes.

        What an import or a shared fixture executes matters to all that follow: whoever executes any line of the
        module is asked; if an import executes all there is, as of constants, everybody.
        """
        contexts = self.contexts.get(module, {})
        first, last, in_function = _statement(source, line)
        who = {name for at in range(first, last + 1) for name in contexts.get(at, ())}
        if not in_function or any("::" not in name for name in who):
            who |= {name for names in contexts.values() for name in names}
            who = who if any("::" in name for name in who) else {""}
        return [test for test in self.seconds if _is_meant(test, who or set(self.starting))]


def trace(tree: Path, package: str, tests: list[str], result: Path) -> None:
    """Run the tests and write the trace; ends the process, which has now everything imported."""
    import coverage

    measured = coverage.Coverage(data_file=None, include=[str(tree / package / "*")], config_file=False)
    watch = _Watch(measured)
    measured.start()
    pytest.main([*tests, *OPTIONS], plugins=[watch])
    measured.stop()
    seen = measured.get_data()
    contexts = {
        str(Path(path).relative_to(tree)): {
            line: [sys.intern(one) for one in who] for line, who in seen.contexts_by_lineno(path).items() if who
        }
        for path in seen.measured_files()
    }
    kept = {test: taken for test, taken in watch.seconds.items() if taken < SLOWEST and test not in watch.failed}
    found = Trace(
        seconds=kept,
        failed=sorted(watch.failed),
        contexts=contexts,
        starting=sorted(watch.starting),
        imported=_from_elsewhere(tree),
    )
    result.write_bytes(pickle.dumps(found))


def read(result: Path) -> Trace:
    """Read the trace that was written."""
    trace: Trace = pickle.loads(result.read_bytes())
    return trace


class _Watch:
    """Tells coverage.py who is at work, and keeps the accounts."""

    def __init__(self, measured) -> None:
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.starting: set[str] = set()
        self._measured = measured
        self._who = ""
        sys.addaudithook(self._note_process)

    def _note_process(self, event: str, _) -> None:
        if event in ("os.fork", "subprocess.Popen"):
            self.starting.add(self._who)

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(self, collector):
        return (yield from self._as(collector.nodeid))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        return (yield from self._as(self._who if fixturedef.scope == "function" else request.node.nodeid))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        start = _spent()
        done = yield from self._as(item.nodeid)
        self.seconds[item.nodeid] = _spent() - start
        return done

    def pytest_runtest_logreport(self, report) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def _as(self, who: str):
        before, self._who = self._who, who
        self._measured.switch_context(who)
        try:
            return (yield)
        finally:
            self._who = before
            self._measured.switch_context(before)


def _spent() -> float:
    """CPU seconds, those of finished child processes included: what else the machine does changes no choice."""
    return sum(os.times()[:4])


def _from_elsewhere(tree: Path) -> list[str]:
    """List what was imported, in order, except for the project's own modules."""
    files = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    return [name for name, file in files.items() if file and not Path(file).is_relative_to(tree)]


def _statement(source: str, line: int) -> tuple[int, int, bool]:
    """First and last line of the statement (or the head of the block) at a line, and whether it is in a function."""
    start, end, in_function = line, line, False
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            first = min([node.lineno, *(one.lineno for one in getattr(node, "decorator_list", []))])
            body = getattr(node, "body", None)
            last = body[0].lineno - 1 if body else (node.end_lineno or node.lineno)
            if first <= line <= max(last, first):
                start, end = first, max(last, first)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and first <= line <= (node.end_lineno or 0):
                in_function = True
    return start, end, in_function


def _is_meant(test: str, who: set[str]) -> bool:
    """Whether the test is named, or its file or folder is."""
    if test in who or "" in who:
        return True
    path = test.partition("::")[0]
    return path in who or any(folder in who for folder in map(str, Path(path).parents))
