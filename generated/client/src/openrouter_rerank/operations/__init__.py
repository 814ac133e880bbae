# @generated from spec/openapi.yaml by templates/client/src/{package}/_namespace.py.jinja
"""What each operation takes and returns."""

from typing import TYPE_CHECKING

from openrouter_rerank._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from openrouter_rerank.operations.create_rerank import (
        CreateRerankRequestBody,
        CreateRerankRequestBodyTypedDict,
        CreateRerankResponse,
        CreateRerankResponse as CreateRerankResponseBody,
        CreateRerankUsage,
        Document,
        DocumentRequest,
        DocumentRequestTypedDict,
        DocumentResponse,
        DocumentTypedDict,
        Result,
    )

__all__ = [
    "CreateRerankRequestBody",
    "CreateRerankRequestBodyTypedDict",
    "CreateRerankResponse",
    "CreateRerankResponseBody",
    "CreateRerankUsage",
    "Document",
    "DocumentRequest",
    "DocumentRequestTypedDict",
    "DocumentResponse",
    "DocumentTypedDict",
    "Result",
]

if not TYPE_CHECKING:  # a checker that saw these would take any name for one that is there
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "create_rerank": ["CreateRerankResponseBody=CreateRerankResponse", *__all__],
        },
    )
