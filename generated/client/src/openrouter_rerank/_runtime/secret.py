"""The API key: where it comes from, and how it stays hidden.

No function here that can raise has a local variable with the key, so that no traceback shows it.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

from .errors import MissingAPIKeyError, RequestValidationError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .settings import Settings

__all__ = ["Credential", "Hidden", "Secret"]

MASK = "***"
NOT_IN_A_HEADER = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


class Secret:
    """A key, or the function that returns it. Neither its `repr` nor a pickle shows it."""

    __slots__ = ("_key", "_settings")

    def __init__(self, key: str | Callable[[], str | Awaitable[str]] | None, settings: Settings) -> None:
        self._key: Any = key
        self._settings = settings

    def __repr__(self) -> str:
        return f"Secret({MASK})"

    def __reduce__(self) -> Any:
        msg = "an API key is not for pickling"
        raise TypeError(msg)

    def problem(self) -> str | None:
        """What is wrong with what was given, if anything."""
        if self._key is None or isinstance(self._key, str) or callable(self._key):
            return None
        return f"api_key: expected str, a function or None, got {type(self._key).__name__}"

    def credential(self, *, optional: bool = False) -> Credential | None:
        """Ask for the key, and make the header that carries it; None if there is no key and it is `optional`.

        Raises:
            MissingAPIKeyError: There is none.
            RequestValidationError: It is no text, has characters that no header may have, or must be awaited.
        """
        credential = Credential(self._key() if callable(self._key) else self._key, self._settings)
        return self._usable(credential, optional=optional)

    async def credential_async(self, *, optional: bool = False) -> Credential | None:
        """Ask for the key, awaiting it where it must be, and make the header that carries it."""
        if not callable(self._key):
            return self.credential(optional=optional)
        answer = Answer(self._key())
        return self._usable(Credential(await answer.awaited(), self._settings), optional=optional)

    def _usable(self, credential: Credential, *, optional: bool) -> Credential | None:
        if credential.problem is None:
            return credential
        if not credential.problem and optional:
            return None
        if credential.problem:
            raise RequestValidationError(f"api_key: {credential.problem}")
        variable = self._settings.api_key_variable
        hint = f", or set the environment variable {variable}" if variable else ""
        raise MissingAPIKeyError(f"api_key: there is none; give `api_key` to the client{hint}")


class Answer:
    """What a function returned for a key: the key, or what to await for it."""

    __slots__ = ("_value",)

    def __init__(self, value: Any) -> None:
        self._value = value

    async def awaited(self) -> Any:
        """The key."""
        return await self._value if hasattr(self._value, "__await__") else self._value


class Credential:
    """One attempt's header with the key. Its `repr` hides it."""

    __slots__ = ("_key", "name", "problem", "value")

    def __init__(self, given: Any, settings: Settings) -> None:
        """Make the header, or say in `problem` why there is none; an empty text says that there is no key."""
        self.problem = _problem(given)
        key = _found(given, settings) if self.problem is None else ""
        if self.problem is None:
            self.problem = _problem_within(key)
        self._key = key.encode(errors="replace")
        self.name: bytes = (settings.api_key_header or "").encode()
        self.value: Hidden = Hidden(settings.api_key_prefix.encode() + self._key)

    def __repr__(self) -> str:
        return f"Credential({MASK})"

    def mask(self, content: bytes) -> bytes:
        """Hide the key in what a server said."""
        return content.replace(self._key, MASK.encode()) if self._key and self._key in content else content

    def mask_text(self, text: str) -> str:
        """Hide the key in a text."""
        return self.mask(text.encode(errors="surrogatepass")).decode(errors="surrogatepass")

    def mask_error(self, error: BaseException) -> None:
        """Hide the key in an exception: some quote what the server said."""
        masked = tuple(self.mask_text(value) if isinstance(value, str) else value for value in error.args)
        if masked != error.args:
            error.args = masked
        if isinstance(error, OSError) and error.strerror:  # which is what its text is made of
            error.strerror = self.mask_text(error.strerror)


class Hidden(bytes):
    """Bytes whose `repr` does not tell them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(MASK)


def _problem(given: Any) -> str | None:
    if hasattr(given, "__await__"):
        if hasattr(given, "close"):
            given.close()  # nobody will await it: that is no cause for a warning
        return "expected str, got an awaitable; an async function serves asynchronous calls only"
    if given is not None and not isinstance(given, str):
        return f"expected str, got {type(given).__name__}"
    return None


def _found(given: str | None, settings: Settings) -> str:
    """The key without white space around it and the prefix that the header has anyway."""
    variable = settings.api_key_variable
    key = (given or "").strip() or (os.environ.get(variable, "").strip() if variable else "")
    prefix = settings.api_key_prefix.strip()
    scheme, _, rest = key.partition(" ")
    return rest.strip() if prefix and scheme.lower() == prefix.lower() else key


def _problem_within(key: str) -> str | None:
    if not key:
        return ""
    if NOT_IN_A_HEADER.search(key):
        return "a line break, control character or lone surrogate has no place in a header"
    return None
