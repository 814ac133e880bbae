"""Documents: what YAML and JSON mean, where every node stands, what is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import example, given, settings, strategies as st

from generator.document import (
    JSON,
    Document,
    copy_node,
    dumps,
    height_of,
    load,
    loads,
    parse_pointer,
    plain,
    pointer_text,
    weight_of,
)
from generator.problems import BadInputError, Position

if TYPE_CHECKING:
    from generator.document import Pointer

TEXT = """\
openapi: 3.1.0  # which
paths:
  /lights/{id}:
    get:
      tags: [a, "b~/"]
      parameters:
        - name: colour

        - &range
          name: range
"""


@pytest.fixture
def document() -> Document:
    return loads(TEXT, name="lights.yaml")


scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
values: st.SearchStrategy[JSON] = st.recursive(
    scalars, lambda children: st.lists(children, max_size=4) | st.dictionaries(st.text(), children, max_size=4)
)
objects: st.SearchStrategy[dict[str, JSON]] = st.dictionaries(st.text(), values, max_size=6)
bounded = settings(max_examples=100, derandomize=True, deadline=None)


@pytest.mark.parametrize(
    ("pointer", "line", "column"),
    [
        ((), 1, 1),
        (("openapi",), 1, 10),
        (("paths", "/lights/{id}", "get"), 5, 7),
        (("paths", "/lights/{id}", "get", "tags"), 5, 13),
        (("paths", "/lights/{id}", "get", "tags", 1), 5, 17),
        (("paths", "/lights/{id}", "get", "parameters", 0, "name"), 7, 17),
        (("paths", "/lights/{id}", "get", "parameters", 1, "name"), 10, 17),
    ],
)
def test_a_value_has_a_position(document: Document, pointer: Pointer, line: int, column: int) -> None:
    text = TEXT.splitlines()[line - 1]

    assert document.position(pointer) == Position(file="lights.yaml", line=line, column=column, text=text)


def test_a_key_has_a_position_of_its_own(document: Document) -> None:
    at = document.position(("paths", "/lights/{id}", "get"), key=True)

    assert str(at) == "lights.yaml:4:5"


def test_an_item_has_no_key_but_its_own_position(document: Document) -> None:
    pointer = ("paths", "/lights/{id}", "get", "tags", 0)

    assert document.position(pointer, key=True) == document.position(pointer)


@pytest.mark.parametrize(
    "missing", [("put",), ("tags", 7), ("tags", "a"), ("tags", -1), ("parameters", 0, "name", "x")]
)
def test_the_position_of_an_absent_node_is_its_nearest_parents(document: Document, missing: Pointer) -> None:
    operation = ("paths", "/lights/{id}", "get")
    parent = {"put": operation, "tags": (*operation, "tags"), "parameters": (*operation, "parameters", 0, "name")}

    assert document.position((*operation, *missing)) == document.position(parent[str(missing[0])])


def test_a_json_document_has_positions_too() -> None:
    document = loads('{"a": [1,\n {"\\u0062": "x"}]}', name="a.json")

    assert str(document.position(("a", 1, "b"))) == "a.json:2:13"
    assert str(document.position(("a", 1, "b"), key=True)) == "a.json:2:3"


def test_lines_end_as_in_editors_and_nowhere_else() -> None:
    document = loads('a: "x\u2028y\x85z"\r\nb: 1\r\nc: 2\n', name="a.yaml")

    assert document.position(("c",)) == Position(file="a.yaml", line=3, column=4, text="c: 2")


def test_positions_in_one_long_line_share_its_text() -> None:
    document = loads(json.dumps({str(number): number for number in range(1000)}), name="a.json")

    first, last = document.position(("0",)), document.position(("999",))

    assert (first.line, last.line) == (1, 1)
    assert first.text is last.text


def test_nodes_are_found_by_pointers(document: Document) -> None:
    pointer = document.resolve("/paths/~1lights~1{id}/get/tags/1")

    assert pointer == ("paths", "/lights/{id}", "get", "tags", 1)
    assert document.get(pointer) == "b~/"
    assert pointer_text(pointer) == "/paths/~1lights~1{id}/get/tags/1"


@pytest.mark.parametrize("text", ["/paths/x", "/paths/~1lights~1{id}/get/tags/01", "/openapi/0", "/openapi/x/y"])
def test_a_pointer_to_nothing_is_a_key_error(document: Document, text: str) -> None:
    with pytest.raises(KeyError):
        document.resolve(text)
    with pytest.raises(KeyError):
        document.get(parse_pointer(text))


@pytest.mark.parametrize("text", ["paths", "#/paths", "/a~b", "/~", "/~2"])
def test_a_malformed_pointer_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match="JSON pointer"):
        parse_pointer(text)


@given(st.lists(st.text()))
@bounded
def test_a_pointer_reads_back(steps: list[str]) -> None:
    assert parse_pointer(pointer_text(tuple(steps))) == tuple(steps)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True), ("True", True), ("FALSE", False), ("null", None), ("~", None), ("", None), ("Null", None),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("y", "y"), ("tRUE", "tRUE"), ("nULL", "nULL"),
        ("12", 12), ("-12", -12), ("+12", 12), ("0o14", 12), ("0xfF", 255), ("014", 14), ("00", 0),
        ("1_000", "1_000"), ("0b11", "0b11"), ("-0x1", "-0x1"), ("16:9", "16:9"), ("0o8", "0o8"), ("١٢", "١٢"),
        ("1.5", 1.5), ("1.", 1.0), (".5", 0.5), ("-.5e-3", -0.0005), ("1e3", 1000.0), ("1e", "1e"), (".", "."),
        ("1.2.3", "1.2.3"), ("-", [None]), ("2020-01-01", "2020-01-01"), ("10:00:00", "10:00:00"),
        ("=", "="), ("inf", "inf"), ("nan", "nan"), ("'12'", "12"), ('"true"', "true"), ("'~'", "~"),
    ],
)  # fmt: skip
def test_words_mean_what_the_core_schema_says(word: str, value: JSON) -> None:
    found = loads(f"a:\n {word}\n", name="a.yaml").data["a"]

    assert (type(found), found) == (type(value), value) or found == [None]


def test_an_unquoted_status_is_a_string_key() -> None:
    assert loads("200: a\n'404': b\n5XX: c\n2024-01-01: d\nno: e\n", name="a.yaml").data == {
        "200": "a", "404": "b", "5XX": "c", "2024-01-01": "d", "no": "e",
    }  # fmt: skip


def test_large_numbers_are_exact() -> None:
    number = 10**3999 + 7

    assert loads(f"a: {number}\nb: -{number}", name="a.yaml").data == {"a": number, "b": -number}
    assert loads(f'{{"a": {number}}}', name="a.json").data == {"a": number}


def test_aliases_are_copies() -> None:
    document = loads("a: &x {b: [1]}\nc: *x\nd: &y 5\ne: *y\n", name="a.yaml")
    first, second = cast("dict[str, Any]", document.data["a"]), cast("dict[str, Any]", document.data["c"])

    first["b"].append(2)

    assert second == {"b": [1]}
    assert document.data["e"] == 5
    assert str(document.position(("c",))) == "a.yaml:2:4"
    assert str(document.position(("c", "b"))) == "a.yaml:1:11"


def test_a_surrogate_pair_is_one_character_in_yaml_as_in_json() -> None:
    text = r'{"a": "\ud83d\ude00", "b": "\\ud83d\\ude00", "c": "\\\ud83d\ude00"}'

    as_json, as_yaml = loads(text, name="a.json"), loads("# no JSON\n" + text, name="a.yaml")

    assert as_json.data == as_yaml.data == {"a": "😀", "b": r"\ud83d\ude00", "c": "\\😀"}


def test_a_lone_surrogate_survives_in_json_and_is_written_as_json() -> None:
    document = loads(r'{"\udc00": "\ud800"}', name="a.json")

    written = dumps(document.data)

    assert document.data == {"\udc00": "\ud800"}
    assert loads(written, name="a.yaml").data == document.data
    assert written.isascii()


def test_a_byte_order_mark_is_no_part_of_the_data() -> None:
    content = b"\xef\xbb\xbfa: 1\n"
    document = loads(content, name="a.yaml")

    assert document.data == {"a": 1}
    assert str(document.position(("a",))) == "a.yaml:1:4"
    assert document.encoded() == content


def test_a_path_is_shown_as_it_was_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("a: 1")
    monkeypatch.chdir(tmp_path)

    assert str(load(Path("./a.yaml")).position(("a",))) == "a.yaml:1:4"
    assert str(load(Path("a.yaml"), name="spec").position(("a",))) == "spec:1:4"


def test_a_document_is_dicts_and_lists_to_everybody() -> None:
    document = loads("a: [{b: 1}]\n", name="a.yaml")

    assert json.dumps(document.data) == '{"a": [{"b": 1}]}'
    assert document.data == {"a": [{"b": 1}]}
    assert type(plain(document.data)) is dict
    assert type(cast("dict[str, Any]", plain(document.data))["a"]) is list


def test_a_copy_shares_nothing() -> None:
    document = loads("a: [{b: 1}]\n", name="a.yaml")

    twin = cast("dict[str, Any]", copy_node(document.data))
    twin["a"][0]["b"] = 2
    twin["a"].append(3)

    assert document.data == {"a": [{"b": 1}]}


def test_nodes_and_levels_are_counted() -> None:
    data = loads(f"a: [1, {{b: 2}}]\nc: {'x' * 300}\n", name="a.yaml").data

    assert weight_of(data) == 5 + 1 + 2
    assert height_of(data) == 3
    assert height_of(5) == 0


WRITTEN = """\
plain: words with (brackets), commas
'yes': 'no'
number: '12'
date: '2020-01-01'
empty: ''
colon: 'a: b'
hash: 'a #b'
quote: it's
both: "'a': \\"b\\""
list:
  - 1
  - - 2.5
    - null
  - a: true
    b: {}
  - []
text: |
  Two lines,

    indented
clipped: |-
  no
  end
odd: "line\\n\\n"
control: "\\u001b[31m\\u202e"
' lead': 'trail '
"""


def test_the_canonical_form() -> None:
    document = loads(WRITTEN, name="a.yaml")

    assert dumps(document.data) == WRITTEN


@given(objects)
@example({"a" * 2000: {"b" * 2000: ["c" * 2000]}, "?": "? a", "-": "- a", "#": "#", "<<": "<<", "\ufeff": "\x85"})
@example({"a": "\n", "b": "\na", "c": " \n", "d": "a\n ", "e": "\ta\n\tb", "f": "a\r\nb", "g": "a\n---\nb\n...\n"})
@example({"a": 1e16, "b": -0.0, "c": 5e-324, "d": 0.1, "e": 1.0, "f": 10**30})
@bounded
def test_what_is_written_reads_back(data: dict[str, JSON]) -> None:
    """Values, their types, and the order of the keys."""
    for text in (dumps(data), json.dumps(data), json.dumps(data, indent="\t", ensure_ascii=True)):
        assert json.dumps(loads(text, name="a.yaml").data) == json.dumps(data)


@given(objects)
@bounded
def test_every_value_stands_where_its_position_says(data: dict[str, JSON]) -> None:
    text = json.dumps(data, indent=1)
    document = loads(text, name="a.json")

    for pointer in _pointers(data):
        at = document.position(pointer)
        rest = "\n".join(text.splitlines()[at.line - 1 :])[at.column - 1 :]

        assert json.JSONDecoder().raw_decode(rest)[0] == document.get(pointer)


@given(st.text(alphabet="abn01 \t\n\r:-?,[]{}#&*!|>'\"%@`~.<=\\ux\0\x85\u2028\ufeff\ud800é", max_size=40))
@settings(bounded, max_examples=300)
def test_any_text_is_a_document_or_bad_input(text: str) -> None:
    for name in ("a.yaml", "a.json"):
        try:
            document = loads(text, name=name)
        except BadInputError as error:
            str(error).encode()
        else:
            assert document.encoded() == text.encode("utf-8", "surrogatepass")
            assert json.dumps(loads(dumps(document.data), name="b.yaml").data) == json.dumps(document.data)


@given(st.binary(max_size=60))
@bounded
def test_any_bytes_are_a_document_or_bad_input(content: bytes) -> None:
    try:
        loads(content, name="a.yaml")
    except BadInputError as error:
        str(error).encode()


def test_a_real_document_reads_back(shared_data: Path) -> None:
    document = load(shared_data / "upstream" / "openrouter-2026-08-22.yaml")

    assert dumps(loads(dumps(document.data), name="again.yaml").data) == dumps(document.data)


def _pointers(node: object, here: Pointer = ()) -> list[Pointer]:
    children: list[tuple[str | int, object]] = []
    if isinstance(node, dict):
        children = list(cast("dict[str, object]", node).items())
    elif isinstance(node, list):
        children = list(enumerate(cast("list[object]", node)))
    return [here, *(found for step, child in children for found in _pointers(child, (*here, step)))]
