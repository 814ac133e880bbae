"""Takes words out of the description: texts, examples, defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from generator.lower.reading import tidy
from generator.names import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.document import JSON
    from generator.ir import Json
    from generator.lower.schemas import Schema

__all__ = ["description", "example_of_media", "first_paragraph", "schema_example", "use_doc"]


def description(node: Mapping[str, JSON]) -> str:
    """Give an object's description; where there is none, its summary."""
    found = [node.get("description"), node.get("summary")]
    return next((tidy(text) for text in found if isinstance(text, str) and text.strip()), "")


def use_doc(schema: Schema, declared: Schema | None, name: str) -> str:
    """Describe a use of a schema: by its own words, else by the first ones about what it refers to, else by a title.

    A title that only repeats the name says nothing.
    """
    own = schema.word("description")
    if isinstance(own, str) and own.strip():
        return tidy(own)
    general = declared.word("description") if declared else None
    if isinstance(general, str) and general.strip():
        return first_paragraph(tidy(general))
    title = schema.word("title")
    if isinstance(title, str) and [word.lower() for word in words(title)] != [word.lower() for word in words(name)]:
        return tidy(title)
    return ""


def first_paragraph(text: str) -> str:
    """Give what stands before the first empty line."""
    return text.partition("\n\n")[0]


def schema_example(schema: Schema, declared: Schema | None = None) -> tuple[Json, bool]:
    """Give the first example of a use of a schema, else of what it refers to, and whether there is one."""
    for one in (schema, declared):
        examples = one.word("examples") if one else None
        if isinstance(examples, list) and examples:
            return examples[0], True
    return None, False


def example_of_media(node: Mapping[str, JSON]) -> tuple[Json, bool]:
    """Give the example of a parameter or media type: `example`, else the first value of `examples`."""
    if "example" in node:
        return node["example"], True
    examples = node.get("examples")
    for found in examples.values() if isinstance(examples, dict) else ():
        if isinstance(found, dict) and "value" in found:
            return found["value"], True
    return None, False
