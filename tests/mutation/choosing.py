"""What is not worth breaking: operators that repeat another, places that nothing executes. Each has its reason."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ANNOTATION = "an annotation: checkers read it, and they run over the generated text anyway"
CHECKERS_ONLY = "read by checkers only: never executed"
DATACLASS = "frozen, slots, kw_only of a dataclass: a promise that the checkers hold"
MEMORY_ONLY = "a cache: only saves time"
STAR = "the star before keyword-only arguments: cosmic-ray takes it for a product"
MARK = "a mark for checkers and readers: does nothing when run"
EXPORTS = "the list of exported names"

_INSTEAD = {
    "Comparison": {
        "Eq": {"NotEq"},
        "NotEq": {"Eq"},
        "Is": {"IsNot"},
        "IsNot": {"Is"},
        "In": {"NotIn"},
        "NotIn": {"In"},
        "Lt": {"LtE", "GtE"},
        "LtE": {"Lt", "Gt"},
        "Gt": {"GtE", "LtE"},
        "GtE": {"Gt", "Lt"},
    },
    "Binary": {
        "Add": {"Sub"},
        "Sub": {"Add"},
        "Mul": {"Div"},
        "Div": {"Mul"},
        "FloorDiv": {"Mul"},
        "Mod": {"Mul"},
        "Pow": {"Mul"},
        "BitOr": {"BitAnd"},
        "BitAnd": {"BitOr"},
        "LShift": {"RShift"},
        "RShift": {"LShift"},
    },
}
"""What operators become. cosmic-ray puts each of the eleven others in the place of each: a sum of lists turned into a
power is an error on every input, and an equality turned into an order or an identity is mostly the same. Both say
nothing about the tests, so an operator becomes its opposite, and an order its neighbour at the limit, too."""

_MARKS = {"override", "final", "overload", "runtime_checkable", "abstractmethod"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Part of a source text, by (line, column) as `ast` counts them."""

    start: tuple[int, int]
    end: tuple[int, int]
    reason: str


def is_kept(operator: str) -> bool:
    """Tell whether mutants of this cosmic-ray operator are tried."""
    kind, _, change = operator.removeprefix("core/Replace").partition("Operator_")
    before, _, after = change.partition("_")
    return kind not in _INSTEAD or after in _INSTEAD[kind].get(before, ())


def left_out(source: str) -> list[Span]:
    """Return the spans in which no mutant is tried."""
    return [span for node in ast.walk(ast.parse(source)) for span in _spans(node)]


def _spans(node: ast.AST) -> Iterator[Span]:
    match node:
        case ast.arg(annotation=annotation) | ast.AnnAssign(annotation=annotation) if annotation:
            yield _span(annotation, ANNOTATION)
        case ast.If(test=ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING")):
            yield _span(node, CHECKERS_ONLY)
        case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
            yield _span(value, EXPORTS)
        case ast.Call(func=ast.Name(id="cast" | "TypeVar"), args=[first, *_]):
            yield _span(first, ANNOTATION)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield from _of_definition(node)
        case _:
            pass
    if isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
        yield _span(node, ANNOTATION)


def _of_definition(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[Span]:
    if not isinstance(node, ast.ClassDef):
        yield from _of_arguments(node)
        if node.returns:
            yield _span(node.returns, ANNOTATION)
    for decorator in node.decorator_list:
        call = decorator if isinstance(decorator, ast.Call) else None
        name = ast.unparse(call.func if call else decorator).rpartition(".")[2]
        if name == "overload":
            yield _span(node, CHECKERS_ONLY)
        if name in _MARKS:
            yield _span(decorator, MARK, before=1)
        if name in {"cache", "lru_cache"}:
            yield _span(decorator, MEMORY_ONLY, before=1)
        if name == "dataclass" and call:
            yield from (_span(keyword.value, DATACLASS) for keyword in call.keywords)


def _of_arguments(node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Span]:
    """The star before keyword-only arguments stands somewhere between them and what is before."""
    if node.args.kwonlyargs and not node.args.vararg:
        first = node.args.kwonlyargs[0]
        before_it: list[ast.arg | ast.expr] = [*node.args.args, *node.args.defaults]
        ends = [(one.end_lineno or 0, one.end_col_offset or 0) for one in before_it]
        before = max(ends, default=(node.lineno, node.col_offset))
        yield Span(start=before, end=(first.lineno, first.col_offset), reason=STAR)


def _span(node: ast.expr | ast.stmt, reason: str, before: int = 0) -> Span:
    """Span a node and so many columns before it (the `@` of a decorator)."""
    end = (node.end_lineno or node.lineno, node.end_col_offset or node.col_offset)
    return Span(start=(node.lineno, node.col_offset - before), end=end, reason=reason)
