# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from typing import Literal, TypeAlias

Finish: TypeAlias = Literal["matt", "gloss"]
