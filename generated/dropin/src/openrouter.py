# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}.py.jinja
"""`openrouter_rerank` under the name of the official package: the same objects, and nothing else.

A module, not the `__init__.py` of a folder: the official package has that file, so neither overwrites the other's code.
"""

from typing import TYPE_CHECKING

from openrouter_rerank import VERSION, OpenRouter, __version__
from openrouter_rerank._runtime.lazy import lazy_modules

if TYPE_CHECKING:
    from openrouter import components, errors, operations, types, utils

__all__ = ["VERSION", "OpenRouter", "__version__", "components", "errors", "operations", "types", "utils"]

__path__ = [__file__.rpartition(".")[0]]  # the folder beside it has its submodules

if not TYPE_CHECKING:  # a checker that saw these would take any name for one that is there
    __getattr__, __dir__ = lazy_modules(__name__, ["components", "errors", "operations", "types", "utils"])
