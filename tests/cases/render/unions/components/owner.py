# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from unions_case._runtime.model import Model


class Owner(Model, kw_only=True):
    name: str | None = None
