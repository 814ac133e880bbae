"""Follows the imports among rendered modules, by syntax alone: is every name there that one takes from another?"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["Module", "module", "unresolved"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Import:
    """One name taken from a module, or a whole module where `wanted` is empty."""

    origin: str
    wanted: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """What a module binds, exports and imports, in functions and for type checkers too."""

    name: str
    bound: frozenset[str]
    exports: tuple[str, ...]
    imports: tuple[_Import, ...]

    @property
    def is_lazy(self) -> bool:
        """It answers for names that it does not bind (PEP 562)."""
        return "__getattr__" in self.bound


def module(name: str, tree: ast.Module, *, is_package: bool) -> Module:
    """Read a module's syntax tree; `name` is its full dotted name."""
    package = name if is_package else name.rpartition(".")[0]
    nodes = list(_statements(tree.body))
    return Module(
        name=name,
        bound=frozenset(bound for node, is_outer in nodes if is_outer for bound in _bindings(node)),
        exports=tuple(export for node, is_outer in nodes if is_outer for export in _exports(node)),
        imports=tuple(one for node, _ in nodes for one in _imports(node, package)),
    )


def unresolved(modules: Mapping[str, Module]) -> Iterator[tuple[Module, int, str]]:
    """Find what is imported from, or exported by, these modules and isn't there: module, line (or 0), name."""
    packages = {name.partition(".")[0] for name in modules}
    for one in modules.values():
        for wanted in one.imports:
            if wanted.origin.partition(".")[0] in packages and not _is_there(wanted, modules):
                yield one, wanted.line, f"{wanted.origin}{'.' if wanted.wanted else ''}{wanted.wanted}"
        if not one.is_lazy:
            for name in one.exports:
                if name not in one.bound and f"{one.name}.{name}" not in modules:
                    yield one, 0, f"{one.name}.{name}"


def _is_there(wanted: _Import, modules: Mapping[str, Module]) -> bool:
    origin = modules.get(wanted.origin)
    if origin is None:
        return False
    names = {*origin.bound, *(origin.exports if origin.is_lazy else ())}
    return wanted.wanted in ("", "*") or wanted.wanted in names or f"{wanted.origin}.{wanted.wanted}" in modules


# ---------------------------------------------------------------------------------------------------------- statements


_PLAIN: Final = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.Return, ast.Raise)
_SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BLOCKS: Final = ("body", "handlers", "cases", "orelse", "finalbody")


def _statements(body: Iterable[ast.AST], *, is_outer: bool = True) -> Iterator[tuple[ast.AST, bool]]:
    """Every statement, and whether it stands outside functions and classes."""
    for node in body:
        yield node, is_outer
        if not isinstance(node, _PLAIN):
            outer = is_outer and not isinstance(node, _SCOPES)
            for block in _BLOCKS:
                yield from _statements(getattr(node, block, ()), is_outer=outer)


def _bindings(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.partition(".")[0] for alias in names)
        case ast.Assign(targets=targets):
            yield from (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.AugAssign(target=ast.Name(id=name)):
            yield name
        case ast.For(target=target):
            yield from (name.id for name in ast.walk(target) if isinstance(name, ast.Name))
        case _:
            pass


def _exports(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id == "__all__" for one in node.targets):
        constants = (one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant))
        yield from (value for value in constants if isinstance(value, str))


def _imports(node: ast.AST, package: str) -> Iterator[_Import]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            yield _Import(origin=alias.name, wanted="", line=node.lineno)
    elif isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        origin = ".".join([*above, *([node.module] if node.module else [])])
        for alias in node.names:
            yield _Import(origin=origin, wanted=alias.name, line=node.lineno)
