# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""A text"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NotRequired, TypeAlias, TypedDict

from aliases_case._runtime.model import RequestModel


class DocumentObject(RequestModel, kw_only=True, rename={"last_change": "last-change"}):
    title: str

    body: str | None = None

    last_change: int | None = None


DocumentObjectTypedDict = TypedDict(
    "DocumentObjectTypedDict",
    {
        "title": "str",
        "body": "NotRequired[str]",
        "last-change": "NotRequired[int]",
    },
)
"""`DocumentObject` written as a dict."""


Document: TypeAlias = str | DocumentObject
"""A text"""


DocumentTypedDict: TypeAlias = str | DocumentObjectTypedDict | Mapping[str, str | int]
"""`Document` written as plain data."""
