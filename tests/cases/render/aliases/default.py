# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
from __future__ import annotations

from collections.abc import Mapping

from aliases_case import components, errors, operations, utils
from aliases_case._runtime.client import Client
from aliases_case._runtime.operation import Operation
from aliases_case.types import UNSET, Items, OptionalNullable

INDEX = Operation(
    id="index",
    method="POST",
    path="/index",
    accepts=operations.IndexRequestBody,
    returns=int,
    authenticated=False,
    raises={},
    default=errors.AliasesCaseDefaultError,
)


class Default:
    def __init__(self, client: Client) -> None:
        self._client = client

    def index(
        self,
        *,
        documents: Items[components.Document | components.DocumentTypedDict],
        labels: components.Labels | None = None,
        settings: components.Settings | components.SettingsTypedDict | Mapping[str, object] | None = None,
        pages: Items[components.Page | components.PageTypedDict | Mapping[str, str | int]] | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> int:
        """Send `POST /index`.

        Args:
            documents: What to index.
            labels: Whatever helps.
            settings: Settings, and those of your own.
            pages:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            How many.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `INDEX.raises` lists the classes.
            errors.AliasesCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            INDEX,
            body={
                "documents": documents,
                "labels": labels,
                "settings": settings,
                "pages": pages,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )

    async def index_async(
        self,
        *,
        documents: Items[components.Document | components.DocumentTypedDict],
        labels: components.Labels | None = None,
        settings: components.Settings | components.SettingsTypedDict | Mapping[str, object] | None = None,
        pages: Items[components.Page | components.PageTypedDict | Mapping[str, str | int]] | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> int:
        """Send `POST /index`.

        Args:
            documents: What to index.
            labels: Whatever helps.
            settings: Settings, and those of your own.
            pages:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            How many.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `INDEX.raises` lists the classes.
            errors.AliasesCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            INDEX,
            body={
                "documents": documents,
                "labels": labels,
                "settings": settings,
                "pages": pages,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )
