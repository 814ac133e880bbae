# @generated from spec/openapi.yaml by templates/client/src/{package}/operations/{operation}.py.jinja
"""What `client.default.add_pet` takes and returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from unions_case import components
from unions_case._runtime.model import Model
from unions_case._runtime.unions import one_of
from unions_case.types import UNSET, OptionalNullable

if TYPE_CHECKING:
    _AddPetResponsePart1: TypeAlias = "components.Cat | components.Fish | dict[str, Any]"
else:  # told apart when there is a value
    _AddPetResponsePart1 = one_of(lambda: (components.Cat, components.Fish), is_open=True)


class AddPetResponse(Model, kw_only=True):
    pet: components.Pet
    """A pet, told by its kind."""

    friends: list[_AddPetResponsePart1] | None = None

    age: int | str | None = None

    owner: OptionalNullable[str | components.Owner] = UNSET
