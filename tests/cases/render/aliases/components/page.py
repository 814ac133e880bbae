# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from typing import NotRequired, TypedDict

from aliases_case._runtime.model import RequestModel


class Page(RequestModel, kw_only=True, rename={"last_change": "last-change"}):
    title: str

    body: str | None = None

    last_change: int | None = None


PageTypedDict = TypedDict(
    "PageTypedDict",
    {
        "title": "str",
        "body": "NotRequired[str]",
        "last-change": "NotRequired[int]",
    },
)
"""`Page` written as a dict."""
