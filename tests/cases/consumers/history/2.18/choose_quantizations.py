"""Uses values that 2.18 knows."""

import os

from openrouter import OpenRouter
from openrouter.components import ProviderPreferences

with OpenRouter(api_key="k", server_url=os.environ["SERVER_URL"]) as client:
    provider = ProviderPreferences(quantizations=["mxfp4", "nvfp4", "fp8"], only=["Modal"])
    answer = client.rerank.rerank(model="m", query="q", documents=["one", "two"], provider=provider)
    assert answer.results[0].index == 1
