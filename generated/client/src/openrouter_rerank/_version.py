# @generated from spec/openapi.yaml by templates/client/src/{package}/_version.py.jinja
"""What this release is made of."""

__version__ = VERSION = "1.0.0"
SPEC_VERSION = "1.0.0"
FACTS_SHA256 = "8271d11e52742ebe550cf39adbca55d44389e5c5be117593aa534e182de70c37"
USER_AGENT = f"openrouter-rerank/{VERSION} (spec 1.0.0)"
