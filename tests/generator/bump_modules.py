"""Pairs of small packages, as text, and the records that their difference must give, both ways.

Each is about Python alone: hand-written modules, which no description speaks of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator import surface

if TYPE_CHECKING:
    from pathlib import Path

    from generator.surface.model import Surface


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A module `utils` before and after."""

    name: str
    old: str
    new: str
    forward: tuple[str, ...]
    backward: tuple[str, ...]


def surface_of(text: str, folder: Path) -> Surface:
    """Write a package with one module, and read its surface."""
    package = folder / "shelf"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / "utils.py").write_text(text, encoding="utf-8")
    return surface.inspect(package)


def _pair(name: str, old: str, new: str, forward: str | tuple[str, ...], backward: str | tuple[str, ...]) -> Pair:
    return Pair(
        name=name,
        old=old,
        new=new,
        forward=(forward,) if isinstance(forward, str) else forward,
        backward=(backward,) if isinstance(backward, str) else backward,
    )


OVERLOADED = """
from typing import overload
@overload
def f(a: int) -> int: ...
@overload
def f(a: str) -> str: ...
def f(a): ...
"""

PAIRS = [
    _pair(
        "function",
        "def f(): ...",
        "def f(): ...\ndef g(): ...",
        "minor 42 name-added utils.g",
        "major 42 name-removed utils.g",
    ),
    _pair(
        "required argument",
        "def f(*, a: int): ...",
        "def f(*, a: int, b: int): ...",
        "major 5 argument-required-added utils.f(b)",
        "major 9 argument-removed utils.f(b)",
    ),
    _pair(
        "optional argument",
        "def f(*, a: int): ...",
        "def f(*, a: int, b: int = 0): ...",
        "minor 7 argument-added utils.f(b)",
        "major 9 argument-removed utils.f(b)",
    ),
    _pair(
        "optional positional argument at the end",
        "def f(a: int): ...",
        "def f(a: int, b: int = 0): ...",
        "minor 7 argument-added utils.f(b)",
        "major 9 argument-removed utils.f(b)",
    ),
    _pair(
        "swapped positional arguments",
        "def f(a: int, b: int): ...",
        "def f(b: int, a: int): ...",
        "major 8 argument-position-changed utils.f",
        "major 8 argument-position-changed utils.f",
    ),
    _pair("order of keyword-only arguments", "def f(*, a: int, b: int): ...", "def f(*, b: int, a: int): ...", (), ()),
    _pair(
        "default",
        "def f(a: int): ...",
        "def f(a: int = 1): ...",
        "minor 11 argument-became-optional utils.f(a)",
        "major 10 argument-became-required utils.f(a)",
    ),
    _pair(
        "another default",
        "def f(a: int = 1): ...",
        "def f(a: int = 2): ...",
        "minor 18 default-changed utils.f(a)",
        "minor 18 default-changed utils.f(a)",
    ),
    _pair(
        "any further arguments",
        "def f(a: int): ...",
        "def f(a: int, *args: int, **more: int): ...",
        ("minor 7 argument-added utils.f(args)", "minor 7 argument-added utils.f(more)"),
        ("major 9 argument-removed utils.f(args)", "major 9 argument-removed utils.f(more)"),
    ),
    _pair(
        "argument of more types",
        "def f(*, a: list[str]): ...",
        "def f(*, a: list[str | int]): ...",
        "minor 13 argument-widened utils.f(a)",
        "major 14 argument-changed utils.f(a)",
    ),
    _pair(
        "argument that may be None",
        "def f(*, a: str): ...",
        "def f(*, a: str | None): ...",
        "minor 12 argument-gained-null utils.f(a)",
        "major 12 argument-lost-null utils.f(a)",
    ),
    _pair(
        "answer of fewer types",
        "def f() -> int | str: ...",
        "def f() -> int: ...",
        "minor 22 property-narrowed utils.f ->",
        "major 23 property-changed utils.f ->",
    ),
    _pair(
        "answer that may be None",
        "def f() -> int: ...",
        "def f() -> int | None: ...",
        "major 21 property-gained-null utils.f ->",
        "minor 22 property-lost-null utils.f ->",
    ),
    _pair(
        "annotation",
        "def f(*, a): ...",
        "def f(*, a: int): ...",
        "major 14 argument-changed utils.f(a)",
        "major 14 argument-changed utils.f(a)",
    ),
    _pair(
        "asynchronous",
        "def f(): ...",
        "async def f(): ...",
        "major 0 kind-changed utils.f",
        "major 0 kind-changed utils.f",
    ),
    _pair(
        "class for a function",
        "def f(): ...",
        "class f: ...",
        "major 0 kind-changed utils.f",
        "major 0 kind-changed utils.f",
    ),
    _pair(
        "method",
        "class A: ...",
        "class A:\n    def m(self): ...",
        "minor 42 name-added utils.A.m",
        "major 42 name-removed utils.A.m",
    ),
    _pair(
        "method moved to a private base",
        "class A:\n    def m(self): ...",
        "class _B:\n    def m(self): ...\nclass A(_B): ...",
        (),
        (),
    ),
    _pair(
        "method of a private base",
        "class _B:\n    def m(self): ...\nclass A(_B): ...\nclass C(_B): ...",
        "class _B: ...\nclass A(_B): ...\nclass C(_B): ...",
        "major 42 name-removed utils._B.m",
        "minor 42 name-added utils._B.m",
    ),
    _pair(
        "method moved to a public base",
        "class B: ...\nclass A(B):\n    def m(self): ...",
        "class B:\n    def m(self): ...\nclass A(B): ...",
        "minor 42 name-added utils.B.m",
        "major 42 name-removed utils.B.m",
    ),
    _pair(
        "static method",
        "class A:\n    def m(self, a): ...",
        "class A:\n    @staticmethod\n    def m(a): ...",
        "major 0 kind-changed utils.A.m",
        "major 0 kind-changed utils.A.m",
    ),
    _pair(
        "property",
        "class A:\n    @property\n    def p(self) -> int: ...",
        "class A:\n    def p(self) -> int: ...",
        "major 0 kind-changed utils.A.p",
        "major 0 kind-changed utils.A.p",
    ),
    _pair(
        "property that can be set",
        "class A:\n    @property\n    def p(self) -> int: ...\n    @p.setter\n    def p(self, value: int) -> None: ...",
        "class A:\n    @property\n    def p(self) -> int: ...",
        "major 0 kind-changed utils.A.p",
        (),
    ),
    _pair(
        "type of a property",
        "class A:\n    @property\n    def p(self) -> int: ...",
        "class A:\n    @property\n    def p(self) -> int | str: ...",
        "major 23 property-changed utils.A.p",
        "minor 22 property-narrowed utils.A.p",
    ),
    _pair(
        "field that is both given and read",
        "class A:\n    x: int",
        "class A:\n    x: int | str",
        ("major 23 property-changed utils.A.x", "minor 13 argument-widened utils.A.x"),
        ("major 14 argument-changed utils.A.x", "minor 22 property-narrowed utils.A.x"),
    ),
    _pair(
        "field with a default",
        "class A:\n    x: int",
        "class A:\n    x: int\n    y: int = 0",
        ("minor 7 argument-added utils.A.y", "minor 19 property-added utils.A.y"),
        "major 9 argument-removed utils.A.y",
    ),
    _pair(
        "field without a default",
        "class A:\n    x: int",
        "class A:\n    x: int\n    y: int",
        ("major 5 argument-required-added utils.A.y", "minor 19 property-added utils.A.y"),
        "major 9 argument-removed utils.A.y",
    ),
    _pair(
        "attribute that the constructor sets",
        "class A:\n    def __init__(self) -> None:\n        self.x: int = 0",
        "class A:\n    def __init__(self) -> None:\n        self.x: int = 0\n        self.y: int = 0",
        "minor 19 property-added utils.A.y",
        "major 20 property-removed utils.A.y",
    ),
    _pair(
        "argument of a constructor",
        "class A:\n    def __init__(self, a: int) -> None: ...",
        "class A:\n    def __init__(self, a: int, b: int) -> None: ...",
        "major 5 argument-required-added utils.A(b)",
        "major 9 argument-removed utils.A(b)",
    ),
    _pair(
        "base class",
        "class A(ValueError): ...",
        "class A(ValueError, KeyError): ...",
        "minor 30 base-added utils.A",
        "major 30 base-removed utils.A",
    ),
    _pair(
        "base class beneath another",
        "class A(ValueError): ...\nclass B(A): ...",
        "class A(ValueError): ...\nclass B(ValueError): ...",
        "major 30 base-removed utils.B",
        "minor 30 base-added utils.B",
    ),
    _pair(
        "options of a class",
        "from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int",
        "from dataclasses import dataclass\n@dataclass(frozen=True)\nclass A:\n    x: int",
        "major 0 class-changed utils.A",
        "major 0 class-changed utils.A",
    ),
    _pair(
        "what a protocol demands",
        "from typing import Protocol\nclass P(Protocol):\n    def a(self) -> int: ...",
        "from typing import Protocol\nclass P(Protocol):\n    def a(self) -> int: ...\n    def b(self) -> int: ...",
        "major 5 argument-required-added utils.P.b",
        "major 42 name-removed utils.P.b",
    ),
    _pair(
        "what a protocol's method gives",
        "from typing import Protocol\nclass P(Protocol):\n    def a(self) -> int: ...",
        "from typing import Protocol\nclass P(Protocol):\n    def a(self, x: int = 0) -> int: ...",
        "major 14 argument-changed utils.P.a",
        "major 14 argument-changed utils.P.a",
    ),
    _pair(
        "key of a typed dict",
        "from typing import TypedDict\nclass ATypedDict(TypedDict, total=False):\n    x: int",
        "from typing import TypedDict\nclass ATypedDict(TypedDict, total=False):\n    x: int\n    y: int",
        "minor 7 argument-added utils.ATypedDict.y",
        "major 9 argument-removed utils.ATypedDict.y",
    ),
    _pair(
        "key of a typed dict that must be there",
        "from typing import TypedDict\nclass ATypedDict(TypedDict, total=False):\n    x: int",
        "from typing import TypedDict\nclass ATypedDict(TypedDict):\n    x: int",
        "major 10 argument-became-required utils.ATypedDict.x",
        "minor 11 argument-became-optional utils.ATypedDict.x",
    ),
    _pair(
        "open choice",
        "from typing import Literal, TypeAlias\nM: TypeAlias = Literal['a'] | str",
        "from typing import Literal, TypeAlias\nM: TypeAlias = Literal['a', 'b'] | str",
        "minor 15 request-value-added utils.M",
        "minor 16 request-value-removed utils.M",
    ),
    _pair(
        "closed choice",
        "from typing import Literal, TypeAlias\nM: TypeAlias = Literal['a']",
        "from typing import Literal, TypeAlias\nM: TypeAlias = Literal['a', 'b']",
        ("major 23 property-changed utils.M", "minor 13 argument-widened utils.M"),
        ("major 14 argument-changed utils.M", "minor 22 property-narrowed utils.M"),
    ),
    _pair(
        "alias spelt out",
        "from typing import TypeAlias\nM: TypeAlias = int | str\ndef f(*, a: M): ...",
        "from typing import TypeAlias\nM: TypeAlias = int | str\ndef f(*, a: str | int): ...",
        (),
        (),
    ),
    _pair(
        "generic alias",
        "from typing import TypeVar, Union\nT = TypeVar('T')\nN = Union[T, None]\ndef f(*, a: N[int]): ...",
        "from typing import TypeVar, Union\nT = TypeVar('T')\nN = Union[T, None]\ndef f(*, a: int | None): ...",
        (),
        (),
    ),
    _pair(
        "class that an answer shows",
        "class _R:\n    x: int\ndef f() -> _R: ...",
        "class _R:\n    y: int\ndef f() -> _R: ...",
        ("major 20 property-removed utils._R.x", "minor 19 property-added utils._R.y"),
        ("major 20 property-removed utils._R.y", "minor 19 property-added utils._R.x"),
    ),
    _pair(
        "member of an enumeration",
        "import enum\nclass E(enum.Enum):\n    A = 1",
        "import enum\nclass E(enum.Enum):\n    A = 1\n    B = 2",
        "minor 42 name-added utils.E.B",
        "major 25 enum-member-removed utils.E.B",
    ),
    _pair(
        "value of a member",
        "import enum\nclass E(enum.Enum):\n    A = 1",
        "import enum\nclass E(enum.Enum):\n    A = 2",
        "major 0 value-changed utils.E.A",
        "major 0 value-changed utils.E.A",
    ),
    _pair("value of a constant", "X = 1", "X = 2", (), ()),
    _pair(
        "kind of a constant",
        "X = 1",
        "X = 'a'",
        "major 23 property-changed utils.X",
        "major 23 property-changed utils.X",
    ),
    _pair(
        "overload",
        OVERLOADED,
        OVERLOADED.replace("str", "bytes"),
        "major 0 kind-changed utils.f",
        "major 0 kind-changed utils.f",
    ),
]
