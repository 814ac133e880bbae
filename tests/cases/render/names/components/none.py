# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from names_case._runtime.model import RequestModel


class None_(
    RequestModel,
    kw_only=True,
    rename={"none": "None", "from_": "from", "init": "__init__", "a_b_3": "aB", "a_b_2": "a-b"},
):
    none: str | None = None

    from_: str | None = None

    init: str | None = None

    a_b_3: str | None = None

    a_b: int | None = None

    a_b_2: float | None = None

    components: dict[str, str] | None = None


None_TypedDict = TypedDict(
    "None_TypedDict",
    {
        "None": "str",
        "from": "str",
        "__init__": "str",
        "aB": "str",
        "a_b": "int",
        "a-b": "float",
        "components": "Mapping[str, str]",
    },
    total=False,
)
"""`None_` written as a dict."""
