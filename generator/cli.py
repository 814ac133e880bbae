"""The command line: reads options, calls the pipeline, turns what comes back into words and an exit code.

0 done, 1 findings or stale, 2 bad input, 3 hand-edited output, 4 lock mismatch. Heavy modules are imported by the
verb that needs them, so that "nothing changed" answers at once.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from enum import Enum, IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.inputs import Inputs
    from generator.proof import Step as Proof

__all__ = ["Exit", "app", "main"]


class Exit(IntEnum):
    """What the exit codes mean."""

    DONE = 0
    FINDINGS = 1
    BAD_INPUT = 2
    HAND_EDITED = 3
    LOCK_MISMATCH = 4


_TRACE = "GENERATOR_TRACEBACK"


class Step(Enum):
    """How large a step the version takes at least."""

    none = "none"
    patch = "patch"
    minor = "minor"
    major = "major"


app = typer.Typer(
    name="python -m generator",
    help="Make Python packages from an OpenAPI description, and keep them true to it.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
overlay_app = typer.Typer(help="Patch descriptions with OpenAPI Overlays.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(overlay_app, name="overlay")

Spec = Annotated[Path | None, typer.Option("--spec", help="The description; default: spec/ of this project.")]
Overlays = Annotated[list[Path] | None, typer.Option("--overlay", help="An overlay; may be repeated, in order.")]
NoOverlays = Annotated[bool, typer.Option("--no-overlays", help="Leave the overlays of spec/ out.")]
Config = Annotated[Path | None, typer.Option("--config", help="What to make of it; default: spec/package.yaml.")]
Templates = Annotated[Path | None, typer.Option("--templates", help="The folder of templates.")]
Output = Annotated[Path | None, typer.Option("--output", help="The folder to write; default: generated/.")]
Operations = Annotated[list[str] | None, typer.Option("--operation", help="An operation's id; may be repeated.")]
AllOperations = Annotated[bool, typer.Option("--all-operations", help="Every operation of the description.")]
Package = Annotated[str, typer.Option("--package", help="The import name of the package.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")]
Bump = Annotated[
    Step | None,
    typer.Option("--bump", help="Raise the version at least this much, until the next release; none takes it back."),
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print problems only.")]


def main() -> NoReturn:
    """Run the command line; every error becomes one message and an exit code, never a traceback."""
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped; nothing was changed\n")
        sys.exit(130)
    except Exception as error:
        sys.exit(_explain(error))
    sys.exit(Exit.DONE)


@app.command()
def generate(
    spec: Spec = None,
    overlay: Overlays = None,
    no_overlays: NoOverlays = False,
    config: Config = None,
    templates: Templates = None,
    output: Output = None,
    operation: Operations = None,
    all_operations: AllOperations = False,
    package: Package = "",
    bump: Bump = None,
    adopt: Annotated[bool, typer.Option("--adopt", help="Take edits of copied files back to templates/.")] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Make the packages from the description, its overlays and the templates."""
    from generator import commands, display

    inputs = _inputs(
        spec=spec,
        overlays=overlay,
        no_overlays=no_overlays,
        config=config,
        templates=templates,
        output=output,
        operations=operation,
        all_operations=all_operations,
        package=package,
    )
    with display.progress(quiet=quiet or json) as observe:
        summary = commands.generate(inputs, adopt=adopt, at_least=bump.value if bump else None, observe=observe)
    display.show(summary, json=json, quiet=quiet)
    raise typer.Exit(Exit.FINDINGS if summary.unrendered else Exit.DONE)


@app.command()
def check(
    spec: Spec = None,
    overlay: Overlays = None,
    no_overlays: NoOverlays = False,
    config: Config = None,
    templates: Templates = None,
    output: Output = None,
    operation: Operations = None,
    all_operations: AllOperations = False,
    package: Package = "",
    full: Annotated[
        bool, typer.Option("--full", help="Also types, griffe's floor, contract tests, reproducible builds, metadata.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say whether the packages are what the inputs give; writes nothing."""
    from generator import commands, display

    inputs = _inputs(
        spec=spec,
        overlays=overlay,
        no_overlays=no_overlays,
        config=config,
        templates=templates,
        output=output,
        operations=operation,
        all_operations=all_operations,
        package=package,
    )
    with display.progress(quiet=quiet or json, lines=full) as observe:
        verdict = commands.check(inputs, steps=_steps() if full else None, observe=observe)
    display.show(verdict, json=json, quiet=quiet and verdict.holds)
    raise typer.Exit(Exit.DONE if verdict.holds else Exit.FINDINGS)


@app.command()
def update(
    source: Annotated[
        str, typer.Argument(metavar="[FROM]", help="A file or an address; default: package.yaml's.")
    ] = "",
    spec: Spec = None,
    date: Annotated[str, typer.Option("--date", help="The day the document is from, as 2026-08-22.")] = "",
    accept_words: Annotated[
        bool, typer.Option("--accept-words", help="Our words are right for upstream's as they are now.")
    ] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the report for a pull request.")] = False,
    json: Json = False,
) -> None:
    """Take a newer upstream document in: slice it, tell what changed and what no longer fits."""
    from generator import commands, display

    inputs = _inputs()
    inputs = replace(inputs, spec=spec or inputs.spec)
    report = commands.update(inputs, source, date=date, accept_words=accept_words)
    if markdown:
        sys.stdout.write(report.markdown())
    else:
        display.show(report, json=json)
    raise typer.Exit(Exit.FINDINGS if report.has_findings else Exit.DONE)


@app.command()
def release(
    date: Annotated[str, typer.Option("--date", help="The day of the release; default: today.")] = "",
    bump: Bump = None,
    folder: Annotated[Path | None, typer.Option("--folder", help="Where to build; default: dist/.")] = None,
    json: Json = False,
) -> None:
    """Check everything, make what is rendered now the released surface, build wheels and sdists."""
    import datetime

    from generator import commands, display
    from generator.outcome import Frozen

    inputs = _inputs()
    day = date or datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    dist = folder or inputs.output.parent / "dist"
    with display.progress(quiet=json, lines=True) as observe:
        result = commands.release(
            inputs,
            day,
            folder=dist,
            at_least=bump.value if bump else None,
            steps=_steps(),
            observe=observe,
        )
    display.show(result, json=json)
    raise typer.Exit(Exit.DONE if isinstance(result, Frozen) else Exit.FINDINGS)


@app.command()
def dist(
    folder: Annotated[Path | None, typer.Option("--folder", help="Where to put them; default: dist/.")] = None,
    json: Json = False,
) -> None:
    """Build wheels and sdists of all distributions, byte for byte reproducible, with a list of their sha256."""
    from generator import display
    from generator.distribute import distribute

    inputs = _inputs()
    display.show(distribute(inputs.output, folder or inputs.output.parent / "dist"), json=json)


@app.command()
def publish(
    index: Annotated[str, typer.Argument(metavar="INDEX", help="Where the index takes uploads.")] = "",
    folder: Annotated[Path | None, typer.Option("--folder", help="What to upload; default: dist/.")] = None,
    simple: Annotated[str, typer.Option("--simple", help="Where the index lists files; default: found out.")] = "",
    json: Json = False,
) -> None:
    """Upload what the index does not have yet; user name and password are TWINE_USERNAME and TWINE_PASSWORD."""
    from generator import display
    from generator.publish import publish as upload

    inputs = _inputs()
    display.show(upload(index, folder or inputs.output.parent / "dist", simple=simple), json=json)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A description, an api.json or a package's folder.")],
    new: Annotated[Path, typer.Argument(help="Likewise.")],
    overlay: Overlays = None,
    operation: Operations = None,
    all_operations: AllOperations = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print it as a section of a changelog.")] = False,
    json: Json = False,
) -> None:
    """Tell what changed between two descriptions or surfaces, and which step in version that asks for."""
    from generator import pipeline
    from generator.diff import compare

    inputs = _inputs(overlays=overlay, no_overlays=True, operations=operation, all_operations=all_operations)
    difference = compare(old, new, lambda path, settled: pipeline.read(path, inputs, settled))
    told = difference.json() if json else difference.markdown() if markdown else difference.text()
    sys.stdout.write(told)
    raise typer.Exit(Exit.FINDINGS if difference.changes else Exit.DONE)


@app.command()
def impact(
    old: Annotated[Path, typer.Argument(help="The package that a project uses: a folder, a wheel or an sdist.")],
    new: Annotated[Path, typer.Argument(help="The package that it would use.")],
    project: Annotated[Path, typer.Option("--project", help="The project's folder.")],
    json: Json = False,
) -> None:
    """Name the lines of a project that a new version breaks, each with the change behind it."""
    from generator import display, pipeline
    from generator.bump.origin import Provenance
    from generator.impact import impact as measured
    from generator.surface.api import sources

    inputs = _inputs()
    reading = pipeline.read(inputs.spec, inputs)
    provenance = Provenance(document=reading.document, sources=sources(reading.package))
    found = measured(old, new, project, provenance=provenance)
    display.show(found, json=json)
    raise typer.Exit(Exit.FINDINGS if found.breaks else Exit.DONE)


@app.command()
def explain(
    what: Annotated[str, typer.Argument(help="A JSON pointer, a Python name, or file:line of a generated file.")],
    json: Json = False,
) -> None:
    """Say where a thing comes from: upstream line, overlay actions, template, generated line."""
    from generator import display, pipeline
    from generator.explain import explain as explained

    inputs = _inputs()
    reading = pipeline.read(inputs.spec, inputs)
    display.show(explained(what, reading, inputs.client, inputs.templates), json=json)


@overlay_app.command("apply")
def overlay_apply(
    spec: Annotated[Path, typer.Argument(help="The description.")],
    overlays: Annotated[list[Path], typer.Argument(help="Overlays, in order.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write.")],
    lax: Annotated[bool, typer.Option("--lax", help="A target that selects nothing is no error.")] = False,
    json: Json = False,
) -> None:
    """Patch a description; nothing is written if anything is wrong."""
    from generator import display
    from generator.overlay.verbs import apply_files

    done = apply_files(spec, overlays, output, lax=lax)
    display.show(done, json=json)
    raise typer.Exit(done.exit_code)


@overlay_app.command("validate")
def overlay_validate(
    overlays: Annotated[list[Path], typer.Argument(help="Overlays.")],
    json: Json = False,
) -> None:
    """Say whether overlays are as the standard demands, without a description."""
    from generator import display
    from generator.overlay.verbs import validate_files

    done = validate_files(overlays)
    display.show(done, json=json)
    raise typer.Exit(done.exit_code)


@overlay_app.command("lint")
def overlay_lint(
    spec: Annotated[Path, typer.Argument(help="The description.")],
    overlays: Annotated[list[Path], typer.Argument(help="Overlays, in order.")],
    json: Json = False,
) -> None:
    """Say which actions fit, change nothing, or are overwritten later."""
    from generator import display
    from generator.overlay.verbs import lint_files

    done = lint_files(spec, overlays)
    display.show(done, json=json)
    raise typer.Exit(done.exit_code)


def _inputs(
    *,
    spec: Path | None = None,
    overlays: list[Path] | None = None,
    no_overlays: bool = False,
    config: Path | None = None,
    templates: Path | None = None,
    output: Path | None = None,
    operations: list[str] | None = None,
    all_operations: bool = False,
    package: str = "",
) -> Inputs:
    """Fill in what was not said: this project's folders, or for a foreign description nothing but the templates."""
    from generator.inputs import Inputs

    root = Path(__file__).resolve().parent.parent
    near = Path() if Path.cwd() == root else root
    own = spec is None
    if not own and output is None:
        raise typer.BadParameter("say which folder to write", param_hint="--output")
    if output is not None and output.exists() and not output.is_dir():
        raise typer.BadParameter(f"{output} is no folder", param_hint="--output")
    if operations and all_operations:
        raise typer.BadParameter("goes without --operation: all of them, or those named", param_hint="--all-operations")
    ours = sorted((near / "spec" / "overlays").glob("*.yaml")) if own and not no_overlays else []
    return Inputs(
        root=root,
        spec=spec or near / "spec" / "openapi.yaml",
        overlays=(*ours, *(overlays or ())),
        configuration=config or (near / "spec" / "package.yaml" if own and not package else None),
        exceptions=near / "spec" / "bump-exceptions.yaml" if own else None,
        templates=templates or near / "templates",
        output=output or near / "generated",
        operations=tuple(operations or ()),
        all_operations=all_operations,
        package=package,
    )


def _steps() -> Mapping[str, Proof]:
    """The steps of the full check."""
    from generator.proof import STEPS

    return STEPS


def _explain(error: Exception) -> int:
    """Print an error's message; give its exit code."""
    from generator.format import FormatError
    from generator.lock import LockError
    from generator.problems import BadInputError
    from generator.standing import HandEditedError
    from generator.swap import BusyError

    if isinstance(error, HandEditedError):
        sys.stderr.write(f"{error}\n")
        return Exit.HAND_EDITED
    if isinstance(error, LockError):
        sys.stderr.write(f"{error}\n")
        return Exit.LOCK_MISMATCH
    if isinstance(error, (BadInputError, BusyError, FormatError)):
        sys.stderr.write(f"{error}\n")
    elif isinstance(error, OSError):
        sys.stderr.write(f"{error.filename or 'files'}: {error.strerror or error}\n")
    else:
        sys.stderr.write(
            f"a fault of the generator, not of your input: {type(error).__name__}: {error}\n"
            f"    hint: set {_TRACE}=1 to see where, and report it\n"
        )
        if os.environ.get(_TRACE):
            raise error
    return Exit.BAD_INPUT
