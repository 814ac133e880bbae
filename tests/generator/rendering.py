"""Renders packages for tests, from descriptions and from nodes made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from generator.config import defaults
from generator.document import load
from generator.format import format as format_files
from generator.lower import lower
from generator.render import render
from generator.select import select
from tests.generator.parts import RELEASE

if TYPE_CHECKING:
    from generator.ir import Package

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"


def described(path: Path, name: str) -> Package:
    """Lower a description whole, as it is, to a package called `name`."""
    return lower(select(load(path), ()), defaults(name.title(), name))


def written(package: Package, folder: Path) -> Path:
    """Render a package into a folder, formatted; gives the folder that Python imports it from."""
    for name, content in render(package, RELEASE, TEMPLATES).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    format_files(folder)
    return folder / "client" / "src"
