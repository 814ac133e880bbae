"""Publishing to a real index: once, never twice, and installing from there."""

from __future__ import annotations

import shutil
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from generator import lock
from generator.distribute import SUMS, read_sums
from generator.problems import BadInputError
from generator.publish import publish, simple_url

if TYPE_CHECKING:
    from collections.abc import Iterator
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


@pytest.fixture
def refusing() -> Iterator[str]:
    """An index that has nothing and tells in its refusal what it was sent."""

    class Refuse(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_error(403, f"no {PASSWORD} here")

        def log_message(self, format: str, *_: object) -> None:  # noqa: A002 - the base names it so
            """Be quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refuse)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
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


def test_it_installs_by_version_and_hash(index: Index, dist: Path, uv: Uv, venv: Path, tmp_path: Path) -> None:
    publish(index.url, dist)
    wanted = requirement(tmp_path, dist)

    run = uv("pip", "install", "--python", str(venv), "--index-url", index.simple, "--no-deps", "--require-hashes",
             "-r", wanted)  # fmt: skip

    assert run.returncode == 0, run.stderr
    assert f"{CLIENT}=={version(dist)}" in uv("pip", "freeze", "--python", str(venv)).stdout


def test_it_installs_by_a_compatible_version(index: Index, dist: Path, uv: Uv, venv: Path) -> None:
    publish(index.url, dist)
    major, minor, *_ = version(dist).split(".")

    run = uv("pip", "install", "--python", str(venv), "--index-url", index.simple, "--no-deps",
             f"{CLIENT}~={major}.{minor}")  # fmt: skip

    assert run.returncode == 0, run.stderr
    assert f"{CLIENT}=={version(dist)}" in uv("pip", "freeze", "--python", str(venv)).stdout


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


def test_the_password_is_in_no_message_even_if_the_index_sends_it_back(refusing: str, dist: Path) -> None:
    with pytest.raises(BadInputError, match="the upload failed") as caught:
        publish(refusing, dist)

    assert "403" in str(caught.value)
    assert PASSWORD not in str(caught.value)


def test_an_index_that_does_not_answer_is_one_clear_error(dist: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]

        with pytest.raises(BadInputError, match="can't read what is there already"):
            publish(f"http://127.0.0.1:{port}/", dist)


@pytest.mark.parametrize(
    ("index", "finding"),
    [
        ("", "is no address of an index"),
        ("somewhere", "is no address of an index"),
        ("https://me:hunter2@packages.example/", "holds a user name or a password"),
        ("http://packages.example/", "use https"),
    ],
)
def test_an_address_that_would_do_harm_is_refused(index: str, finding: str, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=finding) as caught:
        publish(index, tmp_path)

    assert "hunter2" not in str(caught.value)


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
