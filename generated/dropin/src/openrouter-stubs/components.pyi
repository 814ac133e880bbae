# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}-stubs/components.pyi.jinja
from openrouter_rerank.components import *
