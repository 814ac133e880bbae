# @generated from spec/openapi.yaml by templates/client/src/{package}/errors.py.jinja
"""What can go wrong.

SecurityCaseError
├── APIStatusError                the server said no: see `status_code`, `message` and `data`
│   ├── UnauthorizedResponseError 401
│   ├── LockedResponseError       423
│   └── SecurityCaseDefaultError  any other status, or no JSON where it was promised
├── ResponseValidationError       the server said yes, but not what the API promises
├── ResponseTooLargeError         the answer is beyond the limit
├── APIConnectionError            no answer came: refused, cut off
│   └── APITimeoutError           no answer came in time
├── ClientClosedError             the client was closed before the call (also a RuntimeError)
└── RequestValidationError        an argument is not what the API takes; nothing was sent (also a ValueError)
    └── MissingAPIKeyError        no key given, none in the environment
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from security_case import components
from security_case._runtime.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ClientClosedError,
    MissingAPIKeyError,
    RequestValidationError,
    ResponseTooLargeError,
    ResponseValidationError,
    SecurityCaseError,
)
from security_case._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from security_case.components.refusal import (
        Refusal as LockedResponseErrorData,
        Refusal as UnauthorizedResponseErrorData,
    )

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "ClientClosedError",
    "LockedResponseError",
    "LockedResponseErrorData",
    "MissingAPIKeyError",
    "RequestValidationError",
    "ResponseTooLargeError",
    "ResponseValidationError",
    "SecurityCaseDefaultError",
    "SecurityCaseError",
    "UnauthorizedResponseError",
    "UnauthorizedResponseErrorData",
]


class UnauthorizedResponseError(APIStatusError):
    """401: Not with this key."""

    data: components.Refusal | None


class LockedResponseError(APIStatusError):
    """423: It is locked already."""

    data: components.Refusal | None


class SecurityCaseDefaultError(APIStatusError):
    """Any other status, or a success of another type than JSON."""

    data: components.Refusal | None


if not TYPE_CHECKING:  # a checker that saw these would take any name for one that is there
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".components.refusal": [
                "LockedResponseErrorData=Refusal",
                "UnauthorizedResponseErrorData=Refusal",
            ],
        },
    )
