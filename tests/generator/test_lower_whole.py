"""All that lowering makes of one description that says a little of everything, to the last fact."""

# What isinstance tells of a tuple leaves its members unknown:
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from dataclasses import MISSING, Field, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.document import load
from tests.generator.lowering import package_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

FOLDER = Path(__file__).parent.parent / "cases" / "lower_whole"


def told(node: Any, indent: str = "") -> Iterator[str]:
    """Write the fields of a node of the IR as lines, without what is empty, as it is by default, or a place."""
    for field in fields(node):
        value: Any = getattr(node, field.name)
        if field.name == "source" or value is None or value is False or value in ("", ()) or value == _default(field):
            continue
        if is_dataclass(value):
            yield f"{indent}{field.name}: {type(value).__name__}"
            yield from told(value, f"{indent}  ")
        elif isinstance(value, tuple) and is_dataclass(value[0]):
            yield f"{indent}{field.name}:"
            for one in value:
                yield f"{indent}- {type(one).__name__}"
                yield from told(one, f"{indent}  ")
        else:
            yield f"{indent}{field.name}: {value!r}"


def _default(field: Field[Any]) -> Any:
    return field.default if field.default is not MISSING else None


def test_nothing_that_a_description_says_is_lost_or_changed(golden: Callable[[Path, bytes], None]) -> None:
    package = package_of(load(FOLDER / "shop.yaml", name="shop.yaml"))

    found = "\n".join(told(package)) + "\n"

    golden(FOLDER / "shop.txt", found.encode())
