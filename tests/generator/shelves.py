"""A small project of one description, one overlay, a configuration and templates, that tests may change."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from generator import pipeline
from generator.inputs import Inputs
from tests.generator.bump_cases import FOLDER, merged, plain

if TYPE_CHECKING:
    from pathlib import Path

    from generator.bump.release import Plan

OVERLAY = """\
overlay: 1.0.0
info: {title: Ours, version: 1.0.0}
actions:
  - target: $.components.schemas.Filter.properties
    update: {publisher: {type: string}}
  - target: $.paths['/books'].post
    update: {description: Our words.}
"""
CONFIGURATION = """\
products: {client: {distribution: shelf-api, package: shelf_api}}
brand: Shelf
operations: [findBooks]
timeout_ms: 60000
"""
RUNTIME = "client/src/{package}/_runtime/retry.py"
"""A file that is copied as it is."""


def quiet(_: str) -> None:
    """Let nobody know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The project, whose inputs may be changed."""

    inputs: Inputs

    def overlay(self, old: str, new: str) -> None:
        _replace(self.inputs.overlays[0], old, new)

    def configure(self, old: str, new: str) -> None:
        assert self.inputs.configuration is not None
        _replace(self.inputs.configuration, old, new)

    def template(self, old: str = "from __future__", new: str = "# mine\nfrom __future__") -> None:
        _replace(self.inputs.templates / RUNTIME, old, new)

    def upstream(self, change: dict[str, Any]) -> None:
        before = json.loads(self.inputs.spec.read_text())
        self.inputs.spec.write_text(json.dumps(merged(before, change), indent=1))

    def plan(self) -> Plan:
        staged = self.inputs.root / "staged" / "out"
        staged.mkdir(parents=True)
        return pipeline.make(self.inputs, staged, "none", quiet).plan


def shelf(folder: Path) -> Shelf:
    """The project in a folder."""
    inputs = Inputs(
        root=folder,
        spec=folder / "openapi.json",
        overlays=(folder / "ours.yaml",),
        configuration=folder / "package.yaml",
        exceptions=folder / "exceptions.yaml",
        templates=folder / "templates",
        output=folder / "out",
    )
    return Shelf(inputs=inputs)


def begin(root: Path, folder: Path) -> Shelf:
    """Make the project in a new folder; its packages are not made yet."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "templates" / "client", folder / "templates" / "client", ignore=ignored)
    (folder / "openapi.json").write_text(json.dumps(plain(FOLDER / "base.yaml"), indent=1))
    (folder / "ours.yaml").write_text(OVERLAY)
    (folder / "package.yaml").write_text(CONFIGURATION)
    return shelf(folder)


def begin_released(root: Path, folder: Path, date: str = "2026-08-22") -> Shelf:
    """Make the project and release it once, unchecked."""
    made = begin(root, folder)
    made.inputs.output.mkdir()
    pipeline.make(made.inputs, made.inputs.output, "none", quiet, date=date)
    return made


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new))
