"""Models as fields of pydantic models, and as answers of FastAPI; the package itself needs neither."""

from __future__ import annotations

import datetime
import json
import pickle
import subprocess
import sys
from typing import Annotated, Any, Literal

import jsonschema  # type: ignore[import-untyped]
import pydantic
import pytest
from fastapi import Body, FastAPI
from fastapi.testclient import TestClient
from openrouter_rerank import components, operations
from openrouter_rerank._runtime.model import Model

DUMPED: dict[str, Any] = {"model": "m", "results": [{"index": 1, "relevance_score": 0.5}]}
ANSWER = operations.CreateRerankResponse(model="m", results=[operations.Result(index=1, relevance_score=0.5)])


class Search(pydantic.BaseModel):
    answer: operations.CreateRerankResponse
    provider: components.ProviderPreferences | None = None


def test_a_field_takes_a_model_or_what_makes_one() -> None:
    assert Search(answer=ANSWER).answer is ANSWER
    assert Search.model_validate({"answer": DUMPED}).answer == ANSWER
    assert Search.model_validate_json('{"answer": {"model": "m", "results": []}}').answer.results == []


def test_a_field_that_does_not_fit_is_pydantics_own_error() -> None:
    with pytest.raises(pydantic.ValidationError, match=r"results\[0\]\.index: expected int, got str") as caught:
        Search.model_validate({"answer": {"model": "m", "results": [{"index": "x", "relevance_score": 1}]}})

    assert caught.value.errors()[0]["loc"] == ("answer",)


def test_a_field_is_dumped_as_the_model_dumps_itself() -> None:
    search = Search(answer=ANSWER, provider=components.ProviderPreferences(zdr=None))

    assert search.model_dump() == {"answer": DUMPED, "provider": {"zdr": None}}
    assert Search.model_validate_json(search.model_dump_json()) == search


class Parcel(Model, kw_only=True):
    """Has a field that JSON writes as a text."""

    sent: datetime.date


def test_a_field_is_dumped_with_the_types_of_python_unless_it_is_for_json() -> None:
    class Order(pydantic.BaseModel):
        parcel: Parcel

    order = Order(parcel=Parcel(sent=datetime.date(2026, 1, 2)))

    assert order.model_dump() == {"parcel": {"sent": datetime.date(2026, 1, 2)}}
    assert order.model_dump(mode="json") == {"parcel": {"sent": "2026-01-02"}}
    assert order.model_dump_json() == '{"parcel":{"sent":"2026-01-02"}}'


def test_a_schema_describes_the_field_in_full() -> None:
    schema = Search.model_json_schema()

    jsonschema.Draft202012Validator.check_schema(schema)
    validator: Any = jsonschema.Draft202012Validator(schema)
    validator.validate({"answer": DUMPED, "provider": {"zdr": True, "max_price": {"image": "1"}, "sort": {"by": None}}})
    for provider in ({"zrd": 1}, {"zdr": 1}):
        assert not validator.is_valid({"answer": DUMPED, "provider": provider})
    assert not validator.is_valid({"answer": {}})
    assert "http" not in schema["properties"]["answer"]["properties"]


class Mixed(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(strict=True)

    answer: operations.CreateRerankResponse = pydantic.Field(alias="Answer", description="What came.")
    documents: list[operations.Document] = []
    either: operations.Result | str = ""


def test_aliases_unions_and_strictness_are_pydantics_matter() -> None:
    mixed = Mixed.model_validate({"Answer": DUMPED, "documents": ["a", {"text": "b"}], "either": "c"})

    assert mixed == Mixed(Answer=ANSWER, documents=["a", operations.DocumentRequest(text="b")], either="c")
    assert mixed.model_dump(by_alias=True) == {"Answer": DUMPED, "documents": ["a", {"text": "b"}], "either": "c"}
    assert Mixed.model_validate_json(mixed.model_dump_json(by_alias=True)) == mixed
    assert Mixed(Answer=ANSWER, either=ANSWER.results[0]).model_dump()["either"] == DUMPED["results"][0]
    assert mixed.model_copy(deep=True) == pickle.loads(pickle.dumps(mixed)) == mixed
    with pytest.raises(pydantic.ValidationError, match=r"expected object, got int"):
        Mixed(Answer=ANSWER, documents=[3])  # type: ignore[list-item] # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_a_schema_is_the_same_for_what_comes_and_for_what_goes(mode: Literal["validation", "serialization"]) -> None:
    schema = Mixed.model_json_schema(mode=mode)

    answer = schema["properties"]["Answer"]
    assert answer["description"] == "What came."
    assert answer["required"] == ["model", "results"]
    assert answer == pydantic.TypeAdapter(operations.CreateRerankResponse).json_schema(mode=mode) | {
        "description": "What came."
    }


def test_a_type_adapter_reads_and_writes_models() -> None:
    adapter = pydantic.TypeAdapter(list[operations.CreateRerankResponse])

    assert adapter.validate_json(json.dumps([DUMPED])) == [ANSWER]
    assert json.loads(adapter.dump_json([ANSWER])) == adapter.dump_python([ANSWER]) == [DUMPED]
    with pytest.raises(pydantic.ValidationError, match=r"model: expected str, got int") as caught:
        adapter.validate_python([{"model": 1}])
    assert [(error["type"], error["loc"]) for error in caught.value.errors()] == [("value_error", (0,))]


def test_what_was_never_checked_is_dumped_with_pydantics_warning() -> None:
    unchecked = Search.model_construct(answer={"not": "checked"})

    with pytest.warns(UserWarning, match="Pydantic serializer warnings"):
        assert unchecked.model_dump() == {"answer": {"not": "checked"}, "provider": None}


def test_a_fastapi_answer_may_be_one() -> None:
    app = FastAPI()

    @app.get("/typed")
    def typed() -> operations.CreateRerankResponse:
        return ANSWER

    @app.post("/taken")
    def taken(provider: Annotated[components.ProviderPreferences, Body()]) -> bool:
        return provider.zdr is True

    del typed, taken
    with TestClient(app) as client:
        assert client.get("/typed").json() == DUMPED
        assert client.post("/taken", json={"zdr": True}).json() is True
        assert client.post("/taken", json={"zrd": True}).status_code == 422
        document = client.get("/openapi.json").json()

    content = document["paths"]["/typed"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"]["required"] == ["model", "results"]


def test_nothing_imports_pydantic_for_those_who_do_not_use_it() -> None:
    program = """
import sys
from openrouter_rerank import OpenRouter, components, errors, operations, types, utils
operations.CreateRerankResponse.model_validate({"model": "m", "results": []}).model_dump_json()
OpenRouter(api_key="k").rerank
print([name for name in sys.modules if name.startswith("pydantic")])
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)

    assert done.stdout == "[]\n"
