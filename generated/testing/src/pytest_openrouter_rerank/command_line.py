"""Starts a fake from the command line: for any program, or around the run of one Python program.

Exit codes: 0 stopped by Ctrl-C or SIGTERM; 2 wrong arguments, a port that is taken, a bad tape; with `--run`, the
program's own, or 128 and the signal's number if a signal ended it.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from ._api import API_KEY_VARIABLE, BRAND, SERVER_URL_VARIABLE, VERSION
from .fake import Fake

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["main", "parser"]

PROGRAM = f"python -m {__package__}"
EXAMPLES = f"""\
examples:
  {PROGRAM} --port 8080                      serve until Ctrl-C
  {PROGRAM} --run app.py --verbose           serve {BRAND} to one program
  {PROGRAM} --replay tape.jsonl --run -m pytest
"""


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; returns the exit code."""
    command_line = parser()
    options = command_line.parse_args(arguments)
    if problem := _problem(options):
        command_line.error(problem)
    try:
        fake = Fake(port=options.port)
    except OSError as error:
        command_line.error(f"--port {options.port}: {os.strerror(error.errno or 0)}")
    with closing(fake):
        try:
            _use_tape(fake, options)
        except ValueError as error:
            command_line.error(str(error))
        return _run(fake, options.run, keep_key=bool(options.server_url)) if options.run else _serve(fake)


def parser() -> argparse.ArgumentParser:
    """Make what reads the arguments."""
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description=f"Serve a fake {BRAND} on this machine. Scores are lexical, not a model's.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=int, default=0, help="where to listen on 127.0.0.1; a free port if not given")
    tape = parser.add_mutually_exclusive_group()
    tape.add_argument("--record", metavar="TAPE", help="keep every exchange, without keys, as JSON lines")
    tape.add_argument("--replay", metavar="TAPE", help="answer from a tape only")
    parser.add_argument("--server-url", metavar="URL", help="with --record: pass requests on to the service there")
    parser.add_argument(
        "--run",
        nargs=argparse.REMAINDER,
        metavar="FILE [ARGS]",
        help=f"run a Python program (or `-m MODULE`) with {SERVER_URL_VARIABLE} and a dummy {API_KEY_VARIABLE} set, "
        "and exit with its code; must come last",
    )
    parser.add_argument("--version", action="version", version=VERSION)
    return parser


def _problem(options: argparse.Namespace) -> str | None:
    """Find what argparse can't."""
    if not 0 <= options.port <= 65535:
        return f"--port {options.port}: expected 0 to 65535"
    if options.server_url and not options.record:
        return "--server-url goes with --record"
    if options.run == []:
        return "--run: expected a program, e.g. --run app.py"
    if options.run and not options.run[0].startswith("-") and not Path(options.run[0]).exists():
        return f"--run: no such file: {options.run[0]}"
    return None


def _use_tape(fake: Fake, options: argparse.Namespace) -> None:
    if options.record:
        fake.record(options.record, server_url=options.server_url)
    elif options.replay:
        fake.replay(options.replay)


def _serve(fake: Fake) -> int:
    """Print the URL on standard output, and nothing else there; wait to be stopped."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda _number, _frame: stopped.set())
    print(fake.url, flush=True)
    print(f"{SERVER_URL_VARIABLE}={fake.url} sends a program here. Ctrl-C stops.", file=sys.stderr, flush=True)
    while not stopped.wait(1.0):  # a wait without end can't be interrupted on Windows
        pass
    print(_summary(fake), file=sys.stderr)
    return 0


def _run(fake: Fake, command: list[str], *, keep_key: bool) -> int:
    """Run a Python program against the fake; a real key is kept only where it is needed."""
    environment = {**os.environ, **fake.environment}
    if keep_key and API_KEY_VARIABLE in os.environ:
        environment[API_KEY_VARIABLE] = os.environ[API_KEY_VARIABLE]
    with subprocess.Popen([sys.executable, *command], env=environment) as program:
        signal.signal(signal.SIGTERM, lambda _number, _frame: program.terminate())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it to the program as well, which decides
        code = program.wait()
    for complaint in fake.complaints():
        print(f"{PROGRAM}: {complaint}", file=sys.stderr)
    return code if code >= 0 else 128 - code


def _summary(fake: Fake) -> str:
    refused = sum(call.problem is not None for call in fake.calls)
    return f"{len(fake.calls)} requests, {refused} of them refused"
