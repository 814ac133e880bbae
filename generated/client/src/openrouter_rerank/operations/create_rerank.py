# @generated from spec/openapi.yaml by templates/client/src/{package}/operations/{operation}.py.jinja
"""What `open_router.rerank.rerank` takes and returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypeAlias, TypedDict

from openrouter_rerank import components
from openrouter_rerank._runtime.model import Model, RequestModel
from openrouter_rerank.types import UNSET, CollectionNotStr, OptionalNullable


class CreateRerankRequestBody(RequestModel, kw_only=True):
    """A query and the documents to rank for it."""

    documents: list[Document]
    """The documents to rank, at least one: texts, or a text and/or an image each."""

    model: str
    """The model that ranks, e.g. "cohere/rerank-v3.5"."""

    query: str
    """What the documents should answer."""

    provider: OptionalNullable[components.ProviderPreferences] = UNSET
    """Which providers may serve the request, and which to prefer."""

    session_id: str | None = None
    """Groups requests that belong together, such as one conversation, in your logs."""

    top_n: int | None = None
    """How many of the best documents to return."""

    trace: components.TraceConfig | None = None
    """Where the request belongs in your traces."""

    user: str | None = None
    """Which of your users caused the request; for your logs, unseen by providers."""


class CreateRerankRequestBodyTypedDict(TypedDict):
    """`CreateRerankRequestBody` written as a dict."""

    documents: CollectionNotStr[Document | DocumentTypedDict]
    model: str
    query: str
    provider: NotRequired[components.ProviderPreferences | components.ProviderPreferencesTypedDict | None]
    session_id: NotRequired[str]
    top_n: NotRequired[int]
    trace: NotRequired[components.TraceConfig | components.TraceConfigTypedDict | Mapping[str, object]]
    user: NotRequired[str]


class DocumentRequest(RequestModel, kw_only=True):
    """A document with a text, an image, or both."""

    image: str | None = None
    """The image, as an http(s) URL or a data URI (`data:image/…;base64,…`)."""

    text: str | None = None
    """The text."""


class DocumentRequestTypedDict(TypedDict, total=False):
    """`DocumentRequest` written as a dict."""

    image: str
    text: str


Document: TypeAlias = str | DocumentRequest
"""A document to rank: its text, or a `DocumentRequest`."""


DocumentTypedDict: TypeAlias = str | DocumentRequestTypedDict | Mapping[str, str]
"""`Document` written as plain data."""


class CreateRerankResponse(Model, kw_only=True):
    """The documents in order of relevance."""

    model: str
    """The model that ranked."""

    results: list[Result]
    """The ranked documents, best first."""

    id: str | None = None
    """The name of this answer, e.g. "gen-rerank-1234567890-abc"."""

    provider: str | None = None
    """Which provider answered."""

    usage: CreateRerankUsage | None = None
    """What the request used up."""


class Result(Model, kw_only=True):
    """One document's rank."""

    index: int
    """Its place in the request's list, counted from 0."""

    relevance_score: float
    """How well it answers the query; more is better."""

    document: DocumentResponse | None = None
    """The document itself, if the provider repeats it."""


class DocumentResponse(Model, kw_only=True):
    """A document as the server repeats it."""

    image: str | None = None
    """The image, as the request gave it."""

    text: str | None = None
    """The text."""


class CreateRerankUsage(Model, kw_only=True):
    """What the request used up."""

    cost: float | None = None
    """The price, in credits."""

    search_units: int | None = None
    """The search units that Cohere bills."""

    total_tokens: int | None = None
    """The tokens read."""
