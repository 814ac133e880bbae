"""Reads the modules of a package folder and finds out which names are public and where they come from.

By syntax alone: nothing is imported. Of `if TYPE_CHECKING:` the checkers' branch counts, of `try:` the attempt.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from generator.problems import Position, fail
from generator.syntax import parsed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from pathlib import Path

__all__ = ["Home", "Module", "Modules", "public_paths", "read_modules"]


@dataclass(frozen=True, slots=True)
class Home:
    """Where a name is defined: a module of the package ("" is the package itself) and its name there.

    `external` is the full name of what comes from elsewhere, such as "msgspec.UNSET".
    """

    module: str = ""
    name: str = ""
    external: str = ""

    @property
    def path(self) -> str:
        """Module and name, with a dot between."""
        return self.external or ".".join(part for part in (self.module, self.name) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """What the statements of a module bind, and what it exports in so many words."""

    name: str
    is_package: bool
    file: str
    nodes: Mapping[str, ast.stmt]
    """Name → the statement that defines it."""
    overloads: Mapping[str, tuple[ast.stmt, ...]]
    """Name → what a function is for checkers, where it is several things."""
    imports: Mapping[str, str]
    """Name → the full dotted name of what it was imported as; the package's own start with a dot."""
    exports: tuple[str, ...] | None
    """`__all__`, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modules:
    """All modules of a package, by dotted name within it."""

    package: str
    modules: Mapping[str, Module]

    def home(self, module: str, name: str) -> Home:
        """Follow imports and plain assignments (`Old = New`) to where a dotted name is defined."""
        seen: set[tuple[str, str]] = set()
        while (module, name) not in seen:
            seen.add((module, name))
            found = self._step(module, name)
            if isinstance(found, Home):
                return found
            module, name = found
        return Home(external=name)

    def _step(self, module: str, name: str) -> Home | tuple[str, str]:
        first, _, rest = name.partition(".")
        here = self.modules[module]
        if first in here.imports:
            return self._target(here.imports[first] + (f".{rest}" if rest else ""))
        if first in here.nodes:
            other = _other_name(here.nodes[first]) if not rest else ""
            return (module, other) if other and other != first else Home(module, name)
        inner = f"{module}.{first}" if module else first
        if inner in self.modules:
            return (inner, rest) if rest else Home(inner)
        return Home(external=name)

    def _target(self, dotted: str) -> Home | tuple[str, str]:
        """Split the full name of something imported into the longest module there is and the rest."""
        if not dotted.startswith("."):
            return Home(external=dotted)
        parts = dotted[1:].split(".") if dotted != "." else []
        for count in range(len(parts), -1, -1):
            module = ".".join(parts[:count])
            if module in self.modules:
                rest = ".".join(parts[count:])
                return (module, rest) if rest else Home(module)
        return Home(external=dotted)


def read_modules(folder: Path) -> Modules:
    """Find the modules of the package in `folder`; each is parsed when it is asked for.

    Raises BadInputError for a folder that is no package, and later for files that Python can't read.
    """
    if not (folder / "__init__.py").is_file():
        raise fail(Position(file=str(folder)), "no package: __init__.py is missing", "name the folder that is imported")
    return Modules(package=folder.name, modules=_Files(folder))


def public_paths(modules: Modules, only: Collection[str] | None = None) -> dict[str, Home]:
    """Map every public path to where it is defined.

    Public are the package's `__all__`, and the names of those modules directly in it that have no underscore:
    `__all__`, else all that is defined there without one. Modules further down are files, not an interface. With
    `only`, no more modules than these count.
    """
    found = {name: modules.home("", name) for name in modules.modules[""].exports or ()}
    for module in modules.modules:
        direct = module and "." not in module and not module.startswith("_")
        if direct and (only is None or module in only):
            for name in _public_names(modules.modules[module]):
                found[f"{module}.{name}"] = modules.home(module, name)
    return found


def _public_names(module: Module) -> Iterable[str]:
    if module.exports is not None:
        return module.exports
    return [name for name, node in module.nodes.items() if not name.startswith("_") and not _is_type_variable(node)]


# ------------------------------------------------------------------------------------------------------ one module


class _Files(Mapping[str, Module]):
    """The modules of a folder, by dotted name; only those that matter are ever parsed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._files = {_dotted(file.relative_to(folder)): file for file in sorted(folder.rglob("*.py"))}
        self._parsed: dict[str, Module] = {}

    def __getitem__(self, name: str) -> Module:
        if name not in self._parsed:
            self._parsed[name] = _module(name, self._files[name], self._folder)
        return self._parsed[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def __contains__(self, name: object) -> bool:
        return name in self._files


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _module(name: str, file: Path, folder: Path) -> Module:
    is_package = file.name == "__init__.py"
    try:
        tree = parsed(file.read_bytes())
    except (SyntaxError, ValueError) as error:
        line = error.lineno or 0 if isinstance(error, SyntaxError) else 0
        raise fail(Position(file=str(file), line=line), f"Python can't read this: {error}") from None
    reader = _Reader(package=folder.name, module=name, is_package=is_package)
    reader.read(tree.body)
    exports = tuple(sorted(set(reader.exports))) if reader.has_exports else None
    return Module(
        name=name,
        is_package=is_package,
        file=str(file),
        nodes=reader.nodes,
        overloads={name: tuple(nodes) for name, nodes in reader.overloads.items()},
        imports=reader.imports,
        exports=exports,
    )


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Collects what a module's statements bind, in the order in which they run."""

    package: str
    module: str
    is_package: bool
    nodes: dict[str, ast.stmt] = field(default_factory=dict[str, ast.stmt])
    overloads: dict[str, list[ast.stmt]] = field(default_factory=dict[str, list[ast.stmt]])
    imports: dict[str, str] = field(default_factory=dict[str, str])
    exports: list[str] = field(default_factory=list[str])
    has_exports: bool = False

    def read(self, body: Iterable[ast.stmt]) -> None:
        for node in body:
            self.statement(node)

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.bind(node.name, node)
                if any(ast.unparse(decorator).endswith("overload") for decorator in node.decorator_list):
                    self.overloads.setdefault(node.name, []).append(node)
            case ast.Import() | ast.ImportFrom():
                self.take(node)
            case ast.If(test=test, body=body, orelse=orelse):
                self.read(orelse if _is_not_type_checking(test) else body)
            case ast.Try(body=body) | ast.With(body=body):
                self.read(body)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign():
                self.assign(node)
            case _ if type(node).__name__ == "TypeAlias":  # `type X = …`, from Python 3.12 on
                self.bind(cast("ast.Name", vars(node)["name"]).id, node)
            case _:
                pass

    def bind(self, name: str, node: ast.stmt) -> None:
        self.imports.pop(name, None)
        self.nodes[name] = node

    def take(self, node: ast.Import | ast.ImportFrom) -> None:
        origin = self.origin(node) if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            if isinstance(node, ast.Import):
                bound, full = alias.asname or alias.name.partition(".")[0], alias.name
                self.imports[bound] = self.own(full if alias.asname else bound)
            else:
                self.imports[alias.asname or alias.name] = f"{origin}{'' if origin == '.' else '.'}{alias.name}"

    def origin(self, node: ast.ImportFrom) -> str:
        """The full name of the module that something is imported from."""
        if not node.level:
            return self.own(node.module or "")
        parts = self.module.split(".") if self.module else []
        parts = parts[: len(parts) - node.level + (1 if self.is_package else 0)]
        return "." + ".".join([*parts, *([node.module] if node.module else [])])

    def own(self, full: str) -> str:
        if full == self.package:
            return "."
        return full.removeprefix(self.package) if full.startswith(f"{self.package}.") else full

    def assign(self, node: ast.Assign | ast.AnnAssign | ast.AugAssign) -> None:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        for target in targets:
            for name in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
                if isinstance(name, ast.Name):
                    self.bind(name.id, node)
        if node.value is not None and any(
            isinstance(target, ast.Name) and target.id == "__all__" for target in targets
        ):
            self.has_exports = True
            self.exports += _strings(node.value)


def _strings(node: ast.expr) -> list[str]:
    """All text constants in an expression: `["a", *NAMES, "b"] + […]` as far as it is written out."""
    return [item.value for item in ast.walk(node) if isinstance(item, ast.Constant) and isinstance(item.value, str)]


def _is_not_type_checking(test: ast.expr) -> bool:
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not) and "TYPE_CHECKING" in ast.unparse(test)


def _other_name(node: ast.stmt) -> str:
    """The name on the right of `Old = New`; an alias with an annotation is a thing of its own."""
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name | ast.Attribute):
        name = ast.unparse(node.value)
        return name if name.isidentifier() or "." in name else ""
    return ""


def _is_type_variable(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Assign) else None
    return isinstance(value, ast.Call) and ast.unparse(value.func).split(".")[-1] in (
        "TypeVar",
        "ParamSpec",
        "TypeVarTuple",
    )
