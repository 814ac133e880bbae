"""Renders client packages from small or real descriptions, for tests that compare or use them."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import surface
from generator.config import defaults
from generator.document import Document, loads
from generator.lower import lower
from generator.overlay import apply
from generator.render import Release, render
from generator.select import select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from generator import ir
    from generator.surface.model import Surface

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A client package in a folder, and what it was made from."""

    folder: Path
    """The distribution's: `src/<package>`, `pyproject.toml`."""
    package: ir.Package
    document: Document
    surface: Surface


def rendered(
    description: dict[str, Any] | str,
    folder: Path,
    *,
    title: str = "Shelf API",
    settings: dict[str, Any] | None = None,
    released: Surface | None = None,
    overlays: Sequence[Path] = (),
    version: str = "1.0.0",
) -> Rendered:
    """Render a client package from a description, as plain data or as text, with overlays as far as they fit."""
    text = description if isinstance(description, str) else json.dumps(description, indent=1)
    document = select(apply(loads(text, name="openapi.json"), overlays, lax=True).document, [])
    settled = surface.settled_errors(released) if released else None
    package = lower(document, replace(defaults(title), **(settings or {})), settled_errors=settled)
    release = Release(
        version=version, spec_version="1", facts_sha256="0", changelog="", provenance={"version": version}
    )
    for name, content in render(package, release, TEMPLATES).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return Rendered(
        folder=folder / "client",
        package=package,
        document=document,
        surface=surface.take(package, [folder / "client"]),
    )
