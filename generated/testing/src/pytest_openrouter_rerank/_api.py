# @generated from spec/openapi.yaml by templates/testing/src/{testing_package}/_api.py.jinja
"""What this kit is for: the client, its variables, the fixture's name."""

from openrouter_rerank import VERSION, OpenRouter as Client
from openrouter_rerank.utils import BackoffStrategy, RetryConfig

__all__ = [
    "API_KEY_VARIABLE",
    "BRAND",
    "FIXTURE",
    "SERVER_URL_VARIABLE",
    "VERSION",
    "BackoffStrategy",
    "Client",
    "RetryConfig",
]

BRAND = "OpenRouter"
FIXTURE = "openrouter_fake"
SERVER_URL_VARIABLE = "OPENROUTER_SERVER_URL"
API_KEY_VARIABLE = "OPENROUTER_API_KEY"
