# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from recursion_case._runtime.model import Model
from recursion_case.components.tree import Tree


class Forest(Model, kw_only=True):
    trees: dict[str, Tree] | None = None

    neighbor: Meadow | None = None


class Meadow(Model, kw_only=True):
    forest: Forest | None = None
