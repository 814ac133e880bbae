"""Marks what the API is going to drop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import deprecated
else:

    def deprecated(message: str) -> Callable[[Any], Any]:
        """Make a decorator: a call of the method warns; checkers and editors strike it out (PEP 702)."""

        def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
            from functools import wraps  # noqa: PLC0415 - rarely needed

            @wraps(method)
            def warned(*values: Any, **named: Any) -> Any:
                from warnings import warn  # noqa: PLC0415

                warn(message, DeprecationWarning, stacklevel=2)
                return method(*values, **named)

            return warned

        return decorate


__all__ = ["deprecated"]
