# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}/__init__.py.jinja
"""`openrouter_rerank` under the name of the official package: the same objects, and nothing else."""

from typing import TYPE_CHECKING

from openrouter_rerank import VERSION, OpenRouter, __version__
from openrouter_rerank._runtime.lazy import lazy_modules

from openrouter._alone import refuse_company

if TYPE_CHECKING:
    from openrouter import components, errors, operations, types, utils

__all__ = ["VERSION", "OpenRouter", "__version__", "components", "errors", "operations", "types", "utils"]

refuse_company(__path__[0])

if not TYPE_CHECKING:  # a checker that saw these would take any name for one that is there
    __getattr__, __dir__ = lazy_modules(__name__, ["components", "errors", "operations", "types", "utils"])
