# @generated from spec/openapi.yaml by templates/client/src/{package}/{tag}.py.jinja
"""Order documents by how well they answer a query."""

from __future__ import annotations

from collections.abc import Mapping

from openrouter_rerank import components, errors, operations, utils
from openrouter_rerank._runtime.client import Client
from openrouter_rerank._runtime.operation import Operation, Parameter
from openrouter_rerank.types import UNSET, Items, OptionalNullable

CREATE_RERANK = Operation(
    id="createRerank",
    method="POST",
    path="/rerank",
    parameters=[
        Parameter("HTTP-Referer", "header", str, argument="http_referer"),
        Parameter("X-OpenRouter-Title", "header", str, argument="x_open_router_title"),
        Parameter("X-OpenRouter-Categories", "header", str, argument="x_open_router_categories"),
    ],
    accepts=operations.CreateRerankRequestBody,
    returns=operations.CreateRerankResponse,
    raises={
        400: errors.BadRequestResponseError,
        401: errors.UnauthorizedResponseError,
        402: errors.PaymentRequiredResponseError,
        403: errors.ForbiddenResponseError,
        404: errors.NotFoundResponseError,
        413: errors.PayloadTooLargeResponseError,
        429: errors.TooManyRequestsResponseError,
        500: errors.InternalServerResponseError,
        502: errors.BadGatewayResponseError,
        503: errors.ServiceUnavailableResponseError,
        524: errors.EdgeNetworkTimeoutResponseError,
        529: errors.ProviderOverloadedResponseError,
    },
    default=errors.OpenRouterDefaultError,
)


class Rerank:
    """Order documents by how well they answer a query."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def rerank(
        self,
        *,
        documents: Items[operations.Document | operations.DocumentTypedDict],
        model: str,
        query: str,
        http_referer: str | None = None,
        x_open_router_title: str | None = None,
        x_open_router_categories: str | None = None,
        provider: OptionalNullable[components.ProviderPreferences | components.ProviderPreferencesTypedDict] = UNSET,
        session_id: str | None = None,
        top_n: int | None = None,
        trace: components.TraceConfig | components.TraceConfigTypedDict | Mapping[str, object] | None = None,
        user: str | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> operations.CreateRerankResponse:
        """Order documents by how well they answer a query.

        A reranking model reads the query together with each document and scores how well they fit.

        Args:
            documents: The documents to rank, at least one: texts, or a text and/or an image each.
            model: The model that ranks, e.g. "cohere/rerank-v3.5".
            query: What the documents should answer.
            http_referer: The URL of your app, by which OpenRouter ranks apps and counts their use.
            x_open_router_title: The name of your app on OpenRouter's dashboard.
            x_open_router_categories: What kind of app it is, separated by commas, e.g.
                "cli-agent,cloud-agent".
            provider: Which providers may serve the request, and which to prefer.
            session_id: Groups requests that belong together, such as one conversation, in your
                logs.
            top_n: How many of the best documents to return.
            trace: Where the request belongs in your traces.
            user: Which of your users caused the request; for your logs, unseen by providers.
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            The documents in order of relevance: `results[0].index` is the place of the best one in
            `documents`.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `CREATE_RERANK.raises` lists the classes.
            errors.OpenRouterError: The call failed; the base of the above and of all others.
        """
        return self._client.call(
            CREATE_RERANK,
            headers={
                "HTTP-Referer": http_referer,
                "X-OpenRouter-Title": x_open_router_title,
                "X-OpenRouter-Categories": x_open_router_categories,
            },
            body={
                "documents": documents,
                "model": model,
                "query": query,
                "provider": provider,
                "session_id": session_id,
                "top_n": top_n,
                "trace": trace,
                "user": user,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )

    async def rerank_async(
        self,
        *,
        documents: Items[operations.Document | operations.DocumentTypedDict],
        model: str,
        query: str,
        http_referer: str | None = None,
        x_open_router_title: str | None = None,
        x_open_router_categories: str | None = None,
        provider: OptionalNullable[components.ProviderPreferences | components.ProviderPreferencesTypedDict] = UNSET,
        session_id: str | None = None,
        top_n: int | None = None,
        trace: components.TraceConfig | components.TraceConfigTypedDict | Mapping[str, object] | None = None,
        user: str | None = None,
        retries: OptionalNullable[utils.RetryConfig] = UNSET,
        server_url: str | None = None,
        accept_header_override: str | None = None,
        timeout_ms: int | None = None,
        http_headers: Mapping[str, str] | None = None,
        extra_body: Mapping[str, object] | None = None,
    ) -> operations.CreateRerankResponse:
        """Order documents by how well they answer a query.

        A reranking model reads the query together with each document and scores how well they fit.

        Args:
            documents: The documents to rank, at least one: texts, or a text and/or an image each.
            model: The model that ranks, e.g. "cohere/rerank-v3.5".
            query: What the documents should answer.
            http_referer: The URL of your app, by which OpenRouter ranks apps and counts their use.
            x_open_router_title: The name of your app on OpenRouter's dashboard.
            x_open_router_categories: What kind of app it is, separated by commas, e.g.
                "cli-agent,cloud-agent".
            provider: Which providers may serve the request, and which to prefer.
            session_id: Groups requests that belong together, such as one conversation, in your
                logs.
            top_n: How many of the best documents to return.
            trace: Where the request belongs in your traces.
            user: Which of your users caused the request; for your logs, unseen by providers.
            retries: When to try again, and for how long, instead of the client's `retry_config`;
                None means never.
            server_url: Where to send this request.
            accept_header_override: The Accept header to send.
            timeout_ms: How long one attempt may take, in milliseconds.
            http_headers: Headers to add or replace.
            extra_body: Body fields that this release does not know, merged in and sent as they are.

        Returns:
            The documents in order of relevance: `results[0].index` is the place of the best one in
            `documents`.

        Raises:
            errors.RequestValidationError: An argument is not what the API takes; nothing was sent.
            errors.APIStatusError: The server said no; `CREATE_RERANK.raises` lists the classes.
            errors.OpenRouterError: The call failed; the base of the above and of all others.
        """
        return await self._client.call_async(
            CREATE_RERANK,
            headers={
                "HTTP-Referer": http_referer,
                "X-OpenRouter-Title": x_open_router_title,
                "X-OpenRouter-Categories": x_open_router_categories,
            },
            body={
                "documents": documents,
                "model": model,
                "query": query,
                "provider": provider,
                "session_id": session_id,
                "top_n": top_n,
                "trace": trace,
                "user": user,
            },
            retries=retries,
            server_url=server_url,
            accept_header_override=accept_header_override,
            timeout_ms=timeout_ms,
            http_headers=http_headers,
            extra_body=extra_body,
        )
