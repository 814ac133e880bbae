"""This project's own description, overlays and configuration."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.config import configure
from generator.document import Document, load
from generator.facts import NEUTRAL, digest, facts, prose, text_digest
from generator.openapi import objects, references
from generator.overlay import apply, read, read_all
from generator.select import select
from generator.update import update
from generator.update.lock import read_lock
from generator.update.words import covers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from generator.update import Update

NEWEST = "openrouter-2026-08-22.yaml"
BEFORE_DOCUMENTS = "openrouter-2026-06-09-before-documents.yaml"
FIRST = "openrouter-2026-04-07.yaml"
NEWER = "70-newer-than-the-document.yaml"


@pytest.fixture(scope="module")
def spec(root: Path) -> Path:
    return root / "spec"


@pytest.fixture(scope="module")
def overlays(spec: Path) -> list[Path]:
    return sorted((spec / "overlays").glob("*.yaml"))


@pytest.fixture(scope="module")
def description(spec: Path) -> Document:
    return load(spec / "openapi.yaml")


@pytest.fixture(scope="module")
def patched(description: Document, overlays: list[Path]) -> Document:
    return apply(description, overlays).document


def schemas(document: Document) -> dict[str, Any]:
    found: Any = document.data["components"]
    return dict(found["schemas"])


class TestDescription:
    def test_it_is_facts_and_nothing_else(self, description: Document) -> None:
        assert facts(description.data) == description.data
        assert set(prose(description.data).values()) == {"API", NEUTRAL}

    def test_the_lock_is_about_it(self, spec: Path, description: Document) -> None:
        lock = read_lock(spec / "openapi.lock")

        assert lock is not None
        assert lock.facts == digest(description.data)
        assert lock.operations == configure(spec / "package.yaml").operations == ("createRerank",)

    def test_the_newest_document_gives_these_very_bytes(
        self, spec: Path, overlays: list[Path], shared_data: Path, tmp_path: Path
    ) -> None:
        """In an empty folder, so that nothing of what is committed can shine through."""
        result = update(
            str(shared_data / "upstream" / NEWEST),
            spec=tmp_path / "openapi.yaml",
            configuration=configure(spec / "package.yaml"),
            overlays=overlays,
        )

        assert not result.has_findings
        for name in ("openapi.yaml", "openapi.lock"):
            assert (tmp_path / name).read_bytes() == (spec / name).read_bytes(), name


class TestOverlays:
    def test_each_says_what_it_is_for(self, overlays: list[Path]) -> None:
        for path in overlays:
            document = load(path)
            assert path.read_text().startswith("# "), path.name
            assert document.data["overlay"] == "1.1.0", path.name
            assert document.get(("info", "description")), path.name

    def test_their_names_are_in_the_order_of_their_application(self, overlays: list[Path]) -> None:
        assert all(re.fullmatch(r"\d\d-[a-z-]+\.yaml", path.name) for path in overlays)
        assert len({path.name[:2] for path in overlays}) == len(overlays)
        assert overlays[-1].name == "90-words.yaml"

    def test_they_fit_and_none_of_their_values_is_superfluous(
        self, description: Document, overlays: list[Path]
    ) -> None:
        assert apply(description, overlays).findings == ()

    def test_each_is_needed(self, description: Document, overlays: list[Path]) -> None:
        document = description

        for path in overlays:
            before = json.dumps(document.data, sort_keys=True)
            document = apply(document, [path]).document
            assert json.dumps(document.data, sort_keys=True) != before, path.name

    def test_none_needs_the_library_for_queries(self, overlays: list[Path]) -> None:
        """Plain paths are walked by ourselves; the library costs a tenth of a second to import."""
        plain = re.compile(r"\$(\.[A-Za-z_]\w*|\['[^']+'\]|\[\d+\]|\.\*)*")

        queries = [
            query
            for path in overlays
            for action in read(path).actions
            for query in (action.target, action.copy)
            if query
        ]

        assert [query.text for query in queries if not plain.fullmatch(query.text)] == []

    def test_what_the_document_lacks_can_be_left_out(self, description: Document, overlays: list[Path]) -> None:
        without = apply(description, [path for path in overlays if path.name != NEWER])

        body = schemas(without.document)["CreateRerankRequestBody"]
        assert without.findings == ()
        assert list(body["properties"]) == ["documents", "model", "provider", "query", "top_n"]
        assert list(_lacking_words(without.document)) == []

    def test_the_form_of_documents_before_june_can_be_had(self, overlays: list[Path], shared_data: Path) -> None:
        upstream = select(load(shared_data / "upstream" / BEFORE_DOCUMENTS), ["createRerank"])
        kept = [path for path in overlays if path.name not in {NEWER, "55-documents.yaml"}]

        old = apply(upstream, kept)

        body = schemas(old.document)["CreateRerankRequestBody"]
        assert body["properties"]["documents"]["items"] == {"type": "string"}
        assert "Document" not in schemas(old.document)


class TestPatched:
    def test_every_reference_leads_somewhere(self, patched: Document) -> None:
        found = list(references(patched.data, "document", ()))

        assert len(found) > 30
        for _place, target in found:
            assert patched.get(patched.resolve(target.removeprefix("#")))

    def test_the_fields_of_the_request_are_in_the_order_of_the_wire(self, patched: Document) -> None:
        body = schemas(patched)["CreateRerankRequestBody"]

        required = [name for name in body["properties"] if name in body["required"]]
        optional = [name for name in body["properties"] if name not in body["required"]]
        assert required + optional == [
            "documents", "model", "query", "provider", "session_id", "top_n", "trace", "user",
        ]  # fmt: skip

    def test_what_was_moved_is_as_it_was(self, patched: Document, spec: Path) -> None:
        path = "paths", "/rerank", "post", "requestBody", "content", "application/json", "schema", "properties", "top_n"
        upstream: Any = load(spec / "openapi.yaml").get(path)
        moved = schemas(patched)["CreateRerankRequestBody"]["properties"]["top_n"]

        assert {key: value for key, value in moved.items() if key not in {"description", "example"}} == upstream
        assert "x-moved" not in patched.data

    def test_one_shape_stands_for_all_errors(self, patched: Document) -> None:
        operation: Any = patched.get(("paths", "/rerank", "post"))
        bodies = {
            answer["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[1]
            for status, answer in operation["responses"].items()
            if status.isdigit() and status >= "400"
        }
        found = schemas(patched)

        assert set(found["ErrorResponse"]["x-sdk-same"]) == bodies
        assert set(found["ErrorDetail"]["x-sdk-same"]) == {f"{name}ErrorData" for name in bodies}
        assert sorted(operation["responses"]) == [
            "200", "400", "401", "402", "403", "404", "413", "429", "4XX",
            "500", "502", "503", "524", "529", "5XX",
        ]  # fmt: skip

    def test_a_result_may_come_without_its_document(self, patched: Document) -> None:
        assert schemas(patched)["Result"]["required"] == ["index", "relevance_score"]

    def test_the_policy_of_retries_is_ours_alone(self, patched: Document) -> None:
        assert patched.data["x-sdk-retries"] == {
            "strategy": "backoff",
            "initialInterval": 500,
            "maxInterval": 8000,
            "exponent": 1.5,
            "jitter": 1000,
            "maxElapsedTime": 30000,
            "statusCodes": ["408", "429", "5XX"],
            "retryConnectionErrors": True,
        }
        assert "x-speakeasy-retries" not in patched.data

    def test_apps_are_named_by_three_headers(self, patched: Document) -> None:
        operation: Any = patched.get(("paths", "/rerank", "post"))
        headers = [patched.get(patched.resolve(found["$ref"][1:])) for found in operation["parameters"]]

        assert [(header["name"], header["x-sdk-variable"]) for header in headers] == [  # type: ignore[index,call-overload]
            ("HTTP-Referer", "OPENROUTER_HTTP_REFERER"),
            ("X-OpenRouter-Title", "OPENROUTER_X_OPEN_ROUTER_TITLE"),
            ("X-OpenRouter-Categories", "OPENROUTER_X_OPEN_ROUTER_CATEGORIES"),
        ]


class TestWords:
    def test_everything_that_a_reader_meets_is_described(self, patched: Document) -> None:
        assert list(_lacking_words(patched)) == []

    def test_the_examples_are_those_of_the_documentation(self, patched: Document) -> None:
        properties = schemas(patched)["CreateRerankRequestBody"]["properties"]

        assert {name: field["example"] for name, field in properties.items() if "example" in field} == {
            "documents": ["Paris is the capital of France.", "Berlin is the capital of Germany."],
            "model": "cohere/rerank-v3.5",
            "provider": {"allow_fallbacks": True},
            "query": "What is the capital of France?",
            "top_n": 3,
        }

    def test_every_upstream_text_has_words_of_ours(
        self, spec: Path, overlays: list[Path], description: Document, patched: Document, shared_data: Path
    ) -> None:
        """So no rewording can go unnoticed."""
        lock = read_lock(spec / "openapi.lock")
        covered = covers(description, patched, read_all(overlays))
        texts = prose(select(load(shared_data / "upstream" / NEWEST), ["createRerank"]).data)

        assert lock is not None
        assert lock.prose == {pointer: text_digest(text) for pointer, text in texts.items()}
        assert [pointer for pointer in texts if pointer not in covered] == []

    def test_what_an_action_says_to_cover_is_there(self, spec: Path, overlays: list[Path]) -> None:
        lock = read_lock(spec / "openapi.lock")
        actions: list[Any] = [load(path).get(action.pointer) for path in overlays for action in read(path).actions]
        declared = [pointer for action in actions for pointer in action.get("x-covers", [])]

        assert lock is not None
        assert len(declared) > 10
        assert [pointer for pointer in declared if pointer not in lock.prose] == []

    def test_no_sentence_of_upstream_is_in_the_project(self, root: Path, shared_data: Path) -> None:
        """Five words in a row are part of one."""
        upstream = select(load(shared_data / "upstream" / NEWEST), ["createRerank"]).data
        ours = " ".join(_words(path.read_text()) for path in sorted((root / "spec").rglob("*.yaml")))

        borrowed = {run for text in prose(upstream).values() for run in _runs(_words(text), 5) if run in ours}

        assert borrowed == set()


def _lacking_words(document: Document) -> Iterable[str]:
    """Name the objects that reach a reader and have no description."""
    for found in objects(select(document, ["createRerank"]).data):
        steps = [str(step) for step in found.pointer]
        is_read = found.kind in {
            "info",
            "server",
            "tag",
            "operation",
            "parameter",
            "request body",
            "response",
            "security scheme",
        } or (found.kind == "schema" and steps[:2] == ["components", "schemas"] and _is_read(steps, document))
        if is_read and "$ref" not in found.node and not _described(found.node):
            yield "/".join(steps)


def _is_read(steps: list[str], document: Document) -> bool:
    aliases = {name for schema in schemas(document).values() for name in schema.get("x-sdk-same", [])}
    return steps[2] not in aliases and (len(steps) == 3 or (len(steps) == 5 and steps[3] == "properties"))


def _described(node: dict[str, Any]) -> bool:
    text = node.get("description", "")
    return isinstance(text, str) and text not in {"", NEUTRAL}


def _words(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9']+", text.lower()))


def _runs(text: str, length: int) -> Iterable[str]:
    words = text.split()
    return (" ".join(words[start : start + length]) for start in range(len(words) - length + 1))


class TestOlderDocuments:
    """What `update` says of documents from before the overlays were written."""

    @pytest.fixture
    def take(
        self, root: Path, shared_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[[str], Update]:
        documents = shared_data.resolve() / "upstream"
        shutil.copytree(root / "spec", tmp_path / "spec")
        monkeypatch.chdir(tmp_path)

        def take(name: str) -> Update:
            spec = Path("spec")
            return update(
                str(documents / name),
                spec=spec / "openapi.yaml",
                configuration=configure(spec / "package.yaml"),
                overlays=sorted((spec / "overlays").glob("*.yaml")),
            )

        return take

    DOCUMENTS = (
        "copy $.components.schemas.CreateRerankRequestBody.properties.documents.items.anyOf[1]",
        "target $.components.schemas.CreateRerankRequestBody.properties.documents.items.anyOf[1].*",
        "target $.components.schemas.CreateRerankRequestBody.properties.documents.items.anyOf[1]",
        "target $.components.schemas.DocumentRequest.properties.text",
        "target $.components.schemas.DocumentRequest.properties.image",
        "target $.components.schemas.DocumentResponse.properties.image",
    )

    @pytest.mark.parametrize(
        ("name", "expected"),
        [
            (BEFORE_DOCUMENTS, DOCUMENTS),
            (FIRST, (*DOCUMENTS, "target $.components.schemas.ErrorResponse.properties.openrouter_metadata")),
        ],
    )
    def test_what_no_longer_fits_is_named_by_file_and_line(
        self, name: str, expected: tuple[str, ...], take: Callable[[str], Update]
    ) -> None:
        result = take(name)

        found = [(problem.at.file, problem.at.line, problem.finding) for problem in result.misfits]
        assert [finding.split(" selects ")[0] for _file, _line, finding in found] == list(expected)
        for file, line, finding in found:
            assert finding.split(" ", 2)[1] in Path(file).read_text().splitlines()[line - 1]
        assert {file for file, _line, _finding in found} <= {
            "spec/overlays/55-documents.yaml",
            "spec/overlays/90-words.yaml",
        }

    def test_the_rewordings_since_then_are_told(self, take: Callable[[str], Update]) -> None:
        result = take(BEFORE_DOCUMENTS)

        reworded = [found.pointer.split("/schema/")[-1] for found in result.rewordings if found.kind == "reworded"]
        assert reworded == [
            "properties/documents/description",
            "properties/results/items/properties/document/description",
        ]
