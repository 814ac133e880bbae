"""Describes requests and answers to whoever asked, without the key."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from . import clock

if TYPE_CHECKING:
    from .raw import RawResponse
    from .settings import Settings
    from .wire import Attempt

__all__ = ["Log"]

OFF = {"", "0", "false", "no", "off"}


class Log:
    """Where one client's requests are described: the package's logger, and the caller's own."""

    def __init__(self, settings: Settings, own: Any) -> None:
        wanted = os.environ.get(settings.debug_variable, "").strip().lower() if settings.debug_variable else ""
        self._logger = logging.getLogger(settings.name)
        self._own = own
        self._bodies = wanted == "body"
        if wanted not in OFF:
            _show(self._logger)

    def listens(self) -> bool:
        """Whether anybody does."""
        return self._own is not None or self._logger.isEnabledFor(logging.DEBUG)

    def request(self, attempt: Attempt, number: int) -> None:
        """Describe what is about to be sent."""
        prepared = attempt.prepared
        body = prepared.body or b""
        again = f", attempt {number}" if number > 1 else ""
        self._say("%s %s: %d bytes%s", prepared.operation.method, prepared.url, len(body), again)
        self._show_body(attempt, body)

    def answer(self, attempt: Attempt, raw: RawResponse, started: float) -> None:
        """Describe what came."""
        took = (clock.now() - started) * 1000
        request = f", request {raw.request_id}" if raw.request_id else ""
        what = f"{raw.status_code} {raw.reason}".strip()
        self._say("%s: %d bytes in %.0f ms%s", what, len(raw.content), took, request)
        self._show_body(attempt, raw.content)

    def failure(self, error: Exception, started: float) -> None:
        """Describe why nothing came."""
        self._say("%s after %.0f ms: %s", type(error).__name__, (clock.now() - started) * 1000, error)

    def wait(self, seconds: float) -> None:
        """Describe a wait before another attempt."""
        if self.listens():
            self._say("another attempt in %.3f s", seconds)

    def _show_body(self, attempt: Attempt, body: bytes) -> None:
        if self._bodies and body:
            shown = body if attempt.credential is None else attempt.credential.mask(body)
            self._say("%s", shown.decode(errors="replace"))

    def _say(self, message: str, *values: object) -> None:
        self._logger.debug(message, *values)
        if self._own is not None:
            self._own.debug(message, *values)


def _show(logger: logging.Logger) -> None:
    """Write the logger's messages to standard error, unless the program already sends them somewhere."""
    logger.setLevel(logging.DEBUG)
    if not logger.hasHandlers():
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
        logger.addHandler(handler)
