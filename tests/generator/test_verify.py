"""What is rendered is looked at before it replaces anything: it compiles, fits together, and imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator.problems import BadInputError
from generator.verify import verify

if TYPE_CHECKING:
    from pathlib import Path


def staged(folder: Path, **files: str) -> list[str]:
    """Write modules of a package `client/src/shop`, and verify the tree; gives what was found, as lines."""
    source = folder / "client" / "src"
    for name, text in {"__init__": "", **files}.items():
        path = source / "shop" / f"{name.replace('__of__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    copied = {f"client/src/shop/{name}.py" for name in files if name.startswith("copied")}
    try:
        verify(folder, [source], copied)
    except BadInputError as error:
        return [f"{problem.at.file}:{problem.at.line}: {problem.finding}" for problem in error.problems]
    return []


def test_modules_that_fit_together_pass(tmp_path: Path) -> None:
    found = staged(
        tmp_path,
        a="from shop.b import Pear as Fruit\nfrom . import b\nimport shop.b\n\n__all__ = ['Fruit', 'b']\n",
        b="try:\n    import json as Pear\nexcept ImportError:\n    class Pear: ...\nfor count in (1,):\n    pass\n",
        c="from shop.b import *\nfrom .b import count\n",
    )

    assert found == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("from shop.b import Plum", "1: shop.b.Plum is not there"),
        ("\nfrom .b import Plum", "2: shop.b.Plum is not there"),
        ("import shop.missing", "1: shop.missing is not there"),
        ("from . import missing", "1: shop.missing is not there"),
        ("def later():\n    from shop.b import Plum\n", "2: shop.b.Plum is not there"),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop.b import Plum\n", "3: shop.b.Plum is not"),
        ("__all__ = ['Plum']\n", "0: shop.a.Plum is not there"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_its_line_even_where_importing_would_not_show_it(
    tmp_path: Path, text: str, finding: str
) -> None:
    found = staged(tmp_path, a=text, b="Pear = 1\n")

    assert len(found) == 1
    assert found[0].startswith(f"client/src/shop/a.py:{finding}")


def test_names_inside_functions_and_classes_are_no_names_of_the_module(tmp_path: Path) -> None:
    found = staged(tmp_path, a="from shop.b import inner\n", b="def f():\n    inner = 1\nclass C:\n    inner = 2\n")

    assert found == ["client/src/shop/a.py:1: shop.b.inner is not there"]


def test_a_lazy_module_has_the_names_that_it_exports(tmp_path: Path) -> None:
    lazy = "__all__ = ['Pear']\ndef __getattr__(name):\n    return {'Pear': 1}[name]\n"

    found = staged(tmp_path, a="from shop.b import Pear\n", b=lazy, c="from shop.b import Plum\n")

    assert found == ["client/src/shop/c.py:1: shop.b.Plum is not there"]


def test_a_lazy_module_that_does_not_give_what_it_exports_is_told(tmp_path: Path) -> None:
    found = staged(tmp_path, a="__all__ = ['Plum']\ndef __getattr__(name):\n    raise AttributeError(name)\n")

    assert found == ["client/src/shop/a.py:0: does not import: AttributeError: Plum"]


def test_what_is_no_python_is_told_with_its_line(tmp_path: Path) -> None:
    found = staged(tmp_path, a="x = 1\ny = (\n", b="from shop.a import gone\n")

    assert [line.partition(" (")[0] for line in found] == [
        "client/src/shop/a.py:2: does not compile: '(' was never closed"
    ]


def test_a_rendered_module_is_imported_and_a_copied_one_is_not(tmp_path: Path) -> None:
    found = staged(tmp_path, a="1 / 0\n", copied_b="1 / 0\n")

    assert found == ["client/src/shop/a.py:0: does not import: ZeroDivisionError: division by zero"]


def test_a_module_that_ends_the_process_is_told(tmp_path: Path) -> None:
    found = staged(tmp_path, a="import os\nos._exit(3)\n")

    assert found == [f"{tmp_path.name}:0: the packages do not import: ended with 3"]


def test_what_runs_as_a_program_is_not_run(tmp_path: Path) -> None:
    assert staged(tmp_path, __main__="raise SystemExit(1)\n") == []
