"""The stages in order: from a description, overlays, configuration and templates to finished packages in a folder.

The only module that knows all stages. It writes nothing but the folder it is given.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from generator import changelog, lock, surface, swap
from generator.bump import FIRST, release as bump_release
from generator.bump.exceptions import read_exceptions
from generator.bump.floor import pack
from generator.bump.origin import Provenance
from generator.config import configure, defaults
from generator.diff import Reading
from generator.document import load
from generator.facts import digest, facts
from generator.format import format as ruff_format
from generator.gate import gate
from generator.ingredients import ingredients
from generator.lower import lower
from generator.overlay import apply
from generator.problems import BadInputError, Position, Problem, fail
from generator.render import Release, copied, render, unrenderable
from generator.select import select
from generator.vectors import derive
from generator.verify import verify

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from generator import ir
    from generator.bump.release import Plan
    from generator.bump.rules import Bump
    from generator.config import Configuration
    from generator.document import Document
    from generator.inputs import Inputs
    from generator.surface.model import Surface

__all__ = ["Made", "make", "read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a run made, besides the files."""

    package: ir.Package
    plan: Plan
    findings: tuple[Problem, ...]
    """What is worth knowing but no error, such as an overlay that upstream has caught up with."""
    unrendered: tuple[Problem, ...]
    """Operations that the templates can't write yet."""


def make(
    inputs: Inputs,
    staged: Path,
    at_least: Bump,
    observe: Callable[[str], None],
    *,
    remembered: Bump = "none",
    date: str = "",
) -> Made:
    """Build the whole output in an empty folder; with a date, as it is released that day.

    The step is `at_least` what is asked for now, and what was asked for before and is `remembered`.

    Raises:
        BadInputError: an input can't be used.
    """
    _refuse_no_templates(inputs.templates)
    released = bump_release.read_release(inputs.client / "released")
    observe("reading the description and its overlays")
    patched = _patch(inputs)
    observe("checking the description")
    gate(patched.document)
    whole = lower(
        patched.document,
        patched.configuration,
        settled_errors=surface.settled_errors(released.surface) if released else None,
    )
    package, unrendered = _renderable(whole, patched.document, all_operations=inputs.all_operations)
    observe("rendering")
    release = _release(inputs, patched, package, released.version if released else FIRST)
    rendered = _rendered(inputs, package, release)
    _write(staged, {**rendered, **_derived(inputs, patched, package)})
    observe("verifying")
    verify(staged, inputs.sources(staged), {_place(inputs, name) for name in copied(package, inputs.templates)})
    observe("working out the version")
    now = surface.take(package, _folders(inputs, package, staged))
    _demand(surface.missing(now, package))
    plan = bump_release.plan(
        released,
        now,
        exceptions=read_exceptions(inputs.exceptions) if inputs.exceptions else (),
        at_least=at_least,
        remembered=remembered,
        provenance=_sources_of(inputs, patched, package, released),
    )
    final = _with_plan(release, plan, date)
    again = _rendered(inputs, package, final) if final != release else rendered
    _write(staged, {name: content for name, content in again.items() if rendered.get(name) != content})
    if date:
        now = surface.take(package, _folders(inputs, package, staged))  # its texts name the version
        plan = replace(plan, at_least="none")  # a release ends it
        _freeze(inputs, staged, patched, now, plan.version, date)
    else:
        _carry_released(inputs, staged)
    _write_lock(inputs, staged, patched.facts, now, plan)
    return Made(package=package, plan=plan, findings=(*patched.findings, *plan.findings), unrendered=unrendered)


def read(path: Path, inputs: Inputs, settled_errors: Collection[str] | None = None) -> Reading:
    """Read a description, patched by the overlays of `inputs`, to the IR; for comparing and explaining.

    Raises:
        BadInputError: it can't be read.
    """
    patched = _patch(replace(inputs, spec=path))
    package = lower(patched.document, patched.configuration, settled_errors=settled_errors)
    return Reading(package=package, document=patched.document)


# -------------------------------------------------------------------------------------------------- the description


@dataclass(frozen=True, slots=True, kw_only=True)
class _Patched:
    """The description as overlays and selection leave it."""

    document: Document
    configuration: Configuration
    facts: str
    """The digest of what upstream says of the chosen operations."""
    findings: tuple[Problem, ...]
    upstream: Document
    """What was chosen, before the overlays."""

    def ingredients(self, inputs: Inputs) -> dict[str, str]:
        """What this run makes packages of, in digests."""
        return ingredients(inputs, self.upstream, self.configuration)


def _patch(inputs: Inputs) -> _Patched:
    """Document, overlays, selection."""
    document = load(inputs.spec)
    applied = apply(document, inputs.overlays)
    configuration = _configuration(inputs, applied.document)
    operations, left_out = configuration.operations, tuple(configuration.left_out)
    chosen = select(applied.document, operations, left_out)
    try:
        original = select(document, operations, left_out)
    except BadInputError:  # an operation that only an overlay brings
        original = chosen
    return _Patched(
        document=chosen,
        configuration=configuration,
        facts=digest(facts(original.data)),
        findings=applied.findings,
        upstream=original,
    )


def _configuration(inputs: Inputs, document: Document) -> Configuration:

    if inputs.configuration and not inputs.package:
        found = configure(inputs.configuration)
    else:
        title = cast("dict[str, object]", document.data.get("info") or {}).get("title")
        found = defaults(title if isinstance(title, str) else "", inputs.package)
    operations = () if inputs.all_operations else inputs.operations or found.operations
    return replace(found, operations=operations)


def _renderable(
    package: ir.Package, document: Document, *, all_operations: bool
) -> tuple[ir.Package, tuple[Problem, ...]]:
    """Leave out what the templates can't write yet, telling where it stands; an error unless all were asked for.

    Where nothing is left there is no package to make, which is an error, too.
    """
    refused: dict[str, list[Problem]] = {}
    for operation in package.operations:
        for reason in unrenderable(operation, package):
            at = document.position(document.resolve(reason.source))
            finding = f"{operation.id} can't be written: {reason.reason}"
            hint = "leave the operation out in the configuration, with a reason, or change the description"
            refused.setdefault(operation.id, []).append(Problem(at=at, finding=finding, hint=hint))
    problems = tuple(problem for found in refused.values() for problem in found)
    if problems and (not all_operations or len(refused) == len(package.operations)):
        raise BadInputError(problems)
    if not package.operations:
        hint = "a package has one method for each operation: describe one, or leave fewer out"
        raise fail(document.position(("paths",), key=True), "there is no operation to make a package of", hint)
    groups = [
        replace(group, operations=tuple(one for one in group.operations if one.id not in refused))
        for group in package.groups
    ]
    return replace(package, groups=tuple(group for group in groups if group.operations)), problems


def _demand(problems: Collection[Problem]) -> None:

    if problems:
        raise BadInputError(problems)


def _refuse_no_templates(templates: Path) -> None:

    if not (templates / "client" / "src").is_dir():
        raise fail(Position(file=str(templates)), "has no templates of a client, client/src/…", "name their folder")


# ------------------------------------------------------------------------------------------------------- the output


def _sources_of(
    inputs: Inputs, patched: _Patched, package: ir.Package, released: bump_release.Release | None
) -> Provenance:
    """What tells who made a change: the description, and which inputs are other than those of the release."""
    return Provenance(
        document=patched.document,
        sources=surface.sources(package),
        before=released.inputs if released else {},
        after=patched.ingredients(inputs) if released else {},
    )


def _release(inputs: Inputs, patched: _Patched, package: ir.Package, version: str) -> Release:
    """Say what is known before the version is: that of the last release, and the changelog as it stands."""
    standing = inputs.client / "CHANGELOG.md"
    return Release(
        version=version,
        spec_version=package.spec_version,
        facts_sha256=patched.facts,
        changelog=changelog.body(standing.read_text(encoding="utf-8")) if standing.exists() else "",
        provenance=_provenance(inputs, patched, package, version),
    )


def _with_plan(release: Release, plan: Plan, date: str) -> Release:
    """Put the version and what changed into it."""
    first = plan.previous is None
    told = (
        changelog.released(release.changelog, plan.changes, plan.version, date, first=first)
        if date
        else changelog.unreleased(release.changelog, plan.changes, first=first)
    )
    return replace(
        release, version=plan.version, changelog=told, provenance={**release.provenance, "version": plan.version}
    )


def _provenance(inputs: Inputs, patched: _Patched, package: ir.Package, version: str) -> Mapping[str, ir.Json]:
    """What the packages are made of: nothing that changes when they don't."""
    return {
        "distribution": package.distribution,
        "version": version,
        "description": {"title": package.spec_title, "version": package.spec_version},
        "facts_sha256": patched.facts,
        "patched_sha256": lock.digest(_canonical(patched.document)),
        "overlays": [path.name for path in inputs.overlays],
    }


def _canonical(document: Document) -> bytes:
    return json.dumps(document.data, indent=1, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def _rendered(inputs: Inputs, package: ir.Package, release: Release) -> dict[str, bytes]:
    """What the templates give: paths below the output, and the bytes as they are before formatting."""
    files = render(package, release, inputs.templates, inputs.compiled)
    return {place: content for name, content in files.items() if (place := _place(inputs, name))}


def _place(inputs: Inputs, name: str) -> str:
    """Where something that the templates give stands below the output; nothing if it isn't part of it."""
    if inputs.is_whole:
        return name
    return name.removeprefix("client/") if name.startswith("client/") else ""


def _derived(inputs: Inputs, patched: _Patched, package: ir.Package) -> dict[str, bytes]:
    """What the description gives without a template: the contract vectors, and the description for the testing kit."""
    if not inputs.is_whole:
        return {}
    files = {f"contract/{name}": content for name, content in derive(package, patched.document).items()}
    if package.testing_name:
        files[f"testing/src/{package.testing_name}/description.json"] = _canonical(patched.document)
    return files


def _write(staged: Path, files: Mapping[str, bytes]) -> None:
    """Write files and format those of Python."""
    swap.write_tree(staged, files)
    ruff_format(staged, [name for name in files if name.endswith((".py", ".pyi"))])


def _folders(inputs: Inputs, package: ir.Package, staged: Path) -> list[Path]:
    """The distributions, the client's first."""
    if not inputs.is_whole:
        return [staged]
    wanted = {"client": package.name, "dropin": package.dropin_name, "testing": package.testing_name}
    return [staged / product for product, name in wanted.items() if name]


def _carry_released(inputs: Inputs, staged: Path) -> None:
    """Take over what `release` froze: no run but that one writes it."""
    folder = inputs.client / "released"
    if folder.is_dir():
        target = staged / folder.relative_to(inputs.output)
        swap.write_tree(target, {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})


def _freeze(inputs: Inputs, staged: Path, patched: _Patched, now: Surface, version: str, date: str) -> None:
    """Make this surface the released one."""
    made_of = patched.ingredients(inputs)
    frozen = bump_release.frozen(bump_release.Release(version=version, date=date, surface=now, inputs=made_of))
    client = staged / inputs.client.relative_to(inputs.output)
    files = {name: text.encode() for name, text in frozen.items()}
    swap.write_tree(client / "released", {**files, "package.zip": pack(surface.package_folder(client))})


def _write_lock(inputs: Inputs, staged: Path, digest_of_facts: str, now: Surface, plan: Plan) -> None:
    text = surface.dumps(now)
    client = staged / inputs.client.relative_to(inputs.output)
    (client / "api.json").write_text(text, encoding="utf-8")
    made = lock.Lock(
        inputs=lock.digests(inputs.root, inputs.files),
        settings=inputs.settings,
        tools=lock.tool_versions(),
        facts=digest_of_facts,
        surface=lock.digest(text.encode()),
        version=plan.version,
        outputs=lock.output_digests(staged),
        at_least=plan.at_least,
    )
    (staged / lock.NAME).write_text(made.text(), encoding="utf-8")
