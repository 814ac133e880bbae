# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from security_case._runtime.model import Model


class Refusal(Model, kw_only=True):
    reason: str
