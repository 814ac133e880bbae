"""Overlays: who wrote what, which limits hold, and the merge rules against a model of them."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given, settings, strategies as st

from generator.document import Document, dumps, load, loads, pointer_text
from generator.jsonpath import Allowance, path_text
from generator.overlay import Applied, Overlay, apply, read, read_all, read_document
from generator.problems import BadInputError

if TYPE_CHECKING:
    from generator.document import JSON, Pointer

SPEC = """\
openapi: 3.1.0
info: {title: Lights, version: '7'}
paths:
  /lights:
    get: {tags: [coast, sea, fog]}
"""
bounded = settings(max_examples=150, derandomize=True, deadline=None)


def overlay(actions: str, name: str = "o.yaml", version: str = "1.1.0") -> Overlay:
    text = f"overlay: {version}\ninfo: {{title: t, version: v}}\nactions:\n{actions}"
    return read_document(loads(text, name=name))


def applied(*overlays: Overlay, spec: str = SPEC, lax: bool = False) -> Applied:
    return apply(loads(spec, name="spec.yaml"), overlays, lax=lax)


def origin(document: Document, pointer: str) -> list[str]:
    """Changes of a node in short: `verb overlay:line (action)`."""
    changes = document.origin(document.resolve(pointer))
    return [f"{change.verb} {change.at.file}:{change.at.line} ({change.action})" for change in changes]


def test_the_document_itself_stays_as_it_is() -> None:
    document = loads(SPEC, name="spec.yaml")

    patched = apply(document, [overlay("- {target: $.info, update: {title: New}}\n")]).document

    assert document.encoded() == SPEC.encode()
    assert dumps(document.data) == dumps(loads(SPEC, name="again.yaml").data)
    assert patched.get(("info", "title")) == "New"


def test_without_a_change_the_document_comes_back_as_it_was() -> None:
    document = loads(SPEC, name="spec.yaml")

    assert apply(document, []).document is document
    assert apply(document, [overlay("- {target: $.info, update: {title: Lights}}\n")]).document is document


def test_every_written_node_knows_who_wrote_it() -> None:
    document = applied(
        overlay("- target: $.info\n  update:\n    title: New\n    contact: {name: A}\n"),
        overlay("- target: $.info.contact\n  update:\n    name: B\n    url: C\n", name="p.yaml"),
        overlay("- target: $..tags\n  update:\n    - night\n", name="q.yaml"),
        overlay("- target: $..tags[0]\n  remove: true\n", name="r.yaml"),
    ).document

    assert origin(document, "/info/title") == ["replace o.yaml:6 (0)"]
    assert origin(document, "/info/contact") == ["add o.yaml:7 (0)"]
    assert origin(document, "/info/contact/name") == ["replace p.yaml:6 (0)"]
    assert origin(document, "/info/contact/url") == ["add o.yaml:7 (0)", "add p.yaml:7 (0)"]
    assert origin(document, "/paths/~1lights/get/tags/2") == ["append q.yaml:6 (0)"]
    assert origin(document, "/info/version") == []
    assert origin(document, "/paths/~1lights/get/tags/0") == []


def test_what_an_overlay_wrote_stands_in_the_overlay() -> None:
    document = applied(overlay("- target: $.info\n  update:\n    title: New\n    contact: {name: A}\n")).document

    assert str(document.position(("info", "title"))) == "o.yaml:6:12"
    assert str(document.position(("info", "title"), key=True)) == "spec.yaml:2:8"
    assert str(document.position(("info", "contact", "name"))) == "o.yaml:7:21"
    assert str(document.position(("info", "contact"), key=True)) == "o.yaml:7:5"
    assert str(document.position(("info", "version"))) == "spec.yaml:2:32"


def test_positions_follow_when_items_are_removed() -> None:
    document = applied(overlay("- {target: '$..tags[0,1]', remove: true}\n")).document

    assert document.get(("paths", "/lights", "get", "tags")) == ["fog"]
    assert str(document.position(("paths", "/lights", "get", "tags", 0))) == "spec.yaml:5:30"


def test_a_copied_node_knows_its_source_and_stands_there() -> None:
    result = applied(
        overlay("- {target: $, update: {x-info: {}}}\n- {target: \"$['x-info']\", copy: $.info}\n"),
    )

    (change,) = result.document.origin(("x-info", "title"))[1:]
    assert (change.verb, change.source, str(change.at)) == ("add", ("info",), "o.yaml:5:33")
    assert str(result.document.position(("x-info", "title"))) == "spec.yaml:2:15"


def test_all_changes_are_listed_in_the_order_they_were_made() -> None:
    result = applied(
        overlay("- {target: $.info, update: {title: New}}\n- {target: $..tags, update: night}\n"),
        overlay("- {target: '$..tags[0,3]', remove: true}\n", name="p.yaml"),
    )

    assert [(pointer_text(pointer), change.verb, change.overlay) for pointer, change in result.log] == [
        ("/info/title", "replace", "o.yaml"),
        ("/paths/~1lights/get/tags/3", "append", "o.yaml"),
        ("/paths/~1lights/get/tags/0", "remove", "p.yaml"),
        ("/paths/~1lights/get/tags/3", "remove", "p.yaml"),
    ]
    assert [pointer_text(pointer) for pointer, _ in result.document.changes()] == ["/info/title"]


def test_the_problems_of_all_overlays_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("overlay: 2.0.0\n")
    (tmp_path / "b.yaml").write_text("overlay: [\n")
    paths = [tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"]

    with pytest.raises(BadInputError) as caught:
        read_all(paths)

    assert {Path(problem.at.file).name for problem in caught.value.problems} == {"a.yaml", "b.yaml", "c.yaml"}


def test_the_actions_after_a_failed_one_are_tried_too() -> None:
    with pytest.raises(BadInputError) as caught:
        applied(
            overlay("- {target: $.a, remove: true}\n- {target: $.info, update: 1}\n- {target: $.b, remove: true}\n")
        )

    assert [problem.at.line for problem in caught.value.problems] == [4, 5, 6]


def test_an_overlay_is_read_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "o.json").write_text(
        '{"overlay": "1.0.3", "info": {"title": "T", "version": "1"}, "extends": "a.yaml#x", '
        '"actions": [{"target": "$.a", "update": null}, {"target": "$.b", "remove": true}]}'
    )

    found = read(tmp_path / "o.json")

    assert (found.minor, found.title, found.extends, len(found.actions)) == (0, "T", "a.yaml#x", 2)
    assert [(action.updates, action.remove) for action in found.actions] == [(True, False), (False, True)]


def test_copies_that_double_the_document_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.overlay.editing.MAX_NODES", 50_000)
    doubling = "".join(
        f"- {{target: $, update: {{x{number}: {{}}}}}}\n- {{target: $.x{number}, copy: $}}\n" for number in range(40)
    )

    with pytest.raises(BadInputError, match="would have more than 50,000 nodes"):
        applied(overlay(doubling))


def test_copies_of_long_texts_are_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.overlay.editing.MAX_NODES", 5_000)
    doubling = "".join(f"- {{target: '$.t', copy: '$.t', x-number: {number}}}\n" for number in range(40))

    with pytest.raises(BadInputError, match="would have more than 5,000 nodes"):
        applied(overlay(doubling), spec="t: [" + "x" * 10_000 + "]")


def test_copies_that_go_deeper_and_deeper_are_stopped() -> None:
    deepening = "".join(
        f"- {{target: $, update: {{x{number}: {{a: {{}}}}}}}}\n- {{target: $.x{number}.a, copy: $.x{number - 1}}}\n"
        for number in range(1, 120)
    )

    with pytest.raises(BadInputError, match="nested deeper than 100 levels"):
        applied(overlay(deepening), spec="x0: {a: {a: {}}}")


def test_what_was_removed_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.overlay.editing.MAX_NODES", 500)
    turns = "".join(
        f"- {{target: $, update: {{b: []}}, x-n: {number}}}\n- {{target: $.b, copy: $.a, x-n: {number}}}\n"
        f"- {{target: $.b, remove: true, x-n: {number}}}\n"
        for number in range(6)
    )
    spec = json.dumps({"a": list(range(100))})

    assert applied(overlay(turns), spec=spec).document.data.keys() == {"a"}


def test_a_query_without_end_is_told_at_its_target() -> None:
    with pytest.raises(BadInputError) as caught:
        applied(overlay("- {target: '$..*..*..*..*..*..*..*', remove: true}\n"), spec=_nested(14))

    assert "too expensive: " in str(caught.value)
    assert str(caught.value).startswith("o.yaml:4:12: ")


def test_the_must_and_should_cases_of_other_peoples_suite_pass(shared_data: Path) -> None:
    cases = sorted((shared_data / "overlay-suite" / "cases").iterdir())
    tried = 0

    for case in cases:
        if json.loads((case / "meta.yaml").read_text())["level"] not in ("must", "should"):
            continue
        tried += 1
        try:
            found = apply(load(case / "input.yaml"), [case / "overlay.yaml"], lax=True).document
        except BadInputError:
            assert not (case / "expected.yaml").exists(), case.name
        else:
            assert not (case / "error.txt").exists(), case.name
            assert found.data == load(case / "expected.yaml").data, case.name
            assert loads(found.encoded(), name="again.yaml").data == found.data

    assert tried == 117


names = st.sampled_from(["a", "b", "c", "x-d", "200", "'"])
leaves: st.SearchStrategy[JSON] = st.none() | st.booleans() | st.integers(0, 2) | st.sampled_from(["", "s", "t u"])
values: st.SearchStrategy[JSON] = st.recursive(
    leaves,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(names, children, max_size=3),
    max_leaves=12,
)
objects: st.SearchStrategy[dict[str, JSON]] = st.dictionaries(names, values, max_size=4)
queries = st.lists(
    st.sampled_from(["['a']", ".b", "['c']", "[0]", "[-1]", ".*", "..*", "..a", "[?@.a]", "[?@ == 1]", "[::2]"]),
    max_size=3,
).map(lambda steps: "$" + "".join(steps))


def _update(target: str, update: JSON) -> dict[str, JSON]:
    return {"target": target, "update": update}


def _copy(target: str, source: str) -> dict[str, JSON]:
    return {"target": target, "copy": source}


def _removal(target: str) -> dict[str, JSON]:
    return {"target": target, "remove": True}


actions = st.builds(_update, queries, values) | st.builds(_copy, queries, queries) | st.builds(_removal, queries)


def overlay_of(found: list[dict[str, JSON]], name: str = "o.json") -> Overlay:
    numbered = [{**action, "x-number": number} for number, action in enumerate(found)]
    text = json.dumps({"overlay": "1.1.0", "info": {"title": "t", "version": "v"}, "actions": numbered})
    return read_document(loads(text, name=name))


@given(objects, st.lists(actions, min_size=1, max_size=4))
@bounded
def test_the_result_is_the_models_or_bad_input(data: dict[str, JSON], found: list[dict[str, JSON]]) -> None:
    document = loads(json.dumps(data), name="spec.json")
    expected: dict[str, JSON] | None = copy.deepcopy(data)
    try:
        for action in overlay_of(found).actions:
            assert expected is not None
            _model(expected, action)
    except (_ClashError, BadInputError):
        expected = None

    if expected is None:
        with pytest.raises(BadInputError):
            apply(document, [overlay_of(found)], lax=True)
        return
    result = apply(document, [overlay_of(found)], lax=True)

    assert json.dumps(result.document.data) == json.dumps(expected)
    assert loads(result.document.encoded(), name="again.json").data == expected
    for pointer, change in result.document.changes():
        assert change in result.document.origin(pointer)


@given(objects, st.lists(actions, min_size=2, max_size=4))
@bounded
def test_overlays_one_by_one_are_overlays_together(data: dict[str, JSON], found: list[dict[str, JSON]]) -> None:
    document = loads(json.dumps(data), name="spec.json")
    overlays = [overlay_of([action], f"{number}.json") for number, action in enumerate(found)]
    try:
        together = apply(document, overlays, lax=True).document
    except BadInputError:
        return

    for each in overlays:
        document = apply(document, [each], lax=True).document

    assert json.dumps(document.data) == json.dumps(together.data)
    assert document.encoded() == together.encoded()


@given(objects, st.sampled_from(["$['a']", "$.b.c", "$..a", "$.*.c", "$..*", "$.a[?@.b]"]))
@bounded
def test_removing_again_removes_nothing(data: dict[str, JSON], query: str) -> None:
    """Holds for queries without indices, which may well find something new."""
    removal = overlay_of([{"target": query, "remove": True}])

    once = apply(loads(json.dumps(data), name="spec.json"), [removal], lax=True).document

    assert apply(once, [removal], lax=True).document is once


@given(objects, st.dictionaries(names, leaves, max_size=3))
@bounded
def test_an_update_of_primitives_again_changes_nothing(data: dict[str, JSON], update: dict[str, JSON]) -> None:
    merge = overlay_of([{"target": "$", "update": cast("JSON", update)}])
    try:
        once = apply(loads(json.dumps(data), name="spec.json"), [merge]).document
    except BadInputError:
        return

    again = apply(once, [merge])

    assert again.document is once
    assert [finding.finding for finding in again.findings] == ["this action changes nothing"]


def _nested(levels: int) -> str:
    node: dict[str, Any] = {}
    for _ in range(levels):
        node = {"a": node, "b": [node]}
    return json.dumps(node)


class _ClashError(Exception):
    pass


def _model(data: dict[str, JSON], action: Any) -> None:
    """The rules once more, as plainly as can be, on plain data."""
    targets: list[Pointer] = action.target.find(data, Allowance())
    if not targets:
        return
    if action.remove:
        _remove(data, targets)
        return
    update = action.update
    if action.copy:
        sources = action.copy.find(data, Allowance())
        if len(sources) != 1:
            raise _ClashError
        update = copy.deepcopy(_at(data, sources[0]))
    if len({_kind(_at(data, pointer)) for pointer in targets}) > 1:
        raise _ClashError
    for pointer in targets:
        node, value = _at(data, pointer), copy.deepcopy(update)
        if _kind(node) == "array":
            node.extend(value if _kind(value) == "array" else [value])
        elif _kind(node) != _kind(update):
            raise _ClashError
        elif _kind(node) == "object":
            _merge(node, update)
        else:
            _at(data, pointer[:-1])[pointer[-1]] = update


def _remove(data: dict[str, JSON], targets: list[Pointer]) -> None:
    if () in targets:
        raise _ClashError
    for pointer in sorted(targets, key=lambda pointer: [(isinstance(s, str), s) for s in pointer], reverse=True):
        del _at(data, pointer[:-1])[pointer[-1]]


def _merge(node: dict[str, Any], update: Any) -> None:
    for key, value in update.items():
        if key not in node:
            node[key] = copy.deepcopy(value)
        elif _kind(node[key]) != _kind(value):
            raise _ClashError
        elif _kind(value) == "object":
            _merge(node[key], value)
        elif _kind(value) == "array":
            node[key].extend(copy.deepcopy(value))
        else:
            node[key] = value


def _kind(node: object) -> str:
    return "object" if isinstance(node, dict) else "array" if isinstance(node, list) else "primitive"


def _at(data: Any, pointer: Pointer) -> Any:
    for step in pointer:
        data = data[step]
    return data


def test_the_model_finds_what_the_path_says() -> None:
    assert _at({"a": [1]}, ("a", 0)) == 1
    assert path_text(("a", 0)) == "$.a[0]"
