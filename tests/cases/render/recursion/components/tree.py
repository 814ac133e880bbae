# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from typing import TYPE_CHECKING, NotRequired, TypeAlias, TypedDict

from recursion_case._runtime.model import RequestModel
from recursion_case._runtime.unions import one_of
from recursion_case.types import CollectionNotStr


class Tree(RequestModel, kw_only=True):
    name: str

    children: list[Tree] | None = None

    notes: Notes | None = None
    """A note, or notes."""


class TreeTypedDict(TypedDict):
    """`Tree` written as a dict."""

    name: str
    children: NotRequired[CollectionNotStr[Tree | TreeTypedDict]]
    notes: NotRequired[Notes]


if TYPE_CHECKING:
    Notes: TypeAlias = "str | list[Notes]"
    """A note, or notes."""
else:  # told apart when there is a value
    Notes = one_of(lambda: (str, list[Notes]))
