"""What the fake answers, and that it answers what the description promises."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from openrouter_rerank import errors
from pytest_openrouter_rerank import Fake
from pytest_openrouter_rerank.description import Description, load
from pytest_openrouter_rerank.messages import Request
from pytest_openrouter_rerank.service import Service

if TYPE_CHECKING:
    import subprocess

Ask = Callable[..., httpx2.Response]
RunPython = Callable[..., "subprocess.CompletedProcess[str]"]
RERANK = next(operation for operation in load().operations if operation.id == "createRerank")


def test_a_good_request_is_answered_in_full(ask: Ask) -> None:
    response = ask(documents=["coffee", {"text": "green tea", "image": "https://example.org/tea.png"}], query="tea")

    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.json() == {
        "id": "gen-rerank-0000000001-fake",
        "model": "m",
        "provider": "FakeProvider",
        "results": [
            {
                "index": 1,
                "relevance_score": response.json()["results"][0]["relevance_score"],
                "document": {"text": "green tea", "image": "https://example.org/tea.png"},
            },
            {"index": 0, "relevance_score": 0.0, "document": {"text": "coffee"}},
        ],
        "usage": {"search_units": 1, "total_tokens": 4, "cost": 0.001},
    }


def test_top_n_limits_the_results(ask: Ask) -> None:
    response = ask(top_n=1)

    assert [result["index"] for result in response.json()["results"]] == [1]


def test_a_whole_number_may_be_written_with_a_fraction_of_zero(fake: Fake, ask: Ask) -> None:
    """JSON Schema knows no difference between 1 and 1.0."""
    response = ask(top_n=1.0)

    assert (response.status_code, len(response.json()["results"])) == (200, 1)
    assert fake.complaints() == []


def test_a_search_unit_is_counted_for_each_hundred_documents_begun(ask: Ask) -> None:
    units = [ask(documents=["x"] * count).json()["usage"]["search_units"] for count in (1, 100, 101)]

    assert units == [1, 1, 2]


def test_each_answer_has_an_id_of_its_own(ask: Ask) -> None:
    first, second = ask(), ask()

    assert first.json()["id"] != second.json()["id"]
    assert [answer.headers["x-request-id"] for answer in (first, second)] == ["fake-1", "fake-2"]


def test_texts_of_any_script_come_back_as_they_were(ask: Ask) -> None:
    text = "naïve — 東京 🫖 \u2028 \x00"

    response = ask(documents=[text])

    assert response.json()["results"][0]["document"] == {"text": text}
    assert "naïve — 東京 🫖".encode() in response.content


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"documents": []}, "documents: [] has less than 1 item"),
        ({"documents": ["a", 5]}, "documents[1]: expected string or object, got 5"),
        ({"documents": ["a", {"text": 1}]}, "documents[1].text: expected string, got 1"),
        ({"documents": "tea"}, 'documents: expected array, got "tea"'),
        ({"query": None}, "query: expected string, got null"),
        ({"top_n": 0}, "top_n: 0 is less than the minimum of 1"),
        ({"top_n": 1.5}, "top_n: expected integer, got 1.5"),
        ({"top_n": "3"}, 'top_n: expected integer, got "3"'),
        ({"provider": {"zdr": "yes"}}, 'provider.zdr: expected boolean or null, got "yes"'),
        ({"provider": {"zdrr": True}}, "provider.zdrr: the description has no such key"),
        (
            {"provider": {"preferred_max_latency": {"p50": "fast"}}},
            'provider.preferred_max_latency.p50: expected number or null, got "fast"',
        ),
        ({"provider": {"only": [None]}}, "provider.only[0]: expected string, got null"),
    ],
)
def test_a_request_that_does_not_fit_is_told_where(fake: Fake, ask: Ask, changes: dict[str, Any], message: str) -> None:
    response = ask(**changes)

    assert response.status_code == 400
    assert response.json() == {"error": {"code": 400, "message": message}}
    assert [call.problem for call in fake.calls] == [message]


def test_an_unknown_enum_value_is_told_with_the_known_ones(ask: Ask) -> None:
    message = ask(provider={"quantizations": ["int3"]}).json()["error"]["message"]

    assert message.startswith("provider.quantizations[0]: expected one of ")
    assert '"int4", "int8", ' in message
    assert message.endswith('got "int3"')


def test_missing_keys_are_named(fake: Fake, http: httpx2.Client) -> None:
    response = http.post(f"{fake.url}/rerank", headers={"Authorization": "Bearer k"}, json={"model": "m"})

    assert response.json()["error"]["message"] == "documents: missing; query: missing"


def test_of_many_findings_the_first_three_are_told(ask: Ask) -> None:
    message = ask(documents=[1, 2, 3, 4, 5]).json()["error"]["message"]

    assert message.count("expected string or object") == 3
    assert message.endswith("; and 2 more")


@pytest.mark.parametrize(
    ("count", "end"), [(3, "documents[2]: expected string or object, got 0"), (4, "; and 1 more"), (5, "; and 2 more")]
)
def test_it_is_told_how_many_findings_there_are_beside_the_first_three(ask: Ask, count: int, end: str) -> None:
    message = ask(documents=[0] * count).json()["error"]["message"]

    assert message.endswith(end)
    assert ("more" in message) is (count > 3)


@pytest.mark.parametrize(
    ("schema", "value", "said"),
    [
        (
            {"enum": list("abcdefghijkl")},
            "z",
            'a: expected one of {}, got "z"'.format(", ".join(map(repr, "abcdefghijkl"))),
        ),
        (
            {"enum": list("abcdefghijklm")},
            "z",
            'a: expected one of {} and 1 more, got "z"'.format(", ".join(map(repr, "abcdefghijkl"))),
        ),
        ({"type": "integer"}, "x" * 58, f'a: expected integer, got "{"x" * 58}"'),
        ({"type": "integer"}, "x" * 59, f'a: expected integer, got "{"x" * 59}…'),
        ({"const": "y" * 300}, 1, f'a: "{"y" * 99} … {"y" * 86}" was expected'),
        (
            {"type": "object", "additionalProperties": {"type": "integer"}},
            {"größe": "x", "a b": "x", "b": "x"},
            'a.b: expected integer, got "x"; a.größe: expected integer, got "x"; a["a b"]: expected integer, got "x"',
        ),
        (
            {"properties": {"b": {}}, "additionalProperties": False},
            {"grö ße": 1},
            'a["grö ße"]: the description has no such key',
        ),
    ],
    ids=["twelve choices", "thirteen", "just fits", "too long", "a long message", "places", "a place beyond ASCII"],
)
def test_a_finding_is_told_in_words(schema: dict[str, Any], value: Any, said: str) -> None:
    media = {"application/json": {"schema": {"properties": {"a": schema}}}}
    (operation,) = Description(
        {"paths": {"/": {"post": {"requestBody": {"content": media}, "responses": {}}}}}
    ).operations

    assert "; ".join(operation.request_violations({"a": value})) == said.replace("'", '"')


def test_a_long_value_is_cut_in_the_message(ask: Ask) -> None:
    message = ask(documents={"text": "x" * 100_000}).json()["error"]["message"]

    assert message.startswith('documents: expected array, got {"text": "xxx')
    assert len(message) < 200


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"\xff", b'{"model": NaN}', b'{"top_n": 1e999}', b'"\\ud800"', b"[" * 100_000, b"1" * 5000],
    ids=["nothing", "cut", "not UTF-8", "NaN", "infinite", "lone surrogate", "deep", "huge number"],
)
def test_what_is_not_json_is_refused(fake: Fake, http: httpx2.Client, content: bytes) -> None:
    headers = {"Authorization": "Bearer k", "Content-Type": "application/json"}

    response = http.post(f"{fake.url}/rerank", headers=headers, content=content)

    assert response.status_code == 400
    assert response.json()["error"]["message"].startswith("body: ")


@pytest.mark.parametrize("content_type", ["text/plain", "", "application/jsonx"])
def test_another_media_type_is_refused(fake: Fake, http: httpx2.Client, content_type: str) -> None:
    headers = {"Authorization": "Bearer k", "Content-Type": content_type}

    response = http.post(f"{fake.url}/rerank", headers=headers, content=b"{}")

    assert response.status_code == 400
    expected = f"Content-Type: expected application/json, got {content_type or 'none'}"
    assert response.json()["error"]["message"] == expected


def test_a_media_type_may_have_parameters(fake: Fake, http: httpx2.Client) -> None:
    headers = {"Authorization": "Bearer k", "Content-Type": "Application/JSON; charset=utf-8"}

    response = http.post(f"{fake.url}/rerank", headers=headers, content=b'{"model":"m","query":"q","documents":["d"]}')

    assert response.status_code == 200


@pytest.mark.parametrize("key", ["", "Bearer", "sk-or-test", "Basic abc"])
def test_a_request_without_a_key_is_refused(fake: Fake, ask: Ask, key: str) -> None:
    response = ask(key=key)

    assert (response.status_code, response.json()["error"]["code"]) == (401, 401)
    assert len(fake.complaints()) == 1


def test_other_paths_are_not_there(fake: Fake, http: httpx2.Client) -> None:
    response = http.post(f"{fake.url}/rerank/")

    assert response.status_code == 404
    assert response.json()["error"]["message"] == "/api/v1/rerank/: no such path; there is POST /api/v1/rerank"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"])
def test_other_methods_are_not_allowed(fake: Fake, http: httpx2.Client, method: str) -> None:
    response = http.request(method, f"{fake.url}/rerank")

    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert bool(response.content) is (method != "HEAD")


def test_a_query_string_is_no_part_of_the_path(fake: Fake, http: httpx2.Client) -> None:
    response = http.post(f"{fake.url}/rerank?beta=1")

    assert response.status_code == 401


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
    max_leaves=5,
)
bodies = st.fixed_dictionaries(
    {
        "model": st.just("m") | json_values,
        "query": st.text(max_size=5) | json_values,
        "documents": st.lists(st.text(max_size=9) | json_values, max_size=4),
    },
    optional={"top_n": st.integers(-1, 5) | json_values, "provider": json_values, "surplus": json_values},
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=bodies)
def test_whatever_is_asked_the_answer_fits_the_description(fake: Fake, http: httpx2.Client, body: Any) -> None:
    response = http.post(
        f"{fake.url}/rerank",
        headers={"Authorization": "Bearer k", "Content-Type": "application/json"},
        content=json.dumps(body).encode(),
    )

    assert response.status_code == (400 if RERANK.request_violations(body) else 200)
    assert RERANK.answer_violations(response.status_code, response.json()) == []


def test_many_at_once_are_not_mixed_up(fake: Fake) -> None:
    def ask_for(number: int) -> str:
        with fake.client() as client:
            res = client.rerank.rerank(model=f"m{number}", query="q", documents=["d"])
        return res.model

    with ThreadPoolExecutor(64) as pool:
        models = list(pool.map(ask_for, range(128)))

    assert models == [f"m{number}" for number in range(128)]
    assert len(fake.calls) == 128


def test_one_client_may_serve_many_threads(fake: Fake) -> None:
    def ask_for(number: int) -> str:
        return client.rerank.rerank(model=f"m{number}", query="q", documents=["d"]).model

    with fake.client() as client, ThreadPoolExecutor(64) as pool:
        models = list(pool.map(ask_for, range(128)))

    assert models == [f"m{number}" for number in range(128)]
    assert fake.complaints() == []


def test_a_large_request_is_answered_in_full(fake: Fake) -> None:
    documents = [f"{number} " * 50_000 for number in range(40)]

    with fake.client() as client:
        res = client.rerank.rerank(model="m", query="39", documents=documents)

    assert [result.index for result in res.results] == [39, *range(39)]
    assert len(fake.calls[0].content) > 5_000_000


def test_what_a_client_is_given_goes_before_what_the_fake_would_give(fake: Fake) -> None:
    fake.fail(503)

    with fake.client(retry_config=None) as client, pytest.raises(errors.ServiceUnavailableResponseError):
        client.rerank.rerank(model="m", query="q", documents=["d"])

    assert len(fake.calls) == 1


def test_the_environment_leads_here_and_past_any_proxy(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.setenv("NO_PROXY", "example.org")

    expected = {
        "OPENROUTER_SERVER_URL": fake.url,
        "OPENROUTER_API_KEY": "dummy-key-for-the-fake",
        "NO_PROXY": "example.org,127.0.0.1",
        "no_proxy": "example.org,127.0.0.1",
    }
    assert fake.environment == expected
    monkeypatch.setenv("NO_PROXY", "example.org,127.0.0.1")
    assert fake.environment == expected


def test_a_call_keeps_everything_but_the_key(fake: Fake, http: httpx2.Client) -> None:
    headers = {"Authorization": "Bearer sk-or-secret", "Cookie": "sk-or-secret", "HTTP-Referer": "https://example.org"}

    http.post(f"{fake.url}/rerank", headers=headers, json={"model": "m", "query": "q", "documents": ["d"]})

    (call,) = fake.calls
    assert (call.method, call.path, call.status) == ("POST", "/api/v1/rerank", 200)
    assert call.headers["authorization"] == "Bearer ***"
    assert call.headers["http-referer"] == "https://example.org"
    assert call.body == {"model": "m", "query": "q", "documents": ["d"]}
    assert call.answer["model"] == "m"
    assert (call.fault, call.problem) == (None, None)
    assert "secret" not in f"{call!r}{call.headers}"


@pytest.mark.parametrize("value", ["sk-or-secret with spaces", "Bearer sk-or-secret", "BASIC sk-or-secret"])
def test_a_key_is_masked_however_it_is_sent(fake: Fake, ask: Ask, value: str) -> None:
    ask(key=value)

    assert "secret" not in fake.calls[0].headers["authorization"]


def test_a_key_in_a_body_is_masked_where_a_test_is_told_of_it(fake: Fake, ask: Ask) -> None:
    ask(key="Bearer sk-or-secret", top_n="sk-or-secret")

    (call,) = fake.calls
    assert call.problem == 'top_n: expected integer, got "***"'
    assert "secret" not in f"{call!r} {fake!r} {fake.complaints()}"


def test_a_fake_shows_where_it_is_and_how_often_it_was_asked(fake: Fake, ask: Ask) -> None:
    ask()

    assert repr(fake) == f"<Fake at {fake.url}, 1 calls>"


def test_a_fake_stays_in_its_process(fake: Fake) -> None:
    with pytest.raises(TypeError, match="can't go to another process; pass its url or its environment there"):
        pickle.dumps(fake)


def test_a_closed_fake_makes_no_clients(fake: Fake) -> None:
    fake.close()

    with pytest.raises(RuntimeError, match="the fake is closed; make clients while its test or its `with` block runs"):
        fake.client()


@pytest.mark.parametrize("port", [-1, 65536, 99999])
def test_a_port_that_cannot_be_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match=f"^port {port}: expected 0 to 65535$"):
        Fake(port=port)


def test_a_failure_of_the_fake_itself_reaches_the_test(fake: Fake, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        message = "no such luck"
        raise ArithmeticError(message)

    monkeypatch.setattr(fake, "_respond", broken)

    response = ask()

    assert response.status_code == 500
    assert "no such luck" in fake.complaints()[0]
    assert "   Report it, for it should not; or, if" in fake.complaints()[0]


def test_an_asynchronous_client_is_served_too(fake: Fake) -> None:
    async def ask() -> list[str]:
        async with fake.client() as client:
            calls = [client.rerank.rerank_async(model=f"m{n}", query="q", documents=["d"]) for n in range(20)]
            return [res.model for res in await asyncio.gather(*calls)]

    assert asyncio.run(ask()) == [f"m{n}" for n in range(20)]


def test_an_operation_may_need_no_key() -> None:
    media = {"application/json": {"schema": {"type": "object"}}}
    operation: dict[str, Any] = {"operationId": "a", "requestBody": {"content": media}, "responses": {}}
    paths: dict[str, Any] = {
        "/open": {"post": {**operation, "security": [{}, {"key": []}]}},
        "/closed": {"post": operation},
    }
    service = Service(Description({"security": [{"key": []}], "paths": paths}), {"a": lambda body, _: body})

    def status(path: str) -> int:
        headers = {"content-type": "application/json"}
        request = Request(method="POST", path=path, headers=headers, content=b"{}", reused=False)
        return asyncio.run(service(request)).status

    assert {path: status(path) for path in paths} == {"/open": 200, "/closed": 401}


def test_an_open_enum_takes_other_values() -> None:
    schema = {"type": "string", "enum": ["Cohere"]}
    media = {
        "application/json": {"schema": {"properties": {"open": {**schema, "x-sdk-enum": "open"}, "closed": schema}}}
    }
    operation = {"requestBody": {"content": media}, "responses": {}}
    (described,) = Description({"paths": {"/a": {"post": operation}}}).operations

    assert described.request_violations({"open": "new", "closed": "Cohere"}) == []
    assert described.request_violations({"open": 5}) == ["open: expected string, got 5"]
    assert described.request_violations({"closed": "new"}) == ['closed: expected one of "Cohere", got "new"']


def test_a_header_that_the_description_demands_must_be_there() -> None:
    parameter = {"name": "X-Tenant", "in": "header", "required": True}
    document: dict[str, Any] = {
        "components": {"parameters": {"Tenant": parameter}},
        "paths": {"/a": {"parameters": [{"$ref": "#/components/parameters/Tenant"}], "post": {"responses": {}}}},
    }
    request = Request(method="POST", path="/a", headers={}, content=b"", reused=False)

    answer = asyncio.run(Service(Description(document), {"": lambda body, _: body})(request))

    assert (answer.status, answer.problem) == (400, "X-Tenant: the header is missing")


def test_an_answer_is_checked_by_the_nearest_status_declared() -> None:
    def saying(kind: str) -> dict[str, Any]:
        return {"content": {"application/json": {"schema": {"type": kind}}}}

    responses = {"404": saying("string"), "4XX": saying("integer"), "default": saying("null")}
    (described,) = Description({"paths": {"/a": {"get": {"responses": responses}}}}).operations

    answers: dict[int, Any] = {404: "text", 418: 5, 500: None}
    assert {status: described.answer_violations(status, body) for status, body in answers.items()} == {
        404: [],
        418: [],
        500: [],
    }
    assert described.answer_violations(418, "text") == ['body: expected integer, got "text"']


def test_every_declared_answer_can_be_checked() -> None:
    assert {"200", "400", "401", "402", "403", "404", "413", "429", "500", "502", "503"} <= set(RERANK.answers)


def test_an_operation_that_the_kit_has_no_answer_for_is_told() -> None:
    description = Description({"paths": {"/models": {"get": {"responses": {}}}}})
    request = Request(method="GET", path="/models", headers={}, content=b"", reused=False)

    answer = asyncio.run(Service(description, {})(request))

    assert answer.status == 501
    assert answer.problem == "GET /models: the fake does not know how to answer this"


def test_the_ranking_is_the_same_in_every_process(run_python: RunPython) -> None:
    """Whatever seed Python hashes texts with."""
    program = (
        "from pytest_openrouter_rerank import Fake\n"
        "documents = ['b a', 'a b', 'c d a', 'a', 'd', 'e a b c', {'image': 'https://example.org'}, {'text': 'c a'}]\n"
        "with Fake() as fake, fake.client() as client:\n"
        "    client.rerank.rerank(model='m', query='c b a d', documents=documents)\n"
        "print(fake.calls[0].answer_content)\n"
    )

    answers = {run_python("-c", program, PYTHONHASHSEED=str(seed)).stdout for seed in (0, 1, 2)}

    assert len(answers) == 1
    assert "relevance_score" in answers.pop()
