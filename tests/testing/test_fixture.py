"""The pytest plugin, in runs of pytest of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]

TESTS = """
import os, threading
import pytest
from pytest_openrouter_rerank import Fake

QUESTION = {"model": "m", "query": "tea", "documents": ["coffee", "green tea"]}


def test_good(openrouter_fake):
    with openrouter_fake.client() as client:
        assert client.rerank.rerank(**QUESTION).results[0].index == 1


def test_has_a_fake_of_its_own(openrouter_fake):
    assert openrouter_fake.calls == []


def test_swallows_an_error(openrouter_fake):
    with openrouter_fake.client() as client:
        try:
            client.rerank.rerank(**{**QUESTION, "top_n": 0})
        except Exception:
            pass


def test_swallows_an_error_on_purpose(openrouter_fake):
    openrouter_fake.expect_invalid()
    with openrouter_fake.client() as client:
        try:
            client.rerank.rerank(**{**QUESTION, "top_n": 0})
        except Exception:
            pass


def test_asks_for_a_fault_and_no_more(openrouter_fake):
    openrouter_fake.fail(503, times=2)


def test_fails_before_its_fault(openrouter_fake):
    openrouter_fake.fail(500)
    assert [1] == [2]


def test_fails_for_what_it_swallowed(openrouter_fake):
    try:
        openrouter_fake.client().rerank.rerank(**{**QUESTION, "top_n": -5})
    except Exception:
        pass
    openrouter_fake.fail(502)
    assert [1] == [2]


def test_is_skipped_before_its_fault(openrouter_fake):
    openrouter_fake.fail(501)
    pytest.skip("not today")


@pytest.mark.parametrize("end", [pytest.skip, pytest.xfail])
def test_takes_back_what_it_asked(openrouter_fake, end):
    try:
        openrouter_fake.client().rerank.rerank(**{**QUESTION, "top_n": -6})
    except Exception as error:
        end("not like this")


def test_is_known_to_fail(openrouter_fake):
    openrouter_fake.fail(501)
    pytest.xfail("not yet")


@pytest.fixture
def asks_for_a_fault_and_skips(openrouter_fake):
    openrouter_fake.fail(501)
    pytest.skip("not here")


def test_does_not_get_to_run(asks_for_a_fault_and_skips):
    raise AssertionError


def test_goes_past_a_proxy(openrouter_fake, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    openrouter_fake.client(retry_config=None).rerank.rerank(**QUESTION)


def test_has_two(openrouter_fake):
    with Fake() as other:
        other.client().rerank.rerank(**QUESTION)
        openrouter_fake.client().rerank.rerank(**{**QUESTION, "query": "coffee"})
        assert [one.calls[0].body["query"] for one in (other, openrouter_fake)] == ["tea", "coffee"]


def test_leaves_everything_open(openrouter_fake):
    openrouter_fake.client().rerank.rerank(**QUESTION)


def test_finds_nothing_left_of_those_before():
    assert threading.active_count() == 1
    assert os.environ.get("NO_PROXY") == "example.org"
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """The tests above, as a file."""
    path = tmp_path / "test_program.py"
    path.write_text(TESTS)
    return path


def test_a_test_fails_at_its_end_and_is_told_why(program: Path, run_pytest: RunPython) -> None:
    result = run_pytest("--tb=short", str(program), NO_PROXY="example.org")

    summary = [line for line in result.stdout.splitlines() if line.startswith("ERROR test_program")]
    assert [line.split()[1] for line in summary] == [
        "test_program.py::test_swallows_an_error",
        "test_program.py::test_asks_for_a_fault_and_no_more",
        "test_program.py::test_fails_for_what_it_swallowed",
    ]
    assert "2 failed, 9 passed, 3 skipped, 2 xfailed, 3 errors" in result.stdout
    for told in ("top_n: 0 is less than the minimum", "top_n: -5 is less than", "fail(503, times=2) was to happen 2"):
        assert result.stdout.count(told) == 1
    assert "fail(50" not in result.stdout.replace("fail(503, times=2) was", "")
    assert "Traceback" not in result.stdout + result.stderr


MISTAKES = """
import os

def test_client(openrouter_fake):
    openrouter_fake.client(api_key=os.environ["KEY"], timeout=5)

def test_record(openrouter_fake, tmp_path):
    openrouter_fake.record(tmp_path / "tape", server_url="nowhere", api_key=os.environ["KEY"])

def test_record_into_a_folder(openrouter_fake, tmp_path):
    openrouter_fake.record(tmp_path, server_url="http://127.0.0.1:9", api_key=os.environ["KEY"])

def test_replay(openrouter_fake, tmp_path):
    openrouter_fake.replay(tmp_path / "tape")

def test_fault(openrouter_fake):
    openrouter_fake.fail("rest")

def test_answer(openrouter_fake):
    openrouter_fake.answer({}, times=0)

def test_block(openrouter_fake):
    from pytest_openrouter_rerank import Fake
    with Fake() as other:
        other.fail(503)
"""


def test_a_mistake_is_told_at_the_tests_own_line_and_without_keys(tmp_path: Path, run_pytest: RunPython) -> None:
    """pytest prints the arguments of the innermost function that it shows, and with `-l` all variables."""
    (tmp_path / "test_mistakes.py").write_text(MISTAKES)

    result = run_pytest("-l", "test_mistakes.py", KEY="sk-or-secret")

    assert "7 failed" in result.stdout
    assert "secret" not in result.stdout
    assert "/pytest_openrouter_rerank/" not in result.stdout


def test_the_fixture_is_listed_with_what_it_is(program: Path, run_pytest: RunPython) -> None:
    result = run_pytest("--fixtures", str(program))

    assert "openrouter_fake" in result.stdout
    assert "Give a fake service on loopback" in result.stdout


def test_a_run_without_the_fixture_loads_no_server(tmp_path: Path, run_pytest: RunPython) -> None:
    """The plugin is loaded in every run of pytest in its environment, so it must weigh nothing."""
    (tmp_path / "test_other.py").write_text(
        "import sys\n"
        "def test_other():\n"
        "    assert not {'asyncio', 'h11', 'jsonschema_rs', 'httpx2'} & set(sys.modules)\n"
    )

    result = run_pytest()

    assert "1 passed" in result.stdout
