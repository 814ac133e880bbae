# @generated from spec/openapi.yaml by templates/client/src/{package}/operations/{operation}.py.jinja
"""What `client.default.index` takes and returns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypedDict

from aliases_case import components
from aliases_case._runtime.model import RequestModel
from aliases_case.types import CollectionNotStr


class IndexRequestBody(RequestModel, kw_only=True):
    documents: list[components.Document]
    """What to index."""

    labels: components.Labels | None = None
    """Whatever helps."""

    settings: components.Settings | None = None
    """Settings, and those of your own."""

    pages: list[components.Page] | None = None


class IndexRequestBodyTypedDict(TypedDict):
    """`IndexRequestBody` written as a dict."""

    documents: CollectionNotStr[components.Document | components.DocumentTypedDict]
    labels: NotRequired[components.Labels]
    settings: NotRequired[components.Settings | components.SettingsTypedDict | Mapping[str, object]]
    pages: NotRequired[CollectionNotStr[components.Page | components.PageTypedDict]]
