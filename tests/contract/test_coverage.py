"""Every status, media type and variant of the description has a vector: what is new there fails here until it has."""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import copy
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import jsonschema  # type: ignore[import-untyped]
import pytest

from tests.contract.coverage import shown, variants
from tests.contract.demands import Demands
from tests.contract.description import Description, Json, load, resolved
from tests.contract.vectors import Vector, read, request_vectors, response_vectors

if TYPE_CHECKING:
    from collections.abc import Iterator

RERANK = load().document["paths"]["/rerank"]["post"]
REQUEST = Demands(load().document, RERANK["requestBody"]["content"]["application/json"]["schema"])
ANSWER = Demands(load().document, RERANK["responses"]["200"]["content"]["application/json"]["schema"])
HEADERS = {"http_referer", "x_open_router_title", "x_open_router_categories"}


def uncovered(description: Description, requests: list[Vector], responses: list[Vector]) -> set[str]:
    """What no vector shows."""
    document = description.document
    missing: set[str] = set()
    for operation in description.operations.values():
        begins = f"{operation['operationId']}/"
        own = [vector for vector in requests if vector["id"].startswith(begins) and vector.get("fits")]
        for name, media in resolved(document, operation.get("requestBody", {})).get("content", {}).items():
            bodies = [one["request"]["body"] for one in own if one["request"]["headers"].get("Content-Type") == name]
            missing |= _unshown(document, media.get("schema", {}), bodies, f"{begins}request {name}")
        told = {name for vector in own for name in _names(vector["request"])}
        parameters = [resolved(document, one) for one in operation.get("parameters", [])]
        missing |= {f"{begins}{one['name']}" for one in parameters if one["in"] in {"header", "query"}} - {
            f"{begins}{name}" for name in told
        }
        answers = [vector for vector in responses if vector["id"].startswith(begins)]
        missing |= set(_missing_answers(document, operation, answers))
    return missing


def _names(request: Json) -> list[str]:
    """The headers and the members of the query that a request has."""
    return [*request["headers"], *(name for name, _ in parse_qsl(request.get("query", ""), keep_blank_values=True))]


def _missing_answers(document: Json, operation: Json, answers: list[Vector]) -> Iterator[str]:
    for status, response in operation["responses"].items():
        own = [one["response"] for one in answers if _covers(status, one["response"]["status"], operation)]
        if not own:
            yield f"{operation['operationId']}/{status}"
        for name, media in resolved(document, response).get("content", {}).items():
            if name == "*/*":
                continue
            bodies = [one["body"] for one in own if one["headers"].get("Content-Type") == name and "body" in one]
            yield from _unshown(
                document, media.get("schema", {}), bodies, f"{operation['operationId']}/{status} {name}"
            )


def _covers(declared: str, status: int, operation: Json) -> bool:
    if declared == str(status):
        return True
    is_free = str(status) not in operation["responses"]
    return is_free and (declared == "default" or declared == f"{status // 100}XX")


def _unshown(document: Json, schema: Json, bodies: list[Json], where: str) -> set[str]:
    found = {variant for body in bodies for variant in shown(document, schema, body)}
    return {f"{where}: {variant}" for variant in variants(document, schema) - found} | (set() if bodies else {where})


def test_all_that_the_description_says_has_a_vector() -> None:
    assert uncovered(load(), request_vectors(), response_vectors()) == set()


def test_nothing_was_left_out() -> None:
    assert [left_out for kind in ("requests", "responses") for file in read(kind) for left_out in file.left_out] == []


def test_each_vector_has_an_id_of_its_own() -> None:
    ids = [vector["id"] for vector in [*request_vectors(), *response_vectors()]]

    assert len(set(ids)) == len(ids)


def test_there_are_as_many_as_the_contract_wants() -> None:
    assert (len(request_vectors()) >= 180, len(response_vectors()) >= 120) == (True, True)


@pytest.mark.parametrize("status", ["410", "3XX"])
def test_a_new_status_is_missed_until_it_has_a_vector(status: str) -> None:
    document = copy.deepcopy(load().document)
    operation = document["paths"]["/rerank"]["post"]
    operation["responses"][status] = operation["responses"]["400"]

    missing = uncovered(Description(document), request_vectors(), response_vectors())

    assert f"createRerank/{status}" in missing


def test_a_new_member_is_missed_until_it_has_a_vector() -> None:
    document = copy.deepcopy(load().document)
    document["components"]["schemas"]["MaxPrice"]["properties"]["video"] = {"type": "number"}
    document["components"]["schemas"]["Partition"]["enum"].append("some")

    missing = uncovered(Description(document), request_vectors(), response_vectors())

    assert missing == {
        "createRerank/request application/json: MaxPrice.video",
        'createRerank/request application/json: Partition = "some"',
    }


def test_an_undeclared_parameter_is_missed_until_it_has_a_vector() -> None:
    document = copy.deepcopy(load().document)
    parameters = document["paths"]["/rerank"]["post"]["parameters"]
    parameters += [{"name": "beta", "in": "query"}, {"name": "X-Beta", "in": "header"}]

    missing = uncovered(Description(document), request_vectors(), response_vectors())

    assert missing == {"createRerank/beta", "createRerank/X-Beta"}


def sent_bodies() -> list[Json]:
    return [vector["request"]["body"] for vector in request_vectors() if "request" in vector]


def refused_bodies() -> list[Json]:
    """Bodies as they would have been, had the client sent what it was given."""
    refused = [vector["arguments"] for vector in request_vectors() if "refused" in vector]
    return [{name: value for name, value in body.items() if name not in HEADERS} for body in refused]


def answers_of(*, wrong: bool) -> list[Json]:
    answers = [vector for vector in response_vectors() if vector["id"].startswith("createRerank/200/")]
    return [one["response"]["body"] for one in answers if "body" in one["response"] and ("at" in one) is wrong]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (REQUEST.alone(), REQUEST.shown_alone(sent_bodies())),
        (REQUEST.limits(), REQUEST.shown_limits(sent_bodies())),
        (REQUEST.mistypable(), REQUEST.mistyped(refused_bodies())),
        (ANSWER.alone(), ANSWER.shown_alone(answers_of(wrong=False))),
        (ANSWER.limits(), ANSWER.shown_limits(answers_of(wrong=False))),
        (ANSWER.mistypable(), ANSWER.mistyped(answers_of(wrong=True))),
    ],
    ids=["members alone", "limits", "mistyped", "an answer's members alone", "its limits", "its mistyped"],
)
def test_whatever_the_description_lets_be_told_apart_is_shown(wanted: set[str], found: set[str]) -> None:
    assert wanted - found == set()


def test_what_is_wanted_is_what_a_reader_of_the_description_would_look_for() -> None:
    body = "CreateRerankRequestBody"

    assert {limit.removeprefix(body) for limit in REQUEST.limits()} == {
        ".documents minItems",
        ".documents beyond minItems",
        ".session_id maxLength",
        ".session_id beyond maxLength",
        ".top_n minimum",
        ".top_n beyond minimum",
    }
    assert REQUEST.alone() >= {body, f"{body} + top_n", "ProviderPreferences + zdr", "MaxPrice", "MaxPrice + audio"}
    assert REQUEST.mistypable() >= {f"{body}.query", "DocumentRequest.image", "MaxPrice.audio", "TraceConfig.trace_id"}
    assert ANSWER.mistypable() >= {"CreateRerankResponse.results", "Result.index", "CreateRerankUsage.cost"}


def test_a_mistyped_member_is_never_taken_for_another() -> None:
    """Where a part of a member is wrong, it is the part that counts."""
    body = {"documents": ["a"], "model": "m", "query": "q", "provider": {"max_price": {"audio": True}}}

    assert REQUEST.mistyped([body]) == {"MaxPrice.audio"}


def test_a_second_validator_refuses_what_the_client_refuses() -> None:
    """But for keys that models don't know, which the description may take where it lets others be."""
    contents = RERANK["requestBody"]["content"]["application/json"]
    schema = {"components": load().document["components"], **contents["schema"]}
    validator = jsonschema.Draft202012Validator(schema)
    judged = [
        vector
        for vector in request_vectors()
        if "refused" in vector and "/mistyped-" in vector["id"] and vector["refused"] not in HEADERS
    ]

    taken = [vector["id"] for vector in judged if validator.is_valid(vector["arguments"])]

    assert len(judged) >= 180
    assert taken == []


def test_a_second_validator_agrees_with_each_verdict() -> None:
    document = load().document
    contents = document["paths"]["/rerank"]["post"]["requestBody"]["content"]
    schema = {"components": document["components"], **contents["application/json"]["schema"]}
    validator = jsonschema.Draft202012Validator(schema)
    judged = [vector for vector in request_vectors() if "fits" in vector]

    wrong = [vector["id"] for vector in judged if validator.is_valid(vector["request"]["body"]) != vector["fits"]]

    assert wrong == []


def test_a_second_validator_agrees_with_each_verdict_on_answers() -> None:
    document = load().document
    responses = document["paths"]["/rerank"]["post"]["responses"]
    wrong: list[str] = []
    for status, response in responses.items():
        content = resolved(document, response)["content"].get("application/json")
        schema = {"components": document["components"], **(content["schema"] if content else {})}
        validator = jsonschema.Draft202012Validator(schema)
        for vector in response_vectors():
            answer = vector["response"]
            if str(answer["status"]) == status and "body" in answer:
                wrong += [] if validator.is_valid(answer["body"]) == vector["fits"] else [vector["id"]]

    assert wrong == []
