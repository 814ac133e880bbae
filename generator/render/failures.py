"""What stands in the module of errors: the tree that its docstring draws, the classes, the names of their bodies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.ir import Reference
from generator.render.layout import AliasBlock, Index, all_names, imports, written_apart
from generator.render.spelling import Scope, model_type, names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from generator.ir import ErrorClass, Package

__all__ = ["Branch", "ErrorLayout", "ErrorsLayout", "errors_layout", "runtime_errors"]

FIXED: Final = (
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "ClientClosedError",
    "MissingAPIKeyError",
    "RequestValidationError",
    "ResponseTooLargeError",
    "ResponseValidationError",
)
"""The runtime's own classes, which every package has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """A line of the tree below the class for statuses."""

    name: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorLayout:
    """A class for a status."""

    error: ErrorClass
    base: str
    data: str
    """The annotation of its body; empty if the description has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorsLayout:
    """The module of errors."""

    imports: str
    checked_imports: str
    """Those that only checkers follow: other names of the bodies' models."""
    unions: tuple[AliasBlock, ...]
    """Types that bodies have."""
    width: int
    """Of the tree's first column."""
    names: tuple[str, ...]
    classes: tuple[ErrorLayout, ...]
    """Those that derive from the class for statuses."""
    late: tuple[ErrorLayout, ...]
    """Those that derive from the default error."""
    default_data: str
    homes: tuple[tuple[str, tuple[str, ...]], ...]
    """Modules of models beside this one, with `name=model` for each other name."""


def errors_layout(package: Package, index: Index) -> ErrorsLayout:
    """Lay out the module of errors."""
    scope, apart = written_apart({one.name: [one.body] for one in package.errors if one.body}, Scope(), index)
    found = [
        ErrorLayout(
            error=one,
            base=package.default_error if one.is_late else "APIStatusError",
            data=_data(one, scope),
        )
        for one in package.errors
    ]
    bodies_agree = len({one.data for one in found}) == 1
    default = found[0].data if bodies_agree else ""
    bodies = {one.body_alias: one.body for one in package.errors if isinstance(one.body, Reference) and one.body_alias}
    aliases = {name: body for name, body in sorted(bodies.items()) if name != body.name}
    classes = [*FIXED, package.error_base, package.default_error, *(one.name for one in package.errors)]
    names = [*classes, *aliases, *(["NoResponseError"] if package.dropin_name else [])]
    return ErrorsLayout(
        imports=_imports(package, [one.data for one in found], apart, has_aliases=bool(aliases)),
        unions=apart,
        checked_imports=_checked_imports(package, aliases),
        width=max(map(len, classes)),
        names=tuple(all_names(names)),
        classes=tuple(one for one in found if not one.error.is_late),
        late=tuple(one for one in found if one.error.is_late),
        default_data=default,
        homes=_homes(aliases),
    )


def runtime_errors(package: Package) -> list[str]:
    """The names of the classes beneath those for statuses, sorted."""
    return all_names([*FIXED, "SDKError", package.error_base])


def _data(error: ErrorClass, scope: Scope) -> str:
    """The annotation of `data`, which is None where a body can't be read."""
    return model_type(error.body, scope, nullable=True) if error.body else ""


def _imports(package: Package, annotations: Iterable[str], apart: Iterable[AliasBlock], *, has_aliases: bool) -> str:
    runtime = f"{package.name}._runtime"
    homes = dict.fromkeys((*FIXED, package.error_base), f"{runtime}.errors")
    lazy = {"TYPE_CHECKING", "lazy_names"} if has_aliases else set[str]()
    checked = {"TYPE_CHECKING", "TypeAlias"} if apart else set[str]()
    texts = [*annotations, *(text for union in apart for text in (union.annotation, union.runtime))]
    used = (names(texts) - {union.name for union in apart}) | homes.keys() | lazy | checked
    return imports(package.name, used, {**homes, "lazy_names": f"{runtime}.lazy"})


def _checked_imports(package: Package, aliases: dict[str, Reference]) -> str:
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for name, body in aliases.items():
        lines[f"{package.name}.{body.namespace}.{body.module}"].append(f"{body.name} as {name}")
    return "\n".join(f"from {home} import {', '.join(sorted(found))}" for home, found in sorted(lines.items()))


def _homes(aliases: dict[str, Reference]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    homes: defaultdict[str, list[str]] = defaultdict(list)
    for name, body in aliases.items():
        homes[f".{body.namespace}.{body.module}"].append(f"{name}={body.name}")
    return tuple((home, tuple(sorted(found))) for home, found in sorted(homes.items()))
