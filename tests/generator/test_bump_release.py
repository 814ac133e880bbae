"""From a release to the next version: pure, raised but never lowered, frozen and read back, traced to its origin."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from generator import surface
from generator.bump.exceptions import ExceptionLine
from generator.bump.origin import Provenance, traced
from generator.bump.release import Release, frozen, plan, read_release
from generator.config import defaults
from generator.document import load
from generator.lower import lower
from generator.overlay import apply
from generator.problems import BadInputError, Position
from generator.select import select
from generator.surface.model import Metadata, Surface
from tests.generator.bump_cases import FOLDER, merged, plain, surface_of

if TYPE_CHECKING:
    from pathlib import Path

BASE: dict[str, Any] = plain(FOLDER / "base.yaml")
OLD = surface_of(BASE)
WIDER = surface_of(merged(BASE, {"components": {"schemas": {"Genre": {"enum": ["novel", "poem", "play", "essay"]}}}}))
BROKEN = surface_of(merged(BASE, {"components": {"schemas": {"Book": {"required": []}}}}))
RELEASED = Release(version="1.4.2", date="2026-08-22", surface=OLD, inputs={"overlay": "a", "upstream document": "b"})


def test_the_first_version_needs_no_release() -> None:
    found = plan(None, OLD)

    assert (found.previous, found.version, found.bump, found.changes) == (None, "1.0.0", "none", ())


@pytest.mark.parametrize(
    ("now", "version", "bump"), [(OLD, "1.4.2", "none"), (WIDER, "1.5.0", "minor"), (BROKEN, "2.0.0", "major")]
)
def test_the_version_is_that_of_the_release_and_the_step_from_it(now: Surface, version: str, bump: str) -> None:
    found = plan(RELEASED, now)

    assert (found.previous, found.version, found.bump) == ("1.4.2", version, bump)
    assert plan(RELEASED, now) == found


def test_regenerating_in_between_does_not_count_twice() -> None:
    """The version depends on the release, not on what was generated since."""
    first = plan(RELEASED, WIDER)
    second = plan(
        RELEASED,
        surface_of(merged(BASE, {"components": {"schemas": {"Genre": {"enum": ["novel", "poem", "play", "tale"]}}}})),
    )

    assert first.version == second.version == "1.5.0"


def test_a_step_can_be_raised() -> None:
    assert plan(RELEASED, WIDER, at_least="major").version == "2.0.0"
    assert plan(RELEASED, OLD, at_least="patch").version == "1.4.3"


@pytest.mark.parametrize("at_least", ["patch", "minor"])
def test_a_step_can_not_be_lowered(at_least: Any) -> None:
    with pytest.raises(BadInputError, match=r"less than what changed asks for: major, for components\.Book\.title"):
        plan(RELEASED, BROKEN, at_least=at_least)


def test_an_exception_lowers_it_with_its_reason_and_one_unused_is_a_finding() -> None:
    used = ExceptionLine(
        rule=21,
        place="components.Book.title",
        bump="minor",
        reason="It never was there.",
        at=Position(file="e", line=2),
    )
    unused = replace(used, place="components.Book.isbn", at=Position(file="e", line=6))

    found = plan(RELEASED, BROKEN, exceptions=[used, unused])

    assert found.version == "1.5.0"
    assert [item.reason for item in found.changes] == ["It never was there."]
    assert [str(problem.at) for problem in found.findings] == ["e:6"]


# ------------------------------------------------------------------------------------------------------------- releases


def write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_release_reads_back_as_it_was_frozen(tmp_path: Path) -> None:
    assert read_release(write(tmp_path / "released", frozen(RELEASED))) == RELEASED


def test_freezing_is_the_same_text_for_the_same_release() -> None:
    assert frozen(RELEASED) == frozen(replace(RELEASED, surface=surface.loads(surface.dumps(OLD))))


def test_before_the_first_release_there_is_none(tmp_path: Path) -> None:
    assert read_release(tmp_path / "released") is None


@pytest.mark.parametrize(("version", "date"), [("1.2", "2026-08-22"), ("1.2.3", "22.8.2026"), ("1.2.3", "2026-02-30")])
def test_a_release_of_another_form_is_refused(version: str, date: str) -> None:
    with pytest.raises(BadInputError, match="a date is written 2026-08-22, a version 1"):
        frozen(replace(RELEASED, version=version, date=date))


@pytest.mark.parametrize(
    "files",
    [
        {"release.json": "{}", "api.json": "{}"},
        {"release.json": "x", "api.json": "{}"},
        {"release.json": '{"version": "1", "date": "2026-08-22"}', "api.json": "{}"},
        {"release.json": '{"version": "1.0.0", "date": 1}', "api.json": "{}"},
        {"release.json": '{"version": "1.0.0", "date": "2026-08-22", "inputs": {"a": 1}}', "api.json": "{}"},
        {"release.json": "[]", "api.json": "{}"},
        {"release.json": '{"version": "1.0.0", "date": "2026-08-22"}'},
        {"release.json": '{"version": "1.0.0", "date": "2026-08-22"}', "api.json": "{"},
        {"api.json": "{}"},
    ],
)
def test_a_release_that_was_spoilt_is_refused(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(BadInputError, match=r"release\.json|api\.json"):
        read_release(write(tmp_path / "released", files))


def test_a_maintenance_line_has_its_own_release(tmp_path: Path) -> None:
    """After 2.0.0 a branch that still has 1.4.2 as released goes on with 1.5.0."""
    main = Release(version="2.0.0", date="2026-09-01", surface=BROKEN)
    branch = read_release(write(tmp_path / "released", frozen(RELEASED)))

    assert plan(main, BROKEN).version == "2.0.0"
    assert plan(branch, WIDER).version == "1.5.0"


# -------------------------------------------------------------------------------------------------------------- origins

OVERLAY = """
overlay: 1.0.0
info: {title: Ours, version: 1.0.0}
actions:
  - target: $.components.schemas.Genre.enum
    update: [essay]
  - target: $.components.schemas.Filter.properties.year
    update: {description: Our words.}
"""


@pytest.fixture
def provenance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Provenance:
    monkeypatch.chdir(tmp_path)
    changed = merged(BASE, {"components": {"schemas": {"Filter": {"properties": {"year": {"type": "number"}}}}}})
    description = tmp_path / "openapi.json"
    description.write_text(json.dumps(changed, indent=1))
    overlay = tmp_path / "ours.yaml"
    overlay.write_text(OVERLAY)
    applied = apply(load(description.relative_to(tmp_path)), [overlay.relative_to(tmp_path)])
    document = select(applied.document, [])
    package = lower(document, defaults("Shelf API"))
    return Provenance(document=document, sources=surface.sources(package))


def now_of(provenance: Provenance) -> Surface:
    assert provenance.document is not None
    return surface.describe(lower(provenance.document, defaults("Shelf API")))


def test_a_change_names_who_made_it_and_the_line(provenance: Provenance) -> None:
    """Words that an overlay adds beside don't make a change the overlay's."""
    found = plan(RELEASED, now_of(provenance), provenance=provenance).changes

    assert {item.place: (item.origin, item.line.rpartition(":")[0]) for item in found} == {
        "components.Filter.year": ("upstream document", "openapi.json"),
        "components.Genre": ("overlay", "ours.yaml"),
    }
    lines = {item.place: int(item.line.rpartition(":")[2]) for item in found}
    assert lines["components.Genre"] == 6


def test_an_input_that_did_not_change_made_no_change(provenance: Provenance) -> None:
    digests = {"upstream document": "b", "overlay": "a", "template": "c", "configuration": "d"}
    after = {**digests, "upstream document": "other"}

    found = plan(RELEASED, now_of(provenance), provenance=replace(provenance, before=digests, after=after)).changes

    assert {item.origin for item in found} == {"upstream document"}


def test_what_the_description_does_not_speak_of_comes_from_a_template_or_the_configuration(
    provenance: Provenance,
) -> None:
    timeout = surface_of(BASE, {"timeout_ms": 1000})
    digests = {"upstream document": "b", "overlay": "a", "template": "c", "configuration": "d"}
    configured = replace(provenance, before=digests, after={**digests, "configuration": "other"})

    assert [item.origin for item in plan(RELEASED, timeout, provenance=provenance).changes] == ["template"]
    assert [item.origin for item in plan(RELEASED, timeout, provenance=configured).changes] == ["configuration"]


@pytest.mark.parametrize(
    ("changed", "rule", "origin"),
    [("overlay", 37, "overlay"), ("upstream document", 37, "upstream document"), ("template", 39, "template")],
)
def test_other_bytes_alone_are_words_or_internals(provenance: Provenance, changed: str, rule: int, origin: str) -> None:
    """Rows 37 and 39: which of them, the digests of the inputs tell; either way it is a patch."""
    client = {"client": Metadata(distribution="shelf", package="shelf")}
    released = replace(RELEASED, surface=replace(OLD, content="1", metadata=client))
    digests = {"upstream document": "b", "overlay": "a", "template": "c", "configuration": "d"}
    known = replace(provenance, before=digests, after={**digests, changed: "other"})

    found = plan(released, replace(released.surface, content="2"), provenance=known)

    assert found.version == "1.4.3"
    assert [(item.rule, item.origin) for item in found.changes] == [(rule, origin)]


def test_something_removed_is_told_where_it_belonged(provenance: Provenance) -> None:
    less = surface_of(merged(BASE, {"components": {"schemas": {"Filter": {"properties": {"year": None}}}}}))
    removed = plan(RELEASED, less).changes
    gone = {place: pointer for place, pointer in provenance.sources.items() if place != "components.Filter.year"}

    found = traced(removed, replace(provenance, sources=gone))

    assert [item.line.rpartition(":")[0] for item in found] == ["openapi.json"]


def test_without_a_description_nobody_is_named() -> None:
    assert [item.origin for item in traced(plan(RELEASED, WIDER).changes, Provenance())] == [""]
