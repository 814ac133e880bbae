"""Reads what 1.7 added to the bodies of errors."""

import os

from openrouter import OpenRouter
from openrouter.errors import BadRequestResponseError

with OpenRouter(api_key="k", server_url=os.environ["SERVER_URL"]) as client:
    try:
        client.rerank.rerank(model="400", query="q", documents=["one"])
    except BadRequestResponseError as error:
        assert error.data is not None
        metadata = error.data.openrouter_metadata
        assert not metadata
