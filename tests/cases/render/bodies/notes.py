# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import cast

from bodies_case import components, errors, utils
from bodies_case._runtime.client import Client
from bodies_case._runtime.operation import Operation
from bodies_case.types import UNSET, Items, OptionalNullable

PUT_NOTES = Operation(
    id="putNotes",
    method="PUT",
    path="/notes",
    accepts=list[components.Note],
    returns=NoneType,
    authenticated=False,
    raises={},
    default=errors.BodiesCaseDefaultError,
)

PATCH_NOTES = Operation(
    id="patchNotes",
    method="PATCH",
    path="/notes",
    accepts=components.Note,
    optional_body=True,
    returns=cast("type[components.Note | None]", components.Note | None),
    authenticated=False,
    raises={},
    default=errors.BodiesCaseDefaultError,
)

ADD_NOTE = Operation(
    id="addNote",
    method="POST",
    path="/notes",
    accepts=str,
    returns=cast("type[bool | None]", bool | None),
    authenticated=False,
    raises={},
    default=errors.BodiesCaseDefaultError,
)


class Notes:
    def __init__(self, client: Client) -> None:
        self._client = client

    def put_notes(
        self,
        *,
        body: Items[components.Note | components.NoteTypedDict | Mapping[str, str | bool]],
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send `PUT /notes`.

        Args:
            body:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Done.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PUT_NOTES.raises` lists the classes.
            errors.BodiesCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            PUT_NOTES,
            body=body,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    async def put_notes_async(
        self,
        *,
        body: Items[components.Note | components.NoteTypedDict | Mapping[str, str | bool]],
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> None:
        """Send `PUT /notes`.

        Args:
            body:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Done.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PUT_NOTES.raises` lists the classes.
            errors.BodiesCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            PUT_NOTES,
            body=body,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    def patch_notes(
        self,
        *,
        text: str | None = None,
        done: bool | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> components.Note | None:
        """Send `PATCH /notes`.

        Args:
            text:
            done:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            The note, if there is one.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PATCH_NOTES.raises` lists the classes.
            errors.BodiesCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            PATCH_NOTES,
            body={
                "text": text,
                "done": done,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )

    async def patch_notes_async(
        self,
        *,
        text: str | None = None,
        done: bool | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> components.Note | None:
        """Send `PATCH /notes`.

        Args:
            text:
            done:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            The note, if there is one.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PATCH_NOTES.raises` lists the classes.
            errors.BodiesCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            PATCH_NOTES,
            body={
                "text": text,
                "done": done,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )

    def add_note(
        self,
        *,
        body: str,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> bool | None:
        """Send `POST /notes`.

        Args:
            body:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Made.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `ADD_NOTE.raises` lists the classes.
            errors.BodiesCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            ADD_NOTE,
            body=body,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    async def add_note_async(
        self,
        *,
        body: str,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> bool | None:
        """Send `POST /notes`.

        Args:
            body:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Made.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `ADD_NOTE.raises` lists the classes.
            errors.BodiesCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            ADD_NOTE,
            body=body,
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )
