# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}-stubs/__init__.pyi.jinja
from openrouter import components, errors, operations, types, utils
from openrouter_rerank import VERSION, OpenRouter, __version__

__all__ = ["VERSION", "OpenRouter", "__version__", "components", "errors", "operations", "types", "utils"]
