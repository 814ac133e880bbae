"""The API key: where it comes from, and how it stays hidden."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .settings import Settings

__all__ = ["Secret"]

MASK = "***"


class Secret:
    """A key, or the function that returns it. Neither `repr`, `str` nor a pickle shows it."""

    __slots__ = ("_asked", "_settings")

    def __init__(self, asked: str | Callable[[], str | Awaitable[str]] | None, settings: Settings) -> None:
        self._asked = asked
        self._settings = settings

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __reduce__(self) -> Any:
        msg = "an API key is not for pickling"
        raise TypeError(msg)

    def problem(self) -> str | None:
        """What is wrong with what was given, if anything."""
        if self._asked is None or isinstance(self._asked, str) or callable(self._asked):
            return None
        return f"api_key: expected str, a function or None, got {type(self._asked).__name__}"

    def header(self) -> Credential:
        """Ask for the key, and make the header that carries it.

        Raises:
            MissingAPIKeyError: There is none.
            RequestValidationError: It is no text, has characters that no header may have, or must be awaited.
        """
        asked = self._asked() if callable(self._asked) else self._asked
        if hasattr(asked, "__await__"):
            _forget(asked)
            raise _refused("expected str, got an awaitable: an async function serves asynchronous calls only")
        return self._credential(asked)

    async def header_async(self) -> Credential:
        """Ask for the key, awaiting it where it must be, and make the header that carries it."""
        asked = self._asked() if callable(self._asked) else self._asked
        return self._credential(await asked if hasattr(asked, "__await__") else asked)  # type: ignore[misc]

    def _credential(self, key: object) -> Credential:
        if key is not None and not isinstance(key, str):
            raise _refused(f"expected str, got {type(key).__name__}")
        variable = self._settings.api_key_variable
        text = (key or "").strip() or (os.environ.get(variable, "").strip() if variable else "")
        if not text:
            from .errors import MissingAPIKeyError

            hint = f" or set the environment variable {variable}" if variable else ""
            raise MissingAPIKeyError(f"api_key: there is none; give api_key=…{hint}")
        return Credential(text, self._settings)


class Credential:
    """One attempt's header with the key. Its `repr` hides it."""

    __slots__ = ("_key", "name", "value")

    def __init__(self, key: str, settings: Settings) -> None:
        if any(character < " " or character == "\x7f" for character in key):
            raise _refused("a control character has no place in a header")
        prefix = settings.api_key_prefix
        if prefix and key[: len(prefix)].lower() == prefix.lower():
            key = key[len(prefix) :].strip()
        self._key = key.encode()
        self.name = (settings.api_key_header or "").encode()
        self.value = HiddenBytes(prefix.encode() + self._key)

    def __repr__(self) -> str:
        return f"Credential({MASK})"

    def mask(self, content: bytes) -> bytes:
        """Hide the key in what a server said."""
        return content.replace(self._key, MASK.encode()) if self._key in content else content


class HiddenBytes(bytes):
    """Bytes whose `repr` does not tell them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(MASK.encode())


def _forget(awaitable: Any) -> None:
    """End a coroutine that nobody will await, without the warning."""
    if hasattr(awaitable, "close"):
        awaitable.close()


def _refused(finding: str) -> Exception:
    from .errors import RequestValidationError

    return RequestValidationError(f"api_key: {finding}")
