# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
from __future__ import annotations

from collections.abc import Mapping

from optional_case import components, errors, utils
from optional_case._runtime.client import Client
from optional_case._runtime.operation import Operation
from optional_case.types import UNSET, Items, OptionalNullable

PUT_MATRIX = Operation(
    id="putMatrix",
    method="POST",
    path="/matrix",
    accepts=components.Asked,
    returns=components.Answered,
    authenticated=False,
    raises={},
    default=errors.OptionalCaseDefaultError,
)


class Default:
    def __init__(self, client: Client) -> None:
        self._client = client

    def put_matrix(
        self,
        *,
        needed: str,
        needed_or_null: str | None,
        optional: str | None = None,
        optional_or_null: OptionalNullable[str] = UNSET,
        items_or_null: Items[str | None] | None = None,
        values_or_null: Mapping[str, int | None] | None = None,
        anything: object = None,
        nested: components.Nested | components.NestedTypedDict | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> components.Answered:
        """Send `POST /matrix`.

        Args:
            needed: Always there.
            needed_or_null: Always there, perhaps `null`.
            optional: Perhaps there.
            optional_or_null: Perhaps there
            items_or_null:
            values_or_null:
            anything:
            nested:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            The same again.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PUT_MATRIX.raises` lists the classes.
            errors.OptionalCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            PUT_MATRIX,
            body={
                "needed": needed,
                "needed_or_null": needed_or_null,
                "optional": optional,
                "optional_or_null": optional_or_null,
                "items_or_null": items_or_null,
                "values_or_null": values_or_null,
                "anything": anything,
                "nested": nested,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )

    async def put_matrix_async(
        self,
        *,
        needed: str,
        needed_or_null: str | None,
        optional: str | None = None,
        optional_or_null: OptionalNullable[str] = UNSET,
        items_or_null: Items[str | None] | None = None,
        values_or_null: Mapping[str, int | None] | None = None,
        anything: object = None,
        nested: components.Nested | components.NestedTypedDict | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> components.Answered:
        """Send `POST /matrix`.

        Args:
            needed: Always there.
            needed_or_null: Always there, perhaps `null`.
            optional: Perhaps there.
            optional_or_null: Perhaps there
            items_or_null:
            values_or_null:
            anything:
            nested:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            The same again.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PUT_MATRIX.raises` lists the classes.
            errors.OptionalCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            PUT_MATRIX,
            body={
                "needed": needed,
                "needed_or_null": needed_or_null,
                "optional": optional,
                "optional_or_null": optional_or_null,
                "items_or_null": items_or_null,
                "values_or_null": values_or_null,
                "anything": anything,
                "nested": nested,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )
