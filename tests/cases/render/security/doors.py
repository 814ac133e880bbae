# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
from __future__ import annotations

from collections.abc import Mapping
from types import NoneType

from security_case import errors, utils
from security_case._runtime.client import Client
from security_case._runtime.operation import Operation
from security_case.types import UNSET, OptionalNullable

OPEN_DOOR = Operation(
    id="openDoor",
    method="GET",
    path="/open",
    returns=NoneType,
    authenticated=False,
    raises={},
    default=errors.SecurityCaseDefaultError,
)

LOCK_DOOR = Operation(
    id="lockDoor",
    method="GET",
    path="/locked",
    returns=NoneType,
    raises={
        401: errors.UnauthorizedResponseError,
        423: errors.LockedResponseError,
    },
    default=errors.SecurityCaseDefaultError,
)


class Doors:
    def __init__(self, client: Client) -> None:
        self._client = client

    def open_door(
        self,
        *,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send `GET /open`.

        Args:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Open.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `OPEN_DOOR.raises` lists the classes.
            errors.SecurityCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            OPEN_DOOR,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    async def open_door_async(
        self,
        *,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send `GET /open`.

        Args:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Open.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `OPEN_DOOR.raises` lists the classes.
            errors.SecurityCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            OPEN_DOOR,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    def lock_door(
        self,
        *,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send `GET /locked`.

        Args:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Locked.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `LOCK_DOOR.raises` lists the classes.
            errors.SecurityCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            LOCK_DOOR,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    async def lock_door_async(
        self,
        *,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send `GET /locked`.

        Args:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Locked.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `LOCK_DOOR.raises` lists the classes.
            errors.SecurityCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            LOCK_DOOR,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )
