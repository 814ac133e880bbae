"""JSON pointers (RFC 6901): how a node of a document is named."""

from __future__ import annotations

__all__ = ["Pointer", "parse_pointer", "pointer_text"]

Pointer = tuple[str | int, ...]
"""The steps from the root to a node: member names as `str`, array indices as `int`."""


def pointer_text(pointer: Pointer) -> str:
    """Write a pointer as RFC 6901 does: `("paths", "/rerank")` is `/paths/~1rerank`, the root is the empty string."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in pointer)


def parse_pointer(text: str) -> tuple[str, ...]:
    """Read a pointer as RFC 6901 writes it; array indices stay text, since only the document knows them apart.

    Raises:
        ValueError: the text is neither empty nor begins with a slash, or a tilde is not followed by 0 or 1.
    """
    if not text:
        return ()
    if not text.startswith("/"):
        message = f"a JSON pointer begins with a slash: {text!r}"
        raise ValueError(message)
    return tuple(_unescape(step) for step in text[1:].split("/"))


def _unescape(step: str) -> str:
    plain = step.replace("~1", "/").replace("~0", "~")
    if step.count("~") != step.count("~0") + step.count("~1"):
        message = f"a tilde in a JSON pointer is written ~0: {step!r}"
        raise ValueError(message)
    return plain
