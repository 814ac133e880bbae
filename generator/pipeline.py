"""The stages in order, and the ways to run them: `generate`, `check`, `read`.

The only module that knows all stages. Everything up to the exchange of folders happens in a staged one, so that a
failure at any stage leaves the packages as they were.
"""

from __future__ import annotations

import json
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from generator import lock, swap
from generator.outcome import Summary, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from generator import ir
    from generator.bump_release import Plan, Release as Released
    from generator.bump_rules import Bump
    from generator.config import Configuration
    from generator.diff import Reading
    from generator.document import Document
    from generator.problems import Problem
    from generator.render import Release
    from generator.surface_model import Surface

__all__ = ["HandEditedError", "Inputs", "check", "generate", "read"]


class HandEditedError(Exception):
    """Generated files are not as the generator wrote them."""

    def __init__(self, output: Path, edited: Collection[str]) -> None:
        lines = "\n".join(f"  {output / name}" for name in edited)
        super().__init__(
            f"generated files were changed by hand:\n{lines}\n"
            "    hint: restore them from version control and edit the template instead; "
            "`generate --adopt` takes edits of copied files back to templates/"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a run reads and where it writes."""

    root: Path
    """The folder that paths in the lock are relative to."""
    spec: Path
    overlays: tuple[Path, ...]
    configuration: Path | None
    """None: names come from the description's title, and one client package is made, nothing else."""
    exceptions: Path | None
    templates: Path
    output: Path
    operations: tuple[str, ...] = ()
    all_operations: bool = False
    package: str = ""

    @property
    def files(self) -> list[Path]:
        """Everything that is read."""
        optional = [path for path in (self.configuration, self.exceptions) if path and path.exists()]
        return [self.spec, *self.overlays, *optional, self.templates]

    @property
    def settings(self) -> dict[str, str]:
        """The options that shape the output."""
        chosen = {
            "operations": ",".join(self.operations),
            "all_operations": "yes" if self.all_operations else "",
            "package": self.package,
        }
        return {key: value for key, value in chosen.items() if value}

    @property
    def is_whole(self) -> bool:
        """Whether all products are made, in a folder each, rather than one client in the output folder itself."""
        return self.configuration is not None

    @property
    def client(self) -> Path:
        """The client's folder in the output."""
        return self.output / "client" if self.is_whole else self.output


def generate(
    inputs: Inputs, *, adopt: bool = False, at_least: Bump = "none", observe: Callable[[str], None]
) -> Summary:
    """Make the packages and put them in the place of the old ones, if anything changed.

    Raises:
        BadInputError: the description, an overlay, the configuration or a template can't be used.
        HandEditedError: a generated file was changed by hand.
        BusyError: another run is writing the same folder.
    """
    started = time.process_time()
    with swap.exclusive(inputs.output):
        mended = swap.mend(inputs.output)
        _refuse_hand_edits(inputs, adopt=adopt)
        if at_least == "none" and (recorded := _up_to_date(inputs)):
            return Summary.unchanged(inputs.output, recorded.version, mended)
        with swap.stage(inputs.output) as staged:
            made = _make(inputs, staged, at_least, observe)
            files = _differences(inputs.output, staged)
            observe("exchanging the folders")
            swap.exchange(inputs.output)
        _stamp(inputs).write_text(lock.code_digest(), encoding="ascii")
    return Summary.of(inputs.output, made.package, made.plan, made.findings, made.unrendered, files, mended, started)


def check(inputs: Inputs, *, observe: Callable[[str], None]) -> Verdict:
    """Make the packages aside and compare them with those that are there; writes nothing there.

    Raises:
        BadInputError: an input can't be used.
        HandEditedError: a generated file was changed by hand.
        LockError: the lock is missing or unreadable, or other tools are installed than wrote the packages.
    """
    recorded = lock.read_lock(inputs.output)
    lock.refuse_other_tools(recorded)
    _refuse_hand_edits(inputs, adopt=False)
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder) / inputs.output.name
        staged.mkdir()
        made = _make(inputs, staged, "none", observe)
        files = _differences(inputs.output, staged)
        return Verdict.of(inputs.output, staged, files, recorded.version, made.plan, made.unrendered)


def read(path: Path, inputs: Inputs, settled_errors: Collection[str] | None = None) -> Reading:
    """Read a description, patched by the overlays of `inputs`, to the IR; for comparing and explaining."""
    from generator.diff import Reading

    reading = _read(replace(inputs, spec=path), settled_errors)
    return Reading(package=reading.package, document=reading.chosen)


# ------------------------------------------------------------------------------------------------------- the stages


@dataclass(frozen=True, slots=True, kw_only=True)
class _Understood:
    """The description as the stages up to the IR leave it."""

    chosen: Document
    """Patched, and cut down to the operations that are wanted."""
    facts: str
    """The digest of what upstream says of them."""
    package: ir.Package
    findings: tuple[Problem, ...]
    unrendered: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What a run made, besides the files."""

    package: ir.Package
    plan: Plan
    findings: tuple[Problem, ...]
    unrendered: tuple[Problem, ...]


def _make(inputs: Inputs, staged: Path, at_least: Bump, observe: Callable[[str], None]) -> _Made:
    """Build the whole output in an empty folder."""
    from generator import bump_release, surface
    from generator.bump_exceptions import read_exceptions
    from generator.bump_origin import Provenance
    from generator.verify import verify

    released = bump_release.read_release(inputs.client / "released")
    observe("reading the description and its overlays")
    understood = _read(inputs, surface.settled_errors(released.surface) if released else None)
    # GATE _gate(understood.chosen, observe)
    observe("rendering")
    release = _release(inputs, understood, _recorded_version(inputs))
    _render(inputs, understood, release, staged)
    observe("verifying")
    verify(staged, _sources(inputs, staged))
    folders = _folders(inputs, understood.package, staged)
    now = surface.take(understood.package, folders)
    _demand(surface.missing(now, understood.package))
    plan = bump_release.plan(
        released,
        now,
        exceptions=read_exceptions(inputs.exceptions) if inputs.exceptions else (),
        at_least=at_least,
        provenance=Provenance(document=understood.chosen, sources=surface.sources(understood.package)),
    )
    final = _with_plan(release, plan)
    if final != release:
        _render(inputs, understood, final, staged)
    _carry_released(inputs, staged)
    _write_lock(inputs, staged, understood, now, plan)
    findings = (*understood.findings, *plan.findings)
    return _Made(package=understood.package, plan=plan, findings=findings, unrendered=understood.unrendered)


def _read(inputs: Inputs, settled_errors: Collection[str] | None) -> _Understood:
    """Document, overlays, selection, IR."""
    from generator.document import load
    from generator.facts import digest, facts
    from generator.lower import lower
    from generator.overlay import apply
    from generator.problems import BadInputError
    from generator.select import select

    document = load(inputs.spec)
    applied = apply(document, inputs.overlays)
    configuration = _configuration(inputs, applied.document)
    chosen = select(applied.document, configuration.operations, tuple(configuration.left_out))
    try:
        original = select(document, configuration.operations, tuple(configuration.left_out))
    except BadInputError:  # an operation that only an overlay brings
        original = chosen
    package = lower(chosen, configuration, settled_errors=settled_errors)
    rendered, unrendered = _renderable(package, chosen, all_operations=inputs.all_operations)
    return _Understood(
        chosen=chosen,
        facts=digest(facts(original.data)),
        package=rendered,
        findings=applied.findings,
        unrendered=unrendered,
    )


def _configuration(inputs: Inputs, document: Document) -> Configuration:
    from generator.config import configure, defaults

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
    """Leave out what the templates can't write yet, telling where it stands; an error unless all were asked for."""
    from generator.problems import BadInputError, Problem
    from generator.render import unrenderable

    refused: dict[str, list[Problem]] = {}
    for operation in package.operations:
        for reason in unrenderable(operation, package):
            at = document.position(document.resolve(reason.source))
            finding = f"{operation.id} can't be written: {reason.reason}"
            hint = "leave the operation out in the configuration, with a reason, or change the description"
            refused.setdefault(operation.id, []).append(Problem(at=at, finding=finding, hint=hint))
    problems = tuple(problem for found in refused.values() for problem in found)
    if problems and not all_operations:
        raise BadInputError(problems)
    groups = [
        replace(group, operations=tuple(one for one in group.operations if one.id not in refused))
        for group in package.groups
    ]
    return replace(package, groups=tuple(group for group in groups if group.operations)), problems


def _gate(chosen: Document, observe: Callable[[str], None]) -> None:
    """Have a second reader accept the description."""
    from generator.gate import gate

    observe("checking the description")
    gate(chosen)


def _demand(problems: Collection[Problem]) -> None:
    from generator.problems import BadInputError

    if problems:
        raise BadInputError(problems)


# ------------------------------------------------------------------------------------------------------- the output


def _release(inputs: Inputs, understood: _Understood, version: str) -> Release:
    """Say what is known before the version is: that of the last run, and the changelog as it stands."""
    from generator.render import Release

    changelog = inputs.client / "CHANGELOG.md"
    return Release(
        version=version,
        spec_version=understood.package.spec_version,
        facts_sha256=understood.facts,
        changelog=changelog.read_text(encoding="utf-8") if changelog.exists() else "",
        provenance=_provenance(inputs, understood, version),
    )


def _with_plan(release: Release, plan: Plan) -> Release:
    """Put the version and what changed into it."""
    from generator import changelog

    return replace(
        release,
        version=plan.version,
        changelog=changelog.unreleased(release.changelog, plan.changes, first=plan.previous is None),
        provenance={**release.provenance, "version": plan.version},
    )


def _provenance(inputs: Inputs, understood: _Understood, version: str) -> Mapping[str, ir.Json]:
    """What the packages are made of: nothing that changes when they don't."""
    return {
        "distribution": understood.package.distribution,
        "version": version,
        "description": {"title": understood.package.spec_title, "version": understood.package.spec_version},
        "facts_sha256": understood.facts,
        "patched_sha256": lock.digest(_canonical(understood.chosen)),
        "overlays": [path.name for path in inputs.overlays],
    }


def _canonical(document: Document) -> bytes:
    return json.dumps(document.data, indent=1, sort_keys=True, ensure_ascii=True).encode() + b"\n"


def _render(inputs: Inputs, understood: _Understood, release: Release, staged: Path) -> None:
    """Render, write and format; what an earlier rendering wrote is overwritten."""
    from generator.format import format
    from generator.render import render

    files = render(understood.package, release, inputs.templates)
    if not inputs.is_whole:
        files = {name.removeprefix("client/"): content for name, content in files.items() if name.startswith("client/")}
    if understood.package.testing_name and inputs.is_whole:
        name = f"testing/src/{understood.package.testing_name}/description.json"
        files = {**files, name: _canonical(understood.chosen)}
    swap.write_tree(staged, files)
    format(staged)


def _folders(inputs: Inputs, package: ir.Package, staged: Path) -> list[Path]:
    """The distributions, the client's first."""
    if not inputs.is_whole:
        return [staged]
    wanted = {"client": package.name, "dropin": package.dropin_name, "testing": package.testing_name}
    return [staged / product for product, name in wanted.items() if name]


def _sources(inputs: Inputs, staged: Path) -> list[Path]:
    return sorted(staged.glob("*/src") if inputs.is_whole else staged.glob("src"))


def _carry_released(inputs: Inputs, staged: Path) -> None:
    """Take over what `release` froze: no run but that one writes it."""
    folder = inputs.client / "released"
    if folder.is_dir():
        target = staged / folder.relative_to(inputs.output)
        swap.write_tree(target, {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})


def _write_lock(inputs: Inputs, staged: Path, understood: _Understood, now: Surface, plan: Plan) -> None:
    from generator import surface

    text = surface.dumps(now)
    client = staged / inputs.client.relative_to(inputs.output)
    (client / "api.json").write_text(text, encoding="utf-8")
    made = lock.Lock(
        inputs=lock.digests(inputs.root, inputs.files),
        settings=inputs.settings,
        tools=lock.tool_versions(),
        facts=understood.facts,
        surface=lock.digest(text.encode()),
        version=plan.version,
        outputs=lock.output_digests(staged),
    )
    (staged / lock.NAME).write_text(made.text(), encoding="utf-8")


# ------------------------------------------------------------------------------------------ what is there already


def _up_to_date(inputs: Inputs) -> lock.Lock | None:
    """Give the lock if inputs, outputs, tools and the generator itself are as they were when it was written."""
    try:
        recorded = lock.read_lock(inputs.output)
        stamped = _stamp(inputs).read_text(encoding="ascii")
    except (lock.LockError, OSError, UnicodeDecodeError):
        return None
    same = (
        recorded.settings == inputs.settings
        and recorded.tools == lock.tool_versions()
        and stamped == lock.code_digest()
        and recorded.inputs == lock.digests(inputs.root, inputs.files)
    )
    return recorded if same else None


def _refuse_hand_edits(inputs: Inputs, *, adopt: bool) -> None:
    """Compare the output with its lock; with `adopt`, edits of copied files go back to the templates."""
    if not inputs.output.exists() or not any(inputs.output.iterdir()):
        return
    recorded = lock.read_lock(inputs.output).outputs
    found = lock.output_digests(inputs.output)
    edited = sorted(name for name in recorded.keys() | found.keys() if recorded.get(name) != found.get(name))
    if adopt and edited:
        from generator.adopt import adopt as take_back

        edited = take_back(inputs.output, inputs.templates, edited)
    if edited:
        raise HandEditedError(inputs.output, edited)


def _recorded_version(inputs: Inputs) -> str:
    try:
        return lock.read_lock(inputs.output).version
    except lock.LockError:
        return "1.0.0"


def _stamp(inputs: Inputs) -> Path:
    """Where the digest of the generator's own code is kept: beside the output, outside version control."""
    return inputs.output.parent / f".{inputs.output.name}.stamp"


def _differences(output: Path, staged: Path) -> dict[str, str]:
    """Which files are new ("+"), gone ("-") or other ("~")."""
    old = lock.output_digests(output) if output.exists() else {}
    new = lock.output_digests(staged)
    marks = {name: "+" if name not in old else "-" if name not in new else "~" for name in old.keys() | new.keys()}
    return {name: mark for name, mark in sorted(marks.items()) if old.get(name) != new.get(name)}
