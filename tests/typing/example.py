from openrouter import OpenRouter
import os

with OpenRouter(
    http_referer="<value>",
    x_open_router_title="<value>",
    x_open_router_categories="<value>",
    api_key=os.getenv("OPENROUTER_API_KEY", ""),
) as open_router:

    res = open_router.rerank.rerank(documents=[
        "Paris is the capital of France.",
        "Berlin is the capital of Germany.",
    ], model="cohere/rerank-v3.5", query="What is the capital of France?")

    # Handle response
    print(res)
