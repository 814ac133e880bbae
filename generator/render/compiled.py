"""Keeps compiled templates in a file, as Python keeps compiled modules.

Compiling takes five times as long as rendering. A template's source decides whether what is kept of it still holds,
and the code of this package, which compiled templates have in them, whether any of it does.
"""

from __future__ import annotations

import contextlib
import hashlib
import marshal
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

__all__ = ["MEMORY", "Compiled"]

MEMORY: Final[dict[tuple[str, str], bytes]] = {}
"""What this process compiled or read: templates are rendered more than once in a run."""


class Compiled(BytecodeCache):
    """The compiled templates of one run; without a file, of this process."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp = _stamp()
        self._kept = self._read()
        self._used: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket if its template was compiled before."""
        key = (bucket.key, bucket.checksum)
        if code := MEMORY.get(key) or self._kept.get(key):
            self._used[key] = MEMORY[key] = code
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember a template that was just compiled."""
        key = (bucket.key, bucket.checksum)
        self._used[key] = MEMORY[key] = bucket.bytecode_to_string()

    def keep(self) -> None:
        """Write down what was used, unless it stands there."""
        if self._path and self._used != self._kept:
            draft = self._path.with_name(f"{self._path.name}.new")
            with contextlib.suppress(OSError):  # a folder that can't be written to costs time, nothing else
                draft.write_bytes(marshal.dumps((self._stamp, self._used)))
                draft.replace(self._path)

    def _read(self) -> dict[tuple[str, str], bytes]:
        if not self._path:
            return {}
        try:
            stamp, found = marshal.loads(self._path.read_bytes())  # noqa: S302 - as safe as the templates beside it
        except (OSError, EOFError, ValueError, TypeError):
            return {}
        return found if stamp == self._stamp else {}


def _stamp() -> str:
    """What compiled templates depend on besides their sources."""
    code = [path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))]
    return hashlib.sha256(b"\0".join([version("jinja2").encode(), sys.version.encode(), *code])).hexdigest()
