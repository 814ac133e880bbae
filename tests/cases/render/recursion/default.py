# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
from __future__ import annotations

from collections.abc import Mapping

from recursion_case import components, errors, utils
from recursion_case._runtime.client import Client
from recursion_case._runtime.operation import Operation
from recursion_case.types import UNSET, Items, OptionalNullable

PUT_TREE = Operation(
    id="putTree",
    method="PUT",
    path="/trees",
    accepts=components.Tree,
    returns=components.Forest,
    authenticated=False,
    raises={},
    default=errors.RecursionCaseDefaultError,
)


class Default:
    def __init__(self, client: Client) -> None:
        self._client = client

    def put_tree(
        self,
        *,
        name: str,
        children: Items[components.Tree | components.TreeTypedDict | Mapping[str, object]] | None = None,
        notes: components.Notes | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> components.Forest:
        """Send `PUT /trees`.

        Args:
            name:
            children:
            notes: A note, or notes.
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            The forest.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PUT_TREE.raises` lists the classes.
            errors.RecursionCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            PUT_TREE,
            body={
                "name": name,
                "children": children,
                "notes": notes,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )

    async def put_tree_async(
        self,
        *,
        name: str,
        children: Items[components.Tree | components.TreeTypedDict | Mapping[str, object]] | None = None,
        notes: components.Notes | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> components.Forest:
        """Send `PUT /trees`.

        Args:
            name:
            children:
            notes: A note, or notes.
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            The forest.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `PUT_TREE.raises` lists the classes.
            errors.RecursionCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            PUT_TREE,
            body={
                "name": name,
                "children": children,
                "notes": notes,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )
