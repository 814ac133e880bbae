"""Gives a namespace its names when they are asked for, not before (PEP 562)."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["lazy_modules", "lazy_names"]


def lazy_names(
    namespace: str, modules: Mapping[str, Iterable[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the `__getattr__` and `__dir__` of the module `namespace`.

    `modules` says which of its submodules defines which names; one that begins with a dot is beside
    `namespace`, not within it. `name=target` is an alias. Where several list a name, the first counts.
    """
    homes: dict[str, tuple[str, str]] = {}
    for module, names in modules.items():
        for name in names:
            alias, _, target = name.partition("=")
            homes.setdefault(alias, (module, target or alias))

    def __getattr__(name: str) -> object:  # noqa: N807 - it becomes the module's own
        home = homes.get(name)
        if home is None:
            msg = f"module {namespace!r} has no attribute {name!r}"
            raise AttributeError(msg, name=name, obj=sys.modules[namespace])
        module, target = home
        parent = namespace.rpartition(".")[0] if module.startswith(".") else f"{namespace}."
        value = getattr(_module(parent + module), target)
        setattr(sys.modules[namespace], name, value)
        return value

    def __dir__() -> list[str]:  # noqa: N807
        return sorted({*vars(sys.modules[namespace]), *homes})

    return __getattr__, __dir__


def lazy_modules(package: str, modules: Iterable[str]) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the `__getattr__` and `__dir__` of a package, whose `modules` load when they are asked for."""
    known = frozenset(modules)

    def __getattr__(name: str) -> object:  # noqa: N807
        if name not in known:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg, name=name, obj=sys.modules[package])
        return _module(f"{package}.{name}")

    def __dir__() -> list[str]:  # noqa: N807
        return sorted({*vars(sys.modules[package]), *known})

    return __getattr__, __dir__


def _module(name: str) -> object:
    """Import a module by its full name, without `importlib`, which would take as long as all the rest."""
    __import__(name)
    return sys.modules[name]
