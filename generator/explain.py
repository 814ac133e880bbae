"""Says where a thing comes from: upstream line, overlay actions, template, generated line.

A thing is named by a JSON pointer of the description, by its Python name, or by `file:line` of a generated file.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.document import parse_pointer, pointer_text
from generator.problems import Position, fail
from generator.surface.api import sources as sources_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.diff import Reading
    from generator.document import Change, Pointer

__all__ = ["Explanation", "explain"]

_HEADER = re.compile(r"# @generated from \S+ by (?P<template>templates/\S+)")
_LINE = re.compile(r"(?P<file>[^:]+\.pyi?):(?P<line>\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What is known of one thing; what does not apply is empty."""

    names: tuple[str, ...]
    """Its Python names, within the package."""
    pointer: str
    described: str
    """The line of the description, `file:line:column`."""
    changes: tuple[str, ...]
    """What overlays did to it, in order."""
    template: str
    generated: tuple[str, ...]
    """The generated lines, `file:line`."""

    def text(self) -> str:
        """Tell it for a terminal."""
        rows = [
            *(("python", name) for name in self.names),
            ("pointer", self.pointer),
            ("described at", self.described),
            *(("overlay", change) for change in self.changes),
            ("template", self.template),
            *(("generated", place) for place in self.generated),
        ]
        return "\n".join(f"{label:<13} {value}" for label, value in rows if value)

    def json(self) -> dict[str, Any]:
        """Tell it for programs."""
        return {
            "names": list(self.names),
            "pointer": self.pointer,
            "described": self.described,
            "changes": list(self.changes),
            "template": self.template,
            "generated": list(self.generated),
        }


def explain(what: str, reading: Reading, client: Path, templates: Path) -> Explanation:
    """Explain a pointer, a Python name or a generated line; `client` is the client's generated folder.

    Raises:
        BadInputError: there is no such thing.
    """
    sources = sources_of(reading.package)
    package = client / "src" / reading.package.name
    if what.startswith(("/", "#/")):
        return _of_pointer(what.removeprefix("#"), reading, sources, package)
    if line := _LINE.fullmatch(what):
        return _of_line(line["file"], int(line["line"]), reading, sources, package, templates)
    return _of_name(what, reading, sources, package)


def _of_pointer(text: str, reading: Reading, sources: Mapping[str, str], package: Path) -> Explanation:
    pointer = parse_pointer(text)
    try:
        reading.document.get(pointer)
    except KeyError:
        at = reading.document.position(pointer)
        raise fail(at, f"the description has nothing at {text}", "this is the nearest place that it has") from None
    names = tuple(sorted(name for name, source in sources.items() if source == text))
    return _explanation(names, pointer, reading, package)


def _of_name(what: str, reading: Reading, sources: Mapping[str, str], package: Path) -> Explanation:
    own = (f"{reading.package.name}.", f"{reading.package.dropin_name}.")
    name = next((what.removeprefix(prefix) for prefix in own if len(prefix) > 1 and what.startswith(prefix)), what)
    for candidate in _spellings(name):
        if candidate in sources:
            return _explanation((candidate,), parse_pointer(sources[candidate]), reading, package)
    found = tuple(_definitions(package, name))
    if found:
        template = _template(package, found[0])
        return Explanation(names=(name,), pointer="", described="", changes=(), template=template, generated=found)
    near = [known for known in sources if known.rpartition(".")[2].startswith(name.rpartition(".")[2][:4])]
    hint = f"known are {', '.join(sorted(near)[:4])}, …" if near else f"write it as {own[0]}{min(sources, default='X')}"
    raise fail(Position(file=what), "the package has no such name", hint)


def _of_line(
    file: str, line: int, reading: Reading, sources: Mapping[str, str], package: Path, templates: Path
) -> Explanation:
    path = next((path for path in package.rglob("*.py") if path.as_posix().endswith(file.removeprefix("./"))), None)
    if path is None:
        hint = "name a module of the client package"
        raise fail(Position(file=file, line=line), "there is no such generated file", hint)
    inside = path.relative_to(package).as_posix()
    lines = len(path.read_bytes().splitlines())
    if not 1 <= line <= lines:
        raise fail(Position(file=str(path), line=line), f"the file has {lines} lines", "name one of them")
    if not _HEADER.match(path.read_text(encoding="utf-8")):
        origin = templates / "client" / "src" / "{package}" / inside
        return Explanation(
            names=(), pointer="", described="", changes=(), template=f"{origin}:{line} (copied)", generated=()
        )
    for name in _enclosing(path, inside, line):
        for candidate in _spellings(name):
            if candidate in sources:
                return _explanation((candidate,), parse_pointer(sources[candidate]), reading, package)
    place = f"{path}:{line}"
    return Explanation(names=(), pointer="", described="", changes=(), template=_template(package, place),
                       generated=(place,))  # fmt: skip


def _spellings(name: str) -> Iterator[str]:
    """The ways in which a place may be keyed: as it is, as an argument of a method, without `_async`."""
    plain = re.sub(r"_async(?=$|\.)", "", name)
    owner, _, last = plain.rpartition(".")
    yield from (name, plain, f"{owner}({last})")


def _explanation(names: tuple[str, ...], pointer: Pointer, reading: Reading, package: Path) -> Explanation:
    generated = tuple(place for name in names for place in _definitions(package, name))
    return Explanation(
        names=names,
        pointer=pointer_text(pointer),
        described=_place(reading.document.position(pointer)),
        changes=tuple(_changes(reading, pointer)),
        template=_template(package, generated[0]) if generated else "",
        generated=generated,
    )


def _changes(reading: Reading, pointer: Pointer) -> Iterator[str]:
    """What overlays did to a node and to its direct members."""
    node = reading.document.get(pointer)
    members = node if isinstance(node, dict) else ()
    own = reading.document.origin(pointer)
    yield from (_told(change, pointer) for change in own)
    for key in members:
        place = (*pointer, key)
        yield from (_told(change, place) for change in reading.document.origin(place) if change not in own)


def _told(change: Change, place: Pointer) -> str:
    copied = f", copied from {pointer_text(change.source)}" if change.source else ""
    return f"{_place(change.at)}: {change.verb} {pointer_text(place)} (action {change.action + 1}{copied})"


def _place(at: Position) -> str:
    return ":".join([at.file, *(str(number) for number in (at.line, at.column) if number)])


def _template(package: Path, place: str) -> str:
    """What made the file of a generated line."""
    path = Path(place.rpartition(":")[0])
    found = _HEADER.match(path.read_text(encoding="utf-8"))
    inside = path.relative_to(package).as_posix()
    return found["template"] if found else f"templates/client/src/{{package}}/{inside} (copied)"


def _definitions(package: Path, name: str) -> Iterator[str]:
    """The lines in which a name is defined."""
    plain = name.replace("(", ".").rstrip(")")
    for path in sorted(package.rglob("*.py")):
        spans = _spans(path, path.relative_to(package).as_posix())
        yield from (f"{path}:{begin}" for found, begin, _ in spans if found == plain)


def _enclosing(path: Path, inside: str, line: int) -> list[str]:
    """The names whose definitions hold a line, innermost first."""
    found = [(begin, name) for name, begin, end in _spans(path, inside) if begin <= line <= end]
    return [name for _, name in sorted(found, reverse=True)]


def _spans(path: Path, inside: str) -> Iterator[tuple[str, int, int]]:
    """Every definition of a module under its public name, with its first and last line."""
    parts = inside.removesuffix(".py").removesuffix("/__init__").split("/")
    prefix = parts[0] if parts[0] in {"components", "operations"} else "" if parts == ["sdk"] else ".".join(parts)
    yield from _walk(ast.parse(path.read_bytes()).body, prefix)


def _walk(body: list[ast.stmt], prefix: str) -> Iterator[tuple[str, int, int]]:
    for node in body:
        if isinstance(node, ast.If):
            yield from _walk([*node.body, *node.orelse], prefix)
        name = _name_of(node)
        if not name:
            continue
        path = f"{prefix}.{name}" if prefix else name
        yield path, node.lineno, node.end_lineno or node.lineno
        if isinstance(node, ast.ClassDef):
            yield from _walk(node.body, path)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for argument in node.args.kwonlyargs:
                yield f"{path}.{argument.arg}", argument.lineno, argument.end_lineno or argument.lineno


def _name_of(node: ast.stmt) -> str:
    if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return node.name
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""
