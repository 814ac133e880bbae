"""Where a new document comes from, and every way in which it does not come."""

from __future__ import annotations

import gzip
import itertools
import socket
import ssl
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import trustme
from pytest_httpserver import HTTPServer
from werkzeug import Response

from generator.problems import BadInputError
from generator.update.fetch import Fetched, Limits, fetch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from werkzeug import Request

DOCUMENT = b"openapi: 3.1.0\n"


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


def finding(source: str, limits: Limits | None = None) -> tuple[str, str]:
    """Fetch in vain; give what was found and what to do."""
    with pytest.raises(BadInputError) as caught:
        fetch(source, limits=limits or Limits(seconds=10))
    (problem,) = caught.value.problems
    assert problem.at.file == source
    return problem.finding, problem.hint


class TestFiles:
    def test_a_file_is_named_without_its_folders_and_dated_by_its_name(self, tmp_path: Path) -> None:
        path = tmp_path / "things-2026-08-22.yaml"
        path.write_bytes(DOCUMENT)

        assert fetch(str(path)) == Fetched(url="things-2026-08-22.yaml", content=DOCUMENT, date="2026-08-22")

    def test_of_two_dates_in_a_name_the_last_counts(self, tmp_path: Path) -> None:
        path = tmp_path / "2020-01-01-things-2026-08-22.yaml"
        path.write_bytes(DOCUMENT)

        found = fetch(str(path))

        assert found is not None
        assert found.date == "2026-08-22"

    @pytest.mark.parametrize("name", ["things.yaml", "things-2026-13-45.yaml", "12026-08-221.yaml"])
    def test_without_a_date_in_its_name_a_file_has_none(self, name: str, tmp_path: Path) -> None:
        path = tmp_path / name
        path.write_bytes(DOCUMENT)

        found = fetch(str(path))

        assert found is not None
        assert found.date == ""

    def test_a_missing_file(self) -> None:
        assert finding("no/such.yaml") == (
            "can't be read: no such file or directory",
            "give a file, or an http or https address",
        )

    def test_a_folder(self, tmp_path: Path) -> None:
        assert finding(str(tmp_path))[0] == "can't be read: is a directory"

    def test_a_name_that_no_file_can_have(self) -> None:
        assert finding("a\0b")[0] == "can't be read: embedded null byte"

    def test_a_file_beyond_the_limit(self, tmp_path: Path) -> None:
        path = tmp_path / "large.yaml"
        path.write_bytes(b"a" * 11)

        assert finding(str(path), Limits(size=10))[0] == "larger than 10 bytes"

    @pytest.mark.parametrize(
        "content", [b"<!DOCTYPE html>", b"\xef\xbb\xbf\n <html lang=en>", b"<?xml version='1.0'?>"]
    )
    def test_a_page(self, content: bytes, tmp_path: Path) -> None:
        path = tmp_path / "page.yaml"
        path.write_bytes(content)

        assert finding(str(path))[0] == "this is a web page, not an OpenAPI document"


class TestAddresses:
    def test_last_modified_dates_the_document_and_the_etag_is_kept(self, httpserver: HTTPServer) -> None:
        headers = {"Last-Modified": "Sat, 22 Aug 2026 05:05:00 GMT", "ETag": '"a"'}
        httpserver.expect_request("/openapi.yaml").respond_with_data(DOCUMENT, headers=headers)
        url = httpserver.url_for("/openapi.yaml")

        assert fetch(url) == Fetched(url=url, content=DOCUMENT, date="2026-08-22", etag='"a"')

    def test_the_clock_of_the_server_dates_nothing(self, httpserver: HTTPServer) -> None:
        headers = {"Date": "Sat, 22 Aug 2026 05:05:00 GMT", "Last-Modified": "yesterday"}
        httpserver.expect_request("/").respond_with_data(DOCUMENT, headers=headers)

        found = fetch(httpserver.url_for("/"))

        assert found is not None
        assert found.date == ""

    def test_a_document_that_is_still_current_is_not_sent(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/", headers={"If-None-Match": '"a"'}).respond_with_data(b"", status=304)

        assert fetch(httpserver.url_for("/"), etag='"a"') is None

    def test_a_304_that_nobody_asked_for_is_an_error(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/").respond_with_data(b"", status=304)

        assert finding(httpserver.url_for("/"))[0] == "the server answers 304 NOT MODIFIED"

    def test_compressed_content(self, httpserver: HTTPServer) -> None:
        zipped = gzip.compress(DOCUMENT)
        httpserver.expect_request("/").respond_with_data(zipped, headers={"Content-Encoding": "gzip"})

        found = fetch(httpserver.url_for("/"))

        assert found is not None
        assert found.content == DOCUMENT

    def test_redirects_are_followed_but_the_address_stays_as_given(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/old").respond_with_data(b"", status=302, headers={"Location": "new?a=b"})
        httpserver.expect_request("/new", query_string="a=b").respond_with_data(DOCUMENT)
        url = httpserver.url_for("/old")

        assert fetch(url) == Fetched(url=url, content=DOCUMENT)

    def test_redirects_without_end(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/").respond_with_data(b"", status=307, headers={"Location": "/"})

        assert finding(httpserver.url_for("/"))[0] == "more than 5 redirects"
        assert len(httpserver.log) == 6

    @pytest.mark.parametrize(
        ("location", "expected"),
        [
            ("file:///etc/hosts", "leads to file:/etc/hosts, which is not read"),
            ("ftp://example.com/a", "leads to ftp://example.com/a, which is not read"),
            ("javascript:alert(1)", "leads to javascript:alert(1), which is not read"),
        ],
    )
    def test_a_redirect_to_something_else(self, location: str, expected: str, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/").respond_with_data(b"", status=301, headers={"Location": location})

        assert finding(httpserver.url_for("/"))[0] == expected

    @pytest.mark.parametrize(
        ("status", "text"), [(404, "404 NOT FOUND"), (500, "500 INTERNAL SERVER ERROR"), (204, "204")]
    )
    def test_another_status(self, status: int, text: str, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/").respond_with_data(DOCUMENT, status=status)

        assert finding(httpserver.url_for("/"))[0].startswith(f"the server answers {text}")

    def test_a_page_by_its_media_type(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/").respond_with_data(b"Log in", content_type="text/html; charset=utf-8")

        assert finding(httpserver.url_for("/")) == (
            "this is a web page, not an OpenAPI document",
            "find the address of the YAML or JSON itself",
        )

    def test_an_empty_answer(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/").respond_with_data(b" \n", content_type="application/yaml")

        assert finding(httpserver.url_for("/"))[0] == "the document is empty"

    def test_a_document_beyond_the_limit(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/").respond_with_data(b"a" * 11)

        assert finding(httpserver.url_for("/"), Limits(size=10))[0] == "larger than 10 bytes"

    def test_the_limit_counts_what_is_unpacked(self, httpserver: HTTPServer) -> None:
        zipped = gzip.compress(b"a" * 3 * 2**20)
        httpserver.expect_request("/").respond_with_data(zipped, headers={"Content-Encoding": "gzip"})

        assert finding(httpserver.url_for("/"), Limits(size=2**20))[0] == "larger than 1 MiB"

    def test_content_that_is_not_compressed_as_it_says(self, httpserver: HTTPServer) -> None:
        httpserver.expect_request("/").respond_with_data(b"plain", headers={"Content-Encoding": "gzip"})

        assert finding(httpserver.url_for("/"))[0].startswith("the answer can't be decompressed")

    def test_a_body_that_takes_too_long_in_pieces(self, httpserver: HTTPServer) -> None:
        """Each piece comes in time, all together don't."""

        def pieces(_request: Request) -> Response:
            return Response(b"a" for _ in range(1000))

        httpserver.expect_request("/").respond_with_handler(pieces)
        clock = itertools.count(0, 40)

        with pytest.raises(BadInputError, match="not there after 60 seconds"):
            fetch(httpserver.url_for("/"), clock=lambda: float(next(clock)))


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """A server with a certificate of an authority that only SSL_CERT_FILE knows."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)  # pyright: ignore[reportUnknownMemberType]
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    with HTTPServer(ssl_context=context) as server:
        yield server


class TestSecureAddresses:
    def test_a_private_authority_is_taken_from_the_environment(self, secure: HTTPServer) -> None:
        secure.expect_request("/").respond_with_data(DOCUMENT)

        found = fetch(secure.url_for("/"))

        assert found is not None
        assert found.content == DOCUMENT

    def test_an_unknown_certificate(self, secure: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("SSL_CERT_FILE")

        text, _hint = finding(secure.url_for("/"))

        assert text.startswith("can't be reached: ")
        assert "certificate" in text

    def test_a_redirect_never_leaves_https(self, secure: HTTPServer) -> None:
        secure.expect_request("/").respond_with_data(b"", status=302, headers={"Location": "http://example.com/a"})

        assert finding(secure.url_for("/")) == (
            "a redirect leads from https to http: http://example.com/a",
            "give that address yourself if you trust it",
        )


@pytest.fixture
def mute() -> Iterator[socket.socket]:
    """A socket that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


class TestNoAnswer:
    def test_a_server_that_is_silent(self, mute: socket.socket) -> None:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/"

        assert finding(url, Limits(seconds=0.2)) == (
            "not there after 0.2 seconds",
            "try again later, or download it and give the file",
        )

    def test_a_refused_connection(self, mute: socket.socket) -> None:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}/"
        mute.close()

        text, hint = finding(url)

        assert text.startswith("can't be reached: ")
        assert "refused" in text
        assert "proxies are taken from HTTPS_PROXY" in hint

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            ("ftp://example.com/openapi.yaml", "ftp addresses are not read"),
            ("file:///openapi.yaml", "file addresses are not read"),
            ("http://", "leads to http:, which is not read"),
            ("http://[::1/", "this is no address: "),
        ],
    )
    def test_no_address_of_http(self, url: str, expected: str) -> None:
        assert finding(url)[0].startswith(expected)

    @pytest.mark.parametrize("scheme", ["https", "ftp"])
    def test_a_password_is_never_shown(self, scheme: str) -> None:
        with pytest.raises(BadInputError) as caught:
            fetch(f"{scheme}://me:s3cret@example.com/a")

        assert "s3cret" not in str(caught.value)
        assert str(caught.value).startswith(f"{scheme}://example.com/a: ")


def test_reading_a_file_loads_no_http_client(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(DOCUMENT)
    program = (
        f"import sys; from generator.update.fetch import fetch; fetch({str(path)!r}); print('httpx2' in sys.modules)"
    )

    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"
