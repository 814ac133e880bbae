# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
from __future__ import annotations

from names_case._runtime.model import Model


class List(
    Model,
    kw_only=True,
    rename={
        "list_": "list",
        "str_": "str",
        "my_key": "my key",
        "n_1st": "1st",
        "ref": "$ref_",
        "http_": "http",
        "model_dump_": "model_dump",
    },
):
    list_: list[str]

    str_: str

    my_key: str | None = None

    n_1st: int | None = None

    ref: str | None = None

    http_: str | None = None

    model_dump_: str | None = None
