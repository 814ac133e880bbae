# @generated from spec/openapi.yaml by templates/client/src/{package}/operations/{operation}.py.jinja
"""What `client.default.paint` takes and returns."""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from enums_case import components
from enums_case._runtime.model import Model, RequestModel

PaintRequestBodyShare: TypeAlias = float


class PaintRequestBody(RequestModel, kw_only=True):
    color: components.Color
    """The colors, "red" first."""

    size: components.Size
    """Sizes that fit."""

    finish: components.Finish | None = None

    share: PaintRequestBodyShare | None = None

    kind: Literal["paint"] | None = None


class PaintRequestBodyTypedDict(TypedDict):
    """`PaintRequestBody` written as a dict."""

    color: components.Color
    size: components.Size
    finish: NotRequired[components.Finish]
    share: NotRequired[PaintRequestBodyShare]
    kind: NotRequired[Literal["paint"]]


class PaintResponse(Model, kw_only=True):
    color: components.Color | None = None
    """The colors, "red" first."""

    others: list[components.Finish] | None = None
