"""Applies OpenAPI Overlays, versions 1.0 and 1.1, to a document.

Beyond the standard: a target that selects nothing is an error unless `lax`; `x-expect: {min, max}`, on an action or
for the whole file, says how many nodes a target should select; and every node knows afterwards who wrote it.
"""

from __future__ import annotations

from .applying import Applied, apply
from .model import Action, Expect, Overlay
from .reading import read, read_all, read_document

__all__ = ["Action", "Applied", "Expect", "Overlay", "apply", "read", "read_all", "read_document"]
