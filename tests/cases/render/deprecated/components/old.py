# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""An old thing."""

from __future__ import annotations

from deprecated_case._runtime.model import Model


class Old(Model, kw_only=True):
    """Deprecated. An old thing."""

    rusty: bool | None = None
    """Deprecated."""

    shiny: bool | None = None
    """Deprecated. Hardly."""
