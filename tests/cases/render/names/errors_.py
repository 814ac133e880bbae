# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
from __future__ import annotations

import builtins
from collections.abc import Mapping
from types import NoneType

from names_case import components, errors, utils
from names_case._runtime.client import Client
from names_case._runtime.operation import Operation, Parameter
from names_case.types import UNSET, OptionalNullable

LIST = Operation(
    id="list",
    method="GET",
    path="/things",
    parameters=[
        Parameter("class", "query", str, argument="class_"),
        Parameter("retries", "query", int, argument="retries_query"),
        Parameter("self", "query", int, argument="self_query"),
        Parameter("x-id", "header", str, argument="x_id"),
    ],
    returns=list[components.List],
    authenticated=False,
    raises={},
    default=errors.NamesCaseDefaultError,
)

IMPORT = Operation(
    id="import",
    method="POST",
    path="/things/import",
    accepts=components.None_,
    returns=NoneType,
    authenticated=False,
    raises={},
    default=errors.NamesCaseDefaultError,
)


class Errors:
    def __init__(self, client: Client) -> None:
        self._client = client

    def list(
        self,
        *,
        class_: str | None = None,
        retries_query: int | None = None,
        self_query: int | None = None,
        x_id: str | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> builtins.list[components.List]:
        """Send `GET /things`.

        Args:
            class_:
            retries_query:
            self_query:
            x_id:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Them all.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `LIST.raises` lists the classes.
            errors.NamesCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            LIST,
            query={
                "class": class_,
                "retries": retries_query,
                "self": self_query,
            },
            headers={
                "x-id": x_id,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    async def list_async(
        self,
        *,
        class_: str | None = None,
        retries_query: int | None = None,
        self_query: int | None = None,
        x_id: str | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> builtins.list[components.List]:
        """Send `GET /things`.

        Args:
            class_:
            retries_query:
            self_query:
            x_id:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            Them all.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `LIST.raises` lists the classes.
            errors.NamesCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            LIST,
            query={
                "class": class_,
                "retries": retries_query,
                "self": self_query,
            },
            headers={
                "x-id": x_id,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    def import_(
        self,
        *,
        none: str | None = None,
        from_: str | None = None,
        init: str | None = None,
        a_b: str | None = None,
        a_b_body: int | None = None,
        a_b_body_2: float | None = None,
        components: Mapping[str, str] | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> None:
        """Send `POST /things/import`.

        Args:
            none:
            from_:
            init:
            a_b:
            a_b_body:
            a_b_body_2:
            components:
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
            errors.APIStatusError: The server said no; `IMPORT.raises` lists the classes.
            errors.NamesCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            IMPORT,
            body={
                "None": none,
                "from": from_,
                "__init__": init,
                "aB": a_b,
                "a_b": a_b_body,
                "a-b": a_b_body_2,
                "components": components,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )

    async def import__async(
        self,
        *,
        none: str | None = None,
        from_: str | None = None,
        init: str | None = None,
        a_b: str | None = None,
        a_b_body: int | None = None,
        a_b_body_2: float | None = None,
        components: Mapping[str, str] | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> None:
        """Send `POST /things/import`.

        Args:
            none:
            from_:
            init:
            a_b:
            a_b_body:
            a_b_body_2:
            components:
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
            errors.APIStatusError: The server said no; `IMPORT.raises` lists the classes.
            errors.NamesCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            IMPORT,
            body={
                "None": none,
                "from": from_,
                "__init__": init,
                "aB": a_b,
                "a_b": a_b_body,
                "a-b": a_b_body_2,
                "components": components,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )
