# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""The body of an error answer."""

from __future__ import annotations

from typing import Any

from openrouter_rerank._runtime.model import Model
from openrouter_rerank.types import UNSET, OptionalNullable


class ErrorResponse(Model, kw_only=True):
    """The body of an error answer."""

    error: ErrorDetail
    """What went wrong."""

    openrouter_metadata: OptionalNullable[dict[str, Any]] = UNSET
    """How the request was routed."""

    user_id: OptionalNullable[str] = UNSET
    """The account that asked."""


class ErrorDetail(Model, kw_only=True):
    """What went wrong."""

    code: int
    """The HTTP status, or the provider's."""

    message: str
    """The reason, for people."""

    metadata: OptionalNullable[dict[str, Any]] = UNSET
    """More about it, such as the provider's name and its own words."""
