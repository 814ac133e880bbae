# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
"""Shops and what they sell."""

from __future__ import annotations

from collections.abc import Mapping

from parameters_case import errors, utils
from parameters_case._runtime.client import Client
from parameters_case._runtime.operation import Operation, Parameter
from parameters_case.types import UNSET, Items, OptionalNullable

LIST_GOODS = Operation(
    id="listGoods",
    method="GET",
    path="/shops/{shop}/goods/{ids}",
    parameters=[
        Parameter("shop", "path", str),
        Parameter("ids", "path", list[int], style="label", explode=True),
        Parameter("sort by", "query", list[str], style="pipeDelimited", argument="sort_by"),
        Parameter("page", "query", int),
        Parameter("filter", "query", dict[str, str], style="deepObject", explode=True),
        Parameter("exact", "query", bool),
        Parameter("X-Trace", "header", str, argument="x_trace"),
        Parameter("session", "cookie", str),
    ],
    returns=list[str],
    authenticated=False,
    raises={
        404: errors.NotFoundResponseError,
    },
    default=errors.ParametersCaseDefaultError,
)


class Shops:
    """Shops and what they sell."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list_goods(
        self,
        *,
        shop: str,
        ids: Items[int],
        page: int,
        sort_by: Items[str] | None = None,
        filter: Mapping[str, str] | None = None,
        exact: bool | None = None,
        x_trace: str | None = None,
        session: str | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> list[str]:
        """List what a shop sells.

        Args:
            shop: Which shop.
            ids:
            page:
            sort_by:
            filter:
            exact:
            x_trace: For your logs.
            session:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            The goods.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `LIST_GOODS.raises` lists the classes.
            errors.ParametersCaseError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            LIST_GOODS,
            path={
                "shop": shop,
                "ids": ids,
            },
            query={
                "page": page,
                "sort by": sort_by,
                "filter": filter,
                "exact": exact,
            },
            headers={
                "X-Trace": x_trace,
            },
            cookies={
                "session": session,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )

    async def list_goods_async(
        self,
        *,
        shop: str,
        ids: Items[int],
        page: int,
        sort_by: Items[str] | None = None,
        filter: Mapping[str, str] | None = None,
        exact: bool | None = None,
        x_trace: str | None = None,
        session: str | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
    ) -> list[str]:
        """List what a shop sells.

        Args:
            shop: Which shop.
            ids:
            page:
            sort_by:
            filter:
            exact:
            x_trace: For your logs.
            session:
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.

        Returns:
            The goods.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `LIST_GOODS.raises` lists the classes.
            errors.ParametersCaseError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            LIST_GOODS,
            path={
                "shop": shop,
                "ids": ids,
            },
            query={
                "page": page,
                "sort by": sort_by,
                "filter": filter,
                "exact": exact,
            },
            headers={
                "X-Trace": x_trace,
            },
            cookies={
                "session": session,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
        )
