"""Passes requests on to the real service, so that its answers can be recorded."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from .masks import without_keys
from .messages import FRAMING, Answer, NoAnswerError, Request

__all__ = ["Proxy"]

__tracebackhide__ = True  # pytest shows the test's own line instead, and no key that was an argument here

NOT_PASSED_ON = FRAMING | {"host", "accept-encoding", "expect"}
SECONDS = 60.0
HEADER_TEXT = re.compile(r"[!-~]([ -~]*[!-~])?")


class Proxy:
    """Answers with what a server elsewhere answers."""

    def __init__(self, server_url: str, base_path: str, api_key: str | None = None) -> None:
        """Take the server's URL, with its base path, and a key to send instead of the one that requests bring.

        Raises:
            ValueError: The URL is not one for HTTP, or a header can't hold the key.
        """
        if not _is_http(server_url):
            raise ValueError(f"{server_url}: expected the URL of a server, such as https://example.org/api/v1")
        if api_key is not None and not HEADER_TEXT.fullmatch(api_key):
            raise ValueError("api_key: expected a key, in ASCII and on one line")
        self._server_url = server_url.rstrip("/")
        self._base_path = base_path
        self._api_key = api_key

    async def __call__(self, request: Request) -> Answer:
        """Pass one request on; raises NoAnswerError if the server can't be reached."""
        headers = {name: value for name, value in request.headers.items() if name not in NOT_PASSED_ON}
        if self._api_key is not None:
            headers["authorization"] = f"Bearer {self._api_key}"
        url = self._server_url + request.path.removeprefix(self._base_path)
        import httpx2  # noqa: PLC0415 - takes a while, and few need it

        try:
            async with httpx2.AsyncClient(timeout=SECONDS) as client:
                response = await client.request(request.method, url, headers=headers, content=request.content)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            message = f"{self._server_url}: can't be reached: {error or type(error).__name__}"
            raise NoAnswerError(message) from error
        return Answer(
            status=response.status_code,
            headers={name: value for name, value in response.headers.items() if name not in FRAMING},
            content=self._without_key(response.content),
        )

    def _without_key(self, content: bytes) -> bytes:
        """Mask a key that the answer repeats: the program that asked has never seen it."""
        return without_keys(content.decode("latin-1"), self._api_key or "").encode("latin-1")


def _is_http(url: str) -> bool:
    """Whether it names a server, and no port that can't be."""
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
