"""Derives test vectors, as Smithy's protocol tests do: what each call must send, what each answer must become.

A vector is JSON: arguments and the request they make, or an answer and the model or error it makes. Values come from
the IR, the verdict whether they fit from the patched description, so that the two readings check each other: where
they differ, no vector is made and `left_out` says why.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from generator.vectors.requests import request_vectors
from generator.vectors.responses import response_vectors
from generator.vectors.schemas import Schemas
from generator.vectors.shapes import Shapes
from generator.vectors.writing import write

if TYPE_CHECKING:
    from generator import ir
    from generator.document import Document

__all__ = ["derive"]


def derive(package: ir.Package, document: Document) -> dict[str, bytes]:
    """Make all vectors of a package; gives paths below `contract/` and their JSON.

    `document` is the patched description that the package was lowered from.
    """
    schemas = Schemas(document)
    shapes = Shapes(package)
    files: dict[str, bytes] = {}
    for group, operation in ((found, one) for found in package.groups for one in found.operations):
        call = f"{group.name}.{operation.name}"
        requests = request_vectors(operation, package, shapes, schemas)
        responses = response_vectors(operation, package, shapes, schemas)
        folder = operation.id if _PLAIN.fullmatch(operation.id) else call
        files[f"{folder}/requests.json"] = write(operation, call, requests)
        files[f"{folder}/responses.json"] = write(operation, call, responses)
    return files


_PLAIN: Final = re.compile(r"[A-Za-z0-9_-]+")
"""Ids that may name a folder: others could lead out of it. Calls always may, and have a dot in them."""
