"""Uses each argument, as models and as plain data, and reads each property."""

import asyncio
import os

from openrouter_rerank import OpenRouter
from openrouter_rerank.components import ProviderPreferences, ProviderPreferencesTypedDict, TraceConfig
from openrouter_rerank.operations import CreateRerankResponse, Document, DocumentRequest
from openrouter_rerank.utils import BackoffStrategy, RetryConfig

patience = RetryConfig("backoff", BackoffStrategy(1, 2, 1.5, 10), retry_connection_errors=False)
documents: list[Document] = ["one", DocumentRequest(text="two"), DocumentRequest(image="https://pictures.example/3.png")]
plain: ProviderPreferencesTypedDict = {
    "order": ["Cohere", "Somebody New"],
    "max_price": {"prompt": "0.5", "request": 1},
    "sort": {"by": "price", "partition": "none"},
    "preferred_max_latency": {"p50": 1.5},
}


def told(answer: CreateRerankResponse) -> str:
    usage = answer.usage
    cost = usage.cost if usage is not None and usage.cost is not None else 0.0
    return f"{answer.id or ''} {answer.model} {answer.provider or ''} {cost:.3f} {answer.model_dump()}"


async def main() -> None:
    async with OpenRouter(
        api_key=lambda: "k",
        http_referer="https://app.example",
        x_open_router_title="App",
        x_open_router_categories="cli-agent",
        server_url=os.environ["SERVER_URL"],
        retry_config=patience,
        timeout_ms=5000,
    ) as open_router:
        for provider in (ProviderPreferences(allow_fallbacks=False, zdr=None), plain, None):
            answer = await open_router.rerank.rerank_async(
                documents=documents,
                model="m",
                query="Which is it?",
                provider=provider,
                session_id="s",
                top_n=2,
                trace=TraceConfig(trace_id="t"),
                user="u",
                retries=None,
                timeout_ms=1000,
                http_headers={"X-Extra": "1"},
                extra_body={"more": True},
            )
            assert "m" in told(answer)


asyncio.run(main())
