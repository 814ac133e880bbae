"""Lets a description pass if it is OpenAPI 3.0 or 3.1 through and through, and tells everything that is not.

The measure is openapi-python-client's model of an OpenAPI document: it reads, with types, every object that there is.
What it forgives we don't: a value that it had to convert, a field that it does not know (it keeps those unread), a
reference that leads nowhere. So what comes later may rely on the form of everything.
"""

from __future__ import annotations

import difflib
import importlib
import json
import re
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from generator.document import plain, pointer_text
from generator.normalise import spell_out_booleans
from generator.openapi import FIELDS, FREE_NAMES, Found, child, objects, references
from generator.problems import BadInputError, Problem
from generator.select import referred

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from generator.document import JSON, Document, Pointer

__all__ = ["gate"]

_VERSION: Final = re.compile(r"3\.[01]\.\d+")
_STATUS: Final = re.compile(r"[1-5](?:\d\d|[Xx][Xx])|default")
_LIMITS: Final = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})
_NULLABLE: Final = frozenset({"type", "enum", "allOf", "anyOf", "oneOf"})
"""What the model itself writes anew beside `exclusiveMinimum: true` or `nullable: true`, in the dialect of 3.1."""


def gate(document: Document) -> JSON:
    """Check a description; give it as openapi-python-client's model of a document writes it back.

    Raises:
        BadInputError: something in it is not OpenAPI; all of it is told at once.
    """
    problems = [*_version_problems(document)]
    if not problems:
        problems += [*_unknown_fields(document), *_wrong_shapes(document), *_dangling(document)]
    found: JSON = None
    if not problems:
        found, others = _through_the_model(document)
        problems += others
    if problems:
        raise BadInputError(problems)
    return found


def _version_problems(document: Document) -> Iterator[Problem]:
    version = document.data.get("openapi")
    if "swagger" in document.data:
        hint = "convert it to OpenAPI 3 first"
        yield Problem(at=document.position(("swagger",)), finding="this is Swagger 2.0, not OpenAPI 3", hint=hint)
    elif version is None:
        at = document.position(())
        yield Problem(at=at, finding="this is no OpenAPI document: openapi is missing", hint="add openapi: 3.1.0")
    elif not isinstance(version, str) or not _VERSION.fullmatch(version):
        hint = "3.0 and 3.1 are read; quote the version: '3.1.0'"
        yield Problem(at=document.position(("openapi",)), finding=f"OpenAPI {version!r} is not known here", hint=hint)


# ---------------------------------------------------------------------------------------------------------- by grammar


def _unknown_fields(document: Document) -> Iterator[Problem]:
    for found in objects(document.data):
        if found.kind in FIELDS and "$ref" not in found.node:
            known = FIELDS[found.kind]
            for key in found.node:
                if key not in known and not key.startswith("x-"):
                    yield _unknown(document, found, key, known)
        elif found.kind in _FREE:
            yield from _wrong_names(document, found)


_FREE: Final = {
    "paths": (re.compile(r"/.*", re.DOTALL), "a path begins with a slash"),
    "responses": (_STATUS, "write three digits, a range as 4XX, or default"),
}


def _unknown(document: Document, found: Found, key: str, known: Collection[str]) -> Problem:
    at = document.position((*found.pointer, key), key=True)
    near = difflib.get_close_matches(key, known, 1, 0.7)
    hint = f"did you mean {near[0]}?" if near else "take it away by an overlay; what is your own begins with x-"
    what = "a keyword of schemas" if found.kind == "schema" else f"a field of the {found.kind} object"
    return Problem(at=at, finding=f"{key!r} is not {what}", hint=hint)


def _wrong_names(document: Document, found: Found) -> Iterator[Problem]:
    form, hint = _FREE[found.kind]
    what = "path" if found.kind == "paths" else "status"
    for key in found.node:
        if not form.fullmatch(key) and not key.startswith("x-"):
            yield Problem(
                at=document.position((*found.pointer, key), key=True), finding=f"{key!r} is no {what}", hint=hint
            )


def _wrong_shapes(document: Document) -> Iterator[Problem]:
    """Find what should be an object or a list and isn't: nobody would look into it later."""
    for found in objects(document.data):
        free = dict.fromkeys(found.node, FREE_NAMES[found.kind]) if found.kind in FREE_NAMES else {}
        for key, kind in {**FIELDS.get(found.kind, {}), **free}.items():
            if kind and key in found.node and not key.startswith("x-"):
                yield from _wrong_shape(document, (*found.pointer, key), found.node[key], kind)


def _wrong_shape(document: Document, pointer: Pointer, value: JSON, kind: str) -> Iterator[Problem]:
    inner = kind.rstrip("[]{}")
    if kind.endswith("[]"):
        if isinstance(value, list):
            for index, item in enumerate(value):
                yield from _wrong_shape(document, (*pointer, index), item, inner)
            return
        wanted = "a list"
    else:
        if kind.endswith("{}") and isinstance(value, dict):
            for name, item in value.items():
                yield from _wrong_shape(document, (*pointer, name), item, inner)
        if isinstance(value, dict) or (kind == "schema" and isinstance(value, bool)):
            return
        wanted = "an object"
    name = repr(pointer[-1]) if isinstance(pointer[-1], str) else f"{pointer[-2]}[{pointer[-1]}]"
    yield Problem(at=document.position(pointer), finding=f"{name} should be {wanted}", hint="look at its indentation")


def _dangling(document: Document) -> Iterator[Problem]:
    for origin, reference in references(document.data, "document", ()):
        try:
            referred(document, reference, document.position(origin))
        except BadInputError as error:
            yield from error.problems


# ------------------------------------------------------------------------------------- by openapi-python-client's model


def _through_the_model(document: Document) -> tuple[JSON, list[Problem]]:
    from pydantic import ValidationError  # noqa: PLC0415 - imported where the model is

    source = plain(document.data)
    spell_out_booleans(source)  # the model knows schemas as objects only
    try:
        model = _model().OpenAPI.model_validate(source)
    except ValidationError as error:
        return None, _told(document, error.errors(include_url=False, include_context=False))
    dumped: JSON = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return dumped, [_changed(document, *change) for change in _changes(source, dumped, ())]


def _model() -> ModuleType:
    """Import the document model of openapi-python-client and nothing else of it.

    Its own package imports httpx, Jinja2 and more, ten times the cost of the model; an empty package of that name
    stands in while the model is imported.
    """
    name = "openapi_python_client"
    if name in sys.modules:
        return importlib.import_module(f"{name}.schema")
    found = find_spec(name)
    before = set(sys.modules)
    stand_in = ModuleType(name)
    stand_in.__path__ = list(found.submodule_search_locations or ()) if found else []
    sys.modules[name] = stand_in
    try:
        return importlib.import_module(f"{name}.schema")
    finally:
        for module in set(sys.modules) - before:
            if module.split(".")[0] == name:
                del sys.modules[module]


def _told(document: Document, errors: list[Any]) -> list[Problem]:
    found: dict[tuple[Pointer, str], Problem] = {}
    for error in errors:
        pointer = _pointer(document.data, error["loc"])
        is_missing = error["type"] == "missing"
        what = f"{error['loc'][-1]} is missing" if is_missing else _sentence(str(error["msg"]))
        name = "" if is_missing or not pointer else f"{_last_name(pointer)}: "
        problem = Problem(at=document.position(pointer), finding=f"{name}{what}", hint=_hint(error))
        found.setdefault((pointer, what if is_missing else ""), problem)  # one for all types that it could have been
    return list(found.values())


def _pointer(node: JSON, location: tuple[str | int, ...]) -> Pointer:
    """Turn pydantic's location into a pointer: it also holds names of the model's own choices."""
    steps: list[str | int] = []
    for step in location:
        if found := child(node, step):
            node = found[0]
            steps.append(step)
    return tuple(steps)


def _last_name(pointer: Pointer) -> str:
    return next((step for step in reversed(pointer) if isinstance(step, str)), "")


def _sentence(text: str) -> str:
    text = text.removeprefix("Value error, ").replace("Input should be", "should be")
    return text[:1].lower() + text[1:]


def _hint(error: Any) -> str:
    if error["type"] == "missing":
        return "OpenAPI demands it: add it by an overlay"
    given = error.get("input")
    return f"it is {json.dumps(given)[:60]}" if isinstance(given, (str, int, float, bool)) else ""


def _changes(before: JSON, after: JSON, pointer: Pointer) -> Iterator[tuple[Pointer, JSON, JSON]]:
    """Find what the model reads otherwise than it is written, such as a number in quotes."""
    if isinstance(before, dict) and isinstance(after, dict):
        repaired = {
            *(_LIMITS if before.keys() & _LIMITS else ()),
            *(_NULLABLE if before.get("nullable") else ()),
        }
        for key in before.keys() - repaired:
            yield from _changes(before[key], after.get(key), (*pointer, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _changes(one, other, (*pointer, index))
    elif before != after or isinstance(before, bool) != isinstance(after, bool):
        yield pointer, before, after


def _changed(document: Document, pointer: Pointer, before: JSON, after: JSON) -> Problem:
    hint = (
        f"write {json.dumps(after)}"
        if isinstance(after, (str, int, float, bool))
        else f"look at {pointer_text(pointer)}"
    )
    return Problem(at=document.position(pointer), finding=f"{_last_name(pointer)} can't be {before!r}", hint=hint)
