# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from typing import TypedDict

from optional_case._runtime.model import RequestModel
from optional_case.types import UNSET, OptionalNullable


class Nested(RequestModel, kw_only=True):
    inner: OptionalNullable[float] = UNSET


class NestedTypedDict(TypedDict, total=False):
    """`Nested` written as a dict."""

    inner: float | None
