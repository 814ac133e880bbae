"""`impact`: which lines of somebody's project an upgrade breaks, and why."""

from __future__ import annotations

import json
import shutil
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING, Any

import pytest

import generator.impact
from generator import surface
from generator.bump.origin import Provenance
from generator.impact import Impact, checkers as impact_checkers, impact
from generator.impact.checkers import Finding
from generator.problems import BadInputError
from generator.tools import ToolError
from tests.generator.bump_cases import FOLDER, merged, plain
from tests.generator.bump_packages import Rendered, rendered

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = '''\
"""Looks for books."""

from shelf import Shelf
from shelf.components import Filter

broken: int = "before and after"

with Shelf(api_key="k") as shelf:
    answer = shelf.books.find(
        query="sea",
        limit=3,
        kind="books",
        filter=Filter(
            author="Joyce",
            year=1922,
        ),
    )
    for book in answer.books:
        print(book.title.upper())
        print(book.isbn)
'''
CHANGE: dict[str, Any] = {
    "components": {
        "schemas": {
            "Book": {"required": [], "properties": {"isbn": None, "isbn13": {"type": "string"}}},
            "Filter": {"properties": {"year": {"type": "string"}}},
            "FindBooksRequest": {
                "required": ["query", "limit", "kind", "language"],
                "properties": {"language": {"type": "string"}},
            },
        }
    }
}


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Rendered, Rendered]:
    folder = tmp_path_factory.mktemp("packages")
    base = plain(FOLDER / "base.yaml")
    old = rendered(base, folder / "old")
    new = rendered(merged(base, CHANGE), folder / "new", released=old.surface)
    for made in (old, new):
        (made.folder / "api.json").write_text(surface.dumps(made.surface))
    return old, new


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "src").mkdir(parents=True)
    (folder / "src" / "search.py").write_text(PROGRAM)
    return folder


@pytest.fixture(scope="module")
def found(packages: tuple[Rendered, Rendered], tmp_path_factory: pytest.TempPathFactory) -> Impact:
    """One real run of both checkers."""
    folder = tmp_path_factory.mktemp("project")
    (folder / "search.py").write_text(PROGRAM)
    old, new = packages
    provenance = Provenance(document=new.document, sources=surface.sources(new.package))
    return impact(old.folder, new.folder, folder, provenance=provenance)


def test_the_lines_that_break_are_named_and_no_others(found: Impact) -> None:
    """A line that was wrong before is no news."""
    lines = {(item.file, item.line) for item in found.breaks}

    assert lines >= {("search.py", 9), ("search.py", 15), ("search.py", 19), ("search.py", 20)}
    assert {item.text for item in found.breaks} <= {
        "answer = shelf.books.find(",
        "filter=Filter(",
        "year=1922,",
        "print(book.title.upper())",
        "print(book.isbn)",
    }


def test_each_line_has_the_change_behind_it(found: Impact) -> None:
    causes = {item.line: item.change.place for item in found.breaks if item.change is not None}

    assert causes[9] == "books.Books.find(language)"
    assert causes[15] == "components.Filter.year"
    assert causes[19] == "components.Book.title"
    assert causes[20] == "components.Book.isbn"


def test_each_change_has_its_line_in_the_description(found: Impact) -> None:
    changes = [item.change for item in found.breaks if item.change is not None]

    assert all(change.line.startswith("openapi.json:") for change in changes)
    assert {change.origin for change in changes} == {"upstream document"}


def test_both_checkers_are_heard(found: Impact) -> None:
    assert found.checkers == ("pyright", "mypy")
    assert {finding.checker for item in found.breaks for finding in item.findings} == {"pyright", "mypy"}


def test_it_is_told_in_three_forms(found: Impact) -> None:
    text, markdown, data = found.text(), found.markdown(), json.loads(found.json())

    assert "search.py:19: print(book.title.upper())" in text
    assert "because components.Book.title: may be absent, required → optional (row 21)" in text
    assert "Handle None before you use it." in text
    assert "- `search.py:19` `print(book.title.upper())`: `components.Book.title`: may be absent" in markdown
    assert data["breaks"][0]["change"]["rule"] == 5
    assert data["checkers"] == ["pyright", "mypy"]


# ------------------------------------------------------------------------------------------- with a checker of our own


@pytest.fixture
def checker(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A checker that finds fault with line 20 if the package has no `isbn` any more; gives the folders it was shown."""
    shown: list[Path] = []

    def check(project: Path, packages: Path) -> Iterator[Finding]:
        shown.append(packages)
        assert project.is_dir()
        text = (packages / "shelf" / "components" / "book.py").read_text()
        if "isbn:" not in text:
            yield Finding(file="src/search.py", line=20, code="attr", message='no attribute "isbn"', checker="ours")
        yield Finding(file="src/search.py", line=6, code="assignment", message="always", checker="ours")

    monkeypatch.setattr("generator.impact.CHECKERS", {"ours": check})
    monkeypatch.setattr("generator.impact.installed", lambda: ("ours",))
    return shown


def wheel(package: Path, path: Path, extra: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in package.rglob("*.py"):
            archive.write(file, file.relative_to(package.parent))
        archive.writestr("shelf-1.0.0.dist-info/METADATA", "Name: shelf\n")
        if extra:
            archive.writestr(extra, "x")
    return path


def test_wheels_are_as_good_as_folders(
    packages: tuple[Rendered, Rendered], project: Path, checker: list[Path], tmp_path: Path
) -> None:
    """Without the description's part of the surface, the names alone tell the cause."""
    old, new = (made.folder / "src" / "shelf" for made in packages)

    found = impact(wheel(old, tmp_path / "old.whl"), wheel(new, tmp_path / "new.whl"), project)

    assert [(item.file, item.line) for item in found.breaks] == [("src/search.py", 20)]
    assert found.breaks[0].change is not None
    assert found.breaks[0].change.place == "components.Book.isbn"
    assert len(checker) == 2


@pytest.mark.parametrize("part", ["", "src", "src/shelf"])
def test_a_package_may_be_named_by_any_of_its_folders(
    packages: tuple[Rendered, Rendered], project: Path, checker: list[Path], part: str
) -> None:
    old, new = (made.folder / part for made in packages)

    found = impact(old, new, project)

    assert [item.line for item in found.breaks] == [20]
    assert checker


def test_nothing_breaks_between_a_version_and_itself(
    packages: tuple[Rendered, Rendered], project: Path, checker: list[Path]
) -> None:
    found = impact(packages[0].folder, packages[0].folder, project)

    assert found.breaks == ()
    assert "nothing breaks" in found.text()
    assert found.markdown() == "Nothing breaks.\n"
    assert checker


def test_a_line_that_no_record_explains_says_so(
    packages: tuple[Rendered, Rendered], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(project: Path, packages: Path) -> Iterator[Finding]:
        assert project.is_dir()
        if "isbn13" in (packages / "shelf" / "components" / "book.py").read_text():
            yield Finding(file="src/search.py", line=1, code="", message="wrong somehow", checker="ours")

    monkeypatch.setattr("generator.impact.CHECKERS", {"ours": check})
    monkeypatch.setattr("generator.impact.installed", lambda: ("ours",))

    found = impact(packages[0].folder, packages[1].folder, project)

    assert [item.change for item in found.breaks] == [None]
    assert "no record names anything in this line" in found.text()
    assert "no record names anything in this line" in found.markdown()


def test_the_project_and_the_packages_stay_as_they_are(
    packages: tuple[Rendered, Rendered], project: Path, checker: list[Path]
) -> None:
    before = sorted(str(path) for folder in (project, packages[0].folder) for path in folder.rglob("*"))

    impact(packages[0].folder, packages[1].folder, project)

    assert sorted(str(path) for folder in (project, packages[0].folder) for path in folder.rglob("*")) == before
    assert not any(path.exists() for path in checker)


def test_what_is_no_package_or_no_project_is_one_clear_error(
    packages: tuple[Rendered, Rendered], project: Path, checker: list[Path], tmp_path: Path
) -> None:
    old, new = (made.folder for made in packages)
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.whl").write_text("no archive")
    evil = wheel(old / "src" / "shelf", tmp_path / "evil.whl", "../../evil.py")

    for one, other, where, finding in (
        (tmp_path / "none", new, project, "neither a folder nor a wheel"),
        (tmp_path / "text.whl", new, project, "neither a folder nor a wheel"),
        (evil, new, project, "lead out of it"),
        (old, tmp_path / "empty", project, "one package was expected"),
        (old, new, tmp_path / "empty", "no Python file in this folder"),
        (old, new, tmp_path / "none", "no Python file in this folder"),
    ):
        with pytest.raises(BadInputError, match=finding):
            impact(one, other, where)
    assert checker == []


def test_without_a_type_checker_it_says_what_to_install(
    packages: tuple[Rendered, Rendered], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(_: str) -> None:
        return None

    monkeypatch.setattr("importlib.util.find_spec", nothing)

    with pytest.raises(BadInputError, match="no type checker is installed"):
        impact(packages[0].folder, packages[1].folder, project)


@pytest.mark.parametrize("name", ["pyright", "mypy"])
def test_a_checker_that_fails_is_told(
    packages: tuple[Rendered, Rendered], project: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho 'out of memory' >&2\nexit 9\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    staged = shutil.copytree(packages[0].folder / "src", tmp_path / "staged")

    with pytest.raises(ToolError, match=f"^{name} ended with status 9: out of memory$"):
        list(impact_checkers.CHECKERS[name](project, staged))


# ------------------------------------------------------------------------------------------------ projects as they are


def sdist(package: Path, path: Path, extra: str = "") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        archive.add(package, f"shelf-1.0.0/src/{package.name}", filter=lambda member: member)
        if extra:
            archive.add(package / "__init__.py", extra)
    return path


def test_sdists_are_as_good_as_folders(
    packages: tuple[Rendered, Rendered], project: Path, checker: list[Path], tmp_path: Path
) -> None:
    old, new = (made.folder / "src" / "shelf" for made in packages)

    found = impact(sdist(old, tmp_path / "old.tar.gz"), sdist(new, tmp_path / "new.tar.gz"), project)

    assert [(item.file, item.line) for item in found.breaks] == [("src/search.py", 20)]
    assert len(checker) == 2


@pytest.mark.parametrize("extra", ["../../evil.py", "shelf-1.0.0/../../evil.py"])
def test_an_archive_that_leads_out_of_its_folder_is_refused(
    packages: tuple[Rendered, Rendered], project: Path, checker: list[Path], tmp_path: Path, extra: str
) -> None:
    old = packages[0].folder / "src" / "shelf"

    with pytest.raises(BadInputError, match="lead out of it"):
        impact(sdist(old, tmp_path / "old.tar.gz", extra), packages[1].folder, project)

    assert checker == []


@pytest.mark.parametrize("name", ["old.whl", "old.tar.gz"])
def test_an_archive_that_was_cut_off_is_one_clear_error(
    packages: tuple[Rendered, Rendered], project: Path, checker: list[Path], tmp_path: Path, name: str
) -> None:
    make = wheel if name.endswith(".whl") else sdist
    path = make(packages[0].folder / "src" / "shelf", tmp_path / name)
    path.write_bytes(path.read_bytes()[:-2000])

    with pytest.raises(BadInputError, match=r"old\.(whl|tar\.gz): (can't be unpacked|neither a folder nor a wheel)"):
        impact(path, packages[1].folder, project)

    assert checker == []


ODD = {
    "app/alias.py": "import shelf as s\n\n\ndef title(book: s.components.Book) -> str:\n    return book.isbn\n",
    "app/subclass.py": (
        "from shelf import Shelf\n\n\nclass Mine(Shelf):\n    def search(self) -> None:\n"
        '        self.books.find(query="sea", limit=3, kind="books")\n'
    ),
    "app/options.py": (
        'import shelf\n\nWANTED = {"isbn": "1"}\n\n\ndef first(book: shelf.components.Book) -> object:\n'
        '    return getattr(book, "isbn")\n'
    ),
    "app/ignored.py": (
        "import shelf\n\n\ndef title(book: shelf.components.Book) -> str:\n    return book.isbn  # type: ignore\n"
    ),
    "app/broken.py": "def half(:\n",
    "app/other.py": 'ROW = {"isbn": 1}\n',
    "tests/test_it.py": (
        "from shelf.components import Book\n\n\ndef test_it(book: Book) -> None:\n    assert book.isbn\n"
    ),
    ".venv/lib/mine.py": "import shelf\n\nshelf.gone\n",
    "pyproject.toml": '[tool.pyright]\nexclude = ["**"]\n[tool.mypy]\nignore_errors = true\n',
}  # fmt: skip


@pytest.fixture(scope="module")
def odd(packages: tuple[Rendered, Rendered], tmp_path_factory: pytest.TempPathFactory) -> Impact:
    """One real run over a project with aliases, subclasses, settings of its own, and a file that is no Python."""
    folder = tmp_path_factory.mktemp("odd")
    for name, text in ODD.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return impact(packages[0].folder, packages[1].folder, folder)


def test_aliases_subclasses_tests_and_overlooked_lines_are_seen_whatever_the_projects_settings(odd: Impact) -> None:
    lines = {(item.file, item.line) for item in odd.breaks}

    assert lines == {
        ("app/alias.py", 5),
        ("app/subclass.py", 6),
        ("app/ignored.py", 5),
        ("tests/test_it.py", 5),
    }


def test_names_that_are_gone_are_found_in_texts_too(odd: Impact) -> None:
    """In files that use the package; elsewhere the name may mean anything."""
    mentioned = [(item.file, item.line, item.change.place) for item in odd.mentions]

    assert mentioned == [("app/options.py", 3, "components.Book.isbn"), ("app/options.py", 7, "components.Book.isbn")]
    assert "Names that are gone, in texts that no checker reads:" in odd.text()
    assert "`app/options.py:3`" in odd.markdown()
    assert json.loads(odd.json())["mentions"][0]["change"]["rule"] == 20


def test_a_file_that_is_no_python_is_told_and_the_rest_is_looked_at(odd: Impact) -> None:
    assert odd.checkers == ("pyright", "mypy")
    assert [str(problem.at) for problem in odd.problems] == ["app/broken.py:1"]
    assert odd.text().endswith("Not looked at:\n  app/broken.py:1: no Python: invalid syntax\n")


def test_a_checker_that_fails_leaves_the_word_to_the_others(
    packages: tuple[Rendered, Rendered], project: Path, monkeypatch: pytest.MonkeyPatch, checker: list[Path]
) -> None:
    def broken(project: Path, packages: Path) -> Iterator[Finding]:
        raise ToolError("other", f"ran out of memory, with {project.name} and {packages.name}")

    monkeypatch.setitem(vars(generator.impact)["CHECKERS"], "other", broken)
    monkeypatch.setattr("generator.impact.installed", lambda: ("other", "ours"))

    found = impact(packages[0].folder, packages[1].folder, project)

    assert (found.checkers, [item.line for item in found.breaks]) == (("ours",), [20])
    assert "other: ran out of memory" in found.text()
    assert "1 line would break, says ours" in found.text()
    assert checker
