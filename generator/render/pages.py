"""What stands on the documentation's pages: rows of tables, links from types to their pages, facts in words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator import literals
from generator.ir import Array, Limits, Map, Model, Primitive
from generator.render.calls import answer_type
from generator.render.layout import references
from generator.render.spelling import documented, documented_type

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.ir import Argument, Field, Json, Operation, Package, Type

__all__ = [
    "ErrorRow",
    "Row",
    "answer",
    "description",
    "endpoint",
    "error_rows",
    "example_cell",
    "first_line",
    "linked_type",
    "links",
    "minor",
    "rows",
    "seconds",
    "summary",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a table of arguments or fields; every text is finished Markdown."""

    name: str
    type: str
    required: str
    description: str
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRow:
    """A line of a table of errors."""

    name: str
    status: str
    media_types: str


_MARKS: Final = {True: ":heavy_check_mark:", False: ":heavy_minus_sign:"}


def rows(node: Operation | Model, folder: str = "") -> tuple[Row, ...]:
    """The arguments of an operation, or the fields of a model; links lead from a page in `folder`."""
    if isinstance(node, Model):
        return tuple(_row(one, _described(one), folder) for one in node.fields)
    return tuple(_row(one, one.doc, folder) for one in node.arguments)


def error_rows(operation: Operation, package: Package) -> tuple[ErrorRow, ...]:
    """The errors of an operation: those of its own, ascending, then the one for all others."""
    own = [one for one in operation.responses if one.error and one.status.isdigit()]
    rows = [
        ErrorRow(
            name=one.error,
            status=one.status,
            media_types=", ".join(dict.fromkeys(content.media_type for content in one.contents)) or "*/*",
        )
        for one in sorted(own, key=lambda one: int(one.status))
    ]
    return (*rows, ErrorRow(name=package.default_error, status="4XX, 5XX", media_types="*/*"))


def _row(item: Argument | Field, doc: str, folder: str) -> Row:
    return Row(
        name=literals.code_span(item.name),
        type=_linked(documented(item), item.type, folder),
        required=_MARKS[item.required],
        description=literals.table_cell(doc) or "N/A",
        example=example_cell(item.example) if item.has_example else "",
    )


def linked_type(found: Type, folder: str = "", *, nullable: bool = False) -> str:
    """A type as code that links to the page of the first model in it."""
    return _linked(documented_type(found, nullable=nullable), found, folder)


def _linked(text: str, found: Type, folder: str) -> str:
    target = next(references(found), None)
    if target is None:
        return literals.code_span(text)
    up = "../" if folder else ""
    page = f"{up}{target.namespace}/{target.module}.md"
    return f"[{literals.code_span(text)}]({page}#{target.name.lower()})"


def example_cell(value: Json) -> str:
    """An example as the tables show it: texts as they are, lists one item a line, objects as code."""
    if isinstance(value, str):
        return literals.plain_cell(value)
    if isinstance(value, list) and value:
        items = ",<br />".join(literals.plain_cell(json.dumps(item, ensure_ascii=False)) for item in value)
        return f"\\[<br />{items}<br />\\]"
    if isinstance(value, (dict, list)):
        return literals.code_span(json.dumps(value, ensure_ascii=False))
    return json.dumps(value)


def answer(operation: Operation) -> str:
    """What a call returns, linked."""
    found, nullable = answer_type(operation)
    return linked_type(found, nullable=nullable) if found else "None: the answer has no body."


def endpoint(operation: Operation) -> str:
    """The method and the path, as code."""
    return literals.code_span(f"{operation.method} {operation.path}")


def first_line(text: str) -> str:
    """The first paragraph of a Markdown text, on one line."""
    return literals.table_cell(literals.tidy(text).partition("\n\n")[0].replace("\n", " "))


def seconds(milliseconds: int) -> str:
    """Milliseconds as seconds, without needless zeros."""
    return f"{milliseconds / 1000:g} s"


def links(package: Package) -> tuple[tuple[str, str], ...]:
    """The package's links that there are, with the labels that package indexes know."""
    labels = {
        "Homepage": package.urls.homepage,
        "Documentation": package.urls.documentation,
        "Source": package.urls.repository,
        "Changelog": package.urls.changelog,
        "API documentation": package.urls.api_documentation,
        "API description": package.urls.api_description,
    }
    return tuple((label, url) for label, url in labels.items() if url)


def summary(package: Package) -> str:
    """What the package is for, in a line."""
    return " ".join((package.summary or f"A client for the API of {package.brand}.").split())


def description(package: Package) -> str:
    """What the package is, in a few sentences."""
    return package.description or summary(package)


def minor(version: str) -> str:
    """The first two parts of a version, as `~=` takes them for "no break": "1.2" of "1.2.3"."""
    return ".".join(version.split(".")[:2])


# ------------------------------------------------------------------------------------------------------- facts in words


def _described(item: Field) -> str:
    facts = list(_facts(item))
    text = "; ".join(facts)
    return "\n\n".join(part for part in (item.doc, text[:1].upper() + text[1:] + "." if text else "") if part)


def _facts(item: Field) -> Iterator[str]:
    if item.deprecated:
        yield "deprecated"
    if item.read_only:
        yield "only in answers"
    if item.write_only:
        yield "only in requests"
    if isinstance(item.type, (Primitive, Array, Map)):
        yield from _limits(item.type.limits)
    if isinstance(item.type, Primitive) and item.type.format:
        yield f"format {literals.code_span(item.type.format)}"
    if item.has_default:
        yield f"the server assumes {literals.code_span(literals.literal(item.default))}"


def _limits(limits: Limits) -> Iterator[str]:
    """What is demanded of a value, in words."""
    for name, text in _WORDS.items():
        value = getattr(limits, name)
        if value not in (None, False, ""):
            yield text.format(literals.code_span(value) if isinstance(value, str) else value)


_WORDS: Final = {
    "minimum": "{} or more",
    "exclusive_minimum": "more than {}",
    "maximum": "{} or less",
    "exclusive_maximum": "less than {}",
    "multiple_of": "a multiple of {}",
    "min_length": "{} or more characters",
    "max_length": "{} or fewer characters",
    "pattern": "matches {}",
    "min_items": "{} or more items",
    "max_items": "{} or fewer items",
    "unique_items": "no item twice",
    "min_properties": "{} or more keys",
    "max_properties": "{} or fewer keys",
}
