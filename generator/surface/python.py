"""Reads the public names of a rendered package: what they are, their signatures, types, bases and attributes.

Docstrings, bodies, order, and where in the package a public name is written down don't count. What public classes
inherit from the hand-written half belongs to them, so those bases are read as well.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from generator.surface.model import Definition, Parameter
from generator.surface.modules import Home, Modules, public_paths, read_modules
from generator.surface.types import canonical, mentioned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

__all__ = ["PythonSurface", "read_package"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonSurface:
    """The names of a package."""

    exports: Mapping[str, str]
    """Public path → path in `definitions`."""
    definitions: Mapping[str, Definition]
    settings: Mapping[str, str]
    """Constants that decide how the package behaves, from its `_settings` module."""


def read_package(folder: Path, only: Collection[str] | None = None) -> PythonSurface:
    """Read the package in `folder`; with `only`, no modules are public but these.

    Raises BadInputError for files that Python can't read.
    """
    modules = read_modules(folder)
    public = public_paths(modules, only)
    reader = _Reader(modules=modules, paths=_primary(public))
    exports = {path: reader.path(home) for path, home in sorted(public.items())}
    for home in set(public.values()):
        reader.reach(home)
    return PythonSurface(exports=exports, definitions=reader.definitions, settings=_settings(modules))


def _primary(public: Mapping[str, Home]) -> dict[Home, str]:
    """Choose for each thing the public path to call it by: its own name, few dots, near where it is written."""
    found: dict[Home, str] = {}
    for path, home in public.items():
        current = found.get(home)
        if current is None or _rank(path, home) < _rank(current, home):
            found[home] = path
    return found


def _rank(path: str, home: Home) -> tuple[bool, int, bool, str]:
    parts = path.split(".")
    return parts[-1] != home.name, len(parts), parts[0] != home.module.split(".")[0], path


# ------------------------------------------------------------------------------------------------------- definitions

_SILENT = {
    "__class_getitem__", "__copy__", "__deepcopy__", "__getstate__", "__init_subclass__", "__reduce__",
    "__reduce_ex__", "__repr__", "__setstate__", "__slots__", "__str__", "__match_args__", "__all__", "__rich_repr__",
}  # fmt: skip
"""What a class has without its callers noticing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    modules: Modules
    paths: Mapping[Home, str]
    definitions: dict[str, Definition] = field(default_factory=dict[str, Definition])

    def path(self, home: Home) -> str:
        return self.paths.get(home, home.path)

    def reach(self, home: Home) -> None:
        """Read a definition, and what of the package's own its callers get to see through it."""
        path = self.path(home)
        if path in self.definitions:
            return
        node = None if home.external else self.modules.modules[home.module].nodes.get(home.name)
        if node is None:
            self.definitions[path] = Definition(kind="external", type=home.external or "module")
            return
        self.definitions[path] = found = _Scope(reader=self, module=home.module).definition(node, home.name)
        for name in _shown(found):
            inner = self.own(name)
            if inner is not None:
                self.reach(inner)

    def own(self, path: str) -> Home | None:
        """The home of a path that is not public but the package's own."""
        module, _, name = path.rpartition(".")
        found = self.modules.modules.get(module)
        return Home(module, name) if found is not None and name in found.nodes else None


def _shown(definition: Definition) -> Iterator[str]:
    """The names in bases, attributes and answers."""
    for expression in (definition.type, *definition.bases):
        if expression:
            yield from mentioned(expression)
    for member in definition.members.values():
        yield from _shown(member)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """A module in which names have their meaning."""

    reader: _Reader
    module: str

    def full(self, name: str) -> str:
        return self.reader.path(self.reader.modules.home(self.module, name))

    def type(self, node: ast.expr | None) -> str:
        if node is None:
            return ""
        try:
            return canonical(ast.unparse(node), self.full)
        except SyntaxError:  # such as a call in an annotation: compared as text
            return ast.unparse(node)

    def definition(self, node: ast.stmt, name: str) -> Definition:  # noqa: PLR0911 - one return for each kind
        match node:
            case ast.ClassDef():
                return self.class_(node)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                others = self.reader.modules.modules[self.module].overloads.get(name, ())
                also = [self.function(one, method=False) for one in others if isinstance(one, type(node))]
                options = {f"also {_signature(one)}": "" for one in also}
                return replace(self.function(node, method=False), options={**options, **self.fixture(node)})
            case ast.AnnAssign(annotation=annotation, value=value) if self.type(annotation) == "TypeAlias":
                return self.alias(value)
            case ast.AnnAssign(annotation=annotation):
                return Definition(kind="value", type=self.type(annotation))
            case ast.Assign(value=ast.BinOp(op=ast.BitOr()) | ast.Subscript() as value):
                return self.alias(value)
            case ast.Assign(value=ast.Call(func=func)):
                return Definition(kind="value", type=self.type(func))
            case ast.Assign(value=ast.Constant(value=value)):
                return Definition(kind="value", type=type(value).__name__)
            case _ if type(node).__name__ == "TypeAlias":
                return self.alias(vars(node)["value"])
            case _:
                return Definition(kind="value", default=name)

    def fixture(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, str]:
        """The name and scope under which pytest knows a function, if it does."""
        calls = [item for item in node.decorator_list if isinstance(item, ast.Call)]
        made = [call for call in calls if self.type(call.func) == "pytest.fixture"]
        return {f"fixture {item.arg}": self.constant(item.value) for call in made for item in call.keywords}

    def constant(self, node: ast.expr) -> str:
        """The source of a value, or that of the constant which a name stands for."""
        home = self.reader.modules.home(self.module, node.id) if isinstance(node, ast.Name) else Home(external="")
        found = None if not home.name else self.reader.modules.modules[home.module].nodes.get(home.name)
        return ast.unparse(found.value if isinstance(found, ast.Assign) else node)

    def alias(self, value: ast.expr | None) -> Definition:
        parameters = [] if value is None else [n.id for n in ast.walk(value) if isinstance(n, ast.Name)]
        variables = dict.fromkeys(name for name in parameters if self.is_variable(name))
        return Definition(kind="alias", type=self.type(value), generic=tuple(map(self.full, variables)))

    def is_variable(self, name: str) -> bool:
        home = self.reader.modules.home(self.module, name)
        node = None if home.external else self.reader.modules.modules[home.module].nodes.get(home.name)
        return isinstance(node, ast.Assign) and "TypeVar" in ast.unparse(node.value).partition("(")[0]

    # -------------------------------------------------------------------------------------------------- classes

    def class_(self, node: ast.ClassDef) -> Definition:
        options = {keyword.arg or "**": ast.unparse(keyword.value) for keyword in node.keywords}
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            name = self.type(call.func if call else decorator).rpartition(".")[2]
            options |= {f"@{name}": ""} | {k.arg or "**": ast.unparse(k.value) for k in (call.keywords if call else ())}
        members: dict[str, Definition] = {}
        for statement in node.body:
            for name, member in self.members(statement):
                members[name] = _joined(members.get(name), member)
        constructor = members.get("__init__")
        if constructor is not None and self.is_internal(constructor):
            del members["__init__"]
        bases = tuple(self.type(base) for base in node.bases)
        if "TypedDict" in bases:
            members = dict(_keys(members, total=options.pop("total", "") != "False"))
        return Definition(kind="class", bases=bases, options=options, members=members)

    def members(self, node: ast.stmt) -> Iterator[tuple[str, Definition]]:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if _is_public(name):
                yield name, self.method(node)
                if name == "__init__":
                    yield from self.attributes(node)
            case ast.ClassDef(name=name) if _is_public(name):
                yield name, self.class_(node)
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=value) if _is_public(name):
                yield name, Definition(kind="attribute", type=self.type(annotation), default=_source(value))
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_public(name):
                yield name, Definition(kind="value", default=_source(value))
            case ast.If(body=body):
                for statement in body:
                    yield from self.members(statement)
            case _:
                pass

    def attributes(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[tuple[str, Definition]]:
        """The attributes that a constructor sets."""
        annotations = {item.arg: self.type(item.annotation) for item in [*node.args.args, *node.args.kwonlyargs]}
        for statement in ast.walk(node):
            match statement:
                case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id="self"), attr=name), annotation=annotation):
                    found = self.type(annotation)
                case ast.Assign(targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=value):
                    found = annotations.get(value.id, "") if isinstance(value, ast.Name) else ""
                case _:
                    continue
            if _is_public(name):
                yield name, Definition(kind="attribute", type=found, options={"set by": "constructor"})

    def method(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Definition:
        decorators = {self.type(d).rpartition(".")[2] for d in node.decorator_list if not isinstance(d, ast.Call)}
        if decorators & {"property", "cached_property", "setter", "deleter"}:
            options = {"settable": ""} if "setter" in decorators else {}
            return Definition(kind="property", type=self.type(node.returns), options=options)
        found = self.function(node, method="staticmethod" not in decorators)
        options = {
            f"@{name}": "" for name in decorators & {"classmethod", "staticmethod", "abstractmethod", "overload"}
        }
        return replace(found, options=options)

    def is_internal(self, constructor: Definition) -> bool:
        """Whether it demands what callers have no way to make: a private class of the package."""
        parameters = (*constructor.positional, *constructor.keyword.values())
        types = [item.type for item in parameters if item.type and not item.default]
        homes = [self.reader.own(name) for type_ in types for name in _mentioned(type_)]
        return any(home is not None and home not in self.reader.paths for home in homes)

    # ------------------------------------------------------------------------------------------------ functions

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, *, method: bool) -> Definition:
        return Definition(
            kind="function",
            type=self.type(node.returns),
            positional=tuple(self.positional(node.args))[1 if method else 0 :],
            keyword={item.name: item for item in self.keyword(node.args)},
            is_async=isinstance(node, ast.AsyncFunctionDef),
        )

    def positional(self, arguments: ast.arguments) -> Iterator[Parameter]:
        both = [*arguments.posonlyargs, *arguments.args]
        defaults = [*[None] * (len(both) - len(arguments.defaults)), *arguments.defaults]
        for index, (item, default) in enumerate(zip(both, defaults, strict=True)):
            kind = "positional" if index < len(arguments.posonlyargs) else "either"
            yield Parameter(name=item.arg, kind=kind, type=self.type(item.annotation), default=_source(default))
        for rest, kind in ((arguments.vararg, "*"), (arguments.kwarg, "**")):
            if rest is not None:
                yield Parameter(name=rest.arg, kind=kind, type=self.type(rest.annotation))

    def keyword(self, arguments: ast.arguments) -> Iterator[Parameter]:
        for item, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            yield Parameter(name=item.arg, type=self.type(item.annotation), default=_source(default))


def _is_public(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__") and name not in _SILENT)


def _source(node: ast.expr | None) -> str:
    return "" if node is None else ast.unparse(node)


def _mentioned(expression: str) -> frozenset[str]:
    try:
        return mentioned(expression)
    except SyntaxError:
        return frozenset()


def _joined(first: Definition | None, second: Definition) -> Definition:
    """What two statements about one name mean: property and setter, overloads, an annotation and its assignment."""
    if first is None:
        return second
    if first.kind == second.kind == "property":
        return replace(first, options={**first.options, **second.options})
    if "@overload" in first.options:
        return replace(first, options={**first.options, f"also {_signature(second)}": ""})
    if first.kind == "attribute" and "set by" in second.options:
        return first
    return second


def _keys(members: Mapping[str, Definition], *, total: bool) -> Iterator[tuple[str, Definition]]:
    """The keys of a TypedDict, each that may be absent marked as such, whichever way that is written."""
    for name, member in members.items():
        type_ = (
            member.type.removeprefix("Required[").removesuffix("]")
            if member.type.startswith("Required[")
            else member.type
        )
        marked = member.type.startswith(("Required[", "NotRequired["))
        yield name, replace(member, type=type_ if marked or total else f"NotRequired[{type_}]")


def _signature(function: Definition) -> str:
    """One line for a whole signature, to compare overloads by."""
    parameters = [
        f"{item.name}: {item.type} = {item.default}" for item in (*function.positional, *function.keyword.values())
    ]
    return f"({', '.join(parameters)}) -> {function.type}"


# ---------------------------------------------------------------------------------------------------------- settings


def _settings(modules: Modules) -> dict[str, str]:
    """Read `SETTINGS = Settings(…)` in `_settings`, and the defaults that the class has for what isn't given."""
    found: dict[str, str] = {}
    node = modules.modules["_settings"].nodes.get("SETTINGS") if "_settings" in modules.modules else None
    call = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    if not isinstance(call, ast.Call):
        return found
    home = modules.home("_settings", ast.unparse(call.func))
    maker = None if home.external else modules.modules[home.module].nodes.get(home.name)
    for statement in maker.body if isinstance(maker, ast.ClassDef) else ():
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            found[ast.unparse(statement.target)] = ast.unparse(statement.value)
    given = {keyword.arg or "": keyword.value for keyword in call.keywords}
    found |= {name: ast.unparse(value) for name, value in given.items()}
    flat = {key: value for name, text in found.items() for key, value in _flat(name, text)}
    return {key: value for key, value in flat.items() if key not in ("name", "user_agent")}


def _flat(name: str, text: str) -> Iterable[tuple[str, str]]:
    """Tell a mapping entry by entry."""
    value = ast.parse(text, mode="eval").body
    if isinstance(value, ast.Dict):
        for key, item in zip(value.keys, value.values, strict=True):
            yield f"{name}[{ast.unparse(key) if key else '**'}]", ast.unparse(item)
    else:
        yield name, text
