# @generated from spec/openapi.yaml by templates/client/src/{package}/sdk.py.jinja
"""The client, and the way to every group of endpoints."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from openrouter_rerank._runtime.client import Client
from openrouter_rerank._settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from types import TracebackType
    from typing import Self

    from openrouter_rerank.rerank import Rerank
    from openrouter_rerank.types import AsyncHttpClient, HttpClient, Logger, OptionalNullable
    from openrouter_rerank.utils import RetryConfig


class OpenRouter:
    """One account's access to OpenRouter.

    Making one is free: connections open with the first call. Leaving the `with` block, or
    `close()`, shuts them. Safe to share between threads.
    """

    def __init__(
        self,
        api_key: str | Callable[[], str | Awaitable[str]] | None = None,
        http_referer: str | None = None,
        x_open_router_title: str | None = None,
        x_open_router_categories: str | None = None,
        server: str | None = None,
        url_params: Mapping[str, str] | None = None,
        server_url: str | None = None,
        client: HttpClient | None = None,
        async_client: AsyncHttpClient | None = None,
        retry_config: OptionalNullable[RetryConfig] = Client.DEFAULT,
        timeout_ms: int | None = None,
        debug_logger: Logger | None = None,
    ) -> None:
        """Set what every call has in common; nothing is sent yet.

        Args:
            api_key: Your key, or a function that returns it (or an awaitable of it, for
                asynchronous calls), asked before each attempt. Without one, the environment
                variable OPENROUTER_API_KEY is read.
            http_referer: The URL of your app, by which OpenRouter ranks apps and counts their use.
            x_open_router_title: The name of your app on OpenRouter's dashboard.
            x_open_router_categories: What kind of app it is, separated by commas, e.g.
                "cli-agent,cloud-agent".
            server: The name of a server that the API declares: "production".
            url_params: Values for the `{names}` in `server_url`.
            server_url: Where to send requests, instead of `server`. Without one, the environment
                variable OPENROUTER_SERVER_URL is read.
            client: Your own connections for synchronous calls; yours to close.
            async_client: Your own connections for asynchronous calls; yours to close.
            retry_config: When to try again, and for how long; None means never.
            timeout_ms: How long one attempt may take, in milliseconds; 60,000 if not given.
            debug_logger: Where requests and answers are described, without the key.

        Raises:
            ValueError: An argument is not what it should be; the message begins with its name.
        """
        self._client = Client(
            SETTINGS,
            api_key=api_key,
            headers={
                "HTTP-Referer": http_referer,
                "X-OpenRouter-Title": x_open_router_title,
                "X-OpenRouter-Categories": x_open_router_categories,
            },
            server=server,
            url_params=url_params,
            server_url=server_url,
            http=client,
            http_async=async_client,
            retries=retry_config,
            timeout_ms=timeout_ms,
            logger=debug_logger,
        )
        del api_key  # no traceback of the check shall show it
        self._client.check()

    @cached_property
    def rerank(self) -> Rerank:
        """Order documents by how well they answer a query."""
        from openrouter_rerank.rerank import Rerank

        return Rerank(self._client)

    def close(self) -> None:
        """Shut all connections but `client` and `async_client`. Later calls raise `ClientClosedError`."""
        self._client.close()

    async def aclose(self) -> None:
        """Shut all connections like `close`, and wait until those of asynchronous calls are shut."""
        await self._client.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self.aclose()
