"""Derives request vectors: arguments, and the request they make or the place where they are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from generator.vectors.parameters import written
from generator.vectors.shapes import ABSENT, Place, with_member
from generator.vectors.values import cases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from generator.ir import Argument, Json, Operation, Package
    from generator.vectors.schemas import Schemas
    from generator.vectors.shapes import Shapes
    from generator.vectors.values import Case
    from generator.vectors.writing import LeftOut, Vector, Vectors

__all__ = ["API_KEY", "request_vectors"]

API_KEY = "key-of-the-contract"
"""What the client is given as its key."""


def request_vectors(operation: Operation, package: Package, shapes: Shapes, schemas: Schemas) -> Vectors:
    """Make an operation's vectors: arguments left out or given one by one, in all their forms."""
    made: list[Vector] = []
    left_out: list[LeftOut] = []
    told: set[str] = set()
    smallest = _smallest(operation, shapes)
    sending = _Sending(operation, package, shapes, schemas)
    made += sending.whole("minimal", smallest)
    everything = {one.name: shapes.smallest(one.type) for one in operation.arguments if not one.required}
    made += sending.whole("everything", {**smallest, **everything})
    for argument in operation.arguments:
        for place in shapes.places(_root(argument, smallest), direction="request"):
            for case in cases(shapes, place, "request", told):
                vector, reason = sending.vector(argument, case)
                if reason:
                    left_out.append({"id": cast("str", vector["id"]), "why": reason})
                else:
                    made.append(vector)
    return made, left_out


def _smallest(operation: Operation, shapes: Shapes) -> dict[str, Json]:
    return {
        one.name: one.example if one.has_example else shapes.smallest(one.type)
        for one in operation.arguments
        if one.required
    }


def _root(argument: Argument, smallest: Mapping[str, Json]) -> Place:
    at = {"field": argument.wire_name, "body": ""}.get(argument.location, argument.name)
    return Place(
        path=argument.name,
        at=at,
        type=argument.type,
        nullable=argument.nullable,
        required=argument.required,
        put=lambda value: with_member(smallest, argument.name, value),
    )


class _Sending:
    """What an operation's calls send."""

    def __init__(self, operation: Operation, package: Package, shapes: Shapes, schemas: Schemas) -> None:
        self._operation = operation
        self._shapes = shapes
        self._schemas = schemas
        self._own = {**_security(operation, package), "Accept": _accepted(operation)}
        self._parameters = {f"{one.location} {one.wire_name}": one for one in operation.parameters}
        self._content = operation.body.contents[0] if operation.body else None

    def whole(self, label: str, arguments: dict[str, Json]) -> Iterator[Vector]:
        """A vector for the call as a whole."""
        vector = self._start(label, arguments)
        yield {**vector, "fits": True, "request": self._request(arguments)}

    def vector(self, argument: Argument, case: Case) -> tuple[Vector, str]:
        """A case's vector, or why it can't be one."""
        arguments = cast("dict[str, Json]", case.whole)
        vector = self._start(case.name, arguments)
        fits = self._fits(argument, arguments)
        if case.verdict == "unknown-key":
            return {**vector, "refused": _joined(case.place.at, "key_of_tomorrow")}, ""
        if case.verdict == "mistake":
            reason = "the description takes it, the lowered type doesn't" if fits else ""
            return {**vector, "refused": case.place.at}, reason
        if case.verdict == "null-for-absent":
            sent = cast("dict[str, Json]", case.whole_without)
            return {**vector, "fits": self._fits(argument, sent), "request": self._request(sent)}, ""
        reason = "" if fits == (case.verdict == "fits") else f"the description {'takes' if fits else 'refuses'} it"
        return {**vector, "fits": fits, "request": self._request(arguments)}, reason

    def _start(self, label: str, arguments: dict[str, Json]) -> Vector:
        models: dict[str, Json] = {}
        for one in self._operation.arguments:
            if one.name in arguments:
                models.update(self._shapes.classes(one.type, arguments[one.name], f"/{one.name}"))
        return {"id": f"{self._operation.id}/request/{label}", "arguments": arguments, "models": models}

    def _fits(self, argument: Argument, arguments: Mapping[str, Json]) -> bool:
        if self._content and argument.location in ("field", "body"):
            body = self._body(arguments)
            return body is ABSENT or self._schemas.fits(self._content.source, body)
        if argument.name not in arguments:
            return True
        parameter = self._parameters[f"{argument.location} {argument.wire_name}"]
        return self._schemas.fits(parameter.source, arguments[argument.name])

    def _request(self, arguments: Mapping[str, Json]) -> Json:
        """The request that these arguments make."""
        path, query = self._operation.path, list[str]()
        headers = dict(self._own)
        for one in self._operation.arguments:
            if one.name not in arguments or one.location in ("field", "body"):
                continue
            parameter = self._parameters[f"{one.location} {one.wire_name}"]
            text = written(parameter, arguments[one.name])
            if one.location == "path":
                path = path.replace(f"{{{one.wire_name}}}", text)
            elif one.location == "query":
                query.append(text)
            else:
                headers[one.wire_name if one.location == "header" else "Cookie"] = text
        request: dict[str, Json] = {"method": self._operation.method, "path": path, "headers": cast("Json", headers)}
        if query:
            request["query"] = "&".join(query)
        if self._content and (body := self._body(arguments)) is not ABSENT:
            headers["Content-Type"] = self._content.media_type
            request["body"] = body
        return request

    def _body(self, arguments: Mapping[str, Json]) -> Json:
        for one in self._operation.arguments:
            if one.location == "body":
                return arguments.get(one.name, ABSENT)
        fields: dict[str, Json] = {
            one.wire_name: arguments[one.name]
            for one in self._operation.arguments
            if one.location == "field" and one.name in arguments
        }
        is_sent = self._operation.body is not None and (fields or self._operation.body.required)
        return fields if is_sent else ABSENT


def _security(operation: Operation, package: Package) -> dict[str, str]:
    """The header that says who is calling; keys elsewhere are no part of vectors."""
    wanted = [name for alternative in operation.security[:1] for name in alternative]
    headers: dict[str, str] = {}
    for scheme in package.security_schemes:
        if scheme.name in wanted and scheme.type == "http" and scheme.scheme.lower() == "bearer":
            headers["Authorization"] = f"Bearer {API_KEY}"
        elif scheme.name in wanted and scheme.type == "apiKey" and scheme.location == "header":
            headers[scheme.wire_name] = API_KEY
    return headers


def _accepted(operation: Operation) -> str:
    """What answers may be: JSON, in all that these packages understand."""
    return next(
        (content.media_type for one in operation.responses if one.is_success for content in one.contents),
        "application/json",
    )


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
