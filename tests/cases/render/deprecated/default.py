# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
from __future__ import annotations

from collections.abc import Mapping

from deprecated_case import components, errors, utils
from deprecated_case._runtime.client import Client
from deprecated_case._runtime.deprecated import deprecated
from deprecated_case._runtime.operation import Operation, Parameter
from deprecated_case.types import UNSET, OptionalNullable

GET_OLD = Operation(
    id="getOld",
    method="GET",
    path="/old",
    parameters=[
        Parameter("way", "query", str),
    ],
    returns=components.Old,
    authenticated=False,
    raises={},
    default=errors.DeprecatedCaseDefaultError,
)


class Default:
    def __init__(self, client: Client) -> None:
        self._client = client

    @deprecated("The API deprecates this operation.")
    def get_old(
        self,
        *,
        way: str | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> components.Old:
        """Give the old thing.

        Deprecated.

        Args:
            way: Deprecated. Which way.
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            It.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `GET_OLD.raises` lists the classes.
            errors.DeprecatedCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            GET_OLD,
            query={
                "way": way,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    @deprecated("The API deprecates this operation.")
    async def get_old_async(
        self,
        *,
        way: str | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> components.Old:
        """Give the old thing.

        Deprecated.

        Args:
            way: Deprecated. Which way.
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            It.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `GET_OLD.raises` lists the classes.
            errors.DeprecatedCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            GET_OLD,
            query={
                "way": way,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )
