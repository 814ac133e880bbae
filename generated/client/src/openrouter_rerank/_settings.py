# @generated from spec/openapi.yaml by templates/client/src/{package}/_settings.py.jinja
"""What distinguishes this package from another made by the same templates; the runtime reads its name here only."""

from openrouter_rerank._runtime.retry import BackoffStrategy, RetryConfig
from openrouter_rerank._runtime.settings import Settings
from openrouter_rerank._version import USER_AGENT

SETTINGS = Settings(
    name="openrouter_rerank",
    user_agent=USER_AGENT,
    servers={
        "production": "https://openrouter.ai/api/v1",
    },
    api_key_variable="OPENROUTER_API_KEY",
    server_url_variable="OPENROUTER_SERVER_URL",
    debug_variable="OPENROUTER_DEBUG",
    header_variables={
        "HTTP-Referer": "OPENROUTER_HTTP_REFERER",
        "X-OpenRouter-Title": "OPENROUTER_X_OPEN_ROUTER_TITLE",
        "X-OpenRouter-Categories": "OPENROUTER_X_OPEN_ROUTER_CATEGORIES",
    },
    header_arguments={
        "HTTP-Referer": "http_referer",
        "X-OpenRouter-Title": "x_open_router_title",
        "X-OpenRouter-Categories": "x_open_router_categories",
    },
    retries=RetryConfig(
        "backoff",
        BackoffStrategy(
            initial_interval=500, max_interval=8_000, exponent=1.5, max_elapsed_time=30_000, jitter_ms=1_000
        ),
        retry_connection_errors=True,
        status_codes_override=["408", "429", "5XX"],
    ),
    timeout_ms=60_000,
)
