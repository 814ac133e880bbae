"""Reads overlay documents and checks them against the Overlay Specification, 1.0 and 1.1."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from generator.document import JSON, Array, Document, Object, load
from generator.jsonpath import Query, QueryError, compile_query, with_names_quoted
from generator.problems import BadInputError, Problem

from .hints import query_hint
from .model import Action, Expect, Overlay, kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from generator.document import Pointer

__all__ = ["read", "read_all", "read_document"]

_VERSION: Final = re.compile(r"1\.([01])\.[0-9]+")
_URI_REFERENCE: Final = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=]|%[0-9A-Fa-f]{2})*")
_ROOT: Final = ("overlay", "info", "extends", "actions")
_INFO: Final = ("title", "version", "description")
_SINCE_1_1: Final = {"info": "description", "an action": "copy"}
_ACTION: Final = ("target", "description", "update", "remove", "copy")


def read(path: Path) -> Overlay:
    """Read an overlay file.

    Raises:
        BadInputError: it is no overlay of version 1.0 or 1.1.
    """
    return read_document(load(path))


def read_all(paths: Iterable[Path | Overlay]) -> list[Overlay]:
    """Read overlays, in order.

    Raises:
        BadInputError: one of them or more are none, with the problems of all.
    """
    overlays: list[Overlay] = []
    problems: list[Problem] = []
    for path in paths:
        try:
            overlays.append(path if isinstance(path, Overlay) else read(path))
        except BadInputError as error:
            problems += error.problems
    if problems:
        raise BadInputError(problems)
    return overlays


def read_document(document: Document) -> Overlay:
    """Check a document that should be an overlay.

    Raises:
        BadInputError: it is none.
    """
    reader = _Reader(document)
    overlay = reader.overlay()
    if reader.problems or overlay is None:
        raise BadInputError(reader.problems)
    return overlay


@dataclass(slots=True)
class _Reader:
    """Takes a document apart and notes what is wrong with it."""

    document: Document
    minor: int = 1
    problems: list[Problem] = field(default_factory=list[Problem])
    liberties: list[Problem] = field(default_factory=list[Problem])
    findings: list[Problem] = field(default_factory=list[Problem])

    def overlay(self) -> Overlay | None:
        root = self.document.data
        if "overlay" not in root:
            hint = "an overlay begins with `overlay: 1.1.0`, followed by info and actions"
            self.problem((), "this is no overlay: it has no field overlay", hint)
            return None
        self.minor = self.version(root["overlay"])
        self.fields((), root, _ROOT)
        title = self.info(root)
        extends = self.extends(root)
        default = self.expect((), root, Expect())
        actions = self.actions(root, default)
        return Overlay(
            document=self.document,
            minor=self.minor,
            title=title,
            extends=extends,
            actions=tuple(actions),
            liberties=tuple(self.liberties),
            findings=tuple(self.findings),
        )

    def version(self, value: JSON) -> int:
        at: Pointer = ("overlay",)
        if not isinstance(value, str):
            self.problem(
                at, f"overlay should be a version such as 1.1.0, not {kind(value)}", "write it with three digits"
            )
        elif match := _VERSION.fullmatch(value):
            return int(match[1])
        elif value.startswith("1.2."):
            self.problem(at, f"Overlay {value} is not understood: 1.2 is no finished standard", "use 1.0.0 or 1.1.0")
        else:
            self.problem(at, f"{value!r} is no version of the Overlay Specification", "use 1.0.0 or 1.1.0")
        return 1

    def info(self, root: Object) -> str:
        info = self.member((), root, "info", "an object with title and version", Object)
        if not isinstance(info, Object):
            return ""
        self.fields(("info",), info, _INFO)
        self.text(("info",), info, "version", required=True)
        self.text(("info",), info, "description")
        return self.text(("info",), info, "title", required=True) or ""

    def extends(self, root: Object) -> str | None:
        extends = self.text((), root, "extends")
        if extends is not None and not _URI_REFERENCE.fullmatch(extends):
            self.problem(("extends",), f"extends is no URI reference: {extends!r}", "escape other characters by %")
        return extends

    def actions(self, root: Object, default: Expect) -> list[Action]:
        found = self.member((), root, "actions", "a list of actions", Array)
        if not isinstance(found, Array):
            return []
        if not found:
            self.problem(("actions",), "there are no actions", "an overlay has one at least")
        first: dict[str, int] = {}
        actions: list[Action] = []
        for index, action in enumerate(found):
            if not isinstance(action, Object):
                self.problem(("actions", index), f"an action should be an object, not {kind(action)}")
                continue
            same = first.setdefault(json.dumps(action, sort_keys=True), index)
            if same != index:
                line = self.document.position(("actions", same)).line
                self.problem(("actions", index), f"this action equals the one in line {line}", "leave it out")
            read_action = self.action(index, action, default)
            if read_action is not None:
                actions.append(read_action)
        return actions

    def action(self, index: int, action: Object, default: Expect) -> Action | None:
        at: Pointer = ("actions", index)
        self.fields(at, action, _ACTION)
        self.text(at, action, "description")
        target = self.query(at, action, "target", required=True)
        copy = self.query(at, action, "copy")
        remove = action.get("remove", False)
        if not isinstance(remove, bool):
            self.problem((*at, "remove"), f"remove should be true or false, not {kind(remove)}")
        if "update" in action and "copy" in action and remove is not True:
            finding = "update and copy in one action switch each other off"
            self.problem((*at, "copy"), finding, "make two actions of it")
        if not action.keys() & {"update", "copy"} and remove is not True:
            finding = "this action has no update, remove or copy: it does nothing"
            self.finding(at, finding, "complete it, or leave it out")
        elif action.keys() & {"update", "copy"} and remove is True:
            finding = "this action removes its targets: update and copy have no effect"
            self.finding((*at, "remove"), finding, "make two actions of it")
        expect = self.expect(at, action, default)
        if target is None:
            return None
        return Action(
            index=index,
            target=target,
            updates="update" in action,
            update=action.get("update"),
            copy=copy,
            remove=remove is True,
            expect=expect,
        )

    def query(self, at: Pointer, action: Object, name: str, *, required: bool = False) -> Query | None:
        text = self.text(at, action, name, required=required)
        if text is None:
            return None
        try:
            return compile_query(text)
        except QueryError as error:
            finding = f"{name} is no JSONPath query (RFC 9535): {text[:200]}"
            position = self.document.position((*at, name))
            problem = Problem(at=position, finding=finding, hint=query_hint(text, str(error)))
        try:
            query = compile_query(with_names_quoted(text))
        except QueryError:
            self.problems.append(problem)
            return None
        self.liberties.append(problem)
        return query

    def expect(self, at: Pointer, parent: Object, default: Expect) -> Expect:
        if "x-expect" not in parent:
            return default
        here = (*at, "x-expect")
        expect = parent["x-expect"]
        form = "write {min: 1, max: 3}, or one of them"
        if not isinstance(expect, Object):
            self.problem(here, f"x-expect should be an object, not {kind(expect)}", form)
            return default
        for key, value in expect.items():
            if key not in ("min", "max"):
                self.problem((*here, key), f"x-expect has no field {key}", form, key=True)
            elif not isinstance(value, int) or isinstance(value, bool) or value < 0:
                self.problem((*here, key), f"{key} should be a number of nodes", form)
        most = expect.get("max")
        least = expect.get("min", 0 if most == 0 else 1)
        if not isinstance(least, int) or not isinstance(most, (int, type(None))):
            return default
        if most is not None and most < least:
            self.problem(here, "min is larger than max")
        return Expect(least=least, most=most)

    def fields(self, at: Pointer, parent: Object, known: Sequence[str]) -> None:
        where = {0: "an overlay", 1: "info"}.get(len(at), "an action")
        for key in parent:
            if key.startswith("x-"):
                continue
            if key not in known:
                close = get_close_matches(key, known, n=1)
                hint = f"did you mean {close[0]}?" if close else f"known are {', '.join(known)} and names with x-"
                self.problem((*at, key), f"{where} has no field {key}", hint, key=True)
            elif self.minor == 0 and _SINCE_1_1.get(where) == key:
                self.problem((*at, key), f"{key} came with Overlay 1.1", "write `overlay: 1.1.0`", key=True)

    def text(self, at: Pointer, parent: Object, name: str, *, required: bool = False) -> str | None:
        if not required and name not in parent:
            return None
        value = self.member(at, parent, name, "a string", str)
        return value if isinstance(value, str) else None

    def member(self, at: Pointer, parent: Object, name: str, wanted: str, type_: type[object]) -> JSON:
        if name not in parent:
            where = {0: "the overlay", 1: "info"}.get(len(at), "the action")
            self.problem(at, f"{where} has no {name}", f"it should be {wanted}", key=len(at) == 1)
            return None
        value = parent[name]
        if not isinstance(value, type_):
            hint = "put it in quotes" if type_ is str and isinstance(value, (int, float)) else ""
            self.problem((*at, name), f"{name} should be {wanted}, not {kind(value)}", hint)
            return None
        return value

    def finding(self, at: Pointer, finding: str, hint: str) -> None:
        self.findings.append(Problem(at=self.document.position(at), finding=finding, hint=hint))

    def problem(self, at: Pointer, finding: str, hint: str = "", *, key: bool = False) -> None:
        self.problems.append(Problem(at=self.document.position(at, key=key), finding=finding, hint=hint))
