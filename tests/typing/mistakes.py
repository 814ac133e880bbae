"""Mistakes that people make: both checkers must flag each line marked `wrong`, and no other."""

from __future__ import annotations

from openrouter_rerank import OpenRouter, components, operations, utils

client = OpenRouter()
rerank = client.rerank.rerank

rerank(documents="Paris", model="m", query="q")  # wrong: a bare string
rerank(documents=[1], model="m", query="q")  # wrong: a number is no document
rerank(documents=["Paris"], model="m")  # wrong: no query
rerank(documents=["Paris"], model=None, query="q")  # wrong: None for what is required
rerank(["Paris"], "m", "q")  # wrong: by position
rerank(documents=["Paris"], model="m", query="q", topn=3)  # wrong: a typo
rerank(documents=["Paris"], model="m", query="q", top_n="3")  # wrong: a string for a number
rerank(documents=["Paris"], model="m", query="q", provider={"zdr": "yes"})  # wrong: a mistyped member
rerank(documents=["Paris"], model="m", query="q", provider={"zrd": True})  # wrong: an unknown member
rerank(documents=["Paris"], model="m", query="q", retries="none")  # wrong: no RetryConfig
rerank(documents=["Paris"], model="m", query="q", extra_body=["x"])  # wrong: no mapping
operations.DocumentRequest(txt="x")  # wrong: an unknown field
components.ProviderPreferences(allow_fallbacks="no")  # wrong: a string for a truth value
utils.RetryConfig("sometimes", utils.BackoffStrategy(1, 1, 1.0, 1), True)  # wrong: no such strategy
OpenRouter(timeout_ms="60000")  # wrong: a string for milliseconds
client.rerank.rerank(documents=["Paris"], model="m", query="q").results[0].score  # wrong: no such field
