"""A template that says something wrong turns vectors red."""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from generator.inputs import Inputs
from generator.pipeline import read
from generator.render import Release, render

if TYPE_CHECKING:
    from pathlib import Path

    from generator import ir

PACKAGE = "client/src/{package}"

MEMBER = "{{ argument.wire_name | literal }}: {{ argument.name }},"

MUTATIONS: dict[str, tuple[str, str, str]] = {
    "a header is dropped": (
        "_method.py.jinja",
        MEMBER,
        f'{{% if place != "headers" or not loop.first %}}{MEMBER}{{% endif %}}',
    ),
    "a header is dropped in asynchronous calls": (
        "_method.py.jinja",
        MEMBER,
        f'{{% if place != "headers" or not suffix or not loop.first %}}{MEMBER}{{% endif %}}',
    ),
    "a member of the body is dropped": (
        "_method.py.jinja",
        MEMBER,
        f'{{% if place != "body" or not loop.last %}}{MEMBER}{{% endif %}}',
    ),
    "a header is renamed": (
        "_method.py.jinja",
        "{{ argument.wire_name | literal }}",
        '{{ argument.wire_name | replace("-Title", "-Name") | literal }}',
    ),
    "two arguments are exchanged": (
        "_method.py.jinja",
        ": {{ argument.name }},",
        ': {{ {"model": "query", "query": "model"}.get(argument.name, argument.name) }},',
    ),
    "two statuses are exchanged": (
        "{tag}.py.jinja",
        "{{ status }}: errors",
        "{{ {402: 429, 429: 402}.get(status, status) }}: errors",
    ),
    "a status is forgotten": ("{tag}.py.jinja", "error in entry.raises %}", "error in entry.raises[:-1] %}"),
    "another default error": ("{tag}.py.jinja", "errors.{{ package.default_error }}", "errors.APIStatusError"),
    "another method": ("{tag}.py.jinja", "{{ operation.method | literal }}", '"PUT"'),
    "another path": ("{tag}.py.jinja", "{{ operation.path | literal }}", '"/ranking"'),
    "a field is renamed": (
        "_declarations.py.jinja",
        "{{ line.name }}: {{ line.annotation | python }}{{",
        '{{ line.name | replace("relevance_score", "score") }}: {{ line.annotation | python }}{{',
    ),
    "a number is whole": (
        "_declarations.py.jinja",
        "{{ line.annotation | python }}{{ line.default | python }}",
        '{{ line.annotation | replace("float", "int") | python }}{{ line.default | python }}',
    ),
    "null is absence": (
        "_declarations.py.jinja",
        "{{ line.default | python }}",
        '{{ line.default | replace("= UNSET", "= None") | python }}',
    ),
    "unknown keys are let through": ("_runtime/model.py", "forbid_unknown_fields=True", "forbid_unknown_fields=False"),
    "anything is accepted": ("_runtime/request.py", '("Accept", JSON.encode())', '("Accept", b"*/*")'),
    "another content type": (
        "_runtime/request.py",
        'headers.put("Content-Type", operation.content_type.encode())',
        'headers.put("Content-Type", b"text/json")',
    ),
}


@pytest.fixture(scope="module")
def verdicts(root: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What playing the vectors against each mutant says; "" is the package as it should be."""
    folder = tmp_path_factory.mktemp("mutants")
    folders = [_mutant(root, folder, name) for name in ["", *MUTATIONS]]
    command = [sys.executable, "-m", "tests.contract.mutants", *map(str, folders)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return dict(zip(["", *MUTATIONS], done.stdout.splitlines(), strict=True))


def _mutant(root: Path, folder: Path, name: str) -> Path:
    """Render a copy of the templates with one mistake in it; give the folder to import from."""
    output = folder / f"{len(list(folder.iterdir()))}"
    templates = output / "templates"
    shutil.copytree(root / "templates" / "client", templates / "client", ignore=shutil.ignore_patterns("docs", "*.md*"))
    if name:
        file, old, new = MUTATIONS[name]
        path = templates / PACKAGE / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} no longer says {old}"
        path.write_text(text.replace(old, new), "utf-8")
    for output_path, content in render(_package(root), _RELEASE, templates).items():
        target = output / output_path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return output / "client" / "src"


_RELEASE = Release(version="1.0.0", spec_version="1", facts_sha256="0" * 64, changelog="", provenance={})


@functools.cache
def _package(root: Path) -> ir.Package:
    spec = root / "spec"
    inputs = Inputs(
        root=root,
        spec=spec / "openapi.yaml",
        overlays=tuple(sorted((spec / "overlays").glob("*.yaml"))),
        configuration=spec / "package.yaml",
        exceptions=None,
        templates=root / "templates",
        output=root / "generated",
    )
    return read(inputs.spec, inputs).package


def test_the_package_as_it_is_passes(verdicts: dict[str, str]) -> None:
    assert verdicts[""] == "0"


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_mistake_in_a_template_is_noticed(verdicts: dict[str, str], mutation: str) -> None:
    assert int(verdicts[mutation]) > 0
