# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}-stubs/operations.pyi.jinja
from openrouter_rerank.operations import *
