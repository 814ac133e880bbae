# @generated from spec/openapi.yaml by templates/dropin/src/{dropin_package}-stubs/utils.pyi.jinja
from openrouter_rerank.utils import *
