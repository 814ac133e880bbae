"""Ranks texts; relies on each result's text, as 1.x promises it."""

import os

from openrouter import OpenRouter


def shout(text: str) -> str:
    return text.upper()


with OpenRouter(api_key="k", server_url=os.environ["SERVER_URL"]) as client:
    answer = client.rerank.rerank(model="m", query="Which is it?", documents=["one", "two"], top_n=2)
    best = answer.results[0]
    assert (best.index, best.relevance_score) == (1, 0.75)
    assert shout(best.document.text) == "TWO"
    assert answer.model == "m"
    assert answer.id is None or answer.id.startswith("gen")
