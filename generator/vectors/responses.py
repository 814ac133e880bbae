"""Derives response vectors: an answer, and the model or the error that it becomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from generator.ir import AnyValue, Model
from generator.vectors.shapes import Place
from generator.vectors.values import cases

if TYPE_CHECKING:
    from generator.ir import Content, Json, Operation, Package, Response, Type
    from generator.vectors.schemas import Schemas
    from generator.vectors.shapes import Shapes
    from generator.vectors.values import Case
    from generator.vectors.writing import LeftOut, Vector, Vectors

__all__ = ["response_vectors"]

PAGE = "<p>a page</p>"


def response_vectors(operation: Operation, package: Package, shapes: Shapes, schemas: Schemas) -> Vectors:
    """Make an operation's vectors: every status, media type and variant of the body."""
    answering = _Answering(operation, package, shapes, schemas)
    for response in operation.responses:
        for status in _statuses(response, operation):
            answering.add(response, status)
    return answering.made, answering.left_out


def _statuses(response: Response, operation: Operation) -> list[int]:
    """The statuses to try: the one declared, or the first and the last that only the range or the default covers."""
    if response.status.isdigit():
        return [int(response.status)]
    declared = {int(one.status) for one in operation.responses if one.status.isdigit()}
    ranges = {one.status[0] for one in operation.responses if one.status.upper().endswith("XX")}
    digits = [response.status[0]] if response.status.upper().endswith("XX") else sorted({"4", "5"} - ranges)
    free = [status for digit in digits for status in range(int(digit) * 100, int(digit) * 100 + 100)]
    free = [status for status in free if status not in declared]
    return free[:1] + free[-1:]


class _Answering:
    """What an operation's answers become, as far as it has been worked out."""

    def __init__(self, operation: Operation, package: Package, shapes: Shapes, schemas: Schemas) -> None:
        self._operation = operation
        self._shapes = shapes
        self._schemas = schemas
        self._default = package.default_error
        self._shown: set[str] = set()
        """Models of error bodies that another status has shown with all that can be wrong with them."""
        self.made: list[Vector] = []
        self.left_out: list[LeftOut] = []

    def add(self, response: Response, status: int) -> None:
        """Make the vectors of one status."""
        for content in response.contents:
            if content.kind == "json":
                self._add_json(response, status, content)
            elif response.is_success:
                why = f"no values are made for {content.media_type}"
                self.left_out.append({"id": self._id(status, content.media_type), "why": why})
        if response.is_success and response.contents:
            self._add_text(status, "another-media-type", PAGE, "text/html", self._default)
        elif response.is_success:
            self.made.append({**self._answer(status, "empty", text=""), "fits": True, "returns": None})
        else:
            self._add_text(status, "page", PAGE, "text/html", response.error)
            self._add_text(status, "empty", "", "", response.error)

    def _add_json(self, response: Response, status: int, content: Content) -> None:
        given = _type_of(content)
        told: set[str] = set()
        root = Place(path="", at="", type=given, nullable=content.nullable, required=True, put=lambda value: value)
        node = self._shapes.node(given)
        is_repeated = not response.is_success and isinstance(node, Model) and node.name in self._shown
        if isinstance(node, Model):
            self._shown.add(node.name)
        for place in self._shapes.places(root, direction="response"):
            for case in cases(self._shapes, place, "response", told):
                if not (is_repeated and (case.verdict != "fits" or isinstance(place.type, AnyValue))):
                    self._add_case(response, status, content, case)

    def _add_case(self, response: Response, status: int, content: Content, case: Case) -> None:
        fits = self._schemas.fits(content.source, case.whole)
        vector = {**self._answer(status, case.name, body=case.whole, media_type=content.media_type), "fits": fits}
        wanted = {"fits": (True,), "mistake": (False,), "null-for-absent": (False,)}.get(case.verdict, (True, False))
        if fits not in wanted:
            why = f"the description {'takes' if fits else 'refuses'} it"
            self.left_out.append({"id": cast("str", vector["id"]), "why": why})
        elif response.is_success:
            self.made.append({**vector, **self._success(case, _type_of(content))})
        else:
            self.made.append({**vector, **self._failure(response, status, case, _type_of(content))})

    def _success(self, case: Case, given: Type) -> dict[str, Json]:
        if case.verdict == "mistake":
            return {"raises": "errors.ResponseValidationError", "at": case.place.at}
        read = self._read(case, given)
        outcome: dict[str, Json] = {"returns": read}
        if case.verdict == "unknown-key" and not case.place.path:
            outcome["additional"] = {"key_of_tomorrow": 1}
        return outcome

    def _failure(self, response: Response, status: int, case: Case, given: Type) -> dict[str, Json]:
        readable = case.verdict != "mistake"
        outcome = self._raised(response.error, status, self._read(case, given) if readable else None)
        message = _message(case.whole)
        return {**outcome, "message": message} if message else outcome

    def _raised(self, error: str, status: int, read: Json) -> dict[str, Json]:
        return {"raises": f"errors.{error}", "status_code": status, "data": read}

    def _read(self, case: Case, given: Type) -> Json:
        """What the decoded value is: without null for what may be absent, without keys that models don't know."""
        value = case.whole_without if case.verdict == "null-for-absent" else case.whole
        if case.verdict == "unknown-key" and isinstance(case.value, dict):
            value = case.place.put({key: one for key, one in case.value.items() if key != "key_of_tomorrow"})
        return {"value": value, "models": cast("Json", self._shapes.classes(given, value))}

    def _id(self, status: int, label: str) -> str:
        return f"{self._operation.id}/{status}/{label}"

    def _answer(
        self, status: int, label: str, *, body: Json = None, text: str | None = None, media_type: str = ""
    ) -> Vector:
        content: dict[str, Json] = {"body": body} if text is None else {"text": text}
        headers: Json = {"Content-Type": media_type} if media_type else {}
        return {"id": self._id(status, label), "response": {"status": status, "headers": headers, **content}}

    def _add_text(self, status: int, label: str, text: str, media_type: str, error: str) -> None:
        outcome = self._raised(error, status, None)
        if text:
            outcome["message"] = text
        self.made.append({**self._answer(status, label, text=text, media_type=media_type), "fits": False, **outcome})


def _type_of(content: Content) -> Type:
    return content.type or AnyValue(source=content.source)


def _message(body: Json) -> str:
    """The server's own words, where an error's body has them in the usual places."""
    inner = body.get("error") if isinstance(body, dict) else None
    for members in (inner, body):
        if isinstance(members, dict) and isinstance(said := members.get("message"), str):
            return said
    return ""
