"""Digests what packages are made of, kind by kind, so that a later run can tell which of them changed since."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from generator import lock

if TYPE_CHECKING:
    from generator.config import Configuration
    from generator.document import Document
    from generator.inputs import Inputs

__all__ = ["ingredients"]


def ingredients(inputs: Inputs, upstream: Document, configuration: Configuration) -> dict[str, str]:
    """Digest each of the four origins of a change (`bump.origin.Origin`), and which operations were chosen.

    `upstream` is the description before the overlays, as far as it is used.
    """
    return {
        "upstream document": _digest(upstream.data),
        "overlay": _digest([lock.digest(path.read_bytes()) for path in inputs.overlays]),
        "template": _digest(lock.digests(inputs.templates.absolute(), [inputs.templates])),
        "configuration": _digest({**asdict(configuration), "source": ""}),
        "operations": _digest([configuration.operations, sorted(configuration.left_out)]),
    }


def _digest(value: object) -> str:
    return lock.digest(json.dumps(value, sort_keys=True, default=dict).encode())
