"""The command line: what it makes, what it says, how it ends; run as its users run it."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from generator import lock, swap
from generator.document import load
from generator.select import operation_names

ROOT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str


def generator(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Run:
    command = [sys.executable, "-m", "generator", *map(str, arguments)]
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    run = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, text=True, timeout=120, check=False)
    assert "Traceback" not in run.stderr, run.stderr
    return Run(code=run.returncode, out=run.stdout, err=run.stderr)


def tree(folder: Path) -> dict[str, str]:
    return lock.output_digests(folder) | {"gen.lock": lock.digest((folder / "gen.lock").read_bytes())}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that may be spoilt, with its packages made by this very generator."""
    folder = tmp_path_factory.mktemp("project")
    for name in ("spec", "templates", "generator", "generated"):
        ignored = shutil.ignore_patterns("__pycache__", "*.egg-info", ".hypothesis", "dist")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    assert generator("generate", "--quiet", cwd=folder, PYTHONPATH=str(folder)).code == 0
    return folder


def in_project(project: Path, *arguments: str | Path) -> Run:
    return generator(*arguments, cwd=project, PYTHONPATH=str(project))


def test_what_is_committed_is_what_the_inputs_give() -> None:
    run = generator("check")

    assert (run.code, run.err) == (0, ""), run.out + run.err


@pytest.mark.parametrize("seed", ["0", "4242"])
def test_any_hash_seed_and_any_folder_give_the_same_bytes(project: Path, tmp_path: Path, seed: str) -> None:
    output = tmp_path / "a folder" / "generated"

    environment = {"PYTHONPATH": str(project), "PYTHONHASHSEED": seed}
    run = generator("generate", "--output", output, "--quiet", cwd=tmp_path, **environment)

    assert run.code == 0, run.err
    assert tree(output) == tree(project / "generated")


def test_a_plugin_of_pydantic_that_is_installed_has_no_say(project: Path, tmp_path: Path) -> None:
    installed = tmp_path / "installed"
    about = installed / "curious-1.0.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: curious\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[pydantic]\ncurious = curious:plugin\n")
    (installed / "curious.py").write_text("raise SystemExit('asked')\n")

    path = os.pathsep.join([str(project), str(installed)])
    run = generator("generate", "--output", tmp_path / "generated", "--quiet", cwd=project, PYTHONPATH=path)

    assert (run.code, run.err) == (0, "")


def test_a_second_run_has_nothing_to_do_and_says_so(project: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (project / "generated").rglob("*")}

    run = in_project(project, "generate")

    assert (run.code, run.out) == (0, "generated: up to date, version 1.0.0\n")
    assert {path: path.stat().st_mtime_ns for path in (project / "generated").rglob("*")} == before


def test_a_run_tells_as_json_what_it_did(project: Path) -> None:
    run = in_project(project, "generate", "--json")

    told = json.loads(run.out)
    assert (told["up_to_date"], told["version"], told["previous"], told["bump"]) == (True, "1.0.0", None, "none")


def test_check_shows_what_is_stale(project: Path) -> None:
    words = project / "spec" / "overlays" / "90-words.yaml"
    before = words.read_text()
    words.write_text(before.replace("The model that ranked.", "The model that did it."))

    try:
        run = in_project(project, "check")
    finally:
        words.write_text(before)

    assert run.code == 1
    assert "generated is stale: run `make generate`" in run.out
    assert '+    """The model that did it."""' in run.out


def test_an_edit_by_hand_stops_the_run_and_names_the_file(project: Path) -> None:
    edited = project / "generated" / "client" / "src" / "openrouter_rerank" / "rerank.py"
    before = edited.read_text()
    edited.write_text(before + "# mine\n")

    try:
        runs = [in_project(project, verb) for verb in ("generate", "check")]
        assert edited.read_text() == before + "# mine\n"
    finally:
        edited.write_text(before)

    assert [run.code for run in runs] == [3, 3]
    assert all("  generated/client/src/openrouter_rerank/rerank.py\n" in run.err for run in runs)
    assert all("--adopt" in run.err for run in runs)


def test_an_edit_of_a_copied_file_is_taken_back_to_its_template(project: Path) -> None:
    name = Path("src") / "openrouter_rerank" / "_runtime" / "retry.py"
    edited = project / "generated" / "client" / name
    template = project / "templates" / "client" / "src" / "{package}" / "_runtime" / "retry.py"
    before = edited.read_text()
    edited.write_text(before + "\n# mine\n")

    try:
        run = in_project(project, "generate", "--adopt", "--quiet")
        assert run.code == 0, run.err
        assert template.read_text().endswith("# mine\n")
        assert edited.read_text().endswith("# mine\n")
    finally:
        template.write_text(before)
        in_project(project, "generate", "--quiet")
    assert edited.read_text() == before


def test_where_one_edit_can_not_be_taken_back_none_is(project: Path) -> None:
    package = project / "generated" / "client" / "src" / "openrouter_rerank"
    template = project / "templates" / "client" / "src" / "{package}" / "_runtime" / "retry.py"
    copied, rendered = package / "_runtime" / "retry.py", package / "rerank.py"
    before = {path: path.read_text() for path in (copied, rendered, template)}
    copied.write_text(before[copied] + "# mine\n")
    rendered.write_text(before[rendered] + "# mine\n")

    try:
        run = in_project(project, "generate", "--adopt")
        assert template.read_text() == before[template]
        assert copied.read_text() == before[copied] + "# mine\n"
    finally:
        for path, text in before.items():
            path.write_text(text)

    assert (run.code, run.out) == (3, "")
    assert "generated/client/src/openrouter_rerank/rerank.py\n" in run.err
    assert "retry.py" not in run.err
    assert "so nothing was taken back" in run.err


@pytest.mark.parametrize("edit", ["deleted", "added"])
def test_a_file_deleted_or_added_by_hand_is_an_edit_too(project: Path, edit: str) -> None:
    package = project / "generated" / "client" / "src" / "openrouter_rerank"
    path = package / ("rerank.py" if edit == "deleted" else "mine.py")
    before = path.read_bytes() if edit == "deleted" else None
    path.unlink() if edit == "deleted" else path.write_text("mine = True\n")

    try:
        runs = [in_project(project, *verb) for verb in (("generate",), ("generate", "--adopt"), ("check",))]
    finally:
        path.write_bytes(before) if before is not None else path.unlink()

    assert [run.code for run in runs] == [3, 3, 3]
    assert all(f"  generated/client/src/openrouter_rerank/{path.name}\n" in run.err for run in runs)


def test_other_tools_than_wrote_the_packages_are_a_mismatch_until_they_are_made_anew(
    project: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    path = copy / "generated" / "gen.lock"
    recorded = json.loads(path.read_text())
    path.write_text(json.dumps({**recorded, "tools": {**recorded["tools"], "ruff": "0.0.1"}}))

    before, made, after = (in_project(copy, verb) for verb in ("check", "generate", "check"))

    assert (before.code, before.out) == (4, "")
    assert "written with ruff 0.0.1, here " in before.err
    assert [made.code, after.code] == [0, 0]
    assert "no file of generated changed" in made.out


@pytest.mark.parametrize("verb", ["generate", "check"])
def test_without_its_lock_a_folder_is_left_alone(project: Path, tmp_path: Path, verb: str) -> None:
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    (copy / "generated" / "gen.lock").unlink()
    before = lock.output_digests(copy / "generated")

    run = in_project(copy, verb)

    assert (run.code, run.out) == (4, "")
    assert run.err.startswith("generated/gen.lock: missing, so what was edited by hand can't be told; restore it")
    assert lock.output_digests(copy / "generated") == before


def test_two_runs_at_once_do_not_get_into_each_others_way(project: Path) -> None:
    with swap.exclusive(project / "generated"):
        run = in_project(project, "generate")

    assert (run.code, run.out) == (2, "")
    assert run.err == "generated: another run is writing it; wait for it to end, then run again\n"


def test_an_interrupted_exchange_is_mended_by_the_next_run(project: Path) -> None:
    before = tree(project / "generated")
    (project / "generated").rename(project / ".generated.old")
    (project / ".generated.new").mkdir()

    run = in_project(project, "generate")

    assert (run.code, run.err) == (0, "")
    assert run.out == "an interrupted exchange was undone\ngenerated: up to date, version 1.0.0\n"
    assert tree(project / "generated") == before


def test_the_generators_own_code_makes_nothing_stale_but_is_no_short_cut(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    assert in_project(copy, "generate").out == "generated: up to date, version 1.0.0\n"
    with (copy / "generator" / "names.py").open("a") as file:
        file.write("# a comment\n")

    check, first, second = (in_project(copy, verb) for verb in ("check", "generate", "generate"))
    (copy / ".generated.stamp").unlink()
    third = in_project(copy, "generate")

    assert check.code == 0
    assert "no file of generated changed" in first.out
    assert second.out == "generated: up to date, version 1.0.0\n"
    assert "no file of generated changed" in third.out


def test_a_run_shows_its_stages_on_a_terminal_and_a_summary_at_the_end(project: Path, tmp_path: Path) -> None:
    copy = tmp_path / "project"
    shutil.copytree(project, copy)
    (copy / ".generated.stamp").unlink()
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "generator", "generate"]
    variables = {**os.environ, "PYTHONPATH": str(copy), "TERM": "xterm", "COLUMNS": "80"}

    with subprocess.Popen(command, cwd=copy, env=variables, stdout=subprocess.PIPE, stderr=theirs) as run:
        os.close(theirs)
        shown = b"".join(iter(lambda: _read(ours), b"")).decode()
        out = run.stdout.read().decode() if run.stdout else ""
    os.close(ours)

    assert run.returncode == 0
    assert "reading the description" in shown or "rendering" in shown
    assert re.search(
        r"openrouter-rerank 1\.0\.0  \(nothing is released yet\)\n"
        r"  \d+ inputs, 1 operation, \d+ models, \d+ errors\n"
        r"  no file of generated changed\n"
        r"  \d+\.\d\d s of CPU\n",
        out,
    )


def _read(terminal: int) -> bytes:
    """What a terminal shows next; nothing when its other end is closed, which Linux calls an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


@pytest.mark.parametrize("content", ["", "{}", "not json"])
def test_a_broken_lock_has_an_exit_code_of_its_own(project: Path, content: str) -> None:
    path = project / "generated" / "gen.lock"
    before = path.read_bytes()
    path.write_text(content)

    try:
        run = in_project(project, "check")
    finally:
        path.write_bytes(before)

    assert run.code == 4
    assert run.err.startswith("generated/gen.lock: unreadable")


SPEC = """\
openapi: 3.1.0
info: {title: Acme Search, version: "2"}
servers: [{url: "https://acme.example/v1"}]
paths:
  /search/{index}:
    post:
      operationId: searchIndex
      tags: [Search]
      parameters:
        - {name: index, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
        - {name: X-Trace, in: header, schema: {type: string}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Query'}}}
      responses:
        '200':
          description: Found.
          content: {application/json: {schema: {$ref: '#/components/schemas/Found'}}}
components:
  schemas:
    Query: {type: object, required: [text], properties: {text: {type: string}}}
    Found: {type: object, required: [hits], properties: {hits: {type: array, items: {type: string}}}}
"""


def test_any_description_becomes_a_package_of_another_name_without_a_trace_of_the_brand(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").write_text(SPEC)

    run = generator("generate", "--spec", "spec.yaml", "--output", "made", cwd=tmp_path)

    assert run.code == 0, run.err
    assert (tmp_path / "made" / "src" / "acme_search" / "search.py").is_file()
    texts = {path: path.read_bytes().lower() for path in (tmp_path / "made").rglob("*") if path.is_file()}
    assert [path for path, text in texts.items() if b"openrouter" in text or b"open_router" in text] == []
    program = "import acme_search; print(acme_search.AcmeSearch(api_key='k', server_url='http://x').search)"
    source = str(tmp_path / "made" / "src")
    used = subprocess.run([sys.executable, "-c", program], env={**os.environ, "PYTHONPATH": source}, check=True,
                          capture_output=True, text=True)  # fmt: skip
    assert "acme_search.search.Search" in used.stdout


BAD = {
    "missing file": ("", "absent.yaml"),
    "broken YAML": ("a: [1,\n", "spec.yaml:2"),
    "no such operation": (SPEC, "no operation"),
    "dangling reference": (SPEC.replace("schemas/Query'", "schemas/Gone'"), "spec.yaml:15"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_clear_message_and_nothing_written(case: str, tmp_path: Path) -> None:
    text, said = BAD[case]
    (tmp_path / "spec.yaml").write_text(text)
    spec = "absent.yaml" if case == "missing file" else "spec.yaml"
    more = ["--operation", "searchIndx"] if case == "no such operation" else []

    run = generator("generate", "--spec", spec, "--output", "made", *more, cwd=tmp_path)

    assert run.code == 2
    assert said in run.err
    assert run.out == ""
    assert not (tmp_path / "made").exists()


def test_an_overlay_that_matches_nothing_stops_the_run_with_its_line(project: Path) -> None:
    overlay = project / "spec" / "overlays" / "95-lost.yaml"
    overlay.write_text(
        "overlay: 1.1.0\ninfo: {title: Lost, version: '1'}\nactions:\n"
        "  - target: $.paths['/gone']\n    update: {get: {}}\n"
    )
    before = tree(project / "generated")

    try:
        run = in_project(project, "generate")
    finally:
        overlay.unlink()

    assert run.code == 2
    assert run.err.startswith("spec/overlays/95-lost.yaml:4:")
    assert tree(project / "generated") == before


STAGES = {
    "configuration": ("generator/config.py", "def configure("),
    "document": ("generator/document/__init__.py", "def load("),
    "overlay": ("generator/overlay/applying.py", "def apply("),
    "select": ("generator/select.py", "def select("),
    "gate": ("generator/gate.py", "def gate("),
    "lower": ("generator/lower/__init__.py", "def lower("),
    "render": ("generator/render/__init__.py", "def render("),
    "format": ("generator/format.py", "def format("),
    "vectors": ("generator/vectors/__init__.py", "def derive("),
    "verify": ("generator/verify/__init__.py", "def verify("),
    "surface": ("generator/surface/__init__.py", "def take("),
    "exceptions": ("generator/bump/exceptions.py", "def read_exceptions("),
    "version": ("generator/bump/release.py", "def plan("),
    "changelog": ("generator/changelog.py", "def unreleased("),
    "lock": ("generator/pipeline.py", "def _write_lock("),
    "exchange": ("generator/swap.py", "def exchange("),
}


@pytest.mark.parametrize("stage", STAGES)
def test_a_failure_at_any_stage_leaves_the_packages_byte_for_byte(project: Path, stage: str) -> None:
    name, definition = STAGES[stage]
    path = project / name
    before, packages = path.read_text(), tree(project / "generated")
    function = definition.removeprefix("def ").removesuffix("(")
    path.write_text(f"{before}\n\ndef {function}(*_: object, **__: object):\n    raise OSError(28, 'No space left')\n")

    try:
        run = in_project(project, "generate")
    finally:
        path.write_text(before)

    assert (run.code, run.out) == (2, "")
    assert "No space left" in run.err
    assert tree(project / "generated") == packages
    beside = {".generated.lock", ".generated.stamp", ".generated.templates"}
    assert {item.name for item in project.glob(".generated.*")} <= beside


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("/paths/~1rerank/post", "generated/client/src/openrouter_rerank/rerank.py"),
        ("openrouter.rerank.Rerank.rerank", "spec/overlays/90-words.yaml"),
        ("openrouter_rerank.operations.Result.index", "/components/schemas/Result/properties/index"),
        ("openrouter_rerank._runtime.retry.RetryConfig", "(copied)"),
        ("generated/client/src/openrouter_rerank/rerank.py:50", "rerank.Rerank.rerank"),
    ],
)
def test_explain_says_where_a_thing_comes_from(what: str, expected: str) -> None:
    run = generator("explain", what)

    assert (run.code, run.err) == (0, "")
    assert expected in run.out


@pytest.mark.parametrize("what", ["/paths/~1gone", "openrouter_rerank.Nothing", "generated/absent.py:3"])
def test_explain_says_when_there_is_no_such_thing(what: str) -> None:
    run = generator("explain", what)

    assert (run.code, run.out) == (2, "")
    assert "hint: " in run.err


def unproved(project: Path, folder: Path) -> Path:
    """A copy of the project whose full check has no steps: they are tested for themselves."""
    copy = folder / "project"
    shutil.copytree(project, copy)
    with (copy / "generator" / "proof" / "__init__.py").open("a") as file:
        file.write("\nSTEPS = {}\n")
    return copy


def test_a_release_freezes_the_surface_and_a_second_one_has_nothing_to_do(project: Path, tmp_path: Path) -> None:
    copy = unproved(project, tmp_path)

    first = in_project(copy, "release", "--date", "2026-11-21")
    again = in_project(copy, "release", "--date", "2026-11-22")
    check = in_project(copy, "check")

    assert first.code == 0, first.err
    assert "1.0.0, 2026-11-21: released (the first)" in first.out
    assert len(list((copy / "dist").glob("openrouter_rerank*"))) == 4
    assert "## [1.0.0] - 2026-11-21" in (copy / "generated" / "client" / "CHANGELOG.md").read_text()
    assert json.loads((copy / "generated" / "client" / "released" / "release.json").read_text())["version"] == "1.0.0"
    assert (again.code, "1.0.0 was released on 2026-11-21" in again.err) == (2, True)
    assert check.code == 0, check.out + check.err


def test_after_a_release_a_change_gets_the_version_it_deserves(project: Path, tmp_path: Path) -> None:
    copy = unproved(project, tmp_path)
    assert in_project(copy, "release", "--date", "2026-11-21").code == 0
    overlay = copy / "spec" / "overlays" / "71-one-more.yaml"
    overlay.write_text(
        "overlay: 1.1.0\ninfo: {title: One more field, version: '1'}\nactions:\n"
        "  - target: $.components.schemas.CreateRerankRequestBody.properties\n"
        "    update: {purpose: {type: string, description: What for.}}\n"
    )

    added = in_project(copy, "generate", "--json")
    overlay.unlink()
    removed = in_project(copy, "generate", "--json")

    assert (json.loads(added.out)["version"], json.loads(added.out)["bump"]) == ("1.1.0", "minor")
    assert (json.loads(removed.out)["version"], json.loads(removed.out)["bump"]) == ("1.0.0", "none")


def test_a_full_check_that_finds_something_ends_with_1_and_says_what(project: Path, tmp_path: Path) -> None:
    copy = unproved(project, tmp_path)
    with (copy / "generator" / "proof" / "__init__.py").open("a") as file:
        file.write("\nSTEPS = {'types': lambda _: Found(findings=('a.py:1: wrong',)), 'floor': lambda _: Found()}\n")

    checked = in_project(copy, "check", "--full")
    told = in_project(copy, "check", "--full", "--json")
    released = in_project(copy, "release")

    assert [checked.code, told.code, released.code] == [1, 1, 1]
    assert "    a.py:1: wrong\n" in checked.out
    assert checked.out.splitlines()[-1] == released.out.splitlines()[-1] == "not fit for a release: types"
    assert sorted(checked.err.splitlines()[-2:]) == ["… proving: floor", "… proving: types"]
    assert [(proof["name"], proof["holds"]) for proof in json.loads(told.out)["proofs"]] == [
        ("types", False),
        ("floor", True),
    ]
    assert not (copy / "dist").exists()
    assert not (copy / "generated" / "client" / "released").exists()


def test_a_difference_ends_with_1_and_none_with_0(project: Path, tmp_path: Path) -> None:
    old = project / "spec" / "openapi.yaml"
    new = tmp_path / "new.yaml"
    new.write_text(old.read_text().replace("                - query\n", "", 1))
    assert new.read_text() != old.read_text()

    none, some = in_project(project, "diff", old, old), in_project(project, "diff", old, new, "--json")
    absent = in_project(project, "diff", old, tmp_path / "absent.yaml")

    assert (none.code, none.out) == (0, "nothing changed for callers\n")
    assert (some.code, json.loads(some.out)["bump"]) == (1, "minor")
    assert [change["rule"] for change in json.loads(some.out)["changes"]] == [11]
    assert (absent.code, absent.out) == (2, "")
    assert absent.err.startswith(f"{tmp_path / 'absent.yaml'}: there is no such file")


def test_a_difference_of_other_documents_names_their_operations(tmp_path: Path) -> None:
    old, new = tmp_path / "old.yaml", tmp_path / "new.yaml"
    old.write_text(SPEC)
    new.write_text(SPEC.replace("operationId: searchIndex", "operationId: searchAll"))

    ours = generator("diff", old, new)
    named = generator("diff", old, old, "--operation", "searchIndex")
    whole = generator("diff", old, new, "--all-operations", "--json")

    assert (ours.code, named.code, whole.code) == (2, 0, 1)
    assert ours.err.startswith(f"{old}:4:1: there is no operation 'createRerank'")
    assert [change["rule"] for change in json.loads(whole.out)["changes"]] == [1, 2]


def test_an_update_ends_with_1_if_somebody_has_to_look(project: Path, tmp_path: Path) -> None:
    copy, upstream = tmp_path / "project", tmp_path / "upstream.yaml"
    shutil.copytree(project, copy)
    text = (copy / "spec" / "openapi.yaml").read_text()
    upstream.write_text(text)
    in_project(copy, "update", upstream, "--accept-words")
    before = {path: path.read_bytes() for path in (copy / "spec").rglob("*") if path.is_file()}

    same = in_project(copy, "update", upstream)
    unchanged = {path: path.read_bytes() for path in before}
    upstream.write_text(text.replace("top_n", "most"))
    other = in_project(copy, "update", upstream)
    bad = in_project(copy, "update", tmp_path / "absent.yaml")
    ftp = in_project(copy, "update", "ftp://127.0.0.1/openapi.yaml")

    assert (same.code, "no fact changed" in same.out) == (0, True)
    assert unchanged == before
    assert (other.code, "Overlay actions that no longer fit" in other.out) == (1, True)
    assert "spec/overlays/70-newer-than-the-document.yaml:" in other.out
    assert [bad.code, ftp.code] == [2, 2]
    assert (bad.out, ftp.out) == ("", "")


def test_an_impact_of_nothing_ends_with_0_and_no_project_with_2(project: Path, tmp_path: Path) -> None:
    package, mine = project / "generated" / "client", tmp_path / "mine"
    mine.mkdir()

    none = in_project(project, "impact", package, package, "--project", mine)
    (mine / "main.py").write_text("from openrouter_rerank import OpenRouter\n\nOpenRouter(api_key='k')\n")
    some = in_project(project, "impact", package, package, "--project", mine, "--json")

    assert (none.code, none.out) == (2, "")
    assert "there is no Python file in this folder" in none.err
    assert some.code == 0, some.err
    assert json.loads(some.out) == {"checkers": ["pyright", "mypy"], "breaks": [], "mentions": [], "problems": []}


REAL = {"infinity.json": "/rerank", "tei.json": "/rerank", "together.yaml": "/rerank",
        "mixedbread.yaml": "/v1/reranking", "voyage.yaml": "/rerank", "jina.json": "/v1/rerank"}  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_rerank_apis_become_packages_that_import(name: str, shared_data: Path, tmp_path: Path) -> None:
    spec = shared_data / "rerank-apis" / name
    operation = next(id_ for at, id_ in operation_names(load(spec)).items() if at[1] == REAL[name])

    run = generator("generate", "--spec", spec, "--operation", operation, "--output", tmp_path / "made", "--json")

    told = json.loads(run.out)
    assert (run.code, told["counts"]["operations"], told["unrendered"]) == (0, 1, []), run.err


def test_the_whole_real_document_is_rendered_but_for_what_is_told(shared_data: Path, tmp_path: Path) -> None:
    spec = shared_data / "upstream" / "openrouter-2026-08-22.yaml"

    run = generator("generate", "--spec", spec, "--all-operations", "--package", "whole_api", "--output",
                    tmp_path / "made", "--json")  # fmt: skip

    told = json.loads(run.out)
    refused = {problem.split(": ")[1].split(" ")[0] for problem in told["unrendered"]}
    assert run.code == 1
    assert told["counts"]["operations"] + len(refused) == 97
    assert all("openrouter-2026-08-22.yaml:" in problem for problem in told["unrendered"])


def test_a_python_without_the_packages_is_told_what_to_do(root: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-S", "-m", "generator", "check"], cwd=root, capture_output=True, text=True, check=False
    )

    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.startswith("typer is not installed for ")
    assert "hint: `make generate` sets everything up" in run.stderr
