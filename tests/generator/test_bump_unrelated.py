"""From description to version, as a whole: what doesn't concern the chosen operations changes nothing at all."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from generator import pipeline
from generator.bump import release as bump_release
from generator.commands import update
from generator.document import dumps, load
from generator.inputs import Inputs
from tests.generator.bump_cases import FOLDER, merged, plain

if TYPE_CHECKING:
    from pathlib import Path

    from generator.pipeline import Made

BASE: dict[str, Any] = plain(FOLDER / "base.yaml")
ELSEWHERE: dict[str, Any] = {
    "paths": {
        "/books/{id}": {"get": {"deprecated": True, "responses": {"404": None}}},
        "/shelves": {"get": {"operationId": "listShelves", "responses": {"204": {"description": "None."}}}},
    },
    "components": {"schemas": {"Unused": {"type": "object", "properties": {"a": {"type": "string"}}}}},
}


def quiet(_: str) -> None:
    """Let nobody know."""


def inputs_of(root: Path, spec: Path, output: Path) -> Inputs:
    return Inputs(
        root=root,
        spec=spec,
        overlays=(),
        configuration=None,
        exceptions=None,
        templates=root / "templates",
        output=output,
        operations=("findBooks",),
    )


def made(inputs: Inputs, staged: Path, date: str = "") -> tuple[Made, dict[str, bytes]]:
    """Run the pipeline; gives what it made, and the files but for the lock, which holds the inputs' digests."""
    staged.mkdir(parents=True)
    result = pipeline.make(inputs, staged, "none", quiet, date=date)
    paths = [path for path in staged.rglob("*") if path.is_file() and path.name != "gen.lock"]
    return result, {path.relative_to(staged).as_posix(): path.read_bytes() for path in paths}


def written(path: Path, description: dict[str, Any]) -> Path:
    path.write_text(json.dumps(description, indent=1))
    return path


def test_a_change_elsewhere_in_the_document_changes_no_byte(root: Path, tmp_path: Path) -> None:
    spec = written(tmp_path / "openapi.json", BASE)
    inputs = inputs_of(root, spec, tmp_path / "out")
    first, before = made(inputs, tmp_path / "first" / "out")
    written(spec, merged(BASE, ELSEWHERE))

    second, after = made(inputs, tmp_path / "second" / "out")

    assert after == before
    assert second.plan == first.plan


def test_after_a_release_a_change_elsewhere_makes_no_new_version(root: Path, tmp_path: Path) -> None:
    """The released packages, generated again, are those that were released: the version, and every byte of a wheel."""
    spec = written(tmp_path / "openapi.json", BASE)
    output = tmp_path / "out"
    _, released = made(inputs_of(root, spec, output), output, date="2026-08-22")
    written(spec, merged(BASE, ELSEWHERE))

    again, files = made(inputs_of(root, spec, output), tmp_path / "staged" / "out")

    assert (again.plan.previous, again.plan.version, again.plan.changes) == ("1.0.0", "1.0.0", ())
    assert files == released


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ({"components": {"schemas": {"Genre": {"enum": ["novel", "poem", "play", "essay"]}}}}, "1.1.0"),
        ({"components": {"schemas": {"Filter": {"properties": {"year": {"description": "When."}}}}}}, "1.0.1"),
        ({"components": {"schemas": {"FindBooksResponse": {"required": []}}}}, "2.0.0"),
    ],
)
def test_after_a_release_a_change_that_matters_makes_one(
    root: Path, tmp_path: Path, change: dict[str, Any], version: str
) -> None:
    spec = written(tmp_path / "openapi.json", BASE)
    output = tmp_path / "out"
    made(inputs_of(root, spec, output), output, date="2026-08-22")
    written(spec, merged(BASE, change))

    first, once = made(inputs_of(root, spec, output), tmp_path / "once" / "out")
    second, twice = made(inputs_of(root, spec, output), tmp_path / "twice" / "out")

    assert first.plan.version == second.plan.version == version
    assert once == twice
    assert once["CHANGELOG.md"].decode().count("## [Unreleased]") == 1
    assert f'version = "{version}"' in once["pyproject.toml"].decode()


def test_a_release_freezes_surface_and_changelog_and_the_next_one_goes_on_from_it(root: Path, tmp_path: Path) -> None:
    spec = written(tmp_path / "openapi.json", BASE)
    output = tmp_path / "out"
    made(inputs_of(root, spec, output), output, date="2026-08-22")
    written(spec, merged(BASE, {"components": {"schemas": {"Genre": {"enum": ["novel", "poem", "play", "essay"]}}}}))

    result, files = made(inputs_of(root, spec, output), tmp_path / "next" / "out", date="2026-09-01")

    frozen = bump_release.read_release(tmp_path / "next" / "out" / "released")
    assert frozen is not None
    assert (frozen.version, frozen.date) == (result.plan.version, "2026-09-01") == ("1.1.0", "2026-09-01")
    text = files["CHANGELOG.md"].decode()
    assert text.index("## [1.1.0] - 2026-09-01") < text.index("## [1.0.0] - 2026-08-22")
    assert "Unreleased" not in text


def test_a_change_elsewhere_in_the_real_document_changes_no_byte(root: Path, shared_data: Path, tmp_path: Path) -> None:
    """Of the 97 operations one is ours: 257 of the 295 upstream commits since it exists concern us in nothing."""
    document = load(shared_data / "upstream" / "openrouter-2026-08-22.yaml")
    upstream = tmp_path / "upstream.yaml"
    upstream.write_text(dumps(document.data))
    inputs = Inputs(
        root=root,
        spec=tmp_path / "openapi.yaml",
        overlays=tuple(sorted((root / "spec" / "overlays").glob("*.yaml"))),
        configuration=root / "spec" / "package.yaml",
        exceptions=None,
        templates=root / "templates",
        output=tmp_path / "out",
    )
    update(inputs, str(upstream), date="2026-08-22")
    first, before = made(inputs, tmp_path / "first" / "out")
    elsewhere = {
        "paths": {"/chat/completions": {"post": {"deprecated": True}}, "/models": None},
        "components": {"schemas": {"Unused": {"type": "string"}}},
    }
    upstream.write_text(dumps(merged(document.data, elsewhere)))
    update(inputs, str(upstream), date="2026-08-23")

    second, after = made(inputs, tmp_path / "second" / "out")

    assert [name for name in sorted({*after, *before}) if after.get(name) != before.get(name)] == []
    assert second.plan == first.plan
