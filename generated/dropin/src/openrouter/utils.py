# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}/utils.py.jinja
"""`openrouter_rerank.utils` under its official name."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openrouter_rerank.utils import *
else:
    from openrouter._names import names_of

    __getattr__, __dir__, __all__ = names_of("openrouter_rerank.utils")
