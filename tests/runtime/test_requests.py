"""What is sent: bodies, in all the forms that callers give."""

from __future__ import annotations

import datetime
import enum
import math
from collections import OrderedDict, UserDict, deque
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from openrouter_rerank import components, errors, operations
from openrouter_rerank.types import UNSET

from tests.runtime.service import CALL, error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from openrouter_rerank import OpenRouter

    from tests.runtime.service import Rerank, Service


def texts() -> Iterator[str]:
    yield "Berlin"
    yield "Paris"


class Colour(enum.Enum):
    BLUE = "blue"


class Sequence:
    """A collection that only tells how to loop over it."""

    def __iter__(self) -> Iterator[str]:
        return texts()


def test_a_call_is_a_post_to_the_operations_path(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router)

    assert (service.sent.method, service.sent.url) == ("POST", "https://openrouter.ai/api/v1/rerank")


def test_the_body_is_compact_and_in_the_order_of_the_documentation(
    open_router: OpenRouter, service: Service, rerank: Rerank
) -> None:
    rerank(
        open_router,
        user="u",
        trace={"trace_id": "t"},
        top_n=3,
        session_id="s",
        provider={"zdr": True},
        query="q",
        model="m",
        documents=["a"],
    )

    assert service.sent.body == (
        b'{"documents":["a"],"model":"m","query":"q","provider":{"zdr":true},"session_id":"s","top_n":3,'
        b'"trace":{"trace_id":"t"},"user":"u"}'
    )


def test_what_is_not_given_is_absent(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router, provider=UNSET, session_id=None, top_n=None, trace=None, user=None)

    assert list(service.sent.json) == ["documents", "model", "query"]


def test_none_is_null_where_the_field_may_be_null(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router, provider=None)

    assert service.sent.json["provider"] is None


def test_text_is_utf8_and_not_escaped(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router, query="où? 北京 🙂")

    assert "où? 北京 🙂".encode() in service.sent.body


@pytest.mark.parametrize(
    "provider",
    [
        {"max_price": None, "zdr": None, "only": UNSET},
        components.ProviderPreferences(max_price=None, zdr=None),
        {"max_price": UNSET, "zdr": None},
        MappingProxyType({"zdr": None}),
    ],
    ids=["dict", "model", "UNSET in a dict", "mapping"],
)
def test_the_same_rule_of_absence_holds_inside(
    open_router: OpenRouter, service: Service, rerank: Rerank, provider: Any
) -> None:
    """A price can't be null, so None says that there is none; `zdr` can."""
    rerank(open_router, provider=provider)

    assert service.sent.json["provider"] == {"zdr": None}


@pytest.mark.parametrize(
    ("provider", "sent"),
    [
        ({"max_price": {"prompt": None, "image": 1}}, {"max_price": {"image": 1}}),
        ({"sort": {"by": None}}, {"sort": {"by": None}}),
        ({"options": {"cohere": {"x": None}}}, {"options": {"cohere": {"x": None}}}),
        ({"preferred_max_latency": {"p50": None, "p90": 1.5}}, {"preferred_max_latency": {"p50": None, "p90": 1.5}}),
    ],
)
def test_the_rule_of_absence_holds_at_any_depth(
    open_router: OpenRouter, service: Service, rerank: Rerank, provider: Any, sent: Any
) -> None:
    rerank(open_router, provider=provider)

    assert service.sent.json["provider"] == sent


def test_none_in_a_document_is_absence(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router, documents=["a", {"text": "b", "image": None}, operations.DocumentRequest(text="c", image=None)])

    assert service.sent.json["documents"] == ["a", {"text": "b"}, {"text": "c"}]


@pytest.mark.parametrize(
    "documents",
    [
        lambda: ["Berlin", "Paris"],
        lambda: ("Berlin", "Paris"),
        texts,
        lambda: iter(["Berlin", "Paris"]),
        lambda: deque(["Berlin", "Paris"]),
        {1: "Berlin", 2: "Paris"}.values,
        {"Berlin": 1, "Paris": 2}.keys,
        Sequence,
    ],
    ids=["list", "tuple", "generator", "iterator", "deque", "values", "keys", "own class"],
)
def test_documents_may_be_any_ordered_iterable(
    open_router: OpenRouter, service: Service, rerank: Rerank, documents: Callable[[], Any]
) -> None:
    rerank(open_router, documents=documents())

    assert service.sent.json["documents"] == ["Berlin", "Paris"]


def test_documents_may_be_texts_dicts_and_models_in_one_list(
    open_router: OpenRouter, service: Service, rerank: Rerank
) -> None:
    typed: operations.DocumentRequestTypedDict = {"text": "c", "image": "https://example.org/c.png"}

    rerank(open_router, documents=["a", {"text": "b"}, typed, operations.DocumentRequest(text="d"), UserDict(text="e")])

    assert service.sent.json["documents"] == ["a", {"text": "b"}, typed, {"text": "d"}, {"text": "e"}]


@pytest.mark.parametrize(
    ("documents", "finding"),
    [
        ("Paris", "documents: expected list, got str"),
        ({"a": "b"}, "documents: expected list, got object"),
        ({"Paris"}, "documents: expected list, got a set, which has no order"),
        (frozenset({"Paris"}), "documents: expected list, got a set, which has no order"),
        (b"Paris", "documents: expected JSON, got bytes"),
        (7, "documents: expected list, got int"),
        (None, "documents: expected list, got null"),
        (["a", 7], "documents[1]: expected str or object, got int"),
        (["a", None], "documents[1]: expected str or object, got null"),
        (["a", ["b"]], "documents[1]: expected str or object, got list"),
        (["a", b"b"], "documents[1]: expected JSON, got bytes"),
        (["a", UNSET], "documents[1]: expected JSON, got UnsetType"),
        (["a", object()], "documents[1]: expected JSON, got object"),
        ([{"text": 7}], "documents[0].text: expected str or null, got int"),
        ([{"txt": "a"}], "documents[0].txt: unknown field"),
        ([{3: "a"}], "documents[0].3: expected str as key, got int"),
        ([operations.DocumentRequest(text=7)], "documents[0].text: expected str or null, got int"),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_list_of_documents_is_refused_by_its_place(
    open_router: OpenRouter, service: Service, rerank: Rerank, documents: Any, finding: str
) -> None:
    with pytest.raises(errors.RequestValidationError) as caught:
        rerank(open_router, documents=documents)

    assert str(caught.value) == finding
    assert isinstance(caught.value, ValueError)
    assert service.requests == []


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        ({"model": None}, "model: expected str, got null"),
        ({"model": 3}, "model: expected str, got int"),
        ({"query": b"q"}, "query: expected JSON, got bytes"),
        ({"top_n": "3"}, "top_n: expected int or null, got str"),
        ({"top_n": 3.5}, "top_n: expected int or null, got float"),
        ({"top_n": True}, "top_n: expected int or null, got bool"),
        ({"user": 3}, "user: expected str or null, got int"),
        ({"trace": "t"}, "trace: expected object or null, got str"),
        ({"trace": {"trace_id": 3}}, "trace.trace_id: expected str or null, got int"),
        ({"trace": {"mine": {"deep": [1, {3}]}}}, "trace.mine.deep[1]: expected list, got a set, which has no order"),
        ({"trace": {"mine": b""}}, "trace.mine: expected JSON, got bytes"),
        ({"provider": "cohere"}, "provider: expected object or null, got str"),
        ({"provider": ["cohere"]}, "provider: expected object or null, got list"),
        ({"provider": {"zdr": "yes"}}, "provider.zdr: expected bool or null, got str"),
        ({"provider": {"zdr": 1}}, "provider.zdr: expected bool or null, got int"),
        ({"provider": {"zrd": True}}, "provider.zrd: unknown field"),
        ({"provider": {"order": "cohere"}}, "provider.order: expected list or null, got str"),
        ({"provider": {"order": ["a", 3]}}, "provider.order[1]: expected str, got int"),
        ({"provider": {"max_price": 1}}, "provider.max_price: expected object or null, got int"),
        (
            {"provider": {"max_price": {"prompt": []}}},
            "provider.max_price.prompt: expected float or str or null, got list",
        ),
        ({"provider": {"max_price": {"promt": 1}}}, "provider.max_price.promt: unknown field"),
        ({"provider": {"sort": {"by": 1}}}, "provider.sort.by: expected str or null, got int"),
        ({"provider": {"sort": {"bye": "price"}}}, "provider.sort.bye: unknown field"),
        ({"provider": components.ProviderPreferences(zdr="yes")}, "provider.zdr: expected bool or null, got str"),  # type: ignore[arg-type]
        (
            {"provider": {"max_price": components.MaxPrice(image=[])}},  # type: ignore[arg-type]
            "provider.max_price.image: expected float or str or null, got list",
        ),
        ({"provider": components.TraceConfig(trace_id="t")}, "provider.trace_id: unknown field"),
        ({"provider": {"options": {"cohere": {}, "voyage": 3}}}, "provider.options.voyage: expected object, got int"),
        ({"provider": {"options": {"a.b": 3}}}, "provider.options.a.b: expected object, got int"),
    ],
)
def test_a_member_of_another_type_is_refused_by_its_path(
    open_router: OpenRouter, service: Service, rerank: Rerank, arguments: Any, finding: str
) -> None:
    """Nothing is dropped: a mistyped member never makes the rest vanish."""
    with pytest.raises(errors.RequestValidationError) as caught:
        rerank(open_router, **arguments)

    assert (str(caught.value), caught.value.message, caught.value.args) == (finding, finding, (finding,))
    assert service.requests == []


def nested(levels: int) -> dict[str, Any]:
    """An object within an object, so many times."""
    content: dict[str, Any] = {}
    for _ in range(levels):
        content = {"x": content}
    return content


NESTED = nested(100_000)
CYCLE: list[Any] = []
CYCLE.append(CYCLE)


@pytest.mark.parametrize(
    ("arguments", "finding"),
    [
        ({"provider": {"max_price": {"image": math.nan}}}, "provider.max_price.image: nan is not a JSON number"),
        ({"provider": {"max_price": {"image": math.inf}}}, "provider.max_price.image: inf is not a JSON number"),
        (
            {"provider": {"preferred_max_latency": -math.inf}},
            "provider.preferred_max_latency: -inf is not a JSON number",
        ),
        ({"provider": {"max_price": {"image": Decimal("NaN")}}}, "provider.max_price.image: NaN is not a JSON number"),
        ({"trace": {"mine": [math.nan]}}, "trace.mine[0]: nan is not a JSON number"),
        ({"extra_body": {"x": math.nan}}, "extra_body.x: nan is not a JSON number"),
        ({"query": "\ud83d"}, "query: a lone surrogate is no text"),
        ({"documents": ["a", {"text": "\udc00"}]}, "documents[1].text: a lone surrogate is no text"),
        ({"trace": {"k\ud83d": 1}}, "trace.k\\ud83d: a lone surrogate is no text"),
        ({"extra_body": {"x": ["\ud83d"]}}, "x[0]: a lone surrogate is no text"),
        ({"top_n": 10**5000}, "top_n: an integer of more than 4300 digits"),
        ({"trace": {"mine": [1, -(10**5000)]}}, "trace.mine[1]: an integer of more than 4300 digits"),
        ({"trace": {"mine": NESTED}}, "trace: nested too deeply, or within itself"),
        ({"trace": {"mine": CYCLE}}, "trace: nested too deeply, or within itself"),
        ({"documents": CYCLE}, "documents: nested too deeply, or within itself"),
        ({"provider": {"options": {"cohere": {"x": CYCLE}}}}, "provider: nested too deeply, or within itself"),
        ({"extra_body": {"x": CYCLE}}, "extra_body: nested too deeply, or within itself"),
    ],
)
def test_what_json_cannot_hold_is_refused(
    open_router: OpenRouter, service: Service, rerank: Rerank, arguments: Any, finding: str
) -> None:
    with pytest.raises(errors.RequestValidationError) as caught:
        rerank(open_router, **arguments)

    assert str(caught.value) == finding
    assert service.requests == []


@pytest.mark.parametrize(
    "provider",
    [
        {"sort": "unheard-of"},
        {"data_collection": "perhaps"},
        {"order": ["Brand New Provider"], "quantizations": ["fp1"]},
        components.ProviderPreferences(sort="unheard-of"),
    ],
)
def test_an_enum_value_that_this_release_does_not_know_is_sent_as_given(
    open_router: OpenRouter, service: Service, rerank: Rerank, provider: Any
) -> None:
    rerank(open_router, provider=provider)

    as_dict = components.ProviderPreferences.model_validate(provider).model_dump()
    assert service.sent.json["provider"] == as_dict


def test_value_limits_are_left_to_the_server(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    service.then(error(400, "top_n must be at least 1"))

    with pytest.raises(errors.BadRequestResponseError, match="top_n must be at least 1"):
        rerank(open_router, documents=[], top_n=0)

    assert service.sent.json | CALL == {"documents": [], "top_n": 0} | CALL


@pytest.mark.parametrize("price", [0.5, "0.5", 1, "free"])
def test_prices_are_numbers_or_texts(
    open_router: OpenRouter, service: Service, rerank: Rerank, price: float | str
) -> None:
    rerank(open_router, provider={"max_price": {"prompt": price}})

    assert service.sent.json["provider"] == {"max_price": {"prompt": price}}


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        (Decimal("0.10"), "0.10"),
        (Decimal("1e400"), "1E+400"),
    ],
)
def test_a_decimal_keeps_its_digits(
    open_router: OpenRouter, service: Service, rerank: Rerank, given: Decimal, sent: str
) -> None:
    rerank(open_router, provider={"max_price": {"prompt": given}})

    assert f'"prompt":{sent}}}'.encode() in service.sent.body


def test_subclasses_of_the_everyday_types_are_sent_as_those(
    open_router: OpenRouter, service: Service, rerank: Rerank
) -> None:
    class Text(str):
        __slots__ = ()

    class Number(int):
        pass

    class Fraction(float):
        pass

    rerank(
        open_router,
        query=Text("q"),
        top_n=Number(3),
        provider=OrderedDict(max_price={"image": Fraction(0.5)}, sort=Colour.BLUE),
    )

    assert (service.sent.json["query"], service.sent.json["top_n"]) == ("q", 3)
    assert service.sent.json["provider"] == {"max_price": {"image": 0.5}, "sort": "blue"}


class Scalar:
    """A number as NumPy's are: without being one, but knowing one."""

    ndim = 0

    def __init__(self, value: object) -> None:
        self._value = value

    def item(self) -> object:
        return self._value


def test_numbers_of_other_libraries_are_sent_as_what_they_stand_for(
    open_router: OpenRouter, service: Service, rerank: Rerank
) -> None:
    rerank(open_router, top_n=Scalar(3), provider={"zdr": Scalar(True), "preferred_max_latency": Scalar(1.5)})

    assert service.sent.json["top_n"] == 3
    assert service.sent.json["provider"] == {"zdr": True, "preferred_max_latency": 1.5}


def test_large_integers_are_sent_whole(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router, trace={"big": 2**70, "negative": -(2**64)})

    assert service.sent.json["trace"] == {"big": 2**70, "negative": -(2**64)}


def test_objects_may_be_nested_deeply(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(open_router, trace={"mine": nested(300)}, extra_body={"more": nested(300)})

    assert (service.sent.json["trace"], service.sent.json["more"]) == ({"mine": nested(300)}, nested(300))


def test_a_date_is_no_text(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    """msgspec would write one into a field for texts; that is a change that nobody asked for."""
    with pytest.raises(errors.RequestValidationError, match=r"^query: expected str, got date$"):
        rerank(open_router, query=datetime.date(2026, 1, 2))

    assert service.requests == []


def test_an_open_object_passes_keys_of_the_callers_own(
    open_router: OpenRouter, service: Service, rerank: Rerank
) -> None:
    trace = {"trace_id": "t", "team": "search", "nested": {"deep": [1, None, True]}}

    rerank(open_router, trace=trace)

    assert service.sent.json["trace"] == trace


def test_nothing_that_is_given_is_changed(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    provider: dict[str, Any] = {"max_price": {"prompt": None}, "zdr": True}
    extra = {"provider": {"more": 1}}

    rerank(open_router, provider=provider, extra_body=extra)

    assert provider == {"max_price": {"prompt": None}, "zdr": True}
    assert extra == {"provider": {"more": 1}}
    assert service.sent.json["provider"] == {"max_price": {}, "zdr": True, "more": 1}


def test_extra_fields_are_merged_in_unchecked(open_router: OpenRouter, service: Service, rerank: Rerank) -> None:
    rerank(
        open_router,
        provider={"zdr": True, "max_price": {"image": 1}},
        extra_body={
            "new": [1],
            "top_n": "many",
            "provider": {"zdr": "always", "max_price": {"image": None, "video": 2}},
            "unset": UNSET,
        },
    )

    assert service.sent.json == {
        **CALL,
        "provider": {"zdr": "always", "max_price": {"image": None, "video": 2}},
        "new": [1],
        "top_n": "many",
    }


@pytest.mark.parametrize(
    ("extra", "finding"),
    [
        ("x", "extra_body: expected a mapping, got str"),
        ({"x": {1, 2}}, "extra_body.x: expected list, got a set, which has no order"),
        ({"x": b""}, "extra_body.x: expected JSON, got bytes"),
    ],
)
def test_extra_fields_are_json_all_the_same(
    open_router: OpenRouter, service: Service, rerank: Rerank, extra: Any, finding: str
) -> None:
    with pytest.raises(errors.RequestValidationError) as caught:
        rerank(open_router, extra_body=extra)

    assert str(caught.value) == finding
    assert service.requests == []


def test_the_arguments_are_read_before_the_first_attempt_and_once(
    service: Service, rerank: Rerank, clock: object
) -> None:
    """A generator can be looped over only once, and the same bytes are sent again."""
    from openrouter_rerank import OpenRouter

    assert clock
    service.then(error(503), error(503))

    with OpenRouter(api_key="k") as open_router:
        rerank(open_router, documents=texts())

    assert [request.json["documents"] for request in service.requests] == [["Berlin", "Paris"]] * 3


def test_a_callers_own_mistake_while_giving_documents_is_theirs(open_router: OpenRouter, rerank: Rerank) -> None:
    def broken() -> Iterator[str]:
        yield "a"
        raise LookupError("mine")

    with pytest.raises(LookupError, match="mine"):
        rerank(open_router, documents=broken())
