"""Lowers what stands in path, query, headers and cookies, and how it is written there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from generator import ir
from generator.document import pointer_text
from generator.lower.schemas import Schema
from generator.lower.texts import description, example_of_media, schema_example, use_doc
from generator.names import variable_name

if TYPE_CHECKING:
    from generator.document import Pointer
    from generator.lower.reading import Node, Reader
    from generator.lower.types import Types

__all__ = ["Parameters"]

Location = Literal["path", "query", "header", "cookie"]
Style = Literal["simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "deepObject"]

_STYLES: Final[dict[Location, tuple[Style, ...]]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
}
"""Location → styles that go there, the default first (OpenAPI 4.8.12.2)."""
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""What a header or cookie may be called (RFC 9110, 5.6.2)."""
_PATH: Final = re.compile(r"/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2}|[^\x00-\xa0\ud800-\udfff\u2000-\u206f])*")
"""RFC 3986, 3.3, and letters of other scripts (RFC 3987)."""
_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_IGNORED_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})
"""OpenAPI says that parameters of these names are ignored: the body and the security schemes decide."""


@dataclass(slots=True)
class Parameters:
    """Lowers parameters and response headers."""

    reader: Reader
    types: Types

    def places(self, operation: Pointer) -> list[Pointer]:
        """Give the parameters of an operation: its own, and its path item's that it does not replace."""
        own = [self.reader.resolved(place) for place in self.reader.items((*operation, "parameters"))]
        shared = [self.reader.resolved(place) for place in self.reader.items((*operation[:-1], "parameters"))]
        named = {self._identity(place): place for place in shared}
        for place in own:
            identity = self._identity(place)
            if identity in named and named[identity] not in shared:
                self.reader.complain(place, f"the parameter {identity[1]!r} stands twice in {identity[0]}", "drop one")
            named[identity] = place
        return [place for (where, name), place in named.items() if not _is_ignored(where, name)]

    def schemas(self, operation: Pointer) -> list[Pointer]:
        """Give the places of the schemas of an operation's parameters."""
        return [schema for place in self.places(operation) if (schema := self.schema(place)[0])]

    def of(self, operation: Pointer) -> tuple[ir.Parameter, ...]:
        """Lower the parameters of an operation."""
        places = self.places(operation)
        self._check_path(operation, [place for place in places if self.reader.node(place).get("in") == "path"])
        return tuple(map(self.lowered, places))

    def lowered(self, place: Pointer, header: str = "") -> ir.Parameter:
        """Lower a parameter, or the response header of the given name."""
        node = self.reader.node(place)
        location = self._location(place, node, header)
        wire_name = header or str(node.get("name", ""))
        if location in ("header", "cookie") and not _TOKEN.fullmatch(wire_name):
            self.reader.complain(place, f"{wire_name!r} can't be the name of a {location}", "letters, digits and - _ .")
        schema_place, media_type = self.schema(place)
        schema = self.types.schemas.at(schema_place) if schema_place else _ANYTHING
        type_, nullable = self.types.use(schema, {"response" if header else "request"})
        style, explode = self._style(place, node, location)
        example, has_example = example_of_media(node)
        if not has_example:
            example, has_example = schema_example(schema)
        return ir.Parameter(
            name=variable_name(wire_name),
            wire_name=wire_name,
            location=location,
            style=style,
            explode=explode,
            allow_reserved=node.get("allowReserved") is True,
            media_type=media_type,
            type=type_,
            required=node.get("required") is True or location == "path",
            nullable=nullable,
            doc=description(node) or use_doc(schema, None, wire_name),
            default=schema.word("default"),
            has_default=any("default" in words for words in schema.words),
            example=example,
            has_example=has_example,
            deprecated=node.get("deprecated") is True or schema.word("deprecated") is True,
            is_global=node.get("x-sdk-global") is True,
            source=pointer_text(place),
        )

    def schema(self, place: Pointer) -> tuple[Pointer, str]:
        """Give the place of a parameter's schema, and the media type that it is written in, if one is stated."""
        if "schema" in self.reader.node(place):
            return (*place, "schema"), ""
        for media_type, content in self.reader.members((*place, "content")):
            return ((*content, "schema") if "schema" in self.reader.node(content) else ()), media_type
        return (), ""

    def _identity(self, place: Pointer) -> tuple[str, str]:
        node = self.reader.node(place)
        where, name = str(node.get("in", "")), str(node.get("name", ""))
        return where, name.lower() if where == "header" else name

    def _location(self, place: Pointer, node: Node, header: str) -> Location:
        where = "header" if header else node.get("in")
        if where in _STYLES:
            return where
        self.reader.complain((*place, "in"), f"a parameter can't stand in {where!r}", f"one of {', '.join(_STYLES)}")
        return "query"

    def _style(self, place: Pointer, node: Node, location: Location) -> tuple[Style, bool]:
        usual, *_ = known = _STYLES[location]
        style = node.get("style", usual)
        if style not in known:
            hint = f"one of {', '.join(known)}"
            self.reader.complain((*place, "style"), f"a {location} parameter can't have the style {style!r}", hint)
            style = usual
        explode = node.get("explode", style in ("form", "deepObject"))
        return style, explode is True

    def _check_path(self, operation: Pointer, places: list[Pointer]) -> None:
        """Compare the `{names}` in the path with the parameters that fill them."""
        path = str(operation[1])
        if not _PATH.fullmatch(_PLACEHOLDER.sub("", path)):
            hint = "percent-encode what RFC 3986 does not allow there"
            self.reader.complain(operation[:2], f"{path!r} can't be the path of a URL", hint, key=True)
        wanted = _PLACEHOLDER.findall(path)
        found = {str(self.reader.node(place).get("name")): place for place in places}
        for name in wanted:
            if name not in found:
                hint = "declare a parameter of this name, in: path"
                self.reader.complain(operation[:2], f"nothing fills {{{name}}} in the path {path!r}", hint, key=True)
        for name, place in found.items():
            if name not in wanted:
                hint = f"write {{{name}}} into the path, or drop the parameter"
                self.reader.complain(place, f"the path {path!r} has no place for {name!r}", hint)
            elif self.reader.node(place).get("required") is not True:
                self.reader.complain(place, f"the path parameter {name!r} is not required", "add required: true")


def _is_ignored(where: str, name: str) -> bool:
    return where == "header" and name in _IGNORED_HEADERS


_ANYTHING: Final = Schema(pointer=(), key=())
