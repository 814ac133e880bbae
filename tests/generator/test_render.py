"""Templates become files: which, from which node, and that no text of a description does anything in them."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from generator import ir
from generator.problems import BadInputError
from generator.render import render, unrenderable
from tests.generator import parts
from tests.generator.parts import (
    HERE,
    RELEASE,
    TEXT,
    WHOLE,
    alias,
    argument,
    array,
    content,
    enum,
    error,
    field,
    group,
    model,
    module,
    operation,
    package,
    parameter,
    reference,
    response,
    union,
    with_dropin,
)
from tests.generator.rendering import TEMPLATES, written
from tests.generator.test_literals import NASTY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def templates(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


# -------------------------------------------------------------------------------------------------------- which files


def test_the_path_of_a_template_is_that_of_its_output(tmp_path: Path) -> None:
    found = render(
        package(group(name="cats"), group(name="dogs"), components=(module(name="food"),)),
        RELEASE,
        templates(
            tmp_path,
            **{
                "client__{package}__fixed.txt.jinja": "{{ package.name }}\n",
                "client__{package}__{tag}.txt.jinja": "{{ group.name }}\n",
                "client__{package}__{cluster}.md.jinja": "{{ module.name }}\n",
                "client__{package}__{operation}.md.jinja": "never: there is no such module",
            },
        ),
    )

    assert found == {
        "client/acme_things/fixed.txt": b"acme_things\n",
        "client/acme_things/cats.txt": b"cats\n",
        "client/acme_things/dogs.txt": b"dogs\n",
        "client/acme_things/food.md": b"food\n",
    }


def test_other_files_are_copied_byte_for_byte(tmp_path: Path) -> None:
    raw = b"{{ not a template }}\r\n\x00\xff{% raw"
    (tmp_path / "client" / "{package}" / "__pycache__").mkdir(parents=True)
    (tmp_path / "client" / "{package}" / "__pycache__" / "a.pyc").write_bytes(b"")
    (tmp_path / "client" / "{package}" / "a.py").write_bytes(raw)

    assert render(package(), RELEASE, tmp_path) == {"client/acme_things/a.py": raw}


def test_a_part_that_others_include_is_no_output(tmp_path: Path) -> None:
    found = render(
        package(),
        RELEASE,
        templates(
            tmp_path,
            a__b__x__page_txt='{% include "../_part.jinja" %}',
            **{
                "a/b/page.txt.jinja": '{% include "../_part.jinja" %} and {% include "_own.jinja" %}',
                "a/_part.jinja": "shared",
                "a/b/_own.jinja": "own",
                "a/_version.txt.jinja": "an output, whatever it begins with",
            },
        ),
    )

    assert found["a/b/page.txt"] == b"shared and own"
    assert "a/_version.txt" in found
    assert not {"a/_part", "a/b/_own"} & found.keys()


@pytest.mark.parametrize("folder", ["dropin", "testing"])
def test_a_package_without_a_name_is_not_made(tmp_path: Path, folder: str) -> None:
    made = templates(tmp_path, client__a="", **{f"{folder}__a": ""})

    assert set(render(package(), RELEASE, made)) == {"client/a"}


def test_two_templates_may_not_write_one_file(tmp_path: Path) -> None:
    made = templates(tmp_path, **{"client__{tag}.py.jinja": "", "client__Things.py": ""})

    with pytest.raises(BadInputError, match=r"client/things\.py is written twice"):
        render(package(), RELEASE, made)


def test_the_same_package_gives_the_same_bytes() -> None:
    assert render(package(), RELEASE, TEMPLATES) == render(package(), RELEASE, TEMPLATES)


def test_every_rendered_file_says_which_template_to_edit() -> None:
    """Copied files, the licence and JSON do not; where several are alike, the shared part is named."""
    found = render(with_dropin(full()), RELEASE, TEMPLATES)
    heads = {name: content.decode("utf-8").split("\n", 1)[0] for name, content in found.items()}
    made = {
        path.relative_to(TEMPLATES).as_posix()
        for folder in ("client", "dropin")
        for path in (TEMPLATES / folder).rglob("*.jinja")
    }

    for name, head in heads.items():
        marked = re.match(r"(?:# |<!-- )@generated from spec/openapi\.yaml by templates/(\S+\.jinja)(?: -->)?\Z", head)
        if marked:
            assert marked[1] in made, name
        else:
            assert name.endswith(("LICENSE", ".json", "py.typed")) or (TEMPLATES / unnamed(name)).is_file(), name


def unnamed(name: str) -> str:
    return name.replace("acme_things", "{package}").replace("src/acme/", "src/{dropin_package}/")


# ----------------------------------------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("line one\n{{ package.nmae }}\n", r"templates/client/a\.txt\.jinja:2: .*has no attribute 'nmae'"),
        ("{{ pakage }}", r"templates/client/a\.txt\.jinja:1: 'pakage' is undefined"),
        ("\n\n{% for x in %}", r"templates/client/a\.txt\.jinja:3: "),
        ("\n{{ package.summary }}", r"templates/client/a\.txt\.jinja:2: 'Use the things of Acme\.' is no name"),
        ("{{ none }}", r"templates/client/a\.txt\.jinja:1: None is no name"),
        ("{{ package.name | capitalise }}", r"templates/client/a\.txt\.jinja:1: No filter named 'capitalise'"),
        ("{{ 3 | literal | docstring(x) }}", r"templates/client/a\.txt\.jinja:1: "),
    ],
)
def test_a_mistake_in_a_template_is_told_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    made = templates(tmp_path, **{"client__a.txt.jinja": text})

    with pytest.raises(BadInputError, match=said):
        render(package(), RELEASE, made)


def test_a_mistake_in_a_part_is_told_with_the_line_of_the_part(tmp_path: Path) -> None:
    made = templates(
        tmp_path, **{"client/a.txt.jinja": '{% include "_b.jinja" %}', "client/_b.jinja": "\n\n{{ nothing }}"}
    )

    with pytest.raises(BadInputError, match=r"templates/client/_b\.jinja:3: 'nothing' is undefined"):
        render(package(), RELEASE, made)


# ------------------------------------------------------------------------------------------------ what can't be written

STREAM = ir.Content(media_type="text/event-stream", kind="events", type=TEXT, source="/stream")
BYTES = ir.Content(media_type="image/png", kind="bytes", type=None, source="/image")
FORM = ir.Content(media_type="multipart/form-data", kind="multipart", type=TEXT, source="/form")


IS_STREAM = "the answer 200 is a stream (text/event-stream)"
IS_SECURED = "it is secured by {}, which this package does not do"


def success(*contents: ir.Content) -> ir.Response:
    return ir.Response(status="200", doc="", contents=contents, source="/answer")


@pytest.mark.parametrize(
    ("found", "reason", "source"),
    [
        (operation(responses=(success(STREAM),)), "the answer 200 is a stream (text/event-stream)", "/stream"),
        (
            operation(responses=(success(content(TEXT), STREAM),)),
            "the answer 200 is a stream (text/event-stream)",
            "/stream",
        ),
        (operation(responses=(success(BYTES),)), "the answer 200 is image/png, not JSON", "/answer"),
        (
            operation(responses=(response("200", TEXT), response("201", WHOLE))),
            "its successes have bodies of several types",
            HERE,
        ),
        (
            replace(operation(), body=ir.Body(required=True, doc="", contents=(FORM,), source="/body")),
            "the request's body is multipart/form-data, not JSON",
            "/body",
        ),
        (
            operation(parameters=(parameter("x", media_type="application/xml"),)),
            "the parameter 'x' is application/xml",
            HERE,
        ),
        (operation(security=(("other",),)), "it is secured by other, which this package does not do", HERE),
        (
            operation(security=(("key", "other"),)),
            "it is secured by key with other, which this package does not do",
            HERE,
        ),
    ],
)
def test_what_can_not_be_written_is_told_with_its_place(found: ir.Operation, reason: str, source: str) -> None:
    whole = package(group(operation(), operation(operation_id="lessUsual"), found))

    assert [(one.reason, one.source) for one in unrenderable(found, whole)] == [(reason, source)]
    with pytest.raises(BadInputError) as caught:
        render(whole, RELEASE, TEMPLATES)
    (problem,) = caught.value.problems
    assert (problem.at.file, problem.finding) == (source, f"{found.id} can't be written: {reason}")
    assert "leave the operation out" in problem.hint


@pytest.mark.parametrize("key", ['a"b', "a\\b", "a\nb", "a\x00", "a\ud800"])
def test_a_property_that_no_model_can_have_is_told_with_its_place(key: str) -> None:
    whole = package(components=(module(model("Pet", field("name", wire=key))),))

    with pytest.raises(BadInputError) as caught:
        render(whole, RELEASE, TEMPLATES)

    (problem,) = caught.value.problems
    assert (problem.at.file, problem.finding) == (
        HERE,
        f"Pet can't be written: a field of a model can't be called {key!r}",
    )


@pytest.mark.parametrize(
    "found",
    [
        operation(),
        operation(security=()),
        operation(security=((), ("other",))),
        operation(responses=(success(content(TEXT), BYTES),)),
        operation(responses=(response("200", TEXT), response("202"))),
        operation(responses=(response("200", TEXT), response("201", TEXT))),
        operation(parameters=(parameter("x", media_type="application/json"),)),
    ],
)
def test_what_can_be_written_is_not_refused(found: ir.Operation) -> None:
    assert unrenderable(found, package(group(operation(), found))) == ()


# -------------------------------------------------------------------------------------------- another name, other texts


def full(*, text: str = "Words.", wire: str = "wire", value: str = "value", key: str = "key") -> ir.Package:
    """A package that has one of everything, with a text in each place that takes one; `key` is that of a property."""
    pet = reference("Pet")
    models = module(
        model("Pet", field("name", required=True, wire=key, doc=text, example=value), doc=text),
        enum("Color", value, "other", doc=text),
        enum("Closed", value, is_open=False, doc=text),
        alias("Named", union(TEXT, pet), twin=True, doc=text),
        model("Body", field("pets", array(pet), required=True, doc=text), doc=text),
        model("Fixed", field("kind", ir.Constant(value=value, source=HERE), required=True)),
    )
    tagged = ir.Union(members=(pet, reference("Fixed")), kind="tagged", tag=value, mapping=((value, 1),), source=HERE)
    members: dict[str, ir.Json] = {value: [value, value]}
    example: list[ir.Json] = [value, members]
    parameters = [replace(parameter("query"), wire_name=wire), replace(parameter("tag", at="header"), wire_name=wire)]
    call = operation(
        argument("pets", array(pet), required=True, wire=wire, doc=text, example=example),
        argument("query", at="query", wire=wire, doc=text, example=value),
        argument("tag", at="header", wire=wire, doc=text),
        parameters=tuple(parameters),
        body=reference("Body"),
        responses=(response("200", tagged), response("400", pet, error="BadError")),
        doc=text,
        returns_doc=text,
        path=f"/{wire}",
        operation_id=value,
    )
    found = package(
        group(call, doc=text),
        components=(replace(models, doc=text),),
        errors=(error(400, "BadError", pet, doc=text), error(404, "LateError", late=True, doc=text)),
    )
    return replace(
        found,
        description=text,
        summary=text,
        keywords=(text,),
        spec_version=value,
        global_headers=(ir.GlobalHeader(name="app", wire_name=wire, variable="ACME_APP", doc=text, source=HERE),),
        servers=(
            ir.Server(
                name=value,
                url=value,
                variables=(ir.ServerVariable(name=wire, default=value, values=(), doc=text, source=HERE),),
                doc=text,
                source=HERE,
            ),
        ),
    )


def test_another_package_knows_nothing_of_the_first_brand() -> None:
    files = render(with_dropin(full()), RELEASE, TEMPLATES)

    for name, text in files.items():
        assert not re.search(rb"open[-_ ]?router", text, re.IGNORECASE), name


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_texts_of_a_description_do_nothing_wherever_they_stand(text: str) -> None:
    """In each position at once; every file is what it was, but for the texts."""
    release = replace(RELEASE, spec_version=text)

    files = render(with_dropin(full(text=text, wire=text, value=text, key=key_like(text))), release, TEMPLATES)

    plain = render(with_dropin(full(key="- key")), RELEASE, TEMPLATES)
    for name, content_ in files.items():
        if name.endswith(".py") and content_ != plain[name]:
            assert shape(content_) == shape(plain[name]), name
        if name.endswith(".toml"):
            assert keys(tomllib.loads(content_.decode())) == keys(tomllib.loads(plain[name].decode()))
        if name.endswith(".md"):
            assert "<script" not in without_code(content_.decode()), name


def without_code(markdown: str) -> str:
    return re.sub(r"^```.*?^```$|(`+).*?\1", "", markdown, flags=re.MULTILINE | re.DOTALL)


def key_like(text: str) -> str:
    """The text without the characters that no key of a model may have."""
    return re.sub(r'[\x00-\x1f"\\\ud800-\udfff]', "", f"- {text}")


def shape(source: bytes) -> list[str]:
    """What a module is made of, all but its texts, and the docstrings that are there for some texts only."""
    return list(_shape(ast.parse(source)))


def _shape(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, (ast.Constant, ast.JoinedStr)):
        yield "value"
        return
    yield " ".join([type(node).__name__, *(str(getattr(node, name, "")) for name in ("id", "name", "attr", "arg"))])
    for child in ast.iter_child_nodes(node):
        yield from _shape(child)


def keys(data: object) -> object:
    return {key: keys(value) for key, value in cast("dict[str, object]", data).items()} if isinstance(data, dict) else 0


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_values_and_wire_names_survive_exactly(text: str) -> None:
    files = render(full(text="x", wire=text, value=text, key=key_like(text)), RELEASE, TEMPLATES)

    constants = {
        node.value
        for name in ("things.py", "components/things.py", "_settings.py", "sdk.py")
        for node in ast.walk(ast.parse(files[f"client/src/acme_things/{name}"]))
        if isinstance(node, ast.Constant)
    }
    assert constants >= {text, f"/{text}", key_like(text)}


def test_a_package_full_of_nasty_texts_imports_and_runs_none_of_them(tmp_path: Path) -> None:
    trap = '"""\n\nraise SystemExit("trapped")\n"""\' + str(1/0) + \'{{ 1/0 }}{% raise %}\\'
    place = written(with_dropin(full(text=trap, wire=trap, value=trap, key=key_like(trap))), tmp_path)

    program = (
        f"import sys; sys.path[:0] = {[str(place), str(tmp_path / 'dropin' / 'src')]!r}\n"
        "import acme_things as a, acme, json\n"
        "from acme_things import components as c, errors, _settings, things\n"
        "pet = c.Pet.model_validate({a.things.GET.parameters and list(c.Pet.__struct_encode_fields__)[0]: 'x'})\n"
        "print(json.dumps([c.Pet.__struct_encode_fields__[0], things.GET.path, things.GET.id, "
        "list(_settings.SETTINGS.servers.values())[0], things.__doc__]))\n"
        "for name in c.__all__: getattr(c, name)\n"
        "for name in errors.__all__: getattr(errors, name)\n"
    )
    run = subprocess.run(
        [
            sys.executable,
            "-I",
            "-B",
            "-c",
            f"import sys; sys.path[:0] = {[str(place), str(tmp_path / 'dropin/src')]!r}\n{program}",
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert run.stderr == ""
    wire, path, identifier, url, doc = json.loads(run.stdout)
    assert (wire, path, identifier, url) == (key_like(trap), f"/{trap}", trap, trap)
    assert "raise SystemExit" in doc


# ------------------------------------------------------------------------------------------------------ what it is for


def test_metadata_is_complete() -> None:
    urls = ir.Urls(
        homepage="https://acme.example",
        repository="https://acme.example/code",
        changelog="https://acme.example/log",
        api_description="https://acme.example/openapi.yaml?a='b'",
    )

    files = render(with_dropin(replace(package(), urls=urls)), RELEASE, TEMPLATES)

    client = tomllib.loads(files["client/pyproject.toml"].decode())
    dropin = tomllib.loads(files["dropin/pyproject.toml"].decode())
    assert client["build-system"] == {"requires": ["uv_build==0.13.6"], "build-backend": "uv_build"}
    project = client["project"]
    assert (project["name"], project["version"], project["license"]) == ("acme-things", "1.2.3", "MIT")
    assert (project["requires-python"], project["license-files"]) == (">=3.11", ["LICENSE"])
    assert {"Typing :: Typed", *(f"Programming Language :: Python :: 3.{minor}" for minor in range(11, 14))} <= set(
        project["classifiers"]
    )
    assert [re.split(r"[<>=]", one)[0] for one in project["dependencies"]] == ["httpx2", "msgspec"]
    assert project["optional-dependencies"] == {"dropin": ["acme-things-dropin==1.2.3"]}
    assert project["urls"] == {
        "Homepage": "https://acme.example",
        "Source": "https://acme.example/code",
        "Changelog": "https://acme.example/log",
        "API description": "https://acme.example/openapi.yaml?a='b'",
    }
    assert dropin["project"]["urls"] == project["urls"]
    assert dropin["project"]["dependencies"] == ["acme-things==1.2.3"]
    assert dropin["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"] == [
        "src/acme.py",
        "src/acme",
    ]


def test_a_package_without_drop_in_and_links_mentions_none() -> None:
    project = tomllib.loads(render(package(), RELEASE, TEMPLATES)["client/pyproject.toml"].decode())["project"]

    assert {"optional-dependencies", "urls"} & project.keys() == set()


def test_the_changelog_is_the_releases() -> None:
    release = replace(RELEASE, changelog="# Changelog\n\n## 1.2.3\n\n- `a.b`: new.\n")

    text = render(package(), release, TEMPLATES)["client/CHANGELOG.md"].decode()

    assert text.split("\n", 1)[1] == "# Changelog\n\n## 1.2.3\n\n- `a.b`: new.\n"


@pytest.mark.parametrize(
    ("scheme", "entries"),
    [
        ({}, {}),
        ({"type": "oauth2", "scheme": ""}, {}),
        (
            {"type": "apiKey", "scheme": "", "location": "header", "wire_name": "X-Key"},
            {"api_key_header": "X-Key", "api_key_prefix": ""},
        ),
    ],
)
def test_the_key_goes_where_the_description_says(scheme: dict[str, Any], entries: dict[str, str]) -> None:
    found = package()
    schemes = (replace(found.security_schemes[0], **scheme),)

    text = render(replace(found, security_schemes=schemes), RELEASE, TEMPLATES)["client/src/acme_things/_settings.py"]

    assert {
        name: settings(text)[name] for name in ("api_key_header", "api_key_prefix") if name in settings(text)
    } == entries


def test_a_package_whose_api_knows_no_key_sends_none() -> None:
    found = replace(package(group(operation(security=()))), security_schemes=())

    assert settings(render(found, RELEASE, TEMPLATES)["client/src/acme_things/_settings.py"])["api_key_header"] is None


def settings(source: bytes) -> dict[str, Any]:
    """The settings that are plain values."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        str(keyword.arg): keyword.value.value
        for keyword in calls[0].keywords
        if isinstance(keyword.value, ast.Constant)
    }


def test_settings_hold_servers_variables_headers_and_retries() -> None:
    policy = replace(parts.NEVER, strategy="backoff", initial_interval=500, max_interval=8000, exponent=1.5)
    policy = replace(policy, max_elapsed_time=30_000, jitter=1000, statuses=("429", "5XX"), connection_errors=True)

    text = render(replace(full(), retries=policy), RELEASE, TEMPLATES)["client/src/acme_things/_settings.py"].decode()

    assert 'servers={\n        "value": "value",\n    }' in text
    assert 'server_variables={\n        "wire": "value",\n    }' in text
    assert 'header_variables={\n        "wire": "ACME_APP",\n    }' in text
    assert 'header_arguments={\n        "wire": "app",\n    }' in text
    assert (
        'retries=RetryConfig("backoff", BackoffStrategy(initial_interval=500, max_interval=8_000, exponent=1.5, '
        "max_elapsed_time=30_000, jitter_ms=1_000), retry_connection_errors=True, "
        'status_codes_override=["429", "5XX"])'
    ) in text


def test_an_operation_with_a_policy_of_its_own_says_so() -> None:
    never = replace(operation(), retries=replace(parts.NEVER, source="/elsewhere"))
    once = replace(operation(name="once"), retries=replace(parts.NEVER, statuses=("503",)))

    text = render(package(group(never, once)), RELEASE, TEMPLATES)["client/src/acme_things/things.py"].decode()

    assert text.count('retries=RetryConfig("none", None, retry_connection_errors=False)') == 1


def test_late_errors_derive_from_the_default_error() -> None:
    text = render(full(), RELEASE, TEMPLATES)["client/src/acme_things/errors.py"].decode()

    bases = {
        node.name: [ast.unparse(base) for base in node.bases]
        for node in ast.parse(text).body
        if isinstance(node, ast.ClassDef)
    }
    assert bases == {
        "BadError": ["APIStatusError"],
        "AcmeDefaultError": ["APIStatusError"],
        "LateError": ["AcmeDefaultError"],
    }
