# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""A pet, told by its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NotRequired, TypeAlias, TypedDict

from unions_case._runtime.model import RequestModel
from unions_case._runtime.unions import one_of
from unions_case.components.cat import Cat, CatTypedDict


class Dog(RequestModel, kw_only=True):
    kind: Literal["dog"]

    barks: bool | None = None


class DogTypedDict(TypedDict):
    """`Dog` written as a dict."""

    kind: Literal["dog"]
    barks: NotRequired[bool]


if TYPE_CHECKING:
    Pet: TypeAlias = "Cat | Dog | dict[str, Any]"
    """A pet, told by its kind."""
else:  # told apart when there is a value
    Pet = one_of(lambda: (Cat, Dog), tag="kind", mapping={"cat": 0, "dog": 1}, is_open=True)


if TYPE_CHECKING:
    PetTypedDict: TypeAlias = "CatTypedDict | DogTypedDict"
    """`Pet` written as plain data."""
else:  # told apart when there is a value
    PetTypedDict = Any
