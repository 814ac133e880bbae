# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from typing import Any

from optional_case._runtime.model import Model
from optional_case.components.nested import Nested
from optional_case.types import UNSET, OptionalNullable


class Answered(Model, kw_only=True):
    needed: str
    """Always there."""

    needed_or_null: str | None
    """Always there, perhaps `null`."""

    optional: str | None = None
    """Perhaps there."""

    optional_or_null: OptionalNullable[str] = UNSET
    """Perhaps there"""

    items_or_null: list[str | None] | None = None

    values_or_null: dict[str, int | None] | None = None

    anything: Any = None

    nested: Nested | None = None
