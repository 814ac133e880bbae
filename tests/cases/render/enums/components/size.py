# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""Sizes that fit."""

from typing import Literal, TypeAlias

Size: TypeAlias = Literal[1, 2, 10]
"""Sizes that fit."""
