# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""Where a request belongs in your traces."""

from __future__ import annotations

from typing import TypedDict

from openrouter_rerank._runtime.model import OpenRequestModel


class TraceConfig(OpenRequestModel, kw_only=True):
    """Where a request belongs in your traces.

    Other keys are passed on to your trace destinations as they are: write a dict to send them.
    """

    generation_name: str | None = None
    """The name to show for this generation."""

    parent_span_id: str | None = None
    """The span that this request is part of."""

    span_name: str | None = None
    """The name to show for this request's span."""

    trace_id: str | None = None
    """The trace that this request is part of."""

    trace_name: str | None = None
    """The name to show for that trace."""


class TraceConfigTypedDict(TypedDict, total=False):
    """`TraceConfig` written as a dict."""

    generation_name: str
    parent_span_id: str
    span_name: str
    trace_id: str
    trace_name: str
