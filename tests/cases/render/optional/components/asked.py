# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NotRequired, TypedDict

from optional_case._runtime.model import RequestModel
from optional_case.components.nested import Nested, NestedTypedDict
from optional_case.types import UNSET, CollectionNotStr, OptionalNullable


class Asked(RequestModel, kw_only=True):
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


class AskedTypedDict(TypedDict):
    """`Asked` written as a dict."""

    needed: str
    needed_or_null: str | None
    optional: NotRequired[str]
    optional_or_null: NotRequired[str | None]
    items_or_null: NotRequired[CollectionNotStr[str | None]]
    values_or_null: NotRequired[Mapping[str, int | None]]
    anything: NotRequired[object]
    nested: NotRequired[Nested | NestedTypedDict]
