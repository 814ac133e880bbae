# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}-stubs/types.pyi.jinja
from openrouter_rerank.types import *
