# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""Whatever helps."""

from typing import TypeAlias

Labels: TypeAlias = dict[str, str]
"""Whatever helps."""
