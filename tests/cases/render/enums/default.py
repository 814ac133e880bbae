# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from enums_case import components, errors, operations, utils
from enums_case._runtime.client import Client
from enums_case._runtime.operation import Operation
from enums_case.types import UNSET, OptionalNullable

PAINT = Operation(
    id="paint",
    method="POST",
    path="/paint",
    accepts=operations.PaintRequestBody,
    returns=operations.PaintResponse,
    authenticated=False,
    raises={},
    default=errors.EnumsCaseDefaultError,
)


class Default:
    def __init__(self, client: Client) -> None:
        self._client = client

    def paint(
        self,
        *,
        color: components.Color,
        size: components.Size,
        finish: components.Finish | None = None,
        share: operations.PaintRequestBodyShare | None = None,
        kind: Literal["paint"] | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> operations.PaintResponse:
        """Send `POST /paint`.

        Args:
            color: The colors, "red" first.
            size: Sizes that fit.
            finish:
            share:
            kind:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            Done.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PAINT.raises` lists the classes.
            errors.EnumsCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            PAINT,
            body={
                "color": color,
                "size": size,
                "finish": finish,
                "share": share,
                "kind": kind,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )

    async def paint_async(
        self,
        *,
        color: components.Color,
        size: components.Size,
        finish: components.Finish | None = None,
        share: operations.PaintRequestBodyShare | None = None,
        kind: Literal["paint"] | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> operations.PaintResponse:
        """Send `POST /paint`.

        Args:
            color: The colors, "red" first.
            size: Sizes that fit.
            finish:
            share:
            kind:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            Done.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PAINT.raises` lists the classes.
            errors.EnumsCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            PAINT,
            body={
                "color": color,
                "size": size,
                "finish": finish,
                "share": share,
                "kind": kind,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )
