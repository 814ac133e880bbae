"""Knows media types: what kind of body each makes (RFC 6838, RFC 6839)."""

from __future__ import annotations

from typing import Final, Literal

from generator.names import class_name

__all__ = ["Kind", "kind_of", "suffix_of"]

Kind = Literal["json", "text", "events", "json_lines", "form", "multipart", "bytes"]

_KINDS: Final[dict[str, Kind]] = {
    "text/event-stream": "events",
    "application/x-ndjson": "json_lines",
    "application/ndjson": "json_lines",
    "application/jsonl": "json_lines",
    "application/x-jsonlines": "json_lines",
    "application/json-seq": "json_lines",
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
    "application/json": "json",
    "*/*": "bytes",
    "application/xml": "text",
    "application/yaml": "text",
    "application/x-yaml": "text",
    "application/javascript": "text",
}
_SUFFIXES: Final[dict[Kind, str]] = {
    "json": "Json",
    "text": "Text",
    "events": "Event",
    "json_lines": "Line",
    "form": "Form",
    "multipart": "Multipart",
    "bytes": "Content",
}


def kind_of(media_type: str) -> Kind:
    """Tell how a body of a media type is written and read."""
    essence = media_type.partition(";")[0].strip().lower()
    if essence in _KINDS:
        return _KINDS[essence]
    if essence.endswith("+json"):
        return "json"
    if essence.endswith(("+xml", "+yaml")) or essence.startswith("text/"):
        return "text"
    return "multipart" if essence.startswith("multipart/") else "bytes"


def suffix_of(media_type: str) -> str:
    """Give what tells the body of this media type from another of the same message."""
    return class_name(_SUFFIXES[kind_of(media_type)], ())
