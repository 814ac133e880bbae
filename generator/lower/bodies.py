"""Lowers what requests and answers carry: bodies in their media types, statuses, errors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator import ir
from generator.document import pointer_text
from generator.lower.media import kind_of
from generator.lower.texts import description

if TYPE_CHECKING:
    from generator.document import Pointer
    from generator.lower.declarations import Usage
    from generator.lower.errors import Errors
    from generator.lower.parameters import Parameters
    from generator.lower.reading import Reader
    from generator.lower.schemas import Schema
    from generator.lower.types import Types

__all__ = ["Bodies", "is_success"]

_STATUS: Final = re.compile(r"[1-5](?:\d\d|XX)|default")
_MEDIA_TYPE: Final = re.compile(r"[!#$&^_.+*A-Za-z0-9-]+/[!#$&^_.+*A-Za-z0-9-]+(?:\s*;[ -~]*)?")
"""RFC 6838, 4.2, and the ranges of RFC 9110, 12.5.1."""


@dataclass(slots=True)
class Bodies:
    """Lowers request bodies and responses."""

    reader: Reader
    types: Types
    parameters: Parameters
    errors: Errors

    def request(self, operation: Pointer) -> ir.Body | None:
        """Lower an operation's body; None if it has none."""
        if "requestBody" not in self.reader.node(operation):
            return None
        place = self.reader.resolved((*operation, "requestBody"))
        node = self.reader.node(place)
        return ir.Body(
            required=node.get("required") is True,
            doc=description(node),
            contents=tuple(self._contents(place, "request")),
            source=pointer_text((*operation, "requestBody")),
        )

    def responses(self, operation: Pointer) -> tuple[ir.Response, ...]:
        """Lower an operation's answers: successes, errors by status, ranges, default."""
        statuses = self.statuses(operation)
        return tuple(self._response(operation, statuses[status], status) for status in sorted(statuses, key=_order))

    def statuses(self, operation: Pointer) -> dict[str, Pointer]:
        """Give the statuses that an operation declares, ranges as `4XX`, with their places."""
        found: dict[str, Pointer] = {}
        for status, place in self.reader.members((*operation, "responses")):
            spelt = status.upper() if status != "default" else status
            if not _STATUS.fullmatch(spelt):
                hint = "write three digits, a range as 4XX, or default"
                self.reader.complain(place, f"{status!r} is no status", hint, key=True)
            elif spelt in found:
                self.reader.complain(place, f"the status {status} stands twice", "drop one of them", key=True)
            else:
                found[spelt] = place
        return found

    def schemas(self, operation: Pointer) -> list[tuple[Pointer, Usage]]:
        """Give the places of the schemas of an operation's bodies, and which way each goes."""
        sent: list[Pointer] = []
        received: list[Pointer] = []
        if "requestBody" in self.reader.node(operation):
            sent += self._schemas(self.reader.resolved((*operation, "requestBody")))
        for status in self.statuses(operation).values():
            response = self.reader.resolved(status)
            received += self._schemas(response)
            headers = [self.reader.resolved(header) for _, header in self.reader.members((*response, "headers"))]
            received += [place for header in headers if (place := self.parameters.schema(header)[0])]
        return [*((place, "request") for place in sent), *((place, "response") for place in received)]

    def _schemas(self, place: Pointer) -> list[Pointer]:
        contents = [content for _, content in self.reader.members((*place, "content"))]
        return [(*content, "schema") for content in contents if "schema" in self.reader.node(content)]

    def _response(self, operation: Pointer, status_place: Pointer, status: str) -> ir.Response:
        place = self.reader.resolved(status_place)
        headers = self.reader.members((*place, "headers"))
        return ir.Response(
            status=status,
            doc=description(self.reader.node(place)),
            contents=tuple(self._contents(place, "response")),
            headers=tuple(
                self.parameters.lowered(self.reader.resolved(header), name)
                for name, header in headers
                if name.lower() != "content-type"  # OpenAPI 4.8.17: ignored
            ),
            error=self.errors.name(operation, status),
            source=pointer_text(status_place),
        )

    def _contents(self, place: Pointer, usage: Usage) -> list[ir.Content]:
        """Lower the media types of a message, JSON first, else in the description's order."""
        found = [
            self._content(media_type, content, usage)
            for media_type, content in self.reader.members((*place, "content"))
        ]
        return sorted(found, key=lambda content: content.kind != "json")

    def _content(self, media_type: str, place: Pointer, usage: Usage) -> ir.Content:
        if not _MEDIA_TYPE.fullmatch(media_type):
            self.reader.complain(place, f"{media_type!r} is no media type", "such as application/json", key=True)
        kind = kind_of(media_type)
        has_schema = "schema" in self.reader.node(place)
        type_, nullable = (
            self.types.use(self.types.schemas.at((*place, "schema")), {usage}) if has_schema else (None, False)
        )
        sentinel = self.reader.node(place).get("x-speakeasy-sse-sentinel", "")
        return ir.Content(
            media_type=media_type,
            kind=kind,
            type=type_,
            nullable=nullable,
            parts=self._parts(place) if kind in ("form", "multipart") and has_schema else (),
            sentinel=sentinel if isinstance(sentinel, str) else "",
            source=pointer_text(place),
        )

    def _parts(self, place: Pointer) -> tuple[ir.Part, ...]:
        """Tell how each field of a form is encoded (OpenAPI 4.8.15)."""
        schema = self.types.meaning.essence(self.types.schemas.at((*place, "schema")))
        if self.types.meaning.kind(schema) != "model":
            return ()
        fields = self.types.meaning.properties(schema).fields
        for name, encoding in self.reader.members((*place, "encoding")):
            if name not in fields:
                self.reader.complain(encoding, f"the body has no field {name!r}", "drop its encoding", key=True)
        return tuple(self._part((*place, "encoding", name), name, found) for name, found in fields.items())

    def _part(self, place: Pointer, name: str, schema: Schema) -> ir.Part:
        node = self.reader.node(place)
        content_type, style = node.get("contentType"), node.get("style", "form")
        return ir.Part(
            name=name,
            content_type=content_type if isinstance(content_type, str) else self._default_content_type(schema),
            explode=node.get("explode", style == "form") is True,
            style=str(style),
            source=pointer_text(place) if node else pointer_text(schema.pointer),
        )

    def _default_content_type(self, schema: Schema) -> str:
        found = self.types.meaning.essence(schema)
        if self.types.meaning.kind(found) == "array":
            return self._default_content_type(self.types.meaning.items(found))
        types = self.types.unions.json_types(found)
        if found.first("format") == "binary":
            return "application/octet-stream"
        return "application/json" if types & {"object", "array"} else "text/plain"


def is_success(status: str) -> bool:
    """Tell whether a status says that the call went well."""
    return status.startswith("2")


def _order(status: str) -> tuple[bool, bool, str]:
    """Put successes first, then errors, then ranges, then the default: letters come after digits."""
    return not is_success(status), not status.isdigit(), status
