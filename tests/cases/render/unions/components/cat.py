# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from typing import Literal, TypedDict

from unions_case._runtime.model import RequestModel


class Cat(RequestModel, kw_only=True):
    kind: Literal["cat"]

    lives: int


class CatTypedDict(TypedDict):
    """`Cat` written as a dict."""

    kind: Literal["cat"]
    lives: int
