"""Publishing to a real index: once, never twice, and installing from there."""

from __future__ import annotations

import base64
import os
import shutil
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from generator import lock
from generator.distribute import SUMS, read_sums
from generator.listing import simple_url
from generator.problems import BadInputError
from generator.publish import publish
from tests.publish.environments import fresh

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.publish.conftest import Uv
    from tests.publish.indexes import Index

PASSWORD = "correct-horse-battery"
CLIENT = "openrouter-rerank"


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWINE_USERNAME", "somebody")
    monkeypatch.setenv("TWINE_PASSWORD", PASSWORD)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def other(dist: Path, tmp_path: Path) -> Path:
    """The same versions with other bytes in the client's wheel, and a list that says so."""
    folder = tmp_path / "other"
    shutil.copytree(dist, folder)
    (changed,) = folder.glob("openrouter_rerank-*.whl")
    changed.write_bytes(changed.read_bytes() + b"\0")
    sums = {path.name: lock.digest(path.read_bytes()) for path in sorted(folder.iterdir()) if path.name != SUMS}
    (folder / SUMS).write_text("".join(f"{sha256}  {name}\n" for name, sha256 in sums.items()))
    return folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Answering:
    """A server that gives the same answer to every question of a kind, and what it was asked with."""

    url: str
    secrets: list[str]
    """The `Authorization` of every request, empty where there was none."""


@contextmanager
def answering(listing: int, upload: int, page: str = "", told: str = "") -> Generator[Answering]:
    secrets: list[str] = []

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            secrets.append(self.headers["Authorization"] or "")
            self.send_response(listing)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page.encode())

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_error(upload, told)

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the base names it so
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Answering(url=f"http://127.0.0.1:{server.server_port}/", secrets=secrets)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def version(dist: Path) -> str:
    return next(iter(dist.glob("openrouter_rerank-*.whl"))).name.split("-")[1]


def requirement(folder: Path, dist: Path, sha256: str = "") -> str:
    path = folder / "requirements.txt"
    (name,) = [found.name for found in dist.glob("openrouter_rerank-*.whl")]
    path.write_text(f"{CLIENT}=={version(dist)} --hash=sha256:{sha256 or read_sums(dist)[name]}\n")
    return str(path)


def test_publishing_twice_uploads_once(index: Index, dist: Path) -> None:
    first = publish(index.url, dist)
    second = publish(index.url, dist)

    names = tuple(read_sums(dist))
    assert (first.uploaded, first.present) == (names, ())
    assert (second.uploaded, second.present) == ((), names)
    assert {path.name: lock.digest(path.read_bytes()) for path in index.folder.iterdir()} == read_sums(dist)


def test_what_an_interrupted_upload_left_out_is_made_up_for(index: Index, dist: Path) -> None:
    there, *missing = read_sums(dist)
    shutil.copy(dist / there, index.folder)

    done = publish(index.url, dist)

    assert (done.uploaded, done.present) == (tuple(missing), (there,))


def test_a_version_is_never_overwritten(index: Index, dist: Path, other: Path) -> None:
    publish(index.url, dist)

    with pytest.raises(BadInputError, match=r"(?s)another file under the name openrouter_rerank-.*raise the version"):
        publish(index.url, other)

    assert {path.name: lock.digest(path.read_bytes()) for path in index.folder.iterdir()} == read_sums(dist)


def test_files_that_are_not_what_the_list_says_are_not_uploaded(index: Index, dist: Path, tmp_path: Path) -> None:
    folder = tmp_path / "damaged"
    shutil.copytree(dist, folder)
    with next(folder.glob("*.tar.gz")).open("ab") as file:
        file.write(b"\0")

    with pytest.raises(BadInputError, match="does not fit the files"):
        publish(index.url, folder)

    assert list(index.folder.iterdir()) == []


def test_a_file_that_the_list_does_not_name_is_not_published_by_accident(
    index: Index, dist: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "more"
    shutil.copytree(dist, folder)
    (folder / "openrouter_rerank-0.9.0-py3-none-any.whl").write_bytes(b"of yesterday")

    with pytest.raises(BadInputError, match=r"does not name what lies beside it: openrouter_rerank-0\.9\.0"):
        publish(index.url, folder)

    assert list(index.folder.iterdir()) == []


def test_it_installs_by_version_and_hash(index: Index, dist: Path, uv: Uv, venv: Path, tmp_path: Path) -> None:
    publish(index.url, dist)
    wanted = requirement(tmp_path, dist)

    run = uv("pip", "install", "--python", str(venv), "--index-url", index.simple, "--no-deps", "--require-hashes",
             "-r", wanted)  # fmt: skip

    assert run.returncode == 0, run.stderr
    assert f"{CLIENT}=={version(dist)}" in uv("pip", "freeze", "--python", str(venv)).stdout


@pytest.mark.parametrize("tampered", [False, True])
def test_pip_takes_it_by_its_hash_and_nothing_else(
    index: Index, dist: Path, other: Path, tmp_path: Path, tampered: bool
) -> None:
    publish(index.url, other if tampered else dist)
    options = [
        "--isolated",
        "--quiet",
        "install",
        "--no-deps",
        "--no-cache-dir",
        "--only-binary=:all:",
        "--require-hashes",
    ]
    place = [f"--index-url={index.simple}", f"--target={tmp_path / 'there'}", "-r", requirement(tmp_path, dist)]

    run = subprocess.run([sys.executable, "-m", "pip", *options, *place], capture_output=True, text=True, check=False)

    installed = (tmp_path / "there" / "openrouter_rerank" / "__init__.py").exists()
    assert (run.returncode == 0, installed) == (not tampered, not tampered), run.stderr
    assert ("DO NOT MATCH THE HASHES" in run.stderr) == tampered


def test_it_installs_by_a_compatible_version(index: Index, dist: Path, uv: Uv, venv: Path) -> None:
    publish(index.url, dist)
    major, minor, *_ = version(dist).split(".")

    run = uv("pip", "install", "--python", str(venv), "--index-url", index.simple, "--no-deps",
             f"{CLIENT}~={major}.{minor}")  # fmt: skip

    assert run.returncode == 0, run.stderr
    assert f"{CLIENT}=={version(dist)}" in uv("pip", "freeze", "--python", str(venv)).stdout


@pytest.mark.usefixtures("forgotten")
def test_the_extra_brings_the_drop_in_of_the_same_version(index: Index, dist: Path, tmp_path: Path) -> None:
    publish(index.url, dist)
    environment = fresh(tmp_path / "venv")

    environment.install(f"--index={index.simple}", f"{CLIENT}[dropin]=={version(dist)}")
    told = environment.run("-c", "import openrouter as a, openrouter_rerank as b; print(a.OpenRouter is b.OpenRouter)")

    assert told.stdout == "True\n"
    assert f"openrouter-rerank-dropin=={version(dist)}" in environment.uv("freeze").stdout


def test_a_file_tampered_with_on_the_index_is_refused_by_its_hash(
    index: Index, dist: Path, other: Path, uv: Uv, venv: Path, tmp_path: Path
) -> None:
    publish(index.url, other)
    wanted = requirement(tmp_path, dist)

    run = uv("pip", "install", "--python", str(venv), "--index-url", index.simple, "--no-deps", "--require-hashes",
             "--only-binary", ":all:", "-r", wanted)  # fmt: skip

    assert run.returncode != 0
    assert "hash" in run.stderr.lower()
    assert uv("pip", "freeze", "--python", str(venv)).stdout == ""


def test_no_secret_and_no_colour_is_in_a_message_even_if_the_index_sends_it_back(dist: Path) -> None:
    both = base64.b64encode(f"somebody:{PASSWORD}".encode()).decode()

    with (
        answering(404, 403, told=f"no \x1b[31m{PASSWORD} {both} here, somebody") as index,
        pytest.raises(BadInputError, match="the upload failed: HTTPError: 403") as caught,
    ):
        publish(index.url, dist)

    message = str(caught.value)
    assert "no … … here, …" in message
    assert "set TWINE_USERNAME and TWINE_PASSWORD to what the index gave you" in message
    assert [secret for secret in (PASSWORD, both, "somebody", "\x1b") if secret in message] == []


def test_without_a_name_and_a_password_it_says_what_to_set(dist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWINE_USERNAME")
    monkeypatch.delenv("TWINE_PASSWORD")

    with answering(404, 401) as index, pytest.raises(BadInputError, match="Credential not found") as caught:
        publish(index.url, dist)

    assert "set TWINE_USERNAME and TWINE_PASSWORD" in str(caught.value)


def test_the_address_that_lists_files_is_told_from_the_one_that_takes_them(index: Index, dist: Path) -> None:
    with pytest.raises(BadInputError, match=r"(?s)405.*the address that takes uploads, not the one that lists files"):
        publish(index.simple, dist)

    assert list(index.folder.iterdir()) == []


def test_a_name_that_the_index_does_not_take_again_is_told(dist: Path) -> None:
    with answering(404, 409) as index, pytest.raises(BadInputError, match=r"(?s)409.*raise the version"):
        publish(index.url, dist)


def test_a_listing_that_needs_other_secrets_says_so(dist: Path) -> None:
    with (
        answering(401, 200) as index,
        pytest.raises(BadInputError, match=r"(?s)401 Unauthorized.*set TWINE_") as caught,
    ):
        publish(index.url, dist)

    assert "can't read what is there already" in str(caught.value)


def test_the_secrets_go_to_the_index_and_to_no_other_place_that_it_names(dist: Path) -> None:
    known = base64.b64encode(f"somebody:{PASSWORD}".encode()).decode()
    names = read_sums(dist)

    with answering(200, 200, page="other bytes") as elsewhere:
        page = "".join(f'<a href="{elsewhere.url}{name}">x</a><a href="http://[x">y</a>' for name in names)
        with answering(200, 200, page=page) as index, pytest.raises(BadInputError, match="has another file"):
            publish(index.url, dist)

    assert set(index.secrets) == {f"Basic {known}"}
    assert elsewhere.secrets == [""] * len(names)


def test_an_index_that_does_not_answer_is_one_clear_error(dist: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]

        with pytest.raises(BadInputError, match="can't read what is there already"):
            publish(f"http://127.0.0.1:{port}/", dist)


@pytest.mark.parametrize(
    ("index", "finding"),
    [
        ("", "no address is given"),
        ("somewhere", "is no address of an index"),
        ("ftp://packages.example/", "is no address of an index"),
        ("https://pack ages.example/", "is no address of an index"),
        ("http://[::1", "INDEX: is no address"),
        ("https://packages.example:port/", "INDEX: is no address"),
        ("https://me:hunter2@packages.example/", "holds a user name, a password or a token"),
        ("https://hunter2@packages.example/", "holds a user name, a password or a token"),
        ("https://packages.example/?token=hunter2", "holds a user name, a password or a token"),
        ("https://packages.example/#hunter2", "holds a user name, a password or a token"),
        ("http://packages.example/", "use https"),
    ],
)
def test_an_address_that_would_do_harm_is_refused(index: str, finding: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=finding) as caught:
        publish(index, tmp_path)
    with pytest.raises(BadInputError):
        publish("https://packages.example/legacy/", tmp_path, simple=index or "no address")

    assert "hunter2" not in str(caught.value)


def test_make_builds_what_it_publishes_and_hands_the_address_on_as_it_is(root: Path) -> None:
    hostile = "https://packages.example/; touch pwned"

    run = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", "publish", f"INDEX={hostile}"],
        cwd=root,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.splitlines()[-2:] == [
        ".venv/bin/python -m generator dist",
        f".venv/bin/python -m generator publish '{hostile}'",
    ]


@pytest.mark.parametrize("option", ["INDEX", "--simple"])
def test_a_mistake_on_the_command_line_is_one_error_that_repeats_no_secret(
    root: Path, dist: Path, tmp_path: Path, option: str
) -> None:
    bad, good = "https://me:hunter2@packages.example/simple/", "https://packages.example/legacy/"
    addresses = [bad] if option == "INDEX" else [good, "--simple", bad]

    run = subprocess.run(
        [sys.executable, "-m", "generator", "publish", *addresses, "--folder", str(dist)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr == (
        "https://packages.example/simple/: the address holds a user name, a password or a token\n"
        "    hint: set TWINE_USERNAME and TWINE_PASSWORD instead\n"
    )


@pytest.mark.parametrize(
    ("index", "simple"),
    [
        ("https://upload.packages.example/legacy/", "https://packages.example/simple/"),
        ("https://test.packages.example/legacy/", "https://test.packages.example/simple/"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080/simple/"),
        ("https://packages.example/team", "https://packages.example/team/simple/"),
    ],
)
def test_where_an_index_lists_its_files(index: str, simple: str) -> None:
    assert simple_url(index) == simple
