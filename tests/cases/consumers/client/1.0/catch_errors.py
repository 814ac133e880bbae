"""Catches what can go wrong, from the special to the general."""

import os

from openrouter_rerank import OpenRouter, errors

with OpenRouter(api_key="k", server_url=os.environ["SERVER_URL"], retry_config=None) as open_router:
    caught: list[str] = []
    for model in ("400", "429", "418"):
        try:
            open_router.rerank.rerank(model=model, query="q", documents=["one"])
        except errors.BadRequestResponseError as error:
            assert error.data is not None
            caught.append(f"bad: {error.data.error.message}")
        except errors.TooManyRequestsResponseError as error:
            caught.append(f"later: {error.status_code}")
        except errors.OpenRouterDefaultError as error:
            caught.append(f"other: {error.status_code}")
        except errors.OpenRouterError as error:
            caught.append(f"failed: {error}")
    assert caught == ["bad: said", "later: 429", "other: 418"], caught
    try:
        open_router.rerank.rerank(model="m", query="q", documents=["one"], top_n="two")  # type: ignore[arg-type]
    except errors.RequestValidationError as error:
        assert "top_n" in error.message
