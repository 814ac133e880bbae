"""Runs JSONPath queries (RFC 9535) and tells where the nodes are that they select.

`jsonpath-rfc9535` decides what a query means. Plain paths, of names, indices and wildcards only, are what overlays
mostly hold; these are walked here, with the same result, so that the library is loaded only when it is needed.
The library runs under a time limit: filters can be nested, and regular expressions can backtrack, without end.
"""

from __future__ import annotations

import re
import time
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self

from .patterns import PatternLimitError, matches_part, matches_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from generator.document import JSON, Pointer

__all__ = ["Allowance", "Query", "QueryError", "SlowQueryError", "compile_query", "path_text", "with_names_quoted"]

MAX_QUERY: Final = 4_000
"""Characters of a query."""

_PLAIN_SEGMENT: Final = re.compile(
    r"""\.(?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | \[(?P<quote>['"])(?P<quoted>(?:(?!(?P=quote))[^\\\x00-\x1f\ud800-\udfff])*)(?P=quote)\]
      | \[(?P<index>0|-?[1-9][0-9]{0,8})\]
      | (?P<any>\.\*|\[\*\])""",
    re.VERBOSE,
)
_HYPHENATED: Final = re.compile(r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\.(\.?)([A-Za-z_]\w*(?:-\w+)+)""")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")
_SIMPLE_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class QueryError(ValueError):
    """The text is no JSONPath query."""


class SlowQueryError(Exception):
    """A query took more time or memory than it may."""


class Allowance:
    """The time that queries may take, together, and the nodes that each may look at, often the same ones again."""

    def __init__(
        self, seconds: float = 10.0, steps: int = 2_000_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.seconds = seconds
        self.left = seconds
        self.steps = steps
        self._clock = clock
        self._since: float | None = None
        self._taken = 0

    def __enter__(self) -> Self:
        self._since = self._clock()
        self._taken = 0
        return self

    def __exit__(self, *_: object) -> None:
        self.left = self.rest()
        self._since = None

    def rest(self) -> float:
        """Give the seconds that are left."""
        return self.left - (self._clock() - self._since if self._since is not None else 0.0)

    def spend(self, steps: int) -> None:
        """Look at so many nodes, or not.

        Raises:
            SlowQueryError: nothing is left.
        """
        self._taken += steps
        if self._taken > self.steps:
            message = f"looks at more than {self.steps:,} nodes"
            raise SlowQueryError(message)
        if self.rest() <= 0:
            message = f"takes more than {self.seconds:g} s"
            raise SlowQueryError(message)


class Query:
    """A query that is valid."""

    def __init__(self, text: str, steps: tuple[str | int | None, ...], compiled: Any | None) -> None:
        self.text = text
        self._steps = steps
        """The segments it begins with, as far as they are plain; `None` is a wildcard."""
        self._compiled = compiled
        """None if there is nothing else in it."""

    def find(self, root: JSON, allowance: Allowance) -> list[Pointer]:
        """Point to the nodes it selects, each once, in the order of the query.

        Raises:
            SlowQueryError: the allowance is used up.
        """
        if self._compiled is None:
            found = _walk(root, self._steps)
        else:
            with allowance:
                found = _evaluate(self._compiled, root, allowance)
        return list(found)

    def nearest(self, root: JSON) -> tuple[Pointer, str | int | None]:
        """Follow the query's plain beginning as far as there are nodes: the last one, and the step that leads nowhere.

        The step is None where all of them exist and the rest of the query selects nothing.
        """
        pointer: Pointer = ()
        node = root
        for step in self._steps:
            if step is None:
                break
            children = list(_children(node, step))
            if not children:
                return pointer, step
            last, node = children[0]
            pointer = (*pointer, last)
        return pointer, None


def compile_query(text: str) -> Query:
    """Read a query.

    Raises:
        QueryError: it is none; the message says why, mostly in the library's words.
    """
    if len(text) > MAX_QUERY:
        message = f"it is longer than {MAX_QUERY:,} characters"
        raise QueryError(message)
    if not text.startswith("$"):
        message = "it should begin with $"
        raise QueryError(message)
    if _SURROGATE.search(text):
        message = "it holds a lone surrogate"
        raise QueryError(message)
    steps, rest = _plain_beginning(text)
    return Query(text, steps, _compiled(text) if rest else None)


def with_names_quoted(text: str) -> str:
    """Put names with hyphens into brackets: `$.get.x-name` means nothing else, though RFC 9535 does not allow it."""
    return _HYPHENATED.sub(lambda name: name[1] or f"{'..' if name[2] else ''}['{name[3]}']", text)


def path_text(pointer: Pointer) -> str:
    """Write a pointer as the JSONPath that selects it: `$.paths['/rerank'].post`."""
    return "$" + "".join(map(_step_text, pointer))


def _step_text(step: str | int) -> str:
    if isinstance(step, int):
        return f"[{step}]"
    if _SIMPLE_NAME.fullmatch(step):
        return f".{step}"
    quoted = step.replace("\\", "\\\\").replace("'", "\\'")
    return "['" + re.sub(r"[\x00-\x1f]", lambda found: f"\\u{ord(found.group()):04x}", quoted) + "']"


def _plain_beginning(text: str) -> tuple[tuple[str | int | None, ...], str]:
    steps: list[str | int | None] = []
    end = 1
    while segment := _PLAIN_SEGMENT.match(text, end):
        if segment["any"]:
            steps.append(None)
        elif segment["index"]:
            steps.append(int(segment["index"]))
        else:
            steps.append(segment["quoted"] if segment["quote"] else segment["name"])
        end = segment.end()
    return tuple(steps), text[end:]


def _walk(root: JSON, steps: tuple[str | int | None, ...]) -> Iterable[Pointer]:
    nodes: list[tuple[Pointer, JSON]] = [((), root)]
    for step in steps:
        nodes = [((*pointer, key), child) for pointer, node in nodes for key, child in _children(node, step)]
    return [pointer for pointer, _ in nodes]


def _children(node: JSON, step: str | int | None) -> Iterator[tuple[str | int, JSON]]:
    if isinstance(node, dict):
        if step is None:
            yield from node.items()
        elif isinstance(step, str) and step in node:
            yield step, node[step]
    elif isinstance(node, list):
        if step is None:
            yield from enumerate(node)
        elif isinstance(step, int) and -len(node) <= step < len(node):
            yield step % len(node), node[step]


def _compiled(text: str) -> Any:
    environment, _ = _library()
    try:
        return environment.compile(text)
    except Exception as error:  # the library lets others than its own through, such as OverflowError
        raise QueryError(str(error.args[0] if error.args else error) or "it can't be read") from None


def _evaluate(compiled: Any, root: JSON, allowance: Allowance) -> Iterable[Pointer]:
    _, library_error = _library()
    token = _current.set(allowance)
    try:
        return dict.fromkeys(node.location for node in compiled.finditer(_watched(root, allowance)))
    except (library_error, PatternLimitError, RecursionError, ArithmeticError, ValueError) as error:
        raise SlowQueryError(str(error)) from None
    finally:
        _current.reset(token)


@cache
def _library() -> tuple[Any, type[Exception]]:
    """Load the library, its regular expressions held to the limits; releases 1 and 2 differ in where these are."""
    import jsonpath_rfc9535  # noqa: PLC0415  (slow to import, and mostly not needed)

    environment: Any = jsonpath_rfc9535.JSONPathEnvironment()
    functions = environment.functions if hasattr(environment, "functions") else environment.function_extensions
    for name, matches in {"match": matches_whole, "search": matches_part}.items():
        functions[name] = _limited(functions[name], matches)
    return environment, jsonpath_rfc9535.JSONPathError


_current: ContextVar[Allowance] = ContextVar("allowance of the query that runs")


def _limited(standard: Any, matches: Callable[[str, str, float], bool]) -> Any:
    """Make a filter function like the standard one, whose matching has an end."""

    def call(_: object, text: object, pattern: object) -> bool:
        if not isinstance(text, str) or not isinstance(pattern, str):
            return False
        allowance = _current.get()
        allowance.spend(1)
        try:
            return matches(pattern, text, allowance.rest())
        except TimeoutError:
            message = f"the regular expression {pattern!r} backtracks for more than {allowance.seconds:g} s"
            raise SlowQueryError(message) from None

    return type(f"Limited{standard.__class__.__name__}", (standard.__class__,), {"__call__": call})()


def _watched(node: JSON, allowance: Allowance) -> JSON:
    """Copy a node so that whoever looks into it is held to the allowance."""
    if isinstance(node, dict):
        watched = _WatchedObject((key, _watched(value, allowance)) for key, value in node.items())
        watched.allowance = allowance
        return watched
    if isinstance(node, list):
        row = _WatchedArray(_watched(value, allowance) for value in node)
        row.allowance = allowance
        return row
    return node


class _WatchedObject(dict[str, "JSON"]):
    __slots__ = ("allowance",)
    allowance: Allowance

    def __getitem__(self, key: str) -> JSON:
        self.allowance.spend(1)
        return super().__getitem__(key)

    def items(self) -> Any:
        self.allowance.spend(len(self))
        return super().items()


class _WatchedArray(list["JSON"]):
    __slots__ = ("allowance",)
    allowance: Allowance

    def __getitem__(self, index: Any) -> Any:
        self.allowance.spend(1 if isinstance(index, int) else len(self))
        return super().__getitem__(index)

    def __iter__(self) -> Iterator[JSON]:
        self.allowance.spend(len(self))
        return super().__iter__()
