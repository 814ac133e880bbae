"""Reads `package.yaml`: what to make of a description."""

from __future__ import annotations

import difflib
import re
import sys
from dataclasses import dataclass, field
from keyword import iskeyword
from typing import TYPE_CHECKING, Literal, cast

from generator.document import Document, Pointer, load
from generator.problems import BadInputError, Position, Problem, fail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

__all__ = ["Configuration", "Product", "configure", "defaults"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A distribution and the name it is imported by."""

    distribution: str
    package: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """What to make of a description; every name is decided."""

    client: Product
    dropin: Product | None
    testing: Product | None
    source: str
    """Where `update` fetches the document from when it isn't told."""
    prose: Literal["ours", "keep"]
    """Whether the description's own words are dropped or kept when it is taken in."""
    operations: tuple[str, ...]
    """Operation ids; empty means all."""
    left_out: Mapping[str, str]
    """Operation ids that are not made, each with the reason."""
    brand: str
    summary: str
    description: str
    keywords: tuple[str, ...]
    urls: Mapping[str, str]
    client_class: str
    instance: str
    variable_prefix: str
    timeout_ms: int

    @property
    def error_base(self) -> str:
        """The base class of everything that a call can raise."""
        return f"{self.client_class}Error"

    @property
    def default_error(self) -> str:
        """The class for a status without one of its own."""
        return f"{self.client_class}DefaultError"

    @property
    def api_key_variable(self) -> str:
        """The environment variable that holds the key."""
        return f"{self.variable_prefix}_API_KEY"

    @property
    def server_url_variable(self) -> str:
        """The environment variable that says where requests go."""
        return f"{self.variable_prefix}_SERVER_URL"

    @property
    def debug_variable(self) -> str:
        """The environment variable that switches logging on."""
        return f"{self.variable_prefix}_DEBUG"


def configure(path: Path) -> Configuration:
    """Read a configuration; raises BadInputError with every mistake in it."""
    reader = _Reader(load(path))
    configuration = reader.configuration()
    if reader.problems:
        raise BadInputError(reader.problems)
    return configuration


def defaults(title: str, package: str = "") -> Configuration:
    """Make a configuration from a description's title, for documents that come without one.

    Raises BadInputError if `package`, the import name to take instead of the title's, can't be one.
    """
    if package and not _is_module(package):
        hint = "a name is letters, digits and _; Python's own words and modules are taken"
        raise fail(Position(file="--package"), f"{package!r} can't be the name of a package", hint)
    words = re.findall(r"[A-Za-z0-9]+", title.encode("ascii", "ignore").decode()) or ["api"]
    words = [word for word in words if word.lower() not in {"api", "the", "rest", "openapi"}] or words
    snake = package or "_".join(word.lower() for word in words)
    snake = snake if _is_module(snake) else f"api_{snake}"
    stem = package.split("_") if package else words
    pascal = "".join(word[:1].upper() + word[1:] for word in stem)
    pascal = pascal if _is_name(pascal) else f"Api{pascal}"
    return Configuration(
        client=Product(distribution=snake.replace("_", "-"), package=snake),
        dropin=None,
        testing=None,
        source="",
        prose="keep",
        operations=(),
        left_out={},
        brand=" ".join(words) if not package else pascal,
        summary="",
        description="",
        keywords=(),
        urls={},
        client_class=pascal,
        instance="client",
        variable_prefix=snake.upper(),
        timeout_ms=60_000,
    )


_DISTRIBUTION = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?\Z")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*\Z")
_LINE = re.compile(r"[^\x00-\x1f\x7f]*\Z")
_LINK = re.compile(r"https?://[\w.-]+(:\d+)?([/?#][^\s\"'<>\\]*)?\Z", re.ASCII)
_GONE = {
    "aifc", "asynchat", "asyncore", "audioop", "cgi", "cgitb", "chunk", "crypt", "distutils", "imghdr", "imp",
    "lib2to3", "mailcap", "msilib", "nis", "nntplib", "ossaudiodev", "pipes", "smtpd", "sndhdr", "spwd", "sunau",
    "telnetlib", "uu", "xdrlib",
}  # fmt: skip
"""Modules of some of the Pythons that packages run on (PEP 594, 632): the same names are taken on every one."""

_KEYS = {
    "products", "source", "prose", "operations", "left_out", "brand", "summary", "description", "keywords", "urls",
    "client_class", "instance", "variable_prefix", "timeout_ms",
}  # fmt: skip

_URLS = {"homepage", "documentation", "repository", "changelog", "api_documentation", "api_description"}


@dataclass(slots=True)
class _Reader:
    """Takes a document apart and remembers what is wrong with it."""

    document: Document
    problems: list[Problem] = field(default_factory=list[Problem])

    def configuration(self) -> Configuration:
        self.known((), _KEYS)
        self.known(("products",), {"client", "dropin", "testing"})
        client = self.product("client") or Product(distribution="", package="")
        brand = self.text("brand", required=True)
        client_class = self.name("client_class", _is_name, "a Python class name", brand.replace(" ", ""))
        return Configuration(
            client=client,
            dropin=self.product("dropin"),
            testing=self.product("testing"),
            source=self.text("source"),
            prose=self.prose(),
            operations=self.texts("operations"),
            left_out=self.mapping("left_out"),
            brand=brand,
            summary=self.text("summary"),
            description=self.text("description"),
            keywords=self.texts("keywords"),
            urls=self.links(),
            client_class=client_class,
            instance=self.name("instance", _is_name, "a Python name", "client"),
            variable_prefix=self.name(
                "variable_prefix", _VARIABLE.match, "capitals, digits and _", client.package.upper()
            ),
            timeout_ms=self.timeout(),
        )

    def product(self, key: str) -> Product | None:
        pointer: Pointer = ("products", key)
        products = self.document.data.get("products")
        found = products.get(key) if isinstance(products, dict) else None
        if found is None:
            if key == "client":
                self.complain(("products",), "products.client is missing", "say its distribution and its package")
            return None
        if not isinstance(found, dict):
            self.complain(pointer, f"products.{key} is not a mapping", "write {distribution: …, package: …}")
            return None
        self.known(pointer, {"distribution", "package"})
        return Product(
            distribution=self.part(pointer, "distribution", _DISTRIBUTION.match, "small letters, digits and -"),
            package=self.part(pointer, "package", _is_module, "a Python module name that Python itself does not use"),
        )

    def part(self, pointer: Pointer, key: str, fits: Callable[[str], object], wanted: str) -> str:
        parent = cast("dict[str, object]", self.node(pointer))
        value = parent.get(key)
        if isinstance(value, str) and fits(value):
            return value
        place = (*pointer, key) if key in parent else pointer
        self.complain(place, f"{'.'.join(map(str, (*pointer, key)))} must be {wanted}")
        return ""

    def name(self, key: str, fits: Callable[[str], object], wanted: str, default: str) -> str:
        value = self.document.data.get(key, default)
        if isinstance(value, str) and fits(value):
            return value
        self.complain((key,), f"{key} must be {wanted}")
        return default

    def text(self, key: str, *, required: bool = False) -> str:
        value = self.document.data.get(key, "")
        if not isinstance(value, str) or not _LINE.match(value) or (required and not value):
            self.complain((key,), f"{key} must be a line of text")
            return ""
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.document.data.get(key, [])
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(cast("list[str]", value))
        self.complain((key,), f"{key} must be a list of strings")
        return ()

    def mapping(self, key: str) -> dict[str, str]:
        value = self.document.data.get(key, {})
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return dict(cast("dict[str, str]", value))
        self.complain((key,), f"{key} must map strings to strings")
        return {}

    def links(self) -> dict[str, str]:
        found = self.mapping("urls")
        self.known(("urls",), _URLS)
        for key, value in found.items():
            if not _LINK.match(value):
                self.complain(("urls", key), f"urls.{key} must be an http or https URL", "https://host/path")
        return found

    def prose(self) -> Literal["ours", "keep"]:
        value = self.document.data.get("prose", "keep")
        if value not in ("ours", "keep"):
            self.complain(("prose",), "prose must be 'ours' or 'keep'")
        return "ours" if value == "ours" else "keep"

    def timeout(self) -> int:
        value = self.document.data.get("timeout_ms", 60_000)
        if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
            self.complain(("timeout_ms",), "timeout_ms must be a whole number of milliseconds above 0")
            return 60_000
        return value

    def known(self, pointer: Pointer, keys: set[str]) -> None:
        found = self.node(pointer)
        for key in cast("dict[str, object]", found) if isinstance(found, dict) else ():
            if key not in keys:
                near = difflib.get_close_matches(key, sorted(keys), 1)
                hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(sorted(keys))}"
                position = self.document.position((*pointer, key), key=True)
                self.problems.append(Problem(at=position, finding=f"unknown key {key!r}", hint=hint))

    def node(self, pointer: Pointer) -> object:
        found: object = self.document.data
        for step in pointer:
            found = cast("dict[object, object]", found).get(step) if isinstance(found, dict) else None
        return found

    def complain(self, pointer: Pointer, finding: str, hint: str = "") -> None:
        self.problems.append(Problem(at=self.document.position(pointer), finding=finding, hint=hint))


def _is_name(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", text) is not None and not iskeyword(text)


def _is_module(text: str) -> bool:
    """Whether a package may have that name: Python's own modules come first in every import."""
    return _is_name(text) and text not in sys.stdlib_module_names and text not in _GONE
