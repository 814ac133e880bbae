"""Ranks texts and images, which 2.0 brought; a result may have either."""

import os

from openrouter import OpenRouter

with OpenRouter(api_key="k", server_url=os.environ["SERVER_URL"]) as client:
    answer = client.rerank.rerank(
        model="m", query="Which is it?", documents=["one", {"text": "two"}, {"image": "https://pictures.example/3.png"}]
    )
    for result in answer.results:
        document = result.document
        shown = document.text or document.image or "nothing"
        assert shown == "two"
