"""Turns names of a description into names of Python.

The way is always the same: NFKC (Python compares identifiers so), signs spelt out, words split at case and
punctuation, put together in the wanted style, and, where Python or the package itself uses the name, one underscore
added. Two wire names that end up equal are told apart by a number (`unique`); nothing is ever merged.
"""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

__all__ = [
    "ARGUMENTS",
    "ATTRIBUTES",
    "CLASSES",
    "METHODS",
    "MODULES",
    "class_name",
    "constant_name",
    "free_class_name",
    "is_identifier",
    "module_name",
    "numbered",
    "unique",
    "variable_name",
    "words",
]

MAX_LENGTH: Final = 80
"""Longer names are cut at a word; file systems take no more than 255 bytes."""

ATTRIBUTES: Final = frozenset(
    {
        "additional_properties",
        *("bool", "bytes", "dict", "float", "int", "list", "str"),  # annotations below the field could not say these
        "copy",
        "http",
        "model_config",
        "model_construct",
        "model_copy",
        "model_dump",
        "model_dump_json",
        "model_fields",
        "model_json_schema",
        "model_rebuild",
        "model_validate",
        "model_validate_json",
    }
)
"""What our models already have; a field of that name gets an underscore."""

ARGUMENTS: Final = frozenset(
    {
        "accept_header_override",
        "cls",
        "extra_body",
        "http_headers",
        "retries",
        "self",
        "server_url",
        "timeout_ms",
    }
)
"""What every method takes besides the description's arguments."""

METHODS: Final = frozenset({"aclose", "close"})
"""What a client or a group of operations already has."""

CLASSES: Final = frozenset(
    {
        "Any",
        "Awaitable",
        "Callable",
        "ClassVar",
        "Client",
        "CollectionNotStr",
        "Enum",
        "FileContent",
        "Items",
        "Iterable",
        "Iterator",
        "Literal",
        "Mapping",
        "Meta",
        "Model",
        "Nullable",
        "OpenModel",
        "OpenRequestModel",
        "Operation",
        "OptionalNullable",
        "Protocol",
        "RequestModel",
        "Self",
        "Sequence",
        "Struct",
        "TYPE_CHECKING",
        "TypeAlias",
        "TypeVar",
        "TypedDict",
        "UNSET",
        "Union",
        "UnsetType",
    }
)
"""Names that generated modules import; a class of that name gets an underscore."""

MODULES: Final = frozenset(
    {
        "components",
        "errors",
        "main",
        "operations",
        "py",
        "sdk",
        "setup",
        "test",
        "tests",
        "types",
        "utils",
    }
)
"""Modules that every package already has."""

_NEW_BUILTINS: Final = ("PythonFinalizationError",)
"""Those that Python 3.11 does not have: a name must not change with the Python that makes it."""
_BUILTINS: Final = frozenset(name for name in (*dir(builtins), *_NEW_BUILTINS) if not name.startswith("_"))
_SOFT_KEYWORDS: Final = frozenset({"print", "exec"})
_WINDOWS_DEVICES: Final = frozenset(
    {"aux", "con", "nul", "prn", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}
)
_SIGNS: Final[Mapping[str, str]] = {
    "+": "plus",
    "-": "minus",
    "$": "dollar",
    "@": "at",
    "#": "number",
    "%": "percent",
    "&": "and",
    "*": "star",
    "/": "slash",
    "<": "less",
    "=": "equals",
    ">": "greater",
    "^": "caret",
    "|": "or",
    "~": "tilde",
    "!": "not",
    "?": "question",
    ".": "dot",
    "_": "underscore",
    " ": "space",
}
_SIGNED_NUMBER: Final = re.compile(r"([+-])(?=\d)")
_SMALL: Final = r"[^\W\d_A-Z]"  # letters of other scripts go with the small ones
_WORD: Final = re.compile(rf"[A-Z]{{2,}}s(?!{_SMALL})|[A-Z]+(?=[A-Z]{_SMALL})|[A-Z]?{_SMALL}+|[A-Z]+|\d+{_SMALL}*")
_SNAKE: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_DIGITS_STAY: Final = re.compile(r"(?<=[^\W\d_])_(?=\d)")


def words(text: str) -> list[str]:
    """Split a name into its words: `XOpenRouterTitle`, `x-open-router-title` and `x_open_router_title` are one.

    A text without letter or digit is spelt out (`$` is "dollar"); digits stay with the letters before them.
    """
    text = unicodedata.normalize("NFKC", text)
    text = _SIGNED_NUMBER.sub(lambda sign: f" {_SIGNS[sign[1]]} ", text) if text[:1] in "+-" else text
    found = _split(_ascii(text))
    return found or _split(" ".join(map(_spelt, text))) or ["empty"]


def variable_name(text: str, taken: Collection[str] = ()) -> str:
    """Name a field, an argument or a method: `HTTP-Referer` is `http_referer`, `class` is `class_`."""
    return _free(_snake(text), {*taken}, keyword.iskeyword)


def module_name(text: str, taken: Collection[str] = MODULES) -> str:
    """Name a module, in ASCII: it is the name of a file, too."""
    name = "".join(letter if letter.isascii() else f"u{ord(letter):x}" for letter in _snake(text))
    return _free(name, {*taken, *_WINDOWS_DEVICES}, lambda found: keyword.iskeyword(found) or found in _SOFT_KEYWORDS)


def constant_name(text: str) -> str:
    """Name a constant: `createRerank` is `CREATE_RERANK`."""
    return _snake(text).upper()


def class_name(text: str, taken: Collection[str] = CLASSES) -> str:
    """Name a class: `create_rerank-usage` is `CreateRerankUsage`; a name that is one already stays as it is."""
    if is_identifier(text) and text[:1].isupper() and text.isascii() and len(text) <= MAX_LENGTH and "__" not in text:
        name = text
    else:
        name = "".join(word[:1].upper() + word[1:] for word in _short(words(text)))
    return free_class_name(name if not name[:1].isdigit() else f"N{name}", taken)


def free_class_name(name: str, taken: Collection[str] = CLASSES) -> str:
    """Give a class's name, with an underscore if Python or the package itself uses it."""
    return _free(name, {*taken, *_BUILTINS} if taken else (), keyword.iskeyword)


def is_identifier(text: str) -> bool:
    """Tell whether Python takes a text as a name just as it is."""
    return text.isidentifier() and not keyword.iskeyword(text) and unicodedata.normalize("NFKC", text) == text


def unique(wanted: Iterable[tuple[str, str]], taken: Collection[str] = ()) -> dict[str, str]:
    """Tell apart the names of one scope: (wire name, Python name) pairs → wire name → Python name.

    A wire name that is spelt like its Python name keeps it; the others follow in the order of their code points and
    get `_2`, `_3` and so on (classes without the underscore), so that the order of the description does not matter.
    """
    pairs = sorted(dict(wanted).items(), key=lambda pair: (pair[0] != pair[1], pair[0]))
    used = set(taken)
    names: dict[str, str] = {}
    for wire, name in pairs:
        names[wire] = numbered(name, used)
        used.add(names[wire])
    return names


def numbered(name: str, used: Collection[str]) -> str:
    """Give the name, or the first of `name_2`, `name_3`, … (`Name2` for a class) that is not used."""
    if name not in used:
        return name
    joint = "" if name[:1].isupper() else "_"
    stem = name.rstrip("_") or name
    number = 2
    while f"{stem}{joint}{number}" in used:
        number += 1
    return f"{stem}{joint}{number}"


def _snake(text: str) -> str:
    if _SNAKE.fullmatch(text) and len(text) <= MAX_LENGTH:
        return text
    found = words(text.replace("OAuth", "Oauth"))
    name = _DIGITS_STAY.sub("", "_".join(word.lower() for word in _short(found)))
    return name if not name[:1].isdigit() else f"n_{name}"


def _split(text: str) -> list[str]:
    return _WORD.findall(text)


def _short(found: list[str]) -> list[str]:
    total = 0
    for number, word in enumerate(found):
        total += len(word) + 1
        if total > MAX_LENGTH:
            return found[:number] or [found[0][:MAX_LENGTH]]
    return found


def _ascii(text: str) -> str:
    """Drop accents from Latin letters; letters of other scripts stay, everything else becomes a blank."""
    return "".join(map(_plain, text))


def _plain(letter: str) -> str:
    if letter.isascii():
        return letter
    base = "".join(part for part in unicodedata.normalize("NFKD", letter) if part.isascii() and part.isalnum())
    if base:
        return base
    return letter if f"a{letter}".isidentifier() and _is_letter_everywhere(letter) else " "


def _is_letter_everywhere(letter: str) -> bool:
    """Tell whether it is a letter for every Python: each knows a Unicode of its own, and all of them this one."""
    return unicodedata.ucd_3_2_0.category(letter).startswith("L")


def _spelt(letter: str) -> str:
    return _SIGNS.get(letter) or unicodedata.name(letter, f"u{ord(letter):x}").lower()


def _free(name: str, taken: Collection[str], reserved: Callable[[str], bool]) -> str:
    while name in taken or reserved(name):
        name += "_"
    return name
