# @generated from spec/openapi.yaml by templates/client/src/{package}/__init__.py.jinja
"""Rerank documents with OpenRouter.

from openrouter_rerank import OpenRouter

with OpenRouter(api_key="…") as open_router:
    res = open_router.rerank.rerank(documents=["…", "…"], model="cohere/rerank-v3.5", query="…")
"""

from typing import TYPE_CHECKING

from openrouter_rerank._runtime.lazy import lazy_modules
from openrouter_rerank._version import VERSION, __version__
from openrouter_rerank.sdk import OpenRouter

if TYPE_CHECKING:
    from openrouter_rerank import components, errors, operations, types, utils

__all__ = ["VERSION", "OpenRouter", "__version__", "components", "errors", "operations", "types", "utils"]

if not TYPE_CHECKING:  # a checker that saw these would take any name for one that is there
    __getattr__, __dir__ = lazy_modules(__name__, ["components", "errors", "operations", "types", "utils"])
