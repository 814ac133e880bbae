"""Three releases of the packages, made by the pipeline from the description and what changed in it since."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from generator import commands
from generator.inputs import Inputs
from generator.outcome import Frozen

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["releases"]

_NEW_FIELD: Final = """\
overlay: 1.1.0
info: {title: Requests may say their language, version: 1.0.0}
actions:
  - target: $.components.schemas.CreateRerankRequestBody.properties
    update:
      language: {type: string, description: The language of the query.}
"""
_RENAMED_FIELD: Final = """\
overlay: 1.1.0
info: {title: The score has another name, version: 1.0.0}
actions:
  - target: $.components.schemas.Result.properties
    update: {score: {}}
  - target: $.components.schemas.Result.properties.score
    copy: $.components.schemas.Result.properties.relevance_score
  - target: $.components.schemas.Result.properties.relevance_score
    remove: true
  - target: $.components.schemas.Result.required[?@ == 'relevance_score']
    remove: true
  - target: $.components.schemas.Result.required
    update: [score]
"""


def releases(root: Path, folder: Path) -> list[tuple[str, Path]]:
    """Make three releases in `folder`, one after the other; gives each one's version and its distributions."""
    for name in ("spec", "templates"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "generated").mkdir()
    made: list[tuple[str, Path]] = []
    for number, overlay in enumerate(("", _NEW_FIELD, _RENAMED_FIELD)):
        if overlay:
            (folder / "spec" / "overlays" / f"99-{number}.yaml").write_text(overlay)
        made.append(_release(folder, folder / f"dist-{number}"))
    return made


def _release(folder: Path, dist: Path) -> tuple[str, Path]:
    spec = folder / "spec"
    inputs = Inputs(
        root=folder,
        spec=spec / "openapi.yaml",
        overlays=tuple(sorted((spec / "overlays").glob("*.yaml"))),
        configuration=spec / "package.yaml",
        exceptions=spec / "bump-exceptions.yaml",
        templates=folder / "templates",
        output=folder / "generated",
    )
    commands.generate(inputs, observe=_nobody)
    frozen = commands.release(inputs, "2026-01-31", folder=dist, steps={}, observe=_nobody)
    assert isinstance(frozen, Frozen), frozen
    return frozen.version, dist


def _nobody(_: str) -> None:
    """Nobody watches."""
