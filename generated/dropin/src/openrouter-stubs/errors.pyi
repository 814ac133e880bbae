# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}-stubs/errors.pyi.jinja
from openrouter_rerank.errors import *
