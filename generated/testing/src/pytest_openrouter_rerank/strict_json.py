"""Reads and writes JSON as the RFCs have it, which Python's own module is laxer about."""

from __future__ import annotations

import json
import math
from typing import Any

__all__ = ["encode", "parse"]


def parse(content: bytes) -> Any:
    """Read JSON.

    Raises:
        ValueError: It is not JSON in UTF-8: NaN, infinities and lone surrogates are not (RFC 8259, RFC 7493).
    """
    try:
        body = json.loads(content.decode(), parse_constant=_refuse, parse_float=_finite)
        if b"\\u" in content:
            json.dumps(body, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return body


def encode(body: Any) -> bytes:
    """Write JSON as the service does: compact, UTF-8; raises ValueError for what JSON has no way to say."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _refuse(text: str) -> float:
    raise ValueError(f"{text} is not a JSON number")


def _finite(text: str) -> float:
    number = float(text)
    return _refuse(text) if math.isinf(number) else number
