"""Chooses among providers, as a model and as plain data, one of them unknown to this release."""

import asyncio
import os

from openrouter import OpenRouter
from openrouter.components import ProviderPreferences, ProviderPreferencesTypedDict

preferences = ProviderPreferences(order=["Cohere", "Somebody New"], allow_fallbacks=False, data_collection="deny")
plain: ProviderPreferencesTypedDict = {"ignore": ["Azure"], "sort": "price", "quantizations": ["fp8"]}


async def main() -> None:
    async with OpenRouter(api_key="k", server_url=os.environ["SERVER_URL"]) as client:
        for provider in (preferences, plain):
            answer = await client.rerank.rerank_async(
                model="m", query="Which is it?", documents=["one", "two"], provider=provider
            )
            assert len(answer.results) == 1


asyncio.run(main())
