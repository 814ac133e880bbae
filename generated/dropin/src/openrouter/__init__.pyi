# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}/__init__.pyi.jinja
# For type checkers, which look for a package's types in its folder; what runs is the module beside the folder.
from openrouter import components, errors, operations, types, utils
from openrouter_rerank import VERSION, OpenRouter, __version__

__all__ = ["VERSION", "OpenRouter", "__version__", "components", "errors", "operations", "types", "utils"]
