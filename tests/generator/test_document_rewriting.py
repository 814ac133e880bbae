"""A changed document is written into the text it was read from."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st
from ruamel.yaml import YAML

from generator.document import JSON, Document, dumps, loads
from generator.document.rewriting import rewrite
from generator.overlay import apply, read_document
from generator.problems import BadInputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

bounded = settings(max_examples=150, derandomize=True, deadline=None)


def patched(text: str, actions: str, name: str = "a.yaml") -> Document:
    overlay = loads(f"overlay: 1.1.0\ninfo: {{title: t, version: v}}\nactions:\n{actions}", name="o.yaml")
    return apply(loads(text, name=name), [read_document(overlay)]).document


def rewritten(text: str, actions: str, name: str = "a.yaml") -> str:
    return patched(text, actions, name).encoded().decode()


@pytest.mark.parametrize(
    ("text", "actions", "expected"),
    [
        pytest.param(
            "a: 1 # one\nb: 2 # two\n", "- {target: $.a, update: 7}", "a: 7 # one\nb: 2 # two\n", id="scalar"
        ),
        pytest.param("a: 1", "- {target: $.a, update: 7}", "a: 7", id="no line end"),
        pytest.param("'a': 1", "- {target: $, update: {b: 2}}", "'a': 1\nb: 2\n", id="added after no line end"),
        pytest.param("a:\n'b': 2\n", "- {target: $.a, update: 7}", "a: 7\n'b': 2\n", id="nothing before"),
        pytest.param("a:   ~\n", "- {target: $.a, update: 7}", "a:   7\n", id="spacing"),
        pytest.param("'a' : 1\n", "- {target: $.a, update: 7}", "'a' : 7\n", id="key as it was"),
        pytest.param(
            "a: |\n  x\n\n  y\n\nb: 2\n", "- {target: $.a, update: z}", "a: z\nb: 2\n", id="block text replaced"
        ),
        pytest.param(
            "'a': x\nb: 2\n", '- {target: $.a, update: "y\\nz\\n"}', "'a': |\n  y\n  z\nb: 2\n", id="becomes block text"
        ),
        pytest.param(
            "a: |\n  x\n\nb: 2\n", "- {target: $, update: {c: 3}}", "a: |\n  x\n\nb: 2\nc: 3\n", id="block text kept"
        ),
        pytest.param(
            "a:\n- x   # x\n# y\n- y\n- z\n", "- {target: '$.a[1]', remove: true}", "a:\n- x   # x\n- z\n", id="item"
        ),
        pytest.param(
            "a:\n  - b: 1\n    c: 2\n  -   d: 3\n",
            "- {target: '$.a[0].b', remove: true}\n- {target: '$.a[1]', update: {e: 4}}",
            "a:\n  - c: 2\n  -   d: 3\n      e: 4\n",
            id="objects in an array",
        ),
        pytest.param(
            "a:\n- - x\n  - y\n-\n  - z\n",
            "- {target: '$.a[0]', update: [p]}\n- {target: '$.a[1]', update: [q]}",
            "a:\n- - x\n  - y\n  - p\n-\n  - z\n  - q\n",
            id="arrays in an array",
        ),
        pytest.param(
            "a:\n  # about b\n  b: 1\n  # about c\n  c: 2\n",
            "- {target: $.a.b, remove: true}",
            "a:\n  # about b\n  # about c\n  c: 2\n",
            id="first entry",
        ),
        pytest.param("a:\n  b: 1\nc: 2\n", "- {target: $.a.b, remove: true}", "a: {}\nc: 2\n", id="last entry"),
        pytest.param("a: {}\nc: []\n", "- {target: $.*, remove: true}", "{}\n", id="everything"),
        pytest.param(
            "a: {}\nc: [] # c\n",
            "- {target: $.a, update: {x: 1}}\n- {target: $.c, update: y}",
            "a:\n  x: 1\nc:\n  - 'y'\n",
            id="empty ones",
        ),
        pytest.param("a: {x: 1,}\n", "- {target: $.a, update: {y: 2}}", "a:\n  x: 1\n  'y': 2\n", id="trailing comma"),
        pytest.param(
            "a: [\n  x,  # x\n  z\n]\n", "- {target: $.a, update: p}", 'a: [\n  x,  # x\n  z,\n  "p"\n]\n', id="flow"
        ),
        pytest.param("? a\n: 1\n", "- {target: $, update: {b: 2}}", "a: 1\nb: 2\n", id="explicit key"),
        pytest.param(
            "a: &x\n  b: 1\nc: 2 #\n", "- {target: $.a, update: {d: 3}}", "a:\n  b: 1\n  d: 3\nc: 2 #\n", id="anchor"
        ),
        pytest.param(
            "a: &x {b: 1}\nc: *x\n", "- {target: $.a, update: {d: 3}}", "a:\n  b: 1\n  d: 3\nc:\n  b: 1\n", id="alias"
        ),
        pytest.param("a: 1\r\nb: 2\r\n", "- {target: $.a, update: 7}", "a: 7\r\nb: 2\r\n", id="CRLF"),
        pytest.param("a: 1\r\n", "- {target: $, update: {c: [3]}}", "a: 1\r\nc:\r\n  - 3\r\n", id="CRLF added"),
        pytest.param("---\na: 1\n...\n", "- {target: $.a, update: 7}", "---\na: 7\n...\n", id="marks"),
        pytest.param("# only\n\na: 1\n\n# end", "- {target: $.a, update: 7}", "# only\n\na: 7\n\n# end", id="around"),
    ],
)  # fmt: skip
def test_yaml_keeps_what_was_not_touched(text: str, actions: str, expected: str) -> None:
    assert rewritten(text, actions) == expected


@pytest.mark.parametrize(
    ("text", "actions", "expected"),
    [
        pytest.param('{"a":1.0,"b":[]}', "- {target: $.b, update: x}", '{"a":1.0,"b":["x"]}', id="compact"),
        pytest.param(
            '{\n\t"a": 1e2,\n\t"b": [1, 2]\n}\n',
            "- {target: $, update: {c: {d: [1]}}}\n- {target: $.b, update: 3}",
            '{\n\t"a": 1e2,\n\t"b": [1, 2, 3],\n\t"c": {\n\t\t"d": [\n\t\t\t1\n\t\t]\n\t}\n}\n',
            id="tabs",
        ),
        pytest.param('{"a": 1, "b": 2}', "- {target: $.a, remove: true}", '{"b": 2}', id="first"),
        pytest.param('{"a": 1, "b": 2}', "- {target: $.b, remove: true}", '{"a": 1}', id="last"),
        pytest.param(
            '{"a" : "\\u00e9"}', "- {target: $, update: {b: é}}", '{"a" : "\\u00e9", "b" : "é"}', id="escapes"
        ),
        pytest.param('{"a": 1}', "- {target: $.a, remove: true}", "{}\n", id="nothing left"),
    ],
)
def test_json_keeps_what_was_not_touched(text: str, actions: str, expected: str) -> None:
    assert rewritten(text, actions, "a.json") == expected


def test_a_byte_order_mark_stays() -> None:
    document = loads(b"\xef\xbb\xbfa: 1\n", name="a.yaml")
    overlay = loads(
        "{overlay: 1.1.0, info: {title: t, version: v}, actions: [{target: $.a, update: 2}]}", name="o.yaml"
    )

    assert apply(document, [read_document(overlay)]).document.encoded() == b"\xef\xbb\xbfa: 2\n"


def test_yaml_is_written_as_json_where_json_is_wanted() -> None:
    assert (
        patched("a: 1 # a\n", "- {target: $, update: {b: [2]}}").as_json() == b'{\n  "a": 1,\n  "b": [\n    2\n  ]\n}\n'
    )
    assert patched('{"a": 1.50}', "- {target: $, update: {b: 2}}").as_json() == b'{"a": 1.50, "b": 2}'


names = st.sampled_from(["a", "b", "c", "x-d", "200", "yes", "k: v"])
leaves: st.SearchStrategy[JSON] = (
    st.none()
    | st.booleans()
    | st.integers(0, 9)
    | st.sampled_from(["", "s", "t u", "#", "- x", "1", "l1\nl2", "l1\nl2\n", " x\n", "é", "x: y", "'", '"', "{", "\n"])
)
values: st.SearchStrategy[JSON] = st.recursive(
    leaves,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(names, children, max_size=4),
    max_leaves=15,
)
objects: st.SearchStrategy[dict[str, JSON]] = st.dictionaries(names, values, min_size=1, max_size=4)
queries = st.lists(
    st.sampled_from(["['a']", ".b", "['c']", "[0]", "[-1]", ".*", "..*", "..a", "[?@.a]", "[::2]", "['200']"]),
    max_size=3,
).map(lambda steps: "$" + "".join(steps))


def _update(target: str, update: JSON) -> dict[str, JSON]:
    return {"target": target, "update": update}


def _copy(target: str, source: str) -> dict[str, JSON]:
    return {"target": target, "copy": source}


def _removal(target: str) -> dict[str, JSON]:
    return {"target": target, "remove": True}


actions = st.builds(_update, queries, values) | st.builds(_copy, queries, queries) | st.builds(_removal, queries)


def commented(data: JSON) -> str:
    """The canonical form with comments wherever they may stand outside of block texts."""
    lines: list[str] = []
    inside = -1
    for line in dumps(data).splitlines():
        depth = len(line) - len(line.lstrip())
        if line and depth <= inside:
            inside = -1
        if inside < 0 and line:
            lines.append(" " * depth + "# about the next")
            inside = depth if line.endswith(("|", "|-")) else -1
            lines.append(line if inside >= 0 else line + "  # note")
        else:
            lines.append(line)
    return "\n".join(lines) + "\n# end\n"


def by_ruamel(data: JSON) -> str:
    """Another writer's form: other indentation, dashes below their keys, lines folded."""
    yaml: Any = YAML()
    yaml.width = 20
    yaml.indent(mapping=3, sequence=4, offset=1)
    stream = io.StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


STYLES: list[Callable[[JSON], str]] = [
    dumps,
    commented,
    by_ruamel,
    json.dumps,
    lambda data: json.dumps(data, indent=3),
    lambda data: json.dumps(data, indent="\t", separators=(" ,", ":")),
    lambda data: dumps(data).replace("\n", "\r\n"),
    lambda data: "---\nfirst: &anchor [1, {z: 2}]\nlast: *anchor\n" + dumps(data),
]


@pytest.mark.parametrize("style", STYLES)
@given(data=objects, found=st.lists(actions, min_size=1, max_size=3))
@bounded
def test_what_is_written_is_what_the_actions_made(
    style: Callable[[JSON], str], data: dict[str, JSON], found: list[dict[str, JSON]]
) -> None:
    """Already the patched text reads back, before the canonical form would step in."""
    document = loads(style(data), name="a.yaml")
    numbered: list[JSON] = [{**action, "x-number": number} for number, action in enumerate(found)]
    text = json.dumps({"overlay": "1.1.0", "info": {"title": "t", "version": "v"}, "actions": numbered})
    try:
        result = apply(document, [read_document(loads(text, name="o.json"))], lax=True).document
    except BadInputError:
        return

    written = result.encoded().decode()

    assert json.dumps(loads(written, name="a.yaml").data) == json.dumps(result.data)
    if "*anchor" not in document.source.text and result is not document:
        assert written == rewrite(document.source, document.data, result.data)


@pytest.mark.parametrize("style", STYLES[:-1])
@given(data=objects, update=values)
@bounded
def test_the_text_of_other_members_stays(style: Callable[[JSON], str], data: dict[str, JSON], update: JSON) -> None:
    text = style({**data, "target": "old"})
    overlay = json.dumps(
        {
            "overlay": "1.1.0",
            "info": {"title": "t", "version": "v"},
            "actions": [{"target": "$.target", "remove": True}, {"target": "$", "update": {"target": update}}],
        }
    )

    written = apply(loads(text, name="a.yaml"), [read_document(loads(overlay, name="o.json"))]).document.encoded()

    before = re.split(r'[\s,]*(?:# about the next\s*)?"?target"?:', text)[0]
    assert written.decode().startswith(before)


def test_a_real_document_keeps_its_text(shared_data: Path) -> None:
    text = (shared_data / "upstream" / "openrouter-2026-08-22.yaml").read_text()

    written = rewritten(text, "- {target: $.info.title, update: New}\n- {target: \"$.paths['/rerank']\", remove: true}")

    lines = set(written.splitlines())
    assert sum(line in lines for line in text.splitlines()) > 0.99 * len(text.splitlines())
    assert len(text.splitlines()) - len(written.splitlines()) > 50
