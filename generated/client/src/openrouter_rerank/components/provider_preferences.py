# @generated from spec/openapi.yaml by templates/client/src/{package}/components/{cluster}.py.jinja
"""Which providers may serve a request, and which to prefer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

from openrouter_rerank._runtime.model import RequestModel
from openrouter_rerank.components.provider_name import ProviderName
from openrouter_rerank.types import UNSET, CollectionNotStr, OptionalNullable

if TYPE_CHECKING:
    DataCollection: TypeAlias = Literal["allow", "deny"] | str
    """Whether providers may keep what you send."""
    Partition: TypeAlias = Literal["model", "none"] | str
    """Across what to sort providers."""
    ProviderSort: TypeAlias = Literal["exacto", "latency", "price", "throughput"] | str
    """What to sort providers by."""
    Quantization: TypeAlias = (
        Literal["bf16", "fp4", "fp6", "fp8", "fp16", "fp32", "int4", "int8", "mxfp4", "mxfp8", "nvfp4", "unknown"] | str
    )
    """The number format of a model's weights."""
else:  # open: a value that this release does not know is sent as it is
    DataCollection = Partition = ProviderSort = Quantization = str


class ProviderPreferences(RequestModel, kw_only=True):
    """Which providers may serve a request, and which to prefer.

    What is left out keeps the default of your account.
    """

    allow_fallbacks: OptionalNullable[bool] = UNSET
    """Whether another provider may serve the request when the first one cannot.

    If false, the first provider's error is yours. The server assumes true.
    """

    data_collection: OptionalNullable[DataCollection] = UNSET
    """Whether providers may keep what you send: "deny" excludes those that do.

    With no provider left, the request fails. The server assumes "allow".
    """

    enforce_distillable_text: OptionalNullable[bool] = UNSET
    """True admits only models whose authors permit training on their output."""

    ignore: OptionalNullable[list[ProviderName]] = UNSET
    """Providers to avoid, besides those that your account avoids."""

    max_price: MaxPrice | None = None
    """The most you are willing to pay."""

    only: OptionalNullable[list[ProviderName]] = UNSET
    """Providers to admit, besides those that your account admits."""

    order: OptionalNullable[list[ProviderName]] = UNSET
    """Providers to try, first one first. With none available, the request fails."""

    preferred_max_latency: OptionalNullable[PreferredMaxLatency] = UNSET
    """How many seconds a good provider needs at most; a number is about the median.

    Slower ones are tried last, which may bring a fallback model to the fore.
    """

    preferred_min_throughput: OptionalNullable[PreferredMinThroughput] = UNSET
    """How many tokens per second a good provider makes at least; a number is about the median.

    Slower ones are tried last, which may bring a fallback model to the fore.
    """

    quantizations: OptionalNullable[list[Quantization]] = UNSET
    """Number formats that the model's weights may have."""

    require_parameters: OptionalNullable[bool] = UNSET
    """True admits only providers that understand every parameter of the request.

    Otherwise a provider ignores those it does not know.
    """

    sort: OptionalNullable[ProviderSort | ProviderSortConfig] = UNSET
    """What to sort providers by when `order` is not given; switches load balancing off."""

    zdr: OptionalNullable[bool] = UNSET
    """True admits only providers that retain no data at all."""

    options: dict[str, dict[str, Any]] | None = None
    """Settings for single providers, by the provider's slug.

    The provider that serves the request gets its own; slugs and settings that are unknown are
    ignored.
    """


class ProviderPreferencesTypedDict(TypedDict, total=False):
    """`ProviderPreferences` written as a dict."""

    allow_fallbacks: bool | None
    data_collection: DataCollection | None
    enforce_distillable_text: bool | None
    ignore: CollectionNotStr[ProviderName] | None
    max_price: MaxPrice | MaxPriceTypedDict
    only: CollectionNotStr[ProviderName] | None
    order: CollectionNotStr[ProviderName] | None
    preferred_max_latency: PreferredMaxLatency | PreferredMaxLatencyTypedDict | None
    preferred_min_throughput: PreferredMinThroughput | PreferredMinThroughputTypedDict | None
    quantizations: CollectionNotStr[Quantization] | None
    require_parameters: bool | None
    sort: ProviderSort | ProviderSortConfig | ProviderSortConfigTypedDict | None
    zdr: bool | None
    options: Mapping[str, Mapping[str, object]]


class MaxPrice(RequestModel, kw_only=True):
    """The most you are willing to pay, in US dollars: 0.5, or "0.5"."""

    audio: float | str | None = None
    """For a unit of audio."""

    completion: float | str | None = None
    """For a million tokens of completion."""

    image: float | str | None = None
    """For an image."""

    prompt: float | str | None = None
    """For a million tokens of prompt."""

    request: float | str | None = None
    """For the request."""


class MaxPriceTypedDict(TypedDict, total=False):
    """`MaxPrice` written as a dict."""

    audio: float | str
    completion: float | str
    image: float | str
    prompt: float | str
    request: float | str


class PercentileLatencyCutoffs(RequestModel, kw_only=True):
    """Latencies, in seconds, that a good provider stays under; all that are given count."""

    p50: OptionalNullable[float] = UNSET
    """For half of the requests."""

    p75: OptionalNullable[float] = UNSET
    """For 75 % of the requests."""

    p90: OptionalNullable[float] = UNSET
    """For 90 % of the requests."""

    p99: OptionalNullable[float] = UNSET
    """For 99 % of the requests."""


class PercentileLatencyCutoffsTypedDict(TypedDict, total=False):
    """`PercentileLatencyCutoffs` written as a dict."""

    p50: float | None
    p75: float | None
    p90: float | None
    p99: float | None


PreferredMaxLatency: TypeAlias = float | PercentileLatencyCutoffs
"""How many seconds a good provider needs at most."""


PreferredMaxLatencyTypedDict: TypeAlias = float | PercentileLatencyCutoffsTypedDict
"""`PreferredMaxLatency` written as plain data."""


class PercentileThroughputCutoffs(RequestModel, kw_only=True):
    """Tokens per second that a good provider stays above; all that are given count."""

    p50: OptionalNullable[float] = UNSET
    """For half of the requests."""

    p75: OptionalNullable[float] = UNSET
    """For 75 % of the requests."""

    p90: OptionalNullable[float] = UNSET
    """For 90 % of the requests."""

    p99: OptionalNullable[float] = UNSET
    """For 99 % of the requests."""


class PercentileThroughputCutoffsTypedDict(TypedDict, total=False):
    """`PercentileThroughputCutoffs` written as a dict."""

    p50: float | None
    p75: float | None
    p90: float | None
    p99: float | None


PreferredMinThroughput: TypeAlias = float | PercentileThroughputCutoffs
"""How many tokens per second a good provider makes at least."""


PreferredMinThroughputTypedDict: TypeAlias = float | PercentileThroughputCutoffsTypedDict
"""`PreferredMinThroughput` written as plain data."""


class ProviderSortConfig(RequestModel, kw_only=True):
    """What to sort providers by, and across what."""

    by: OptionalNullable[ProviderSort] = UNSET
    """What to sort by."""

    partition: OptionalNullable[Partition] = UNSET
    """ "model" sorts within each model, so that fallback models stay fallbacks; "none" sorts across
    all.

    The server assumes "model".
    """


class ProviderSortConfigTypedDict(TypedDict, total=False):
    """`ProviderSortConfig` written as a dict."""

    by: ProviderSort | None
    partition: Partition | None
