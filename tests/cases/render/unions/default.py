# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
from __future__ import annotations

from collections.abc import Mapping

from unions_case import components, errors, operations, utils
from unions_case._runtime.client import Client
from unions_case._runtime.operation import Operation
from unions_case.types import UNSET, OptionalNullable

ADD_PET = Operation(
    id="addPet",
    method="POST",
    path="/pets",
    accepts=components.Pet,
    returns=operations.AddPetResponse,
    authenticated=False,
    raises={},
    default=errors.UnionsCaseDefaultError,
)


class Default:
    def __init__(self, client: Client) -> None:
        self._client = client

    def add_pet(
        self,
        *,
        body: components.Pet | components.PetTypedDict,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> operations.AddPetResponse:
        """Send `POST /pets`.

        Args:
            body:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            The pet and its friends.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `ADD_PET.raises` lists the classes.
            errors.UnionsCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            ADD_PET,
            body=body,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    async def add_pet_async(
        self,
        *,
        body: components.Pet | components.PetTypedDict,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> operations.AddPetResponse:
        """Send `POST /pets`.

        Args:
            body:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            The pet and its friends.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `ADD_PET.raises` lists the classes.
            errors.UnionsCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            ADD_PET,
            body=body,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )
