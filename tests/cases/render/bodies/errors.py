# @generated from spec/openapi.yaml by templates/client/src/{package}/errors.py.jinja
"""What can go wrong.

BodiesCaseError
├── APIStatusError              the server said no: see `status_code`, `message` and `data`
│   └── BodiesCaseDefaultError  any other status, or no JSON where it was promised
├── ResponseValidationError     the server said yes, but not what the API promises
├── ResponseTooLargeError       the answer is beyond the limit
├── APIConnectionError          no answer came: refused, cut off
│   └── APITimeoutError         no answer came in time
├── ClientClosedError           the client was closed before the call (also a RuntimeError)
└── RequestValidationError      an argument is not what the API takes; nothing was sent (also a ValueError)
    └── MissingAPIKeyError      no key given, none in the environment
"""

from __future__ import annotations

from bodies_case._runtime.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    BodiesCaseError,
    ClientClosedError,
    MissingAPIKeyError,
    RequestValidationError,
    ResponseTooLargeError,
    ResponseValidationError,
)

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "BodiesCaseDefaultError",
    "BodiesCaseError",
    "ClientClosedError",
    "MissingAPIKeyError",
    "RequestValidationError",
    "ResponseTooLargeError",
    "ResponseValidationError",
]


class BodiesCaseDefaultError(APIStatusError):
    """Any other status, or a success of another type than JSON."""
