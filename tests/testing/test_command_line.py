"""`python -m pytest_openrouter_rerank`."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2
import pytest
from pytest_openrouter_rerank import Fake, __version__
from pytest_openrouter_rerank.command_line import main

if TYPE_CHECKING:
    from pathlib import Path

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]
Serve = Callable[..., "subprocess.Popen[str]"]

KIT = ("-m", "pytest_openrouter_rerank")
GOOD = {"model": "m", "query": "tea", "documents": ["coffee", "green tea"]}
PROGRAM = """
import os, sys
from openrouter_rerank import OpenRouter

with OpenRouter() as client:
    res = client.rerank.rerank(model="m", query="tea", documents=["coffee", "green tea"])

print(sys.argv[1:], res.results[0].index, os.environ["OPENROUTER_API_KEY"])
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A program that asks, and says what it was told."""
    path = tmp_path / "app.py"
    path.write_text(PROGRAM)
    return path


@pytest.fixture
def serve(environment: dict[str, str], tmp_path: Path) -> Iterator[Serve]:
    """Start the server as a process of its own, and end it after the test if it is still there."""
    running: list[subprocess.Popen[str]] = []

    def serve(*options: str) -> subprocess.Popen[str]:
        server = subprocess.Popen(
            [sys.executable, *KIT, *options],
            cwd=tmp_path,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running.append(server)
        return server

    yield serve
    for server in running:
        server.kill()
        server.communicate()


def first_line(server: subprocess.Popen[str]) -> str:
    """What a process prints first; a minute is enough for anything."""
    assert server.stdout is not None
    ready, _, _ = select.select([server.stdout], [], [], 60)
    assert ready, "nothing was printed"
    return server.stdout.readline().strip()


def post(url: str, **changes: object) -> httpx2.Response:
    with httpx2.Client(trust_env=False) as http:
        return http.post(f"{url}/rerank", headers={"Authorization": "Bearer k"}, json={**GOOD, **changes})


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_prints_its_url_serves_and_stops_cleanly(serve: Serve, number: signal.Signals) -> None:
    server = serve()
    address = first_line(server)
    statuses = [post(address).status_code, post(address, top_n=0).status_code]

    server.send_signal(number)
    out, err = server.communicate(timeout=240)

    assert statuses == [200, 400]
    assert (server.returncode, out) == (0, "")
    assert err.splitlines() == [
        f"OPENROUTER_SERVER_URL={address} sends a program here. Ctrl-C stops.",
        "2 requests, 1 of them refused",
    ]


def test_the_port_can_be_chosen(serve: Serve) -> None:
    with Fake() as fake:
        port = urlsplit(fake.url).port  # free a moment later

    assert first_line(serve("--port", str(port))) == f"http://127.0.0.1:{port}/api/v1"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--port", "99999"], "--port 99999: expected 0 to 65535"),
        (["--port", "-1"], "--port -1: expected 0 to 65535"),
        (["--port", "x"], "argument --port: invalid int value: 'x'"),
        (["--run"], "--run: expected a program, e.g. --run app.py"),
        (["--run", "nowhere.py"], "--run: no such file: nowhere.py"),
        (["--server-url", "http://localhost"], "--server-url goes with --record"),
        (["--record", "a", "--replay", "b"], "argument --replay: not allowed with argument --record"),
        (["--replay", "none.jsonl"], "none.jsonl: can't replay it: No such file or directory; record it first"),
        (["--record", "none/a.jsonl"], "none/a.jsonl: can't record there: there is no folder none"),
        (
            ["--record", "a.jsonl", "--server-url", "nowhere"],
            "nowhere: expected the URL of a server, such as https://example.org/api/v1",
        ),
        (["--record", "app.py"], "app.py: can't record there: the file is no tape; remove it, or give another name"),
        (
            ["--replay", "app.py"],
            'app.py:2: not an exchange: not JSON: "import os, sys"; mend the line or record the tape anew',
        ),
    ],
)
def test_what_cannot_be_is_told_in_a_line(
    options: list[str],
    message: str,
    program: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SystemExit) as caught:
        main(options)

    out, err = capsys.readouterr()
    assert (caught.value.code, out) == (2, "")
    assert err.splitlines()[-1] == f"python -m pytest_openrouter_rerank: error: {message}"
    assert program.read_text() == PROGRAM


def test_a_taken_port_is_told(fake: Fake, capsys: pytest.CaptureFixture[str]) -> None:
    port = urlsplit(fake.url).port

    with pytest.raises(SystemExit):
        main(["--port", str(port)])

    assert capsys.readouterr().err.endswith(f"error: --port {port}: Address already in use\n")


def test_help_and_version_are_there(run_python: RunPython) -> None:
    assert "--replay TAPE" in run_python(*KIT, "--help").stdout
    assert run_python(*KIT, "--version").stdout == f"{__version__}\n"


def test_a_program_runs_against_the_fake(run_python: RunPython, program: Path) -> None:
    result = run_python(*KIT, "--run", program.name, "--fast", "--port", "x", OPENROUTER_API_KEY="sk-or-real")

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout == "['--fast', '--port', 'x'] 1 dummy-key-for-the-fake\n"


def test_a_program_goes_past_a_proxy(run_python: RunPython, program: Path) -> None:
    nowhere = {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}

    result = run_python(*KIT, "--run", program.name, **nowhere, NO_PROXY="", no_proxy="")

    assert (result.returncode, result.stderr) == (0, "")


def test_the_documents_example_runs_against_the_fake_wherever_the_packages_are_made(
    run_python: RunPython, root: Path
) -> None:
    example = root / "tests" / "typing" / "example.py"

    result = run_python(*KIT, "--run", str(example), OPENROUTER_API_KEY="")

    assert (result.returncode, result.stderr) == (0, "")
    assert "pytest_openrouter_rerank --run tests/typing/example.py\n" in (root / "Makefile").read_text("utf-8")


def test_a_module_runs_against_the_fake(run_python: RunPython, program: Path) -> None:
    result = run_python(*KIT, "--run", "-m", program.stem, "a")

    assert result.stdout == "['a'] 1 dummy-key-for-the-fake\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [("raise SystemExit(7)", 7), ("raise RuntimeError", 1), ("import os; os.kill(os.getpid(), 9)", 137)],
)
def test_the_programs_exit_code_is_passed_on(run_python: RunPython, tmp_path: Path, text: str, code: int) -> None:
    (tmp_path / "ends.py").write_text(text)

    assert run_python(*KIT, "--run", "ends.py").returncode == code


def test_a_programs_wrong_requests_are_told_even_if_it_ends_well(run_python: RunPython, tmp_path: Path) -> None:
    (tmp_path / "wrong.py").write_text(
        "import os, urllib.error, urllib.request as u\n"
        "try: u.urlopen(os.environ['OPENROUTER_SERVER_URL'] + '/models')\n"
        "except urllib.error.HTTPError as error: print(error.code)\n"
    )

    result = run_python(*KIT, "--run", "wrong.py")

    assert (result.returncode, result.stdout) == (0, "404\n")
    assert "/api/v1/models: no such path; there is POST /api/v1/rerank" in result.stderr


@pytest.mark.parametrize(("number", "to_all"), [(signal.SIGINT, True), (signal.SIGTERM, False)])
def test_it_is_for_the_program_to_stop(serve: Serve, number: signal.Signals, to_all: bool) -> None:
    """A terminal sends Ctrl-C to both, a supervisor SIGTERM to the fake alone; the fake outlives the program."""
    patient = (
        "import signal, sys\n"
        f"signal.signal({number:d}, lambda *_: sys.exit(5))\n"
        "print('ready', flush=True)\n"
        "signal.pause()\n"
    )
    server = serve("--run", "-c", patient)
    assert first_line(server) == "ready"

    if to_all:
        os.killpg(server.pid, number)
    else:
        server.send_signal(number)

    _, err = server.communicate(timeout=240)
    assert (server.returncode, err) == (5, "")


def test_a_run_can_be_recorded_and_replayed(run_python: RunPython, program: Path, tmp_path: Path) -> None:
    recorded = run_python(*KIT, "--record", "tape.jsonl", "--run", program.name)
    replayed = run_python(*KIT, "--replay", "tape.jsonl", "--run", program.name)

    assert recorded.stdout == replayed.stdout
    assert (replayed.returncode, replayed.stderr) == (0, "")
    (line,) = (tmp_path / "tape.jsonl").read_text().splitlines()
    assert json.loads(line)["request"]["body"] == GOOD


def test_a_run_recorded_from_the_real_service_keeps_its_key_to_itself(
    run_python: RunPython, program: Path, tmp_path: Path, fake: Fake
) -> None:
    fake.answer({"model": "real", "results": [{"index": 5, "relevance_score": 1}]})

    result = run_python(
        *KIT, "--record", "tape.jsonl", "--server-url", fake.url, "--run", program.name,
        OPENROUTER_API_KEY="sk-or-real", NO_PROXY="127.0.0.1",
    )  # fmt: skip

    assert result.stdout == "[] 5 sk-or-real\n"
    assert "sk-or-real" not in (tmp_path / "tape.jsonl").read_text()
