"""Taking a new upstream document in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from generator.config import Configuration, configure, defaults
from generator.document import dumps, load
from generator.facts import digest, facts, prose
from generator.problems import BadInputError
from generator.update import Update, update
from generator.update.fetch import Fetched
from generator.update.lock import read_lock

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_httpserver import HTTPServer

CONFIGURATION = """\
products: {client: {distribution: things, package: things}}
prose: ours
operations: [makeThing]
brand: Things
"""

OVERLAY = """\
overlay: 1.1.0
info: {title: Words, version: 1.0.0}
actions:
  - target: $.components.schemas
    update: {Size: {}}
  - target: $.components.schemas.Size
    copy: $.components.schemas.Thing.properties.size
  - target: $.components.schemas.Thing.properties.size.*
    remove: true
  - target: $.components.schemas.Thing.properties.size
    update: {$ref: '#/components/schemas/Size'}
  - target: $.components.schemas.Size
    update: {description: How large it is.}
  - target: $.components.schemas.Size.properties.height
    update: {description: In metres.}
    x-covers: [/components/schemas/Thing/description]
"""


def document(**changes: Any) -> dict[str, Any]:
    """A small upstream document; `changes` go to the schema of the size."""
    size = {
        "type": "object",
        "description": "The size",
        "properties": {"height": {"type": "number", "description": "The height"}, "kind": {"enum": ["b", "a"]}},
        **changes,
    }
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
    make = {"operationId": "makeThing", "requestBody": body, "responses": {"200": {"description": "Made"}}}
    other = {"operationId": "other", "summary": "Another", "responses": {"200": {"description": "Else"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/other": {"get": other}, "/things": {"post": make}},
        "components": {
            "schemas": {"Thing": {"type": "object", "description": "A thing", "properties": {"size": size}}}
        },
    }


class Project:
    """A project's `spec/` folder, with which documents are taken in."""

    def __init__(self, folder: Path) -> None:
        self.spec = folder / "spec" / "openapi.yaml"
        self.lock = self.spec.with_suffix(".lock")
        self.overlay = folder / "spec" / "overlays" / "10-words.yaml"
        self.overlay.parent.mkdir(parents=True)
        self.overlay.write_text(OVERLAY)
        self.package = folder / "spec" / "package.yaml"
        self.package.write_text(CONFIGURATION)
        self.upstream = folder / "things-2026-08-22.json"

    @property
    def configuration(self) -> Configuration:
        return configure(self.package)

    def take(self, found: dict[str, Any] | str, **options: Any) -> Update:
        """Take a document in: a file of this content, or what is at this address."""
        if isinstance(found, dict):
            self.upstream.write_text(json.dumps(found))
        source = found if isinstance(found, str) else str(self.upstream)
        return update(source, spec=self.spec, configuration=self.configuration, overlays=[self.overlay], **options)

    def files(self) -> dict[str, bytes]:
        """Everything in `spec/`, byte for byte."""
        folder = self.spec.parent
        return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("NO_PROXY", "*")
    return Project(tmp_path)


class TestTheDescription:
    def test_it_holds_the_facts_of_the_chosen_operations(self, project: Project) -> None:
        result = project.take(document())

        description = load(project.spec).data
        assert result.is_first
        assert not result.has_findings
        assert list(description["paths"]) == ["/things"]  # type: ignore[arg-type]
        assert prose(description) == {
            "/info/title": "API",
            "/paths/~1things/post/responses/200/description": "None given",
        }
        assert project.spec.read_text() == dumps(facts(description))

    def test_the_lock_says_where_it_came_from(self, project: Project) -> None:
        result = project.take(document())

        lock = read_lock(project.lock)
        assert lock is not None
        assert (lock.url, lock.date, lock.etag) == ("things-2026-08-22.json", "2026-08-22", "")
        assert lock.facts == digest(load(project.spec).data) == result.facts
        assert lock.operations == ("makeThing",)
        assert list(lock.prose) == [
            "/components/schemas/Thing/description",
            "/components/schemas/Thing/properties/size/description",
            "/components/schemas/Thing/properties/size/properties/height/description",
            "/info/title",
            "/paths/~1things/post/responses/200/description",
        ]

    def test_once_more_changes_no_byte(self, project: Project) -> None:
        project.take(document())
        before = project.files()

        result = project.take(document())

        assert result.written == ()
        assert result.changes == ()
        assert project.files() == before

    def test_the_same_document_gives_the_same_bytes_in_an_empty_project(self, project: Project, tmp_path: Path) -> None:
        other = Project(tmp_path / "other")

        project.take(document())
        other.take(document())

        assert project.files() == other.files()

    def test_what_we_have_no_facts_of_changes_nothing(self, project: Project) -> None:
        project.take(document())
        before = project.spec.read_bytes()
        changed = document()
        changed["paths"]["/other"]["get"]["parameters"] = [{"name": "a", "in": "query", "schema": {}}]
        changed["paths"]["/things"]["post"]["requestBody"]["content"]["application/json"]["example"] = {"size": 1}

        result = project.take(changed)

        assert result.changes == ()
        assert [Path(name).name for name in result.written] == ["openapi.lock"]
        assert project.spec.read_bytes() == before

    def test_the_prose_may_be_kept(self, project: Project) -> None:
        project.package.write_text(CONFIGURATION.replace("prose: ours", "prose: keep"))

        result = project.take(document())

        assert prose(load(project.spec).data)["/components/schemas/Thing/properties/size/description"] == "The size"
        assert result.facts == digest(facts(load(project.spec).data))

    def test_no_operation_named_means_all(self, project: Project) -> None:
        project.package.write_text(CONFIGURATION.replace("[makeThing]", "[]"))

        project.take(document())

        assert list(load(project.spec).data["paths"]) == ["/other", "/things"]  # type: ignore[arg-type]


class TestFacts:
    def test_a_changed_fact_is_told_with_its_place(self, project: Project) -> None:
        project.take(document())

        result = project.take(document(properties={"height": {"type": "integer"}, "kind": {"enum": ["c", "a"]}}))

        size = "/components/schemas/Thing/properties/size/properties"
        assert [str(change) for change in result.changes] == [
            f'~ {size}/height/type: "number" -> "integer"',
            f'- {size}/kind/enum: "b"',
            f'+ {size}/kind/enum: "c"',
        ]
        assert [Path(name).name for name in result.written] == ["openapi.yaml", "openapi.lock"]

    def test_where_the_prose_is_kept_it_is_still_no_fact(self, project: Project) -> None:
        project.package.write_text(CONFIGURATION.replace("prose: ours", "prose: keep"))
        project.take(document())

        result = project.take(document(description="How big"))

        assert result.changes == ()
        assert "How big" in project.spec.read_text()

    def test_a_changed_scope_is_a_change_of_facts(self, project: Project) -> None:
        project.take(document())
        project.package.write_text(CONFIGURATION.replace("[makeThing]", "[makeThing, other]"))

        result = project.take(document())

        assert [change.pointer for change in result.changes] == ["/paths/~1other"]

    def test_an_operation_that_is_gone_stops_it(self, project: Project) -> None:
        project.take(document())
        before = project.files()
        changed = document()
        changed["paths"]["/things"]["post"]["operationId"] = "makeThings"

        with pytest.raises(BadInputError, match="makeThing") as caught:
            project.take(changed)

        assert "makeThings" in str(caught.value)
        assert project.files() == before


class TestOverlays:
    def test_every_action_that_no_longer_fits_is_told_not_just_the_first(self, project: Project) -> None:
        project.take(document())

        result = project.take(document(properties={"kind": {}}, description="The size"))

        assert [(problem.at.file, problem.at.line) for problem in result.misfits] == [(project.overlay.as_posix(), 14)]
        assert "selects nothing" in result.misfits[0].finding
        assert result.has_findings
        assert "kind" in project.spec.read_text()

    def test_all_of_them(self, project: Project) -> None:
        project.take(document())
        changed = document()
        del changed["components"]["schemas"]["Thing"]["properties"]["size"]

        result = project.take(changed)

        assert [problem.at.line for problem in result.misfits] == [7, 8, 10, 14]

    def test_one_that_is_no_longer_needed_is_told(self, project: Project) -> None:
        project.overlay.write_text(
            "overlay: 1.1.0\ninfo: {title: a, version: '1'}\nactions:\n"
            "  - target: $.components.schemas.Thing.properties.size\n    update: {minProperties: 1}\n"
        )
        assert project.take(document()).remarks == ()

        result = project.take(document(minProperties=1))

        (remark,) = result.remarks
        assert remark.finding == "this action changes nothing"
        assert result.has_findings

    def test_one_that_is_none_stops_it(self, project: Project) -> None:
        project.overlay.write_text("overlay: 1.1.0\n")

        with pytest.raises(BadInputError, match=r"10-words\.yaml"):
            project.take(document())

        assert not project.spec.exists()


class TestWords:
    @pytest.fixture(autouse=True)
    def taken(self, project: Project) -> None:
        project.take(document())

    def test_a_rewording_names_the_words_of_ours_that_stand_for_it(self, project: Project) -> None:
        """Under another name: what is at Size for us is deep in Thing upstream."""
        result = project.take(document(description="How big"))

        (found,) = result.rewordings
        assert (found.kind, found.pointer) == ("reworded", "/components/schemas/Thing/properties/size/description")
        assert found.text == "How big"
        assert [position.line for position in found.ours] == [13]
        assert result.changes == ()

    def test_words_under_a_copied_node_are_known_too(self, project: Project) -> None:
        result = project.take(document(properties={"height": {"type": "number", "description": "In feet"}}))

        (found,) = result.rewordings
        assert [position.line for position in found.ours] == [15]

    def test_an_action_may_say_itself_what_else_it_covers(self, project: Project) -> None:
        changed = document()
        changed["components"]["schemas"]["Thing"]["description"] = "Something"

        (found,) = project.take(changed).rewordings

        assert [position.line for position in found.ours] == [16]

    def test_it_is_told_until_somebody_has_looked_at_it(self, project: Project) -> None:
        changed = document(description="How big")
        first = project.take(changed)
        second = project.take(changed)

        accepted = project.take(changed, accept_words=True)

        assert second.rewordings == first.rewordings
        assert second.written == ()
        assert [Path(name).name for name in accepted.written] == ["openapi.lock"]
        assert accepted.rewordings == ()
        assert project.take(changed).rewordings == ()

    def test_a_text_that_we_have_no_words_for_is_told_once(self, project: Project) -> None:
        changed = document()
        changed["info"]["title"] = "All things"

        first, second = project.take(changed), project.take(changed)

        assert [(found.pointer, found.ours) for found in first.rewordings] == [("/info/title", ())]
        assert second.rewordings == ()

    def test_texts_that_came_and_went_are_told(self, project: Project) -> None:
        changed = document(title="Size")
        del changed["components"]["schemas"]["Thing"]["properties"]["size"]["description"]

        result = project.take(changed)

        assert [(found.kind, found.pointer.rsplit("/", 1)[1]) for found in result.rewordings] == [
            ("removed", "description"),
            ("added", "title"),
        ]

    def test_they_are_known_where_overlays_no_longer_fit(self, project: Project) -> None:
        result = project.take(document(description="How big", properties={}))

        assert result.misfits
        assert [position.line for position in result.rewordings[0].ours] == [13]

    def test_another_line_break_is_no_rewording(self, project: Project) -> None:
        assert project.take(document(description="The\n  size\n")).rewordings == ()


def _edit(project: Project) -> None:
    project.spec.write_text(project.spec.read_text().replace("number", "integer"))


def _delete(project: Project) -> None:
    project.spec.unlink()


def _want_more(project: Project) -> None:
    project.package.write_text(CONFIGURATION.replace("[makeThing]", "[]"))


def _want_prose(project: Project) -> None:
    project.package.write_text(CONFIGURATION.replace("ours", "keep"))


SPOILS = (_edit, _delete, _want_more, _want_prose)


class TestOrigin:
    def test_the_same_document_from_a_file_keeps_the_recorded_address(
        self, project: Project, httpserver: HTTPServer
    ) -> None:
        headers = {"Last-Modified": "Sat, 22 Aug 2026 05:05:00 GMT", "ETag": '"1"'}
        httpserver.expect_request("/a").respond_with_data(json.dumps(document()), headers=headers)
        project.take(httpserver.url_for("/a"))
        before = project.files()

        project.take(document())

        assert project.files() == before
        assert read_lock(project.lock).url == httpserver.url_for("/a")  # type: ignore[union-attr]

    def test_the_day_can_be_said(self, project: Project) -> None:
        assert project.take(document(), date="2026-01-02").date == "2026-01-02"

    @pytest.mark.parametrize("day", ["yesterday", "2026-02-30"])
    def test_a_day_that_is_none_stops_it(self, day: str, project: Project) -> None:
        with pytest.raises(BadInputError, match=f"--date: '{day}' is no day"):
            project.take(document(), date=day)

        assert not project.spec.exists()

    def test_what_is_current_is_not_fetched_again(self, project: Project, httpserver: HTTPServer) -> None:
        address = httpserver.url_for("/a")
        tagged = {"ETag": '"1"'}
        httpserver.expect_ordered_request("/a").respond_with_data(json.dumps(document()), headers=tagged)
        httpserver.expect_ordered_request("/a", headers={"If-None-Match": '"1"'}).respond_with_data(status=304)
        first = project.take(address)
        before = project.files()

        result = project.take(address)

        assert result == Update(
            spec=first.spec, url=address, date="", document=first.document, facts=first.facts, is_current=True
        )
        assert result.text().startswith(f"{first.spec} is current: {address} has not changed.")
        assert project.files() == before
        httpserver.check_assertions()

    @pytest.mark.parametrize("spoil", SPOILS, ids=["edited", "missing", "scope", "prose"])
    def test_it_is_fetched_again_where_the_description_is_not_what_it_should_be(
        self, spoil: Callable[[Project], object], project: Project
    ) -> None:
        asked: list[str] = []

        def fetch(source: str, *, etag: str) -> Fetched:
            asked.append(etag)
            return Fetched(url=source, content=json.dumps(document()).encode(), etag='"1"')

        project.take("https://example.com/", fetch_from=fetch)
        project.take("https://example.com/", fetch_from=fetch)
        spoil(project)

        project.take("https://example.com/", fetch_from=fetch)

        assert asked == ["", '"1"', ""]
        assert "integer" not in project.spec.read_text()

    @pytest.mark.parametrize(
        ("source", "options", "asked"),
        [
            ("https://example.com/", {}, '"1"'),
            ("https://example.com/other", {}, ""),
            ("https://example.com/", {"accept_words": True}, ""),
        ],
    )
    def test_the_tag_is_only_for_its_own_address_and_never_where_the_words_are_wanted(
        self, source: str, options: dict[str, Any], asked: str, project: Project
    ) -> None:
        tags: list[str] = []

        def fetch(address: str, *, etag: str) -> Fetched:
            tags.append(etag)
            return Fetched(url=address, content=json.dumps(document()).encode(), etag='"1"')

        project.take("https://example.com/", fetch_from=fetch)
        project.take(source, fetch_from=fetch, **options)

        assert tags == ["", asked]

    def test_the_same_document_from_an_address_is_recorded_with_it(self, project: Project) -> None:
        def fetch(address: str, *, etag: str) -> Fetched:
            assert etag == ""
            return Fetched(url=address, content=project.upstream.read_bytes(), date="2026-08-23", etag='"1"')

        project.take(document())
        project.take("https://example.com/", fetch_from=fetch)

        lock = read_lock(project.lock)
        assert lock is not None
        assert (lock.url, lock.date, lock.etag) == ("https://example.com/", "2026-08-23", '"1"')

    def test_the_configuration_names_the_source_where_nobody_does(self, project: Project) -> None:
        project.package.write_text(CONFIGURATION + "source: https://example.com/openapi.yaml\n")

        def fetch(source: str, *, etag: str) -> Fetched:
            assert etag == ""
            return Fetched(url=source, content=json.dumps(document()).encode())

        assert project.take("", fetch_from=fetch).url == "https://example.com/openapi.yaml"

    def test_without_a_source_there_is_nothing_to_do(self, project: Project) -> None:
        with pytest.raises(BadInputError, match="no document is named"):
            project.take("")


class TestFailures:
    @pytest.mark.parametrize(
        ("content", "finding"),
        [
            (b"a: [", "things.yaml:1:"),
            (b"- a\n- b\n", "the document is an array"),
            (b"<html>", "this is a web page"),
            (b"openapi: 3.1.0\n", "makeThing"),
        ],
    )
    def test_what_is_no_document_leaves_everything_as_it_was(
        self, content: bytes, finding: str, project: Project, tmp_path: Path
    ) -> None:
        project.take(document())
        before = project.files()
        (tmp_path / "things.yaml").write_bytes(content)

        with pytest.raises(BadInputError) as caught:
            project.take(str(tmp_path / "things.yaml"))

        assert finding in str(caught.value)
        assert project.files() == before

    def test_an_interruption_leaves_everything_as_it_was(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        project.take(document())
        before = project.files()
        real = Path.replace

        def interrupted(path: Path, target: Path) -> Path:
            if target == project.lock:
                raise KeyboardInterrupt
            return real(path, target)

        monkeypatch.setattr(Path, "replace", interrupted)

        with pytest.raises(KeyboardInterrupt):
            project.take(document(minProperties=1))

        assert project.files() == before

    def test_a_kill_between_the_files_is_mended_by_the_next_run(self, project: Project) -> None:
        """The lock is about another description then, so nobody trusts its tag."""
        project.take(document())
        old = project.lock.read_bytes()
        project.take(document(minProperties=1))
        wanted = project.files()
        project.lock.write_bytes(old)

        result = project.take(document(minProperties=1))

        assert result.changes == ()
        assert project.files() == wanted


def test_defaults_take_everything_with_its_words(tmp_path: Path) -> None:
    upstream = tmp_path / "a.json"
    upstream.write_text(json.dumps(document()))

    result = update(str(upstream), spec=tmp_path / "openapi.yaml", configuration=defaults("Things"))

    assert digest(load(tmp_path / "openapi.yaml").data) == digest(document())
    assert result.is_first
