# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from typing import TypedDict

from bodies_case._runtime.model import RequestModel


class Note(RequestModel, kw_only=True):
    text: str | None = None

    done: bool | None = None


class NoteTypedDict(TypedDict, total=False):
    """`Note` written as a dict."""

    text: str
    done: bool
