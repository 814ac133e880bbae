# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}-stubs/sdk.pyi.jinja
from openrouter_rerank.sdk import OpenRouter

__all__ = ["OpenRouter"]
