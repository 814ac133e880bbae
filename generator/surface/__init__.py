"""Takes the surface of a package: what callers can rely on, and what it does on the wire.

It is what versions are about. `take` reads a rendered package and its IR, `describe` the IR alone, `inspect` a package
alone; `dumps` and `loads` are its form in `api.json`.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from generator import ir
from generator.problems import Position, Problem, fail
from generator.surface import canonical
from generator.surface.api import api, operation_path, sources
from generator.surface.metadata import content, is_specifier, metadata
from generator.surface.model import Surface
from generator.surface.python import PythonSurface, read_package
from generator.surface.types import ENUM_TYPES, is_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from generator.surface.model import Definition

__all__ = [
    "describe",
    "dumps",
    "inspect",
    "loads",
    "missing",
    "package_folder",
    "settled_errors",
    "sources",
    "take",
]


def take(package: ir.Package, folders: Sequence[Path]) -> Surface:
    """Read the surface of a rendered product: the client's folder first, then those that go with it.

    A folder is a distribution: `pyproject.toml` and `src/<package>`. Of the packages that accompany the client, what
    they export themselves and their entry points count, with their import name before it.

    Raises BadInputError for files that can't be read.
    """
    own = [name for name in (package.distribution, package.dropin_distribution, package.testing_distribution) if name]
    surface = Surface(api=api(package), content=content(folders))
    for folder in folders:
        path = package_folder(folder)
        product = _product(package, path.name)
        described = metadata(folder, path.name, own)
        if product == "client":
            surface = _joined(surface, read_package(path), "")
        elif product != "dropin":  # which has the client's names under another name, nothing of its own
            entered = [target.partition(":")[0].rpartition(".")[2] for target in described.scripts.values()]
            surface = _joined(surface, read_package(path, entered), f"{path.name}:")
        surface = replace(surface, metadata={**surface.metadata, product: described})
    return surface


def describe(package: ir.Package) -> Surface:
    """Tell the surface of a product that isn't rendered."""
    return Surface(api=api(package))


def inspect(folder: Path) -> Surface:
    """Read the surface of a package that one only has as files. Raises BadInputError for what can't be read."""
    return _joined(Surface(), read_package(folder), "")


def dumps(surface: Surface) -> str:
    """Write `api.json`: sorted, the same text for the same surface."""
    return canonical.dumps(surface)


def loads(text: str, name: str = "api.json") -> Surface:
    """Read `api.json`. Raises BadInputError naming what doesn't fit."""
    try:
        found: Any = json.loads(text)
        return _sound(canonical.restored(Surface, found))
    except (ValueError, RecursionError) as error:
        finding = f"not a surface: {error}"
        raise fail(Position(file=name), finding, "api.json is written by `generate`; restore it") from None


def _sound(surface: Surface) -> Surface:
    """Raise ValueError for what can't be compared: types that are none, versions that are none."""
    for place, type_ in _types(surface):
        if type_ and not is_type(type_):
            raise ValueError(f"{type_!r} at {place} is no type")
    for name, product in surface.metadata.items():
        for asked in (product.requires_python, *product.dependencies.values()):
            if not is_specifier(asked):
                raise ValueError(f"{asked!r} at metadata.{name} is no range of versions")
    return surface


def _types(surface: Surface) -> Iterator[tuple[str, str]]:
    """All types in the API part, and where they stand."""
    for path, node in surface.api.declarations.items() if surface.api else ():
        yield path, node.additional
        yield path, ENUM_TYPES.get(node.type, "?") if node.kind == "enum" else node.type
        yield path, f"Literal[{', '.join(node.values)}]" if node.kind == "enum" else ""
        yield from ((f"{path}.{name}", slot.type) for name, slot in node.fields.items())
    for path, operation in surface.api.operations.items() if surface.api else ():
        yield from ((f"{path}({name})", slot.type) for name, slot in operation.arguments.items())
        yield from ((f"{path}(body)", content.type) for content in operation.body.values())
        for status, answer in operation.answers.items():
            yield from ((f"{path} -> {status}", content.type) for content in answer.contents.values())
            yield from ((f"{path} -> {status}", slot.type) for slot in answer.headers.values())
    for name, error in surface.api.errors.items() if surface.api else ():
        yield f"errors.{name}", error.body


def settled_errors(surface: Surface) -> frozenset[str]:
    """Return the error classes that a released surface has in their own right.

    Those that came after the first release stay below the default error for good: handlers rely on it.
    """
    return (
        frozenset(name for name, error in surface.api.errors.items() if not error.late) if surface.api else frozenset()
    )


def package_folder(folder: Path) -> Path:
    """Find the package in a folder: the folder itself, the one in it, or the one in its `src`.

    A module with a folder of its name beside it is a package, too: the folder holds its submodules.

    Raises BadInputError if there is none, or more than one.
    """
    if (folder / "__init__.py").is_file():
        return folder
    inside = folder / "src" if (folder / "src").is_dir() else folder
    folders = [path for path in sorted(inside.glob("*")) if path.is_dir()]
    found = [
        path for path in folders if (path / "__init__.py").is_file() or path.with_name(f"{path.name}.py").is_file()
    ]
    if len(found) != 1:
        finding = f"one package was expected in this folder, {len(found)} are"
        raise fail(Position(file=str(inside)), finding, "name the folder that is imported")
    return found[0]


def missing(surface: Surface, package: ir.Package) -> tuple[Problem, ...]:
    """Find what the IR says callers get and the rendered package does not have: a fault in a template."""
    at = Position(file=package.name)
    found = [
        Problem(at=at, finding=f"{path} is not exported", hint="its template leaves it out")
        for path in _promised(package)
        if path not in surface.exports
    ]
    for group in package.groups:
        for operation in group.operations:
            path = operation_path(group, operation)
            owner = _definition(surface, f"{group.name}.{group.class_name}")
            for name in (operation.name, f"{operation.name}_async"):
                method = owner.members.get(name) if owner else None
                finding = _misses(method, operation)
                if finding:
                    found.append(Problem(at=at, finding=f"{path.rpartition('.')[0]}.{name} {finding}"))
    return tuple(found)


def _promised(package: ir.Package) -> Iterator[str]:
    """The public paths that follow from the IR."""
    yield package.client_class
    yield from (f"errors.{name}" for name in (package.error_base, package.default_error))
    for namespace in package.namespaces:
        for module in namespace.modules:
            for node in module.declarations:
                yield from (f"{namespace.name}.{name}" for name in (node.name, *node.aliases))
                if not isinstance(node, ir.Enum) and node.has_twin:
                    yield f"{namespace.name}.{node.twin}"
    for error in package.errors:
        yield f"errors.{error.name}"
        if error.body_alias and isinstance(error.body, ir.Reference):
            yield f"errors.{error.body_alias}"
    yield from (f"{group.name}.{group.class_name}" for group in package.groups)


def _definition(surface: Surface, path: str) -> Definition | None:
    return (surface.python or {}).get(surface.exports.get(path, ""))


def _misses(method: Definition | None, operation: ir.Operation) -> str:
    """What is wrong with a method, in words; empty if nothing."""
    if method is None:
        return "is not there"
    names = {*method.keyword, *(item.name for item in method.positional)}
    lacking = [argument.name for argument in operation.arguments if argument.name not in names]
    return f"does not take {', '.join(lacking)}" if lacking else ""


def _product(package: ir.Package, name: str) -> str:
    return {package.dropin_name: "dropin", package.testing_name: "testing", package.name: "client"}.get(name, name)


def _joined(surface: Surface, other: PythonSurface, prefix: str) -> Surface:
    """Add a package's names, with `prefix` before them."""
    exports: Mapping[str, str] = {f"{prefix}{path}": f"{prefix}{home}" for path, home in other.exports.items()}
    python = {f"{prefix}{path}": definition for path, definition in other.definitions.items()}
    return replace(
        surface,
        exports={**surface.exports, **exports},
        python={**(surface.python or {}), **python},
        settings={**surface.settings, **{f"{prefix}{key}": value for key, value in other.settings.items()}},
    )
