"""Takes edits of copied files in the packages back to the templates they were copied from."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["adopt"]

_PLACEHOLDER = re.compile(r"\{\w+\}")


def adopt(output: Path, templates: Path, edited: Sequence[str]) -> list[str]:
    """Write each edited file over its template; if one can't be taken back, none is, and those are given by name.

    A file that was rendered, deleted or added by hand has no template of the same text.
    """
    copied = {path.relative_to(templates).as_posix(): path for path in templates.rglob("*")
              if path.is_file() and path.suffix != ".jinja"}  # fmt: skip
    origins = {name: next((template for template in copied if _gives(template, name)), "") for name in edited}
    left = [name for name, template in origins.items() if not template or not (output / name).is_file()]
    if not left:
        for name, template in origins.items():
            copied[template].write_bytes((output / name).read_bytes())
    return left


def _gives(template: str, name: str) -> bool:
    """Whether a template's path, placeholders filled, is that of an output."""
    pattern = "[^/]+".join(re.escape(part) for part in _PLACEHOLDER.split(template))
    return re.fullmatch(pattern, name) is not None or re.fullmatch(pattern, f"client/{name}") is not None
