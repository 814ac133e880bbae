"""Carries out the actions of overlays, one after the other, and says what is strange about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from generator.document import JSON, Change, Document, copy_node
from generator.jsonpath import Allowance, Query, SlowQueryError, path_text
from generator.problems import BadInputError, Problem

from .editing import Draft, Graft, IncompatibleError, TooLargeError
from .model import kind
from .reading import read_all

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from generator.document import Pointer
    from generator.problems import Position

    from .model import Action, Overlay

__all__ = ["Applied", "apply"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What came of applying overlays."""

    document: Document
    """The document as the overlays left it."""
    findings: tuple[Problem, ...]
    """What is no error but should be looked at: updates that change nothing, or are overwritten by later ones."""
    log: tuple[tuple[Pointer, Change], ...]
    """Every change in the order it was made, removals too, with the node as it was named at that moment."""


def apply(document: Document, overlays: Sequence[Path | Overlay], *, lax: bool = False) -> Applied:
    """Apply overlays to a document, which stays as it is.

    With `lax`, a target that selects nothing (or another number of nodes than expected) is a finding, not an error.

    Raises:
        BadInputError: an overlay is none, or can't be applied to this document.
    """
    read = read_all(overlays)
    run = _Run(draft=Draft(document.data, [overlay.document.source for overlay in read]), lax=lax)
    for overlay in read:
        run.findings += overlay.findings
        (run.findings if lax else run.problems).extend(overlay.liberties)
        for action in overlay.actions:
            run.carry_out(overlay, action)
    if run.problems:
        raise BadInputError(run.problems)
    run.note_what_was_overwritten()
    patched = document.patched(run.draft.root) if run.draft.log else document
    findings = sorted(run.findings, key=lambda finding: (finding.at, finding.finding))
    return Applied(document=patched, findings=tuple(findings), log=tuple(run.draft.log))


@dataclass(slots=True)
class _Run:
    """One application of overlays, with what was noticed so far."""

    draft: Draft
    lax: bool
    problems: list[Problem] = field(default_factory=list[Problem])
    findings: list[Problem] = field(default_factory=list[Problem])
    allowance: Allowance = field(default_factory=Allowance)

    def carry_out(self, overlay: Overlay, action: Action) -> None:
        at = overlay.position(action, "target")
        try:
            targets = action.target.find(self.draft.root, self.allowance)
            if not self.expected(action, len(targets), at) or not targets:
                return
            if action.remove:
                self.remove(overlay, action, targets, at)
            elif action.copy or action.updates:
                self.write(overlay, action, targets, at)
        except SlowQueryError as error:
            self.problem(at, f"target {action.target.text} is too expensive: {error}", "make the query simpler")
            raise BadInputError(self.problems) from None
        except TooLargeError as error:
            self.problem(at, str(error), "look for a copy or an update that multiplies itself")
            raise BadInputError(self.problems) from None

    def expected(self, action: Action, found: int, at: Position) -> bool:
        """Compare the number of targets with what is expected; tell whether to go on."""
        least, most = action.expect.least, action.expect.most
        target = f"target {action.target.text}"
        if found == 0 and least > 0:
            where, hint = self.missing(action.target)
            self.unexpected(Problem(at=at, finding=f"{target} selects nothing; {where}", hint=hint))
        elif found < least:
            finding = f"{target} selects {_count(found)}; expected: at least {least}"
            self.unexpected(Problem(at=at, finding=finding, hint="adapt the target or x-expect"))
        elif most is not None and found > most:
            finding = f"{target} selects {_count(found)}; expected: at most {most}"
            self.unexpected(Problem(at=at, finding=finding, hint="adapt the target or x-expect"))
        else:
            return True
        return self.lax

    def unexpected(self, problem: Problem) -> None:
        (self.findings if self.lax else self.problems).append(problem)

    def missing(self, target: Query) -> tuple[str, str]:
        pointer, step = target.nearest(self.draft.root)
        node = self.draft.get(pointer)
        where = f"nearest existing parent is {path_text(pointer)}"
        if step is None:
            return where, "none of its nodes is selected by the rest of the query"
        if isinstance(node, dict):
            close = get_close_matches(str(step), node, n=1)
            names = ", ".join(list(node)[:8]) + (", …" if len(node) > 8 else "")
            return where, f"did you mean {close[0]}?" if close else f"it has {names or 'no members'}"
        return where, f"it has {_count(len(node), 'item')}" if isinstance(node, list) else f"it is {kind(node)}"

    def remove(self, overlay: Overlay, action: Action, targets: list[Pointer], at: Position) -> None:
        if () in targets:
            self.problem(at, "the root can't be removed", "select its members: $.*")
            return
        change = Change(overlay=overlay.name, action=action.index, at=overlay.position(action, "remove"), verb="remove")
        self.draft.remove(targets, change)

    def write(self, overlay: Overlay, action: Action, targets: list[Pointer], at: Position) -> None:
        graft = self.graft(overlay, action)
        if graft is None or not self.alike(overlay, targets, at):
            return
        done = len(self.draft.log)
        self.draft.effects.clear()
        try:
            for target in targets:
                self.draft.merge(target, graft)
        except IncompatibleError as error:
            self.incompatible(graft, error)
            return
        self.note_what_had_no_effect(at, changed=len(self.draft.log) > done)

    def graft(self, overlay: Overlay, action: Action) -> Graft | None:
        if action.copy is None:
            span = overlay.span(action, "update")
            return Graft(overlay=overlay.name, action=action.index, value=action.update, span=span)
        at = overlay.position(action, "copy")
        sources = action.copy.find(self.draft.root, self.allowance)
        if len(sources) != 1:
            where, hint = self.missing(action.copy) if not sources else ("", "a copy has one source")
            finding = f"copy {action.copy.text} selects {_count(len(sources))}, not one"
            self.problem(at, f"{finding}; {where}" if where else finding, hint)
            return None
        return Graft(
            overlay=overlay.name,
            action=action.index,
            value=copy_node(self.draft.get(sources[0])),
            span=self.draft.span(sources[0]),
            copied_at=overlay.span(action, "copy"),
            source=sources[0],
        )

    def alike(self, overlay: Overlay, targets: list[Pointer], at: Position) -> bool:
        """Check that all targets are objects, or arrays, or (since 1.1) primitives."""
        first: dict[str, Pointer] = {}
        for target in targets:
            first.setdefault(_class(self.draft.get(target)), target)
        if len(first) > 1:
            kinds = ", ".join(f"{path_text(target)} is {kind(self.draft.get(target))}" for target in first.values())
            self.problem(at, f"the target selects nodes of different kinds: {kinds}", "make one action for each kind")
        elif "primitive" in first and overlay.minor == 0:
            target = first["primitive"]
            finding = (
                f"{path_text(target)} is {kind(self.draft.get(target))}: Overlay 1.0 changes objects and arrays only"
            )
            self.problem(at, finding, "write `overlay: 1.1.0`, or select the parent and update its member")
        else:
            return True
        return False

    def incompatible(self, graft: Graft, error: IncompatibleError) -> None:
        span = graft.copied_at or error.span
        finding = f"{kind(error.new)} can't be merged into {path_text(error.pointer)}, which is {kind(error.old)}"
        hint = "remove it in one action and add it to its parent in the next"
        self.problem(span[0].position(span[1]), finding, hint)

    def note_what_had_no_effect(self, at: Position, *, changed: bool) -> None:
        """Say what the present action wrote that stood there before."""
        if not changed:
            hint = "the document has caught up: leave the action out"
            self.findings.append(Problem(at=at, finding="this action changes nothing", hint=hint))
            return
        for span, needed in self.draft.effects.items():
            if not needed:
                finding, hint = "this value stands there already", "the document has caught up: leave it out"
                self.findings.append(Problem(at=span[0].position(span[1]), finding=finding, hint=hint))

    def note_what_was_overwritten(self) -> None:
        """Say which values of an overlay are nowhere in the result, since later actions took them away."""
        for span, change in self.draft.lost_to.items():
            if self.draft.lost[span] >= self.draft.written[span]:
                verb = "removed" if change.verb == "remove" else "overwritten"
                finding = f"this value is {verb} by {change.at}"
                hint = "keep one of the two"
                self.findings.append(Problem(at=span[0].position(span[1]), finding=finding, hint=hint))

    def problem(self, at: Position, finding: str, hint: str) -> None:
        self.problems.append(Problem(at=at, finding=finding, hint=hint))


def _class(node: JSON) -> str:
    if isinstance(node, dict):
        return "object"
    return "array" if isinstance(node, list) else "primitive"


def _count(number: int, noun: str = "node") -> str:
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"
