"""The workflow files: what checkers say of them, what they may do, and whether their scripts do what they say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import pytest
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Iterator

Workflow: TypeAlias = "dict[str, Any]"
NAMES: Final = ["checks", "publish", "update"]
WRITES: Final = {
    "checks": set[str](),
    "publish": {"publish: id-token"},
    "update": {"propose: actions", "propose: contents", "propose: pull-requests"},
}
"""What may be written, by job."""


@pytest.fixture(scope="module")
def workflows(root: Path) -> dict[str, Workflow]:
    folder = root / ".github" / "workflows"
    assert sorted(path.name for path in folder.iterdir()) == [f"{name}.yml" for name in NAMES]
    return {name: read(folder / f"{name}.yml") for name in NAMES}


def read(path: Path) -> Workflow:
    found: Workflow = YAML(typ="safe", pure=True).load(path)  # pyright: ignore[reportUnknownMemberType]
    return found


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name(name)), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def jobs(workflow: Workflow) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from workflow["jobs"].items()


def scripts(workflow: Workflow, job: str) -> dict[str, str]:
    """The scripts of a job by the name of their step."""
    return {step.get("name", step["run"]): step["run"] for step in workflow["jobs"][job]["steps"] if "run" in step}


# ------------------------------------------------------------------------------------------------- what they look like


def test_zizmor_finds_nothing_however_strict(root: Path) -> None:
    run = tool("zizmor", "--offline", "--no-config", "--no-progress", "--persona=auditor", root / ".github")

    assert run.returncode == 0, run.stdout + run.stderr


def test_they_fit_the_schema_of_workflows(root: Path) -> None:
    files = sorted((root / ".github" / "workflows").iterdir())

    run = tool("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files)

    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_allowed_but_what_a_job_says_it_needs(workflows: dict[str, Workflow], name: str) -> None:
    workflow = workflows[name]

    allowed = {job: settings["permissions"] for job, settings in jobs(workflow)}

    assert workflow["permissions"] == {}
    assert all(isinstance(permissions, dict) for permissions in allowed.values())
    assert {f"{job}: {what}" for job, found in allowed.items() for what, how in found.items() if how != "read"} == (
        WRITES[name]
    )


@pytest.mark.parametrize("name", NAMES)
def test_actions_are_pinned_and_keep_no_credentials(workflows: dict[str, Workflow], name: str) -> None:
    steps = [step for _, settings in jobs(workflows[name]) for step in settings["steps"] if "uses" in step]

    assert steps
    assert [step["uses"] for step in steps if not re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", step["uses"])] == []
    checkouts = [step for step in steps if step["uses"].startswith("actions/checkout@")]
    assert [step["with"]["persist-credentials"] for step in checkouts] == [False] * len(checkouts)


@pytest.mark.parametrize("name", NAMES)
def test_scripts_have_no_template_in_them_and_no_secret_is_used(
    root: Path, workflows: dict[str, Workflow], name: str
) -> None:
    found = [script for job, _ in jobs(workflows[name]) for script in scripts(workflows[name], job).values()]

    assert found
    assert [script for script in found if "${{" in script] == []
    assert "secrets." not in (root / ".github" / "workflows" / f"{name}.yml").read_text("utf-8")


def test_what_may_publish_or_write_runs_no_code_of_ours(workflows: dict[str, Workflow]) -> None:
    published = workflows["publish"]["jobs"]["publish"]
    proposed = "\n".join(scripts(workflows["update"], "propose").values())

    assert not any("checkout" in step.get("uses", "") for step in published["steps"])
    assert not re.search(r"\b(make|python|pip|uv)\b", "\n".join(scripts(workflows["publish"], "publish").values()))
    assert not re.search(r"\b(make|python|pip|uv)\b", proposed)


def test_every_python_that_the_packages_claim_is_tested(root: Path, workflows: dict[str, Workflow]) -> None:
    project = tomllib.loads((root / "generated" / "client" / "pyproject.toml").read_text("utf-8"))["project"]

    claimed = [one.removeprefix("Programming Language :: Python :: ") for one in project["classifiers"]]
    tested = workflows["checks"]["jobs"]["test"]["strategy"]["matrix"]["python"]
    assert tested == [version for version in claimed if re.fullmatch(r"3\.\d+", version)]


def test_what_is_run_for_every_change_is_what_continuous_integration_runs(
    root: Path, workflows: dict[str, Workflow]
) -> None:
    run = [script for job in ("test", "check") for script in scripts(workflows["checks"], job).values()]

    assert run == [line for line in (root / ".ci" / "run").read_text().splitlines() if line.startswith("make ")]


# --------------------------------------------------------------------------------------------------- what they would do

GH: Final = """#!/bin/sh
printf '%s\\n' "$*" >> "$GH_CALLS"
case "$1 $2" in "pr list") printf '%s\\n' "$GH_OPEN";; esac
"""


HOSTILE: Final = """\
diff --git a/.github/workflows/more.yml b/.github/workflows/more.yml
new file mode 100644
index 0000000..45b983b
--- /dev/null
+++ b/.github/workflows/more.yml
@@ -0,0 +1 @@
+hi
"""
"""What a document that got the better of the job that reads it might add to the patch."""


class Checkout:
    """A repository with a description and packages, where it is pushed to, and a `gh` that notes how it is called."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self.origin = folder / "origin.git"
        self.temporary = folder / "temporary"
        self.calls = folder / "calls"
        self.outputs = folder / "outputs"
        for path in (self.folder / "spec", self.folder / "generated", self.temporary, folder / "bin"):
            path.mkdir(parents=True)
        (folder / "bin" / "gh").write_text(GH)
        (folder / "bin" / "gh").chmod(0o755)
        (self.folder / "spec" / "openapi.yaml").write_text("openapi: 3.1.0\n")
        (self.folder / "generated" / "api.json").write_text("{}\n")
        self.variables = {
            "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(self.outputs),
            "GITHUB_REF_NAME": "main",
            "GH_CALLS": str(self.calls),
            "GH_OPEN": "0",
        }
        self.run(f"git init --quiet --bare --initial-branch=main {self.origin}")
        self.run("git init --quiet --initial-branch=main . && git add . && git remote add origin ../origin.git")
        self.run("git -c user.name=x -c user.email=x@x commit --quiet -m begin && git push --quiet origin main")

    def run(self, script: str, **variables: str) -> None:
        """Run a step, which has to succeed."""
        done = self.attempt(script, **variables)
        assert done.returncode == 0, done.stderr

    def attempt(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a step as the runner does."""
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.folder,
            env={**self.variables, **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def log(self, what: str) -> str:
        """Ask the repository that was pushed to."""
        command = ["git", "-C", str(self.origin), "log", *what.split()]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


@pytest.mark.parametrize("opened", ["0", "1"])
def test_a_changed_description_becomes_a_branch_of_two_commits_and_a_pull_request(
    workflows: dict[str, Workflow], checkout: Checkout, opened: str
) -> None:
    update = workflows["update"]
    (checkout.folder / "proposal").mkdir()
    (checkout.folder / "spec" / "openapi.yaml").write_text("openapi: 3.1.1\n")
    (checkout.folder / "generated" / "api.json").unlink()
    (checkout.folder / "generated" / "new.bin").write_bytes(bytes(range(256)))

    checkout.run(scripts(update, "take")["Look whether anything changed"])
    shutil.move(checkout.folder / "proposal", checkout.temporary / "proposal")
    (checkout.temporary / "proposal" / "report.md").write_text(20_000 * "added\n", "utf-8")
    with (checkout.temporary / "proposal" / "changes.patch").open("a") as patch:
        patch.write(HOSTILE)
    checkout.run("git reset --quiet --hard && git clean --quiet -fd")
    for script in scripts(update, "propose").values():
        checkout.run(script, **{**update["jobs"]["propose"]["env"], "GH_TOKEN": "", "GH_OPEN": opened})

    report = checkout.temporary / "report.md"
    changed = checkout.log("--format=%s --name-status --no-renames update/description --not main").split("\n")
    made = f"pr create --base main --head update/description --title Update the description --body-file {report}"
    assert checkout.outputs.read_text() == "changed=yes\n"
    assert report.read_text("utf-8") == 10_000 * "added\n" + "(and more)\n"
    assert [line for line in changed if line] == [
        "Regenerate",
        "D\tgenerated/api.json",
        "A\tgenerated/new.bin",
        "Update the description",
        "M\tspec/openapi.yaml",
    ]
    assert checkout.calls.read_text().splitlines() == [
        "auth setup-git",
        "pr list --head update/description --state open --json number --jq length",
        made if opened == "0" else f"pr edit update/description --body-file {report}",
        "workflow run checks.yml --ref update/description",
    ]


def test_an_unchanged_description_proposes_nothing(workflows: dict[str, Workflow], checkout: Checkout) -> None:
    (checkout.folder / "proposal").mkdir()

    checkout.run(scripts(workflows["update"], "take")["Look whether anything changed"])

    assert not checkout.outputs.exists()
    assert workflows["update"]["jobs"]["propose"]["if"] == "needs.take.outputs.changed == 'yes'"


PYTHON: Final = """#!/bin/sh
case "$3" in
    update) echo "# What changed"; exit "$UPDATE";;
    generate) echo "50-names.yaml:7: matches nothing" >&2; exit "$GENERATE";;
esac
"""


@pytest.fixture
def taking(checkout: Checkout) -> Checkout:
    """The same with a `make` that has nothing to do and a Python that ends as the test wants."""
    (checkout.folder / ".venv" / "bin").mkdir(parents=True)
    for path, text in {
        checkout.folder / ".venv/bin/python": PYTHON,
        checkout.calls.parent / "bin/make": "#!/bin/sh\n",
    }.items():
        path.write_text(text)
        path.chmod(0o755)
    return checkout


@pytest.mark.parametrize(
    ("generate", "told"), [("0", "# What changed\n"), ("2", "    50-names.yaml:7: matches nothing\n")]
)
def test_what_asks_for_a_person_is_in_the_report(
    workflows: dict[str, Workflow], taking: Checkout, generate: str, told: str
) -> None:
    steps = scripts(workflows["update"], "take")

    taking.run(steps["Take it in, and write the report"], UPDATE="1")
    taking.run(steps["Make the packages"], GENERATE=generate)

    report = (taking.folder / "proposal" / "report.md").read_text()
    assert report.startswith("# What changed\n")
    assert report.endswith(told)


def test_a_document_that_can_not_be_had_fails_the_run(workflows: dict[str, Workflow], taking: Checkout) -> None:
    step = scripts(workflows["update"], "take")["Take it in, and write the report"]

    assert taking.attempt(step, UPDATE="2").returncode == 1


@pytest.mark.parametrize(
    ("tag", "frozen", "told"), [("v1.0.0", "{}", ""), ("v1.0.1", "{}", "v1.0.0"), ("v1.0.0", "[]", "make release")]
)
def test_only_the_version_that_was_released_is_published(
    workflows: dict[str, Workflow], taking: Checkout, tag: str, frozen: str, told: str
) -> None:
    (taking.folder / ".venv/bin/python").write_text("#!/bin/sh\necho 1.0.0\n")
    for path, text in {
        "generated/client/api.json": "{}",
        "generated/client/released/api.json": frozen,
        "dist/SHA256SUMS": "x\n",
    }.items():
        (taking.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (taking.folder / path).write_text(text)
    step = scripts(workflows["publish"], "build")["Build, and hold the tag against the version"]
    summary = taking.temporary / "summary"

    done = taking.attempt(step, GITHUB_REF_NAME=tag, GITHUB_STEP_SUMMARY=str(summary))

    assert (done.returncode == 0, summary.exists()) == (not told, not told)
    assert told in done.stdout
