# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""The colors, "red" first."""

from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    Color: TypeAlias = Literal["red", "dark blue", 'say "cheese"', "back\\slash", "{{ 1 }}"] | str
else:  # open: a value that this release does not know is sent as it is
    Color = str
