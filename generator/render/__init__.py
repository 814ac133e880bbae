"""Renders the templates: the path of a template is that of its output, with a placeholder where there are several.

`*.jinja` is rendered, any other file copied byte for byte. A template whose name begins with an underscore and that
another one includes is a shared part and no output. What a description says gets into a file through a filter or not
at all: an expression that is no plain name and went through none is an error.
"""

from __future__ import annotations

import posixpath
import re
import traceback
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Literal

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
)

from generator import literals
from generator.ir import Enum, Group, Model, Module, Namespace, Package
from generator.problems import BadInputError, Position, Problem, fail
from generator.render import calls, examples, failures, layout, pages
from generator.render.calls import Unrenderable, unrenderable, unwritable_keys
from generator.render.compiled import Compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from jinja2 import BytecodeCache

    from generator.ir import Json
    from generator.render.layout import Index

__all__ = ["Release", "Unrenderable", "copied", "render", "unrenderable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What is known of the release that is being made, besides the package itself."""

    version: str
    spec_version: str
    facts_sha256: str
    changelog: str
    """The changelog as a whole, in Markdown."""
    provenance: Mapping[str, Json]
    """What the packages are made of; they carry it as JSON."""


def render(package: Package, release: Release, templates: Path, compiled: Path | None = None) -> dict[str, bytes]:
    """Render all templates; gives the outputs' paths, relative and with slashes, and their bytes.

    `compiled` is a file in which compiled templates are kept from run to run. The folders `dropin` and `testing` are
    left out where the package has no such name.

    Raises:
        BadInputError: A template is wrong, with its line; an operation can't be written; two templates write one file.
    """
    _refuse(package)
    cache = Compiled(compiled)
    environment = _environment(package, templates, cache)
    files: dict[str, bytes] = {}
    for path in _wanted(templates, package):
        for output, node in _outputs(path, package):
            if output.casefold() in map(str.casefold, files):
                raise fail(Position(file=path), f"{output} is written twice", "two names give one file; rename one")
            context = {"package": package, "release": release, **node}
            if path.endswith(".jinja"):
                files[output] = _rendered(environment, templates, path, context)
            else:
                files[output] = (templates / path).read_bytes()
    cache.keep()
    return files


def copied(package: Package, templates: Path) -> set[str]:
    """Which of the outputs are copied as they are."""
    paths = (path for path in _wanted(templates, package) if not path.endswith(".jinja"))
    return {output for path in paths for output, _ in _outputs(path, package)}


def _refuse(package: Package) -> None:
    hint = "leave the operation out in the configuration, with a reason, or change the description by an overlay"
    found = [
        *((operation.id, one) for operation in package.operations for one in unrenderable(operation, package)),
        *((one.name, key) for one in package.declarations for key in unwritable_keys(one)),
    ]
    if found:
        raise BadInputError(
            Problem(at=Position(file=one.source), finding=f"{name} can't be written: {one.reason}", hint=hint)
            for name, one in found
        )


# --------------------------------------------------------------------------------------------------------------- paths

_INCLUDED: Final = re.compile(r"""{%-?\s*(?:include|import|from|extends)\s+["']([^"']+)["']""")


_LEFTOVERS: Final = {"__pycache__", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
"""What running a template's file, or looking at it, leaves beside it."""


def _wanted(templates: Path, package: Package) -> list[str]:
    """The templates that make outputs, in order."""
    absent = {"dropin": not package.dropin_name, "testing": not package.testing_name}
    found = sorted(
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*")
        if path.is_file() and not _LEFTOVERS.intersection(path.relative_to(templates).parts)
    )
    parts = {
        _beside(path, part)
        for path in found
        if path.endswith(".jinja")
        for part in _INCLUDED.findall((templates / path).read_text("utf-8"))
        if posixpath.basename(part).startswith("_")
    }
    return [path for path in found if path not in parts and not absent.get(path.split("/")[0])]


def _beside(path: str, part: str) -> str:
    """The path of a part, said relative to the template that includes it."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), part))


def _outputs(path: str, package: Package) -> Iterator[tuple[str, dict[str, object]]]:
    """The files that a template makes, each with the node that its placeholder stands for."""
    names = {
        "{package}": package.name,
        "{dropin_package}": package.dropin_name,
        "{testing_package}": package.testing_name,
    }
    output = path.removesuffix(".jinja")
    for placeholder, name in names.items():
        output = output.replace(placeholder, name)
    placeholder = next((one for one in ("{tag}", "{operation}", "{cluster}") if one in output), "")
    if not placeholder:
        yield output, {}
    elif placeholder == "{tag}":
        for group in package.groups:
            yield output.replace(placeholder, group.name), {"group": group}
    else:
        wanted = "operations" if placeholder == "{operation}" else "components"
        modules = [module for one in package.namespaces if one.name == wanted for module in one.modules]
        for module in modules:
            yield output.replace(placeholder, module.name), {"module": module}


# ----------------------------------------------------------------------------------------------------------- templates


class _Text(str):
    """Text that a filter made, so that it may stand in a file."""

    __slots__ = ()


class _UnescapedError(Exception):
    """A template writes a text just as it is."""


class _Environment(Environment):
    """Looks for shared parts beside the template that includes them."""

    def join_path(self, template: str, parent: str) -> str:
        return _beside(parent, template)


def _environment(package: Package, templates: Path, cache: BytecodeCache) -> Environment:
    environment = _Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        finalize=_checked,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        bytecode_cache=cache,
        auto_reload=False,
    )
    environment.filters |= _filters(package)
    environment.tests["model"] = _is_model
    environment.tests["enum"] = _is_enum
    return environment


_NAME: Final = re.compile(r"[A-Za-z0-9_.-]*\Z")


def _checked(value: Any) -> Any:
    """Let through what a filter made, and names; anything else is an error."""
    if isinstance(value, (_Text, int, Undefined)) or (isinstance(value, str) and _NAME.match(value)):
        return value
    raise _UnescapedError(f"{value!r:.60} is no name; write it by a filter, such as literal, docstring or markdown")


def _rendered(environment: Environment, templates: Path, path: str, context: Mapping[str, object]) -> bytes:
    try:
        return environment.get_template(path).render(context).encode()
    except TemplateSyntaxError as error:
        raise fail(_place(error.name or path, error.lineno), error.message or "wrong syntax") from None
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        lines = [(one.filename, one.lineno or 0) for one in frames if one.filename.endswith(".jinja")]
        if not lines:
            raise
        file, line = lines[-1]
        raise fail(_place(file.partition(f"{templates.as_posix()}/")[2] or file, line), _said(error)) from error


def _place(path: str, line: int) -> Position:
    return Position(file=f"templates/{path}", line=line)


def _said(error: Exception) -> str:
    return str(error) if isinstance(error, (UndefinedError, _UnescapedError)) else f"{type(error).__name__}: {error}"


# -------------------------------------------------------------------------------------------------------------- filters


def _filters(package: Package) -> dict[str, Callable[..., object]]:
    """What templates call: filters that make text, and those that give the layout of a node."""
    found = layout.index(package)
    texts: dict[str, Callable[..., str]] = {
        "answer": pages.answer,
        "cell": literals.table_cell,
        "client_imports": calls.client_imports,
        "code": literals.code_span,
        "column": str.ljust,
        "description": pages.description,
        "digits": calls.digits,
        "docstring": _docstring,
        "entry": _entry,
        "example": pages.example_cell,
        "endpoint": pages.endpoint,
        "finished": str.strip,
        "first_line": pages.first_line,
        "indented": _indented,
        "json": literals.json_text,
        "linked": pages.linked_type,
        "literal": literals.literal,
        "markdown": literals.markdown,
        "minor": pages.minor,
        "plain": literals.plain_cell,
        "pretty": examples.pretty,
        "prose": _prose,
        "python": str,
        "quoted": literals.docstring,
        "retries": calls.retries,
        "seconds": pages.seconds,
        "server_names": calls.server_names,
        "sketch": partial(examples.sketch, index=found),
        "summary": pages.summary,
        "thousands": "{:,}".format,
        "token": literals.token,
        "toml": literals.toml,
    }
    nodes: dict[str, Callable[..., object]] = {
        "arguments": partial(examples.arguments, index=found),
        "errors": partial(pages.error_rows, package=package),
        "failures": partial(failures.errors_layout, index=found),
        "key_settings": calls.key_settings,
        "layout": partial(_layout, package=package, found=found),
        "namespace": _namespace,
        "links": pages.links,
        "rows": pages.rows,
        "runtime_errors": failures.runtime_errors,
        "server_variables": calls.server_variables,
    }
    return {**{name: _making_text(one) for name, one in texts.items()}, **nodes}


def _making_text(function: Callable[..., str]) -> Callable[..., str]:
    return lambda *values, **options: _Text(function(*values, **options))


def _docstring(text: str, indent: int = 0) -> str:
    return literals.docstring(literals.prose(text, literals.WIDTH - indent), indent)


def _prose(text: str, indent: int = 0) -> str:
    return literals.prose(text, literals.WIDTH - indent)


def _entry(text: str, name: str, indent: int = 0) -> str:
    return literals.entry(text, name, literals.WIDTH - indent)


def _indented(text: str, indent: int = 0) -> str:
    return literals.prose(text, literals.WIDTH - indent, first=" " * 4, margin=" " * 4)


def _namespace(package: Package, name: Literal["components", "operations"]) -> Namespace:
    empty = Namespace(name=name, doc="Nothing.", modules=())
    return next((one for one in package.namespaces if one.name == name), empty)


def _layout(node: Module | Namespace | Group, package: Package, found: Index) -> object:
    if isinstance(node, Group):
        return calls.group_layout(node, package, found)
    if isinstance(node, Namespace):
        return layout.namespace_layout(node, package.name)
    return layout.module_layout(node, found)


def _is_model(value: Any) -> bool:
    return isinstance(value, Model)


def _is_enum(value: Any) -> bool:
    return isinstance(value, Enum)
