# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""Settings, and those of your own."""

from __future__ import annotations

from typing import TypedDict

from aliases_case._runtime.model import OpenRequestModel
from aliases_case.components.labels import Labels


class Settings(OpenRequestModel, kw_only=True):
    """Settings, and those of your own."""

    fast: bool | None = None

    inner: Labels | None = None
    """Whatever helps."""


class SettingsTypedDict(TypedDict, total=False):
    """`Settings` written as a dict."""

    fast: bool
    inner: Labels
