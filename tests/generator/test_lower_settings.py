"""Servers, security, retrying: what is read, what is usual, and what is refused with its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator import ir
from generator.config import defaults
from generator.document import loads
from generator.problems import BadInputError
from tests.generator.lowering import HEAD, lowered, package_of

EMPTY = "responses: {'204': {description: ''}}"


def retries(policy: str) -> ir.RetryPolicy:
    (operation,) = lowered(f"paths: {{/a: {{get: {{{policy}, {EMPTY}}}}}}}").operations
    return operation.retries


def findings(text: str) -> list[str]:
    """Lower what can't be; give what is told."""
    with pytest.raises(BadInputError) as caught:
        lowered(text)
    return [problem.finding for problem in caught.value.problems]


def test_nothing_is_tried_again_unless_the_description_says_so() -> None:
    assert retries("operationId: a") == ir.RetryPolicy(
        strategy="none",
        initial_interval=0,
        max_interval=0,
        exponent=1.0,
        max_elapsed_time=0,
        jitter=None,
        statuses=(),
        connection_errors=False,
        source="",
    )


def test_what_a_retry_policy_leaves_open_is_as_usual() -> None:
    assert retries("x-sdk-retries: {strategy: backoff}") == ir.RetryPolicy(
        strategy="backoff",
        initial_interval=500,
        max_interval=60_000,
        exponent=1.5,
        max_elapsed_time=3_600_000,
        jitter=None,
        statuses=(),
        connection_errors=False,
        source="/paths/~1a/get/x-sdk-retries",
    )


@pytest.mark.parametrize(
    ("name", "value", "bounds"),
    [
        ("exponent", "0.9", "1 to 10"),
        ("exponent", "10.1", "1 to 10"),
        ("exponent", "true", "1 to 10"),
        ("maxInterval", "-1", "0 to 86400000 (milliseconds, a day at most)"),
        ("maxInterval", "86400001", "0 to 86400000 (milliseconds, a day at most)"),
        ("maxInterval", "'5'", "0 to 86400000 (milliseconds, a day at most)"),
    ],
)
def test_a_number_of_a_retry_policy_has_bounds(name: str, value: str, bounds: str) -> None:
    with pytest.raises(BadInputError) as caught:
        retries(f"x-sdk-retries: {{strategy: backoff, {name}: {value}}}")

    assert [problem.hint for problem in caught.value.problems] == [f"write a number from {bounds}"]


@pytest.mark.parametrize(("exponent", "interval"), [(1, 0), (10, 86_400_000)])
def test_the_bounds_of_a_retry_policy_are_in_it(exponent: int, interval: int) -> None:
    found = retries(f"x-sdk-retries: {{strategy: backoff, exponent: {exponent}, jitter: {interval}}}")

    assert (found.exponent, found.jitter) == (exponent, interval)


def test_a_number_that_no_policy_can_have_is_the_usual_one_where_it_is_knowingly_left_out() -> None:
    text = f"paths: {{/a: {{get: {{x-sdk-retries: {{strategy: backoff, exponent: x, jitter: x}}, {EMPTY}}}}}}}"
    document = loads(HEAD.format(version="3.1.0") + text, name="api.yaml")
    left_out = {"/paths/~1a/get/x-sdk-retries": "It means something else."}

    (operation,) = package_of(document, replace(defaults("Shop"), left_out=left_out)).operations

    assert (operation.retries.exponent, operation.retries.jitter) == (1.5, 0)


@pytest.mark.parametrize("policy", ["{}", "{strategy: often}", "[backoff]"])
def test_a_retry_policy_is_an_object_with_a_known_strategy(policy: str) -> None:
    told = findings(f"paths: {{/a: {{get: {{x-sdk-retries: {policy}, {EMPTY}}}}}}}")

    assert told == ["a retry policy is an object whose strategy is backoff or none"]


def test_an_operation_has_the_servers_of_its_path_unless_it_has_its_own() -> None:
    package = lowered(f"""
servers: [{{url: /v1}}]
paths:
  /a:
    servers: [{{url: /path}}]
    get: {{operationId: a, {EMPTY}}}
    put: {{operationId: b, servers: [{{url: /own}}], {EMPTY}}}
  /c: {{get: {{operationId: c, {EMPTY}}}}}
""")

    found = {one.id: [server.url for server in one.servers] for one in package.operations}

    assert found == {"a": ["/path"], "b": ["/own"], "c": []}


def test_a_server_without_a_name_of_its_own_is_called_by_its_number() -> None:
    package = lowered("servers: [{url: /a, x-sdk-name: ''}, {url: /b, x-sdk-name: 5}, {url: /c, x-sdk-name: third}]")

    assert [server.name for server in package.servers] == ["server_1", "server_2", "third"]


def key(place: str, name: str) -> str:
    """Write a document whose operation needs an API key."""
    scheme = f"{{type: apiKey, in: {place}, name: {name}}}"
    return f"""
paths: {{/a: {{get: {{security: [{{k: []}}], {EMPTY}}}}}}}
components: {{securitySchemes: {{k: {scheme}}}}}
"""


@pytest.mark.parametrize(("place", "name"), [("query", "a b"), ("header", "X-Key"), ("cookie", "key")])
def test_a_key_may_have_any_name_in_the_query_and_else_that_of_a_header(place: str, name: str) -> None:
    (scheme,) = lowered(key(place, name)).security_schemes

    assert (scheme.location, scheme.wire_name) == (place, name)


@pytest.mark.parametrize(("place", "name"), [("header", "a b"), ("cookie", "a;b"), ("query", "''")])
def test_a_key_with_a_name_that_its_place_does_not_admit_is_refused(place: str, name: str) -> None:
    (told,) = findings(key(place, name))

    assert told.startswith("an API key needs a name and a place")
