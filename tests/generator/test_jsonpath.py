"""JSONPath queries: the library's results, found faster where that is easy, and never without end."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import jsonpath_rfc9535
import pytest
from hypothesis import example, given, settings, strategies as st

from generator.jsonpath import Allowance, QueryError, SlowQueryError, compile_query, path_text, with_names_quoted
from generator.jsonpath.patterns import PatternLimitError, matches_part, matches_whole

if TYPE_CHECKING:
    from pathlib import Path

    from generator.document import JSON, Pointer

DOCUMENT: JSON = {
    "info": {"title": "Lights", "x-note": None},
    "lights": [{"name": "north", "height": 40}, {"name": "south"}, {"name": "2020-11-21", "height": 40.5}],
    "": {"'": {'"': {"\\": {"\n": 1}}}},
    "0": "zero",
    "-1": ["minus"],
}
bounded = settings(max_examples=200, derandomize=True, deadline=None)


def find(query: str, root: JSON = DOCUMENT, allowance: Allowance | None = None) -> list[Pointer]:
    return compile_query(query).find(root, allowance or Allowance())


def by_the_library(query: str, root: JSON) -> list[Pointer]:
    compiled: Any = jsonpath_rfc9535.JSONPathEnvironment().compile(query)
    return list(dict.fromkeys(cast("Pointer", node.location) for node in compiled.finditer(root)))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("$", [()]),
        ("$.info.title", [("info", "title")]),
        ("$['info']['x-note']", [("info", "x-note")]),
        ("$.lights[-1].name", [("lights", 2, "name")]),
        ("$.lights[3]", []),
        ("$.lights[-4]", []),
        ("$.info[0]", []),
        ("$.lights.name", []),
        ("$.lights[*].height", [("lights", 0, "height"), ("lights", 2, "height")]),
        ("$.info.*", [("info", "title"), ("info", "x-note")]),
        ("$['0']", [("0",)]),
        ("$[0]", []),
        ("$['-1'][0]", [("-1", 0)]),
        ("$[''][\"'\"]", [("", "'")]),
        ("$['']['\\'']['\"']['\\\\']['\\n']", [("", "'", '"', "\\", "\n")]),
        ("$.lights[?@.height > 40].name", [("lights", 2, "name")]),
        ("$.lights[?match(@.name, '[0-9]{4}-[0-9]{2}-[0-9]{2}')]", [("lights", 2)]),
        ("$.lights[?search(@.name, 'o.t')]", [("lights", 0), ("lights", 1)]),
        ("$..name", [("lights", 0, "name"), ("lights", 1, "name"), ("lights", 2, "name")]),
        ("$.lights[0, 0, -3]", [("lights", 0)]),
        ("$.lights[::-1].name", [("lights", 2, "name"), ("lights", 1, "name"), ("lights", 0, "name")]),
        ("$ .info", [("info",)]),
        ("$.naïve", []),
    ],
)
def test_a_query_selects_nodes_once_and_in_order(query: str, found: list[Pointer]) -> None:
    assert find(query) == found
    if "{4}" not in query:  # the library's own check takes counts of one digit only
        assert by_the_library(query, DOCUMENT) == found


@pytest.mark.parametrize(
    "query",
    [
        "", "info", "$.", "$..", "$.x-note", "$[", "$[']", "$.['a']", "$[01]", "$[-0]", "$.1", "$[9007199254740993]",
        "$[?(@.a)", "$[?@.a = 1]", "$.lights[(@.length-1)]", "$~", "$^", "$.a ", " $", "$['\\x41']", "$['\t']",
        "$[?match(@.a)]", "$[?length(@.*) < 3]", "$[?@.a == 'x' & true]", "$" + "[0]" * 2000, "$[?" + "(" * 3000,
        "$[" + "9" * 3000 + "]", "$[?" + "!" * 3000 + "@]", "$['\ud800']", "$[?@ == 1e400]x",
    ],
)  # fmt: skip
def test_what_is_no_query_is_refused(query: str) -> None:
    with pytest.raises(QueryError, match=r"."):
        compile_query(query)


names = st.sampled_from(["a", "b", "_c1", "x-y", "", "é", "0", "-1", "'", '"', "a b", "\\", "*", "]"])
steps = st.one_of(
    names.map(lambda name: f".{name}"),
    names.map(lambda name: f"['{name}']"),
    names.map(lambda name: f'["{name}"]'),
    st.integers(-4, 4).map(lambda index: f"[{index}]"),
    st.sampled_from([".*", "[*]", "[01]", "[-0]", "[ 0]", "['a' ]", "..a", "[0,1]", "[:]", ".", "$", " "]),
)
leaves: st.SearchStrategy[JSON] = st.none() | st.integers(0, 3)
documents: st.SearchStrategy[JSON] = st.recursive(
    leaves,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(names, children, max_size=4),
    max_leaves=20,
)


@given(st.lists(steps, max_size=4).map(lambda chosen: "$" + "".join(chosen)), documents)
@example("$.a['b'][0].*", {"a": {"b": [{"c": 1}]}})
@bounded
def test_plain_paths_give_what_the_library_gives(query: str, root: JSON) -> None:
    """Whatever the quick way accepts, the library accepts too, with the same nodes in the same order."""
    try:
        found: list[Pointer] | None = find(query, root)
    except QueryError:
        found = None

    try:
        expected: list[Pointer] | None = by_the_library(query, root)
    except (jsonpath_rfc9535.JSONPathError, ValueError, IndexError):
        expected = None

    assert found == expected


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])) | st.integers(0, 3), max_size=4))
@bounded
def test_the_text_of_a_path_selects_the_node(steps: list[str | int]) -> None:
    root: JSON = 1
    for step in reversed(steps):
        root = {step: root} if isinstance(step, str) else [*[None] * step, root]

    assert find(path_text(tuple(steps)), root) == [tuple(steps)]


def test_a_path_is_shown_as_one_would_write_it() -> None:
    assert path_text(("paths", "/rerank", "post", "tags", 0, "x-a", "it's")) == (
        "$.paths['/rerank'].post.tags[0]['x-a']['it\\'s']"
    )


@pytest.mark.parametrize(
    ("query", "pointer", "step"),
    [
        ("$.info.name.first", ("info",), "name"),
        ("$.lights[5].name", ("lights",), 5),
        ("$.lights[-1].names", ("lights", 2), "names"),
        ("$.lights[?@.name == 'east']", ("lights",), None),
        ("$.lights.*.colour", ("lights",), None),
        ("$..colour", (), None),
    ],
)
def test_a_query_that_selects_nothing_is_followed_to_the_last_node(
    query: str, pointer: Pointer, step: str | int | None
) -> None:
    assert compile_query(query).nearest(DOCUMENT) == (pointer, step)


@pytest.mark.parametrize(
    ("query", "quoted"),
    [
        ("$.info.x-note", "$.info['x-note']"),
        ("$..x-a-b", "$..['x-a-b']"),
        ("$[?@.x-a == '.x-b']", "$[?@['x-a'] == '.x-b']"),
        ('$[?@ == "\\".x-a"].b-', '$[?@ == "\\".x-a"].b-'),
        ("$.lights[-1]", "$.lights[-1]"),
    ],
)
def test_names_with_hyphens_are_put_into_brackets(query: str, quoted: str) -> None:
    assert with_names_quoted(query) == quoted


def test_plain_paths_do_not_load_the_library() -> None:
    program = """
import sys
from generator.jsonpath import Allowance, compile_query
compile_query("$.paths['/a'].get.*[0]").find({}, Allowance())
assert not sys.modules.keys() & {"jsonpath_rfc9535", "regex", "iregexp_check"}
compile_query("$..a").find({}, Allowance())
assert "jsonpath_rfc9535" in sys.modules
"""

    subprocess.run([sys.executable, "-c", program], check=True)


@pytest.mark.parametrize(
    ("function", "pattern", "text"),
    [
        ("match", "(a|aa)+b", "a" * 5000 + "!"),
        ("search", "(a|aa)+b", "a" * 5000 + "!"),
        ("search", "x(a|ab|b)*c", "cx" + "ab" * 2000 + "!"),
        ("search", "(x+x+)+y", "y" + "x" * 5000 + "!"),
        ("match", "(.*a.*)(.*a.*)(.*a.*)(.*a.*)b", "b" + "a" * 5000),
    ],
)
def test_a_pattern_that_backtracks_is_stopped_in_any_thread(function: str, pattern: str, text: str) -> None:
    query = compile_query(f"$[?{function}(@, '{pattern}')]")

    with ThreadPoolExecutor(1) as threads, pytest.raises(SlowQueryError, match=r"backtracks for more than 0\.1 s"):
        threads.submit(query.find, [text], Allowance(0.1)).result(timeout=60)


@pytest.mark.parametrize(
    "pattern", ["a" * 1001, "((a{99}){99}){99}", "(((((a{9}){9}){9}){9}){9}){9}", "a{100001}", "a{1,99999999}"]
)
def test_a_pattern_that_takes_much_memory_is_not_tried(pattern: str) -> None:
    with pytest.raises(SlowQueryError, match="regular expression"):
        find(f"$[?match(@, '{pattern}')]", ["a"])


@pytest.mark.parametrize(
    ("pattern", "text", "whole", "part"),
    [
        ("a{10}", "a" * 10, True, True),
        ("a{2,10}", "a", False, False),
        ("[0-9]{1,3}", "x12", False, True),
        (r"a\{10\}", "a{10}", True, True),
        ("[{12}]", "{", True, True),
        ("a.c", "a\nc", False, False),
        ("a.c", "a😀c", True, True),
        (r"\p{Lu}", "É", True, True),
        (r"\d", "1", False, False),
        ("(", "(", False, False),
        ("(" * 400 + "a" + ")" * 400, "a", False, False),
    ],
)
def test_patterns_are_i_regexps(pattern: str, text: str, whole: bool, part: bool) -> None:
    assert matches_whole(pattern, text, 1) is whole
    assert matches_part(pattern, text, 1) is part


def test_the_limits_of_patterns_are_errors_of_their_own() -> None:
    with pytest.raises(PatternLimitError):
        matches_whole("a{1000}{1000}", "a", 1)


@pytest.mark.parametrize(
    "query",
    [
        "$[?$[*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*][*,*]]",
        "$[?@..*..*..*..*]",
        "$..*..*..*..*..x",
        "$..[?@..[?@..[?@..[?@..x]]]]",
    ],
)
def test_a_query_that_looks_at_everything_again_and_again_is_stopped(query: str) -> None:
    root: JSON = 1
    for _ in range(8):
        root = {"a": root, "b": [root, 2]}

    with pytest.raises(SlowQueryError, match="looks at more than 20,000 nodes"):
        find(query, [root], Allowance(steps=20_000))


def test_time_is_counted_while_a_query_runs_and_only_then() -> None:
    now = iter(range(1000))
    allowance = Allowance(2.5, clock=lambda: float(next(now)))

    with allowance:
        pass
    with allowance:
        pass

    assert allowance.rest() == 0.5
    with pytest.raises(SlowQueryError, match=r"takes more than 2\.5 s"):
        find("$..x", {"a": {"b": 1}}, allowance)


def test_a_large_real_document_is_searched_in_time(shared_data: Path) -> None:
    from generator.document import load

    document = load(shared_data / "upstream" / "openrouter-2026-08-22.yaml")
    allowance = Allowance()

    found = find("$.paths.*.*.responses[?match(@.description, '.*[Ee]rror.*')]..[?@['$ref']]", document.data, allowance)

    assert found
    assert allowance.left > 0
