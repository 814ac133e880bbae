"""Rendered methods send what descriptions say: the golden cases, called."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.generator.rendering import described, written
from tests.generator.test_render_cases import CASES, NAMES

if TYPE_CHECKING:
    from pathlib import Path

_PROGRAM = """
import asyncio, importlib, json, warnings
import httpx2

sent = []


def answer(request):
    text = request.read().decode()
    body = json.loads(text) if text else None
    interesting = ("accept", "authorization", "x-api-key", "content-type", "x-trace", "cookie", "x-id")
    headers = {{name: value for name, value in request.headers.items() if name in interesting}}
    sent.append([request.method, str(request.url), headers, body])
    status, content = {answer!r}
    return httpx2.Response(status, json=content) if content is not None else httpx2.Response(status)


package = importlib.import_module("{package}")
client_class = getattr(package, package.__all__[1])
components, operations, errors = package.components, package.operations, package.errors
transport = httpx2.MockTransport(answer)
with httpx2.Client(transport=transport) as http, warnings.catch_warnings(record=True) as warned:
    warnings.simplefilter("always")
    client = client_class({key!r}, client=http)
    try:
        result = {call}
    except errors.{base} as error:
        result = f"{{type(error).__name__}}: {{error.message}}"


async def again():
    async with httpx2.AsyncClient(transport=transport) as http:
        client = client_class({key!r}, async_client=http)
        return await {call_async}


if sent:
    assert asyncio.run(again()) == result if not isinstance(result, str) else True
    assert len(sent) == 1 or sent[0] == sent[1], sent
print(json.dumps([sent[0] if sent else None, repr(result), [str(one.message) for one in warned]]))
"""


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("called")
    for name in NAMES:
        written(described(CASES / name / "openapi.yaml", f"{name}_case"), folder)
    return folder / "client" / "src"


def call(packages: Path, case: str, method: str, arguments: str, answer: tuple[int, Any]) -> Any:
    """Call a method; gives the request, the result's repr, and the warnings."""
    package = f"{case}_case"
    program = f"import sys; sys.path.insert(0, {str(packages)!r})\n" + _PROGRAM.format(
        answer=answer,
        package=package,
        base=f"{package.title().replace('_', '')}Error",
        key="k",
        call=f"client.{method}({arguments})",
        call_async=f"client.{method}_async({arguments})",
    )
    run = subprocess.run(
        [
            sys.executable,
            "-I",
            "-B",
            "-W",
            "ignore",
            "-c",
            f"import sys; sys.path.insert(0, {str(packages)!r})\n{program}",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stderr == ""
    return json.loads(run.stdout)


def test_parameters_go_where_and_how_the_description_says(packages: Path) -> None:
    arguments = (
        'shop="a/b", ids=[1, 2], page=3, sort_by=["x y", "z"], filter={"a": "1"}, exact=True, x_trace="t", session="s"'
    )

    (request, result, _) = call(packages, "parameters", "shops.list_goods", arguments, (200, ["pear"]))

    assert request == [
        "GET",
        "https://api.example/v1/shops/a%2Fb/goods/.1.2?page=3&sort%20by=x%20y%7Cz&filter%5Ba%5D=1&exact=true",
        {"accept": "application/json", "x-trace": "t", "cookie": "session=s"},
        None,
    ]
    assert result == "['pear']"


NO_BODY = {"accept": "application/json"}
BODY = {"accept": "application/json", "content-type": "application/json"}
CAT = {"kind": "cat", "lives": 9}
PETS = (
    "AddPetResponse(pet=Cat(kind='cat', lives=9), friends=[Fish(water='salt'), {'kind': 'x', 'q': 1}], "
    "owner=Owner(name='A'))"
)
EACH_NULL = (
    'needed="a", needed_or_null=None, optional=None, optional_or_null=None, items_or_null=["x", None], '
    'values_or_null={"y": None}, anything=[1, {"z": None}], nested={"inner": None}'
)
DOCUMENTS = (
    'documents=iter(["a", {"title": "b", "last-change": 1}, components.Page(title="c")]), labels={"d": "e"}, '
    'settings={"fast": True, "own": 1}'
)
FOREST = "Forest(trees={'t': Tree(name='d', notes=[['z']])}, neighbor=Meadow(forest=Forest(neighbor=Meadow())))"


EXAMPLES: list[tuple[Any, ...]] = [
    (
        "names",
        "errors_.import_",
        'none="a", from_="b", init="c", components={"d": "e"}',
        (204, None),
        [
            "POST",
            "/things/import",
            BODY,
            {"None": "a", "from": "b", "__init__": "c", "components": {"d": "e"}},
        ],
        "None",
    ),
    (
        "names",
        "errors_.list",
        'class_="a", retries_query=1, self_query=2, x_id="b"',
        (200, [{"list": ["x"], "str": "y", "my key": "z", "1st": 1, "http": "h"}]),
        ["GET", "/things?class=a&retries=1&self=2", {"accept": "application/json", "x-id": "b"}, None],
        "[List(list_=['x'], str_='y', my_key='z', n_1st=1, http_='h')]",
    ),
    (
        "bodies",
        "notes.put_notes",
        'body=[{"text": "a"}, components.Note(done=True)]',
        (204, None),
        ["PUT", "/notes", BODY, [{"text": "a"}, {"done": True}]],
        "None",
    ),
    ("bodies", "notes.add_note", 'body="a"', (201, True), ["POST", "/notes", BODY, "a"], "True"),
    ("bodies", "notes.add_note", 'body="a"', (202, None), ["POST", "/notes", BODY, "a"], "None"),
    (
        "bodies",
        "notes.patch_notes",
        "",
        (200, None),
        ["PATCH", "/notes", {"accept": "application/json"}, None],
        "None",
    ),
    (
        "bodies",
        "notes.patch_notes",
        "done=False",
        (200, {"text": "b"}),
        ["PATCH", "/notes", BODY, {"done": False}],
        "Note(text='b')",
    ),
    (
        "unions",
        "default.add_pet",
        'body={"kind": "dog", "barks": True}',
        (
            200,
            {
                "pet": {"kind": "cat", "lives": 9},
                "friends": [{"water": "salt"}, {"kind": "x", "q": 1}],
                "owner": {"name": "A"},
            },
        ),
        ["POST", "/pets", BODY, {"kind": "dog", "barks": True}],
        PETS,
    ),
    (
        "enums",
        "default.paint",
        'color="odd", size=2, finish="matt", share=0.25, kind="paint"',
        (200, {"color": "new", "others": ["gloss"]}),
        [
            "POST",
            "/paint",
            BODY,
            {"color": "odd", "size": 2, "finish": "matt", "share": 0.25, "kind": "paint"},
        ],
        "PaintResponse(color='new', others=['gloss'])",
    ),
    (
        "optional",
        "default.put_matrix",
        EACH_NULL,
        (200, {"needed": "a", "needed_or_null": None}),
        [
            "POST",
            "/matrix",
            BODY,
            {
                "needed": "a",
                "needed_or_null": None,
                "optional_or_null": None,
                "items_or_null": ["x", None],
                "values_or_null": {"y": None},
                "anything": [1, {"z": None}],
                "nested": {"inner": None},
            },
        ],
        "Answered(needed='a', needed_or_null=None)",
    ),
    (
        "aliases",
        "default.index",
        DOCUMENTS,
        (200, 3),
        [
            "POST",
            "/index",
            BODY,
            {
                "documents": ["a", {"title": "b", "last-change": 1}, {"title": "c"}],
                "labels": {"d": "e"},
                "settings": {"fast": True, "own": 1},
            },
        ],
        "3",
    ),
    (
        "recursion",
        "default.put_tree",
        'name="a", children=[{"name": "b", "children": [components.Tree(name="c")]}], notes=["x", ["y"]]',
        (200, {"trees": {"t": {"name": "d", "notes": [["z"]]}}, "neighbor": {"forest": {"neighbor": {}}}}),
        [
            "PUT",
            "/trees",
            BODY,
            {"name": "a", "children": [{"name": "b", "children": [{"name": "c"}]}], "notes": ["x", ["y"]]},
        ],
        "Forest(trees={'t': Tree(name='d', notes=[['z']])}, neighbor=Meadow(forest=Forest(neighbor=Meadow())))",
    ),
    (
        "security",
        "doors.lock_door",
        "",
        (204, None),
        ["GET", "/locked", {"accept": "application/json", "x-api-key": "k"}, None],
        "None",
    ),
    (
        "security",
        "doors.open_door",
        "",
        (204, None),
        ["GET", "/open", {"accept": "application/json"}, None],
        "None",
    ),
    (
        "security",
        "doors.lock_door",
        "",
        (423, {"reason": "twice"}),
        ["GET", "/locked", {"accept": "application/json", "x-api-key": "k"}, None],
        '\'LockedResponseError: {"reason":"twice"}\'',
    ),
]
"""Case, method, arguments, status and body of the answer; the request, and what the call returns."""


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_call_sends_what_it_should_and_returns_what_came(packages: Path, example: tuple[Any, ...]) -> None:
    case, method, arguments, answer, sent, result = example

    (request, found, warned) = call(packages, case, method, arguments, answer)

    assert request == [sent[0], f"https://api.example/v1{sent[1]}", *sent[2:]]
    assert found == result
    assert warned == []


@pytest.mark.parametrize(
    ("case", "method", "arguments", "said"),
    [
        ("unions", "default.add_pet", 'body={"kind": "cat", "lives": "nine"}', "lives: expected int, got str"),
        ("aliases", "default.index", 'documents=["a"], labels={"d": 1}', "labels.d: expected str, got int"),
        ("enums", "default.paint", 'color="red", size=3', "size: invalid enum value 3"),
        ("optional", "default.put_matrix", 'needed=None, needed_or_null="x"', "needed: expected str, got null"),
        (
            "optional",
            "default.put_matrix",
            'needed="a", needed_or_null="b", nested={"iner": 1}',
            "nested.iner: unknown field",
        ),
        ("parameters", "shops.list_goods", 'shop="a", ids=["x"], page=1', "ids[0]: expected int, got str"),
        ("parameters", "shops.list_goods", 'shop="", ids=[1], page=1', "shop: a path takes no empty value"),
    ],
)
def test_what_does_not_fit_is_refused_before_it_is_sent(
    packages: Path, case: str, method: str, arguments: str, said: str
) -> None:
    (request, found, _) = call(packages, case, method, arguments, (204, None))

    assert request is None
    assert found == repr(f"RequestValidationError: {said}")


def test_a_deprecated_method_warns(packages: Path) -> None:
    (_, result, warned) = call(packages, "deprecated", "default.get_old", "", (200, {"rusty": True}))

    assert result == "Old(rusty=True)"
    assert warned == ["The API deprecates this operation."]
