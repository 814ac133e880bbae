"""Gives a module the names of another, when they are asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["names_of"]


def names_of(module: str) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Make the `__getattr__`, `__dir__` and `__all__` (PEP 562) of a module that stands for `module`."""
    target = import_module(module)
    names: list[str] = target.__all__

    def __getattr__(name: str) -> object:  # noqa: N807 - it becomes the module's own
        if name not in names:
            msg = f"module {module!r} has no attribute {name!r}"
            raise AttributeError(msg, name=name, obj=target)
        return getattr(target, name)

    def __dir__() -> list[str]:  # noqa: N807
        return sorted(names)

    return __getattr__, __dir__, names
