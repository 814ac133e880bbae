"""The first thing that anybody writes."""

import os

from openrouter_rerank import OpenRouter, __version__

with OpenRouter(api_key="k", server_url=os.environ["SERVER_URL"]) as open_router:
    answer = open_router.rerank.rerank(model="m", query="Which is it?", documents=["one", "two"], top_n=2)
    best = answer.results[0]
    document = best.document
    assert (best.index, best.relevance_score) == (1, 0.75)
    assert document is not None
    assert document.text == "two"
    assert __version__
