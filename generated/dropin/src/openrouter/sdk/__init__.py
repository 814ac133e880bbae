# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}/sdk/__init__.py.jinja
"""`openrouter_rerank.sdk` under its official name; an ImportError where the official package is installed, too.

That one begins by importing its `sdk.py`, and Python prefers this folder to that file: so both come by here, in
whichever order they were installed.
"""

from os.path import dirname, exists

_folder = dirname(__path__[0])
if exists(f"{_folder}/__init__.py"):
    _both = (
        f"openrouter and openrouter-rerank-dropin are both installed in {dirname(_folder)}, and only one of them can be "
        "imported as openrouter. To keep the official package: pip uninstall openrouter-rerank-dropin, then "
        "pip install --force-reinstall --no-deps openrouter. To keep the other: pip uninstall openrouter, then "
        "pip install --force-reinstall --no-deps openrouter-rerank-dropin"
    )
    raise ImportError(_both, name="openrouter", path=_folder)

from openrouter_rerank.sdk import OpenRouter

__all__ = ["OpenRouter"]
