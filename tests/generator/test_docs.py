"""The reference says what the documents say that the project began with, and every link in it leads somewhere."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from generator.config import configure
from generator.document import load
from generator.ir import Array, Primitive
from generator.lower import lower
from generator.overlay import apply
from generator.render import render
from generator.select import select
from tests.generator.parts import RELEASE, group, operation, package, with_dropin
from tests.generator.rendering import ROOT, TEMPLATES, described
from tests.generator.test_render import full

if TYPE_CHECKING:
    from generator.ir import Package


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The facts of a page about one operation."""

    parameters: tuple[tuple[str, str, bool], ...]
    """Name, type, whether it is required."""
    examples: tuple[tuple[str, str], ...]
    response: str
    errors: tuple[tuple[str, str, str], ...]
    """Class, statuses, media types."""


def page(text: str) -> Page:
    """Read a page, whichever dialect of Markdown it is written in."""
    lines = [re.sub(r"^\||\|$", "", line.strip()) for line in text.splitlines()]
    rows = [[plain(cell) for cell in re.split(r"(?<!\\)\|", line)] for line in lines]
    marks = (":heavy_check_mark:", ":heavy_minus_sign:")
    parameters = [[*row, ""] for row in rows if len(row) in (4, 5) and row[2] in marks]
    errors = [row for row in rows if len(row) == 3 and row[0].startswith("errors.")]
    response = re.search(r"Response\s+\W*(operations\.\w+?)(?:Errors)?\W", text)
    assert response
    return Page(
        parameters=tuple((row[0], row[1], row[2] == ":heavy_check_mark:") for row in parameters),
        examples=tuple((row[0], "".join(row[4].split())) for row in parameters if row[4]),
        response=response[1],
        errors=tuple((row[0], row[1], row[2]) for row in errors),
    )


def plain(cell: str) -> str:
    """What a cell says, without its markup."""
    text = cell.replace("<br />", "").replace("`", "").strip()
    text = re.sub(r"^\[(.*)\]\(\S+\)$", r"\1", text).replace("\\", "")
    text = re.sub(r"^\*([^*]*)\*$|(?<=\[)\*(\w+)\*(?=\])", r"\1\2", text) if text != "*/*" else text
    return text.replace("“", '"').replace("”", '"').strip()


@pytest.fixture(scope="module")
def seeds() -> list[Page]:
    """The documents that the project began with: first the one with plain texts as documents."""
    folder = ROOT.parent / "shared" / "seeds"
    if not folder.is_dir():
        pytest.skip("the documents that the project began with are not there")
    return sorted(
        (page(path.read_text("utf-8")) for path in folder.glob("*.txt")),
        key=lambda found: found.parameters[0][1],
        reverse=True,
    )


@pytest.fixture(scope="module")
def rerank() -> Package:
    """The client as the vendored document has it, without what our overlays know to be newer."""
    spec = ROOT / "spec"
    overlays = [path for path in sorted((spec / "overlays").glob("*.yaml")) if "newer" not in path.name]
    configuration = configure(spec / "package.yaml")
    document = apply(load(spec / "openapi.yaml"), overlays, lax=True).document
    found = lower(select(document, configuration.operations), configuration)
    return replace(found, testing_name="", testing_distribution="")


def reference(found: Package) -> str:
    return render(found, RELEASE, TEMPLATES)["client/docs/rerank.md"].decode()


def test_the_page_has_the_facts_of_the_newer_document(seeds: list[Page], rerank: Package) -> None:
    assert page(reference(rerank)) == seeds[1]


def test_with_plain_documents_the_page_has_the_facts_of_the_older_one(seeds: list[Page], rerank: Package) -> None:
    assert page(reference(with_texts(rerank))) == seeds[0]


def with_texts(found: Package) -> Package:
    """The same, but documents are texts."""
    only = found.groups[0]
    call = only.operations[0]
    text = Primitive(kind="string", source="/older")
    arguments = tuple(
        replace(one, type=Array(items=text, source="/older")) if one.name == "documents" else one
        for one in call.arguments
    )
    return replace(found, groups=(replace(only, operations=(replace(call, arguments=arguments),)),))


# ---------------------------------------------------------------------------------------------------------------- links

PACKAGES = ["rerank", "full", "unions", "names", "recursion"]


@pytest.fixture(params=PACKAGES)
def pages(request: pytest.FixtureRequest) -> dict[str, str]:
    """All Markdown files of a package, by their paths."""
    name: str = request.param
    if name == "rerank":
        found: Package = request.getfixturevalue("rerank")
    elif name == "full":
        found = with_dropin(full())
    else:
        found = described(ROOT / "tests" / "cases" / "render" / name / "openapi.yaml", f"{name}_case")
    files = render(found, RELEASE, TEMPLATES)
    return {path: content.decode() for path, content in files.items() if path.endswith(".md")}


def test_every_link_within_the_package_leads_somewhere(pages: dict[str, str]) -> None:
    broken = [
        f"{path}: {target}"
        for path, text in pages.items()
        for target in re.findall(r"\]\(([^)#\s]*#?[^)\s]*)\)", without_code(text))
        if not re.match(r"https?://", target) and not leads(target, path, pages)
    ]

    assert broken == []


def leads(target: str, path: str, pages: dict[str, str]) -> bool:
    name, _, anchor = target.partition("#")
    parts = path.split("/")[:-1]
    for part in filter(None, name.split("/")):
        parts = parts[:-1] if part == ".." else [*parts, part]
    text = pages.get("/".join(parts) if name else path)
    return text is not None and (not anchor or anchor in anchors(text))


def anchors(text: str) -> set[str]:
    """The anchors that GitHub and others make of headings."""
    titles = re.findall(r"^#+ (.*)$", without_code(text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def test_every_page_can_be_reached_from_the_readme(pages: dict[str, str]) -> None:
    reached = {"client/README.md"}
    waiting = ["client/README.md"]
    while waiting:
        path = waiting.pop()
        for target in re.findall(r"\]\(([^)#\s]+\.md)", pages[path]):
            parts = path.split("/")[:-1]
            for part in target.split("/"):
                parts = parts[:-1] if part == ".." else [*parts, part]
            if "/".join(parts) not in reached:
                reached.add("/".join(parts))
                waiting.append("/".join(parts))

    assert reached == {path for path in pages if path.startswith("client/")}


def test_every_table_has_as_many_cells_in_each_row(pages: dict[str, str]) -> None:
    for path, text in pages.items():
        for table in re.findall(r"(?:^\|.*\|\n)+", without_code(text), re.MULTILINE):
            assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1, (path, table)


# ------------------------------------------------------------------------------------------------------------- examples


def test_every_example_is_python(pages: dict[str, str]) -> None:
    blocks = [
        (path, block)
        for path, text in pages.items()
        for block in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if not is_signature(block)
    ]

    assert len(blocks) > 5
    for path, block in blocks:
        compile(block, path, "exec")


def test_every_signature_is_that_of_the_method(pages: dict[str, str]) -> None:
    signatures = [
        block
        for text in pages.values()
        for block in re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if is_signature(block)
    ]

    assert signatures
    for block in signatures:
        ast.parse(f"{block.rstrip()}: ...")


def is_signature(block: str) -> bool:
    return block.startswith("def ") and block.rstrip().splitlines()[-1].startswith(") -> ")


def test_examples_use_the_values_of_the_description(rerank: Package) -> None:
    text = reference(rerank)

    assert (
        "    res = open_router.rerank.rerank(\n"
        "        documents=[\n"
        '            "Paris is the capital of France.",\n'
        '            "Berlin is the capital of Germany.",\n'
        "        ],\n"
        '        model="cohere/rerank-v3.5",\n'
        '        query="What is the capital of France?",\n'
        "    )\n"
    ) in text


def test_what_needs_no_argument_is_called_without() -> None:
    text = render(package(group(operation())), RELEASE, TEMPLATES)["client/docs/things.md"].decode()

    assert "acme.things.get(\n    )" in text or "acme.things.get()" in text
    assert "None: the answer has no body." in text


def test_what_the_description_has_no_words_for_has_no_colon_after_it() -> None:
    silent = group(replace(operation(), doc=""), doc="")

    text = render(package(silent), RELEASE, TEMPLATES)["client/docs/README.md"].decode()

    assert "* [Things](things.md)\n  * [`acme.things.get`](things.md#get)\n" in text


def test_the_readme_says_first_that_the_package_is_not_the_official_one(rerank: Package) -> None:
    files = render(rerank, RELEASE, TEMPLATES)

    client, dropin = (files[f"{name}/README.md"].decode().split("\n\n")[1] for name in ("client", "dropin"))
    assert client.startswith("**This is not the official package of OpenRouter.**")
    assert dropin.startswith("**Never install this beside the official `openrouter`")


def test_a_package_that_replaces_no_other_says_nothing_of_one() -> None:
    text = render(package(), RELEASE, TEMPLATES)["client/README.md"].decode()

    assert "official" not in text
    assert "drop-in" not in text
