"""Catches what can go wrong, from the special to the general."""

import os

from openrouter import OpenRouter
from openrouter.errors import (
    BadRequestResponseError,
    OpenRouterDefaultError,
    OpenRouterError,
    TooManyRequestsResponseError,
)

with OpenRouter(api_key="k", server_url=os.environ["SERVER_URL"], retry_config=None) as client:
    caught: list[str] = []
    for model in ("400", "429", "418"):
        try:
            client.rerank.rerank(model=model, query="q", documents=["one"])
        except BadRequestResponseError as error:
            assert error.data is not None
            caught.append(f"bad: {error.data.error.message}")
        except TooManyRequestsResponseError as error:
            caught.append(f"later: {error.status_code}")
        except OpenRouterDefaultError as error:
            caught.append(f"other: {error.status_code}")
        except OpenRouterError as error:
            caught.append(f"failed: {error}")
    assert caught == ["bad: said", "later: 429", "other: 418"], caught
