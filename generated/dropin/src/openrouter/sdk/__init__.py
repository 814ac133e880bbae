# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}/sdk/__init__.py.jinja
"""`openrouter_rerank.sdk` under its official name; an ImportError where the official package is installed, too.

That one begins by importing its `sdk.py`, and Python prefers this folder to that file. It is the one place that both
come by, in whichever order they were installed, and it goes when either is uninstalled.
"""

from os.path import dirname, exists

_folder = dirname(__path__[0])
if exists(f"{_folder}/__init__.py"):
    _both = (
        f"openrouter and openrouter-rerank-dropin are both installed in {dirname(_folder)}, and only one of them can be "
        "imported as openrouter. Keep one: `pip uninstall openrouter-rerank-dropin` leaves the official package whole, "
        "`pip uninstall openrouter` leaves openrouter-rerank-dropin. Nothing needs to be reinstalled"
    )
    raise ImportError(_both, name="openrouter", path=_folder)

from openrouter_rerank.sdk import OpenRouter

__all__ = ["OpenRouter"]
