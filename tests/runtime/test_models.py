"""Models: dumping, reading, comparing."""

from __future__ import annotations

import copy
import datetime
import json
import pickle
from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from openrouter_rerank import components, operations
from openrouter_rerank._runtime.model import Model
from openrouter_rerank.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable

RESULT = operations.Result(index=1, relevance_score=0.5, document=operations.DocumentResponse(text="a"))
ANSWER = operations.CreateRerankResponse(model="m", results=[RESULT])
DUMPED = {"model": "m", "results": [{"index": 1, "relevance_score": 0.5, "document": {"text": "a"}}]}


def test_a_dump_is_plain_data_without_unset_fields() -> None:
    assert ANSWER.model_dump() == DUMPED
    assert ANSWER.model_dump(mode="json") == DUMPED
    assert json.loads(ANSWER.model_dump_json()) == DUMPED


class Parcel(Model, kw_only=True):
    """Has fields that JSON writes as texts."""

    sent: datetime.date
    content: bytes


def test_a_dump_keeps_the_types_of_python_unless_it_is_for_json() -> None:
    parcel = Parcel(sent=datetime.date(2026, 1, 2), content=b"x")

    assert parcel.model_dump() == {"sent": datetime.date(2026, 1, 2), "content": b"x"}
    assert parcel.model_dump(mode="json") == {"sent": "2026-01-02", "content": "eA=="}


def test_a_dump_as_text_is_compact_or_indented() -> None:
    assert RESULT.model_dump_json() == '{"index":1,"relevance_score":0.5,"document":{"text":"a"}}'
    assert RESULT.model_dump_json(indent=2) == json.dumps(RESULT.model_dump(), indent=2)


def test_a_dump_tells_null_from_absence() -> None:
    provider = components.ProviderPreferences(zdr=None, sort=UNSET, max_price=None)

    assert provider.model_dump() == {"zdr": None}
    assert provider.model_dump_json() == '{"zdr":null}'


def test_reading_a_dump_gives_an_equal_model() -> None:
    assert operations.CreateRerankResponse.model_validate(DUMPED) == ANSWER
    assert operations.CreateRerankResponse.model_validate_json(json.dumps(DUMPED)) == ANSWER
    assert operations.CreateRerankResponse.model_validate(ANSWER) is ANSWER


@pytest.mark.parametrize(
    ("model", "given", "finding"),
    [
        (operations.CreateRerankResponse, {"model": "m"}, "results: missing"),
        (operations.CreateRerankResponse, {"model": "m", "results": [3]}, "results[0]: expected object, got int"),
        (operations.CreateRerankResponse, 3, "expected object, got int"),
        (components.ProviderPreferences, {"zdr": "x"}, "zdr: expected bool or null, got str"),
        (components.ProviderPreferences, {"zrd": True}, "zrd: unknown field"),
        (components.TraceConfig, {"mine": 1}, "mine: unknown field; a dict may have it"),
        (components.TraceConfig, {"trace_id": 1}, "trace_id: expected str or null, got int"),
    ],
)
def test_what_does_not_fit_is_a_value_error_that_names_the_place(model: Any, given: Any, finding: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        model.model_validate(given)

    assert str(caught.value) == finding


@pytest.mark.parametrize("text", ["{", '{"model": 3}', b"\xff"])
def test_a_text_that_does_not_fit_is_a_value_error(text: str | bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        operations.CreateRerankResponse.model_validate_json(text)


def test_a_repr_is_readable_and_leaves_unset_fields_out() -> None:
    assert repr(ANSWER) == (
        "CreateRerankResponse(model='m', results=[Result(index=1, relevance_score=0.5, "
        "document=DocumentResponse(text='a'))])"
    )
    assert repr(components.ProviderPreferences(zdr=True)) == "ProviderPreferences(zdr=True)"
    assert repr(components.ProviderPreferences()) == "ProviderPreferences()"


def pickled(model: Any) -> Any:
    return pickle.loads(pickle.dumps(model))


@pytest.mark.parametrize(
    "spread",
    [copy.copy, copy.deepcopy, pickled],
    ids=["copy", "deep", "pickle"],
)
@pytest.mark.parametrize("model", [ANSWER, components.ProviderPreferences(zdr=None, order=["a"])])
def test_models_copy_and_pickle(model: Any, spread: Callable[[Any], Any]) -> None:
    other = spread(model)

    assert (type(other), other) == (type(model), model)
    assert other is not model


REQUIRED: dict[str, dict[str, Any]] = {
    "CreateRerankRequestBody": {"documents": ["a"], "model": "m", "query": "q"},
    "CreateRerankResponse": {"model": "m", "results": []},
    "Result": {"index": 0, "relevance_score": 1},
    "ErrorResponse": {"error": {"code": 400, "message": "no"}},
    "ErrorDetail": {"code": 400, "message": "no"},
}


def every_model() -> dict[str, Any]:
    """All classes of models that callers can import."""
    public = [getattr(space, name) for space in (components, operations) for name in dir(space)]
    return {kind.__name__: kind for kind in public if isinstance(kind, type) and issubclass(kind, Model)}


@pytest.mark.parametrize("kind", every_model().values(), ids=every_model())
def test_every_model_is_copied_pickled_dumped_and_read_back(kind: Any) -> None:
    model = kind.model_validate(REQUIRED.get(kind.__name__, {}))

    others = [copy.copy(model), copy.deepcopy(model), kind.model_validate(model.model_dump())]
    others += [kind.model_validate_json(model.model_dump_json()), msgspec.structs.replace(model)]
    others += [pickle.loads(pickle.dumps(model, protocol)) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)]
    others += [getattr(copy, "replace", copy.copy)(model)]  # from Python 3.13 on
    assert all(other == model and type(other) is kind for other in others)
    assert eval(repr(model), vars(components) | vars(operations) | every_model()) == model


def test_there_are_all_models() -> None:
    assert len(every_model()) == 14
    assert every_model().keys() >= REQUIRED.keys()


def test_models_are_equal_by_their_fields() -> None:
    assert components.MaxPrice(image=1) == components.MaxPrice(image=1.0)
    assert components.MaxPrice(image=1) != components.MaxPrice(image=2)
    other: object = components.PercentileThroughputCutoffs()
    assert components.PercentileLatencyCutoffs() != other


def test_a_field_that_there_is_not_is_refused_by_the_constructor() -> None:
    make: Any = components.ProviderPreferences

    with pytest.raises(TypeError, match=r"Unexpected keyword argument 'zrd'"):
        make(zrd=True)
    with pytest.raises(TypeError, match=r"Missing required argument"):
        operations.Result(index=1)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]


def test_official_names_are_importable() -> None:
    assert operations.CreateRerankResponseBody is operations.CreateRerankResponse
    assert operations.Document == str | operations.DocumentRequest
