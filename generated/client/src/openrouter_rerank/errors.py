# @generated from spec/openapi.yaml by templates/client/src/{package}/errors.py.jinja
"""What can go wrong.

OpenRouterError
├── APIStatusError                      the server said no: see `status_code`, `message` and `data`
│   ├── BadRequestResponseError         400
│   ├── UnauthorizedResponseError       401
│   ├── PaymentRequiredResponseError    402
│   ├── ForbiddenResponseError          403
│   ├── NotFoundResponseError           404
│   ├── PayloadTooLargeResponseError    413
│   ├── TooManyRequestsResponseError    429
│   ├── InternalServerResponseError     500
│   ├── BadGatewayResponseError         502
│   ├── ServiceUnavailableResponseError 503
│   ├── EdgeNetworkTimeoutResponseError 524
│   ├── ProviderOverloadedResponseError 529
│   └── OpenRouterDefaultError          any other status, or no JSON where it was promised
├── ResponseValidationError             the server said yes, but not what the API promises
├── ResponseTooLargeError               the answer is beyond the limit
├── APIConnectionError                  no answer came: refused, cut off
│   └── APITimeoutError                 no answer came in time
├── ClientClosedError                   the client was closed before the call (also a RuntimeError)
└── RequestValidationError              an argument is not what the API takes; nothing was sent (also a ValueError)
    └── MissingAPIKeyError              no key given, none in the environment
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openrouter_rerank import components
from openrouter_rerank._runtime.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    ClientClosedError,
    MissingAPIKeyError,
    OpenRouterError,
    RequestValidationError,
    ResponseTooLargeError,
    ResponseValidationError,
)
from openrouter_rerank._runtime.lazy import lazy_names

if TYPE_CHECKING:
    from openrouter_rerank.components.error_response import (
        ErrorResponse as BadGatewayResponseErrorData,
        ErrorResponse as BadRequestResponseErrorData,
        ErrorResponse as EdgeNetworkTimeoutResponseErrorData,
        ErrorResponse as ForbiddenResponseErrorData,
        ErrorResponse as InternalServerResponseErrorData,
        ErrorResponse as NotFoundResponseErrorData,
        ErrorResponse as PayloadTooLargeResponseErrorData,
        ErrorResponse as PaymentRequiredResponseErrorData,
        ErrorResponse as ProviderOverloadedResponseErrorData,
        ErrorResponse as ServiceUnavailableResponseErrorData,
        ErrorResponse as TooManyRequestsResponseErrorData,
        ErrorResponse as UnauthorizedResponseErrorData,
    )

__all__ = [
    "APIConnectionError",
    "APIStatusError",
    "APITimeoutError",
    "BadGatewayResponseError",
    "BadGatewayResponseErrorData",
    "BadRequestResponseError",
    "BadRequestResponseErrorData",
    "ClientClosedError",
    "EdgeNetworkTimeoutResponseError",
    "EdgeNetworkTimeoutResponseErrorData",
    "ForbiddenResponseError",
    "ForbiddenResponseErrorData",
    "InternalServerResponseError",
    "InternalServerResponseErrorData",
    "MissingAPIKeyError",
    "NoResponseError",
    "NotFoundResponseError",
    "NotFoundResponseErrorData",
    "OpenRouterDefaultError",
    "OpenRouterError",
    "PayloadTooLargeResponseError",
    "PayloadTooLargeResponseErrorData",
    "PaymentRequiredResponseError",
    "PaymentRequiredResponseErrorData",
    "ProviderOverloadedResponseError",
    "ProviderOverloadedResponseErrorData",
    "RequestValidationError",
    "ResponseTooLargeError",
    "ResponseValidationError",
    "ServiceUnavailableResponseError",
    "ServiceUnavailableResponseErrorData",
    "TooManyRequestsResponseError",
    "TooManyRequestsResponseErrorData",
    "UnauthorizedResponseError",
    "UnauthorizedResponseErrorData",
]


class BadRequestResponseError(APIStatusError):
    """400: The request is malformed, or a parameter is invalid."""

    data: components.ErrorResponse | None


class UnauthorizedResponseError(APIStatusError):
    """401: The API key is missing or not accepted."""

    data: components.ErrorResponse | None


class PaymentRequiredResponseError(APIStatusError):
    """402: The account's credits or quota do not cover this request."""

    data: components.ErrorResponse | None


class ForbiddenResponseError(APIStatusError):
    """403: The API key is valid, but not allowed to do this."""

    data: components.ErrorResponse | None


class NotFoundResponseError(APIStatusError):
    """404: There is no such resource."""

    data: components.ErrorResponse | None


class PayloadTooLargeResponseError(APIStatusError):
    """413: The request is larger than the service takes."""

    data: components.ErrorResponse | None


class TooManyRequestsResponseError(APIStatusError):
    """429: The rate limit is reached."""

    data: components.ErrorResponse | None


class InternalServerResponseError(APIStatusError):
    """500: OpenRouter failed."""

    data: components.ErrorResponse | None


class BadGatewayResponseError(APIStatusError):
    """502: The provider behind OpenRouter failed."""

    data: components.ErrorResponse | None


class ServiceUnavailableResponseError(APIStatusError):
    """503: The service is down for the moment."""

    data: components.ErrorResponse | None


class EdgeNetworkTimeoutResponseError(APIStatusError):
    """524: The provider did not answer in time."""

    data: components.ErrorResponse | None


class ProviderOverloadedResponseError(APIStatusError):
    """529: The provider has too much to do for the moment."""

    data: components.ErrorResponse | None


class OpenRouterDefaultError(APIStatusError):
    """Any other status, or a success of another type than JSON."""

    data: components.ErrorResponse | None


# The name that the official package has for it.
NoResponseError = APIConnectionError

if not TYPE_CHECKING:  # a checker that saw these would take any name for one that is there
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            ".components.error_response": [
                "BadGatewayResponseErrorData=ErrorResponse",
                "BadRequestResponseErrorData=ErrorResponse",
                "EdgeNetworkTimeoutResponseErrorData=ErrorResponse",
                "ForbiddenResponseErrorData=ErrorResponse",
                "InternalServerResponseErrorData=ErrorResponse",
                "NotFoundResponseErrorData=ErrorResponse",
                "PayloadTooLargeResponseErrorData=ErrorResponse",
                "PaymentRequiredResponseErrorData=ErrorResponse",
                "ProviderOverloadedResponseErrorData=ErrorResponse",
                "ServiceUnavailableResponseErrorData=ErrorResponse",
                "TooManyRequestsResponseErrorData=ErrorResponse",
                "UnauthorizedResponseErrorData=ErrorResponse",
            ],
        },
    )
