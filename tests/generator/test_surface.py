"""The surface of a package: what belongs to it, what doesn't, and that it is what the IR promises."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from generator import surface
from generator.problems import BadInputError
from generator.surface.metadata import content, metadata
from tests.generator.bump_cases import FOLDER, plain
from tests.generator.bump_packages import Rendered, rendered

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from generator.surface.model import Surface

FILES = {
    "__init__.py": '''
"""A package."""
from shelf.sdk import Shelf
__all__ = ["Shelf"]
''',
    "sdk.py": """
from __future__ import annotations
from typing import TYPE_CHECKING
from functools import cached_property
from shelf._runtime.client import Client
if TYPE_CHECKING:
    from shelf.books import Books
class Shelf:
    def __init__(self, key: str | None = None, *, wait: int = 3) -> None:
        self._key = key
        self.wait = wait
    @cached_property
    def books(self) -> Books: ...
    def __enter__(self): ...
    def __repr__(self): return ""
""",
    "books.py": """
from shelf import components
from shelf._runtime.client import Client
class Books:
    def __init__(self, client: Client) -> None:
        self._client = client
    async def find_async(self, *, query: "str", limit: int = 1) -> list[components.Book]: ...
    def _hidden(self): ...
""",
    "components/__init__.py": """
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from shelf.components.book import Book, Genre, Volume
__all__ = ["Book", "Genre", "Volume"]
""",
    "components/book.py": """
from typing import TYPE_CHECKING, Literal, Optional, TypeAlias
from shelf._runtime.model import Model
if TYPE_CHECKING:
    Genre: TypeAlias = Literal["poem", "novel"] | str
else:
    Genre = str
class Book(Model, kw_only=True):
    title: str
    genre: Optional[Genre] = None
    _secret: int = 0
Volume = Book
class Unexported(Model): ...
""",
    "_runtime/__init__.py": "",
    "_runtime/model.py": """
import msgspec
class Model(msgspec.Struct):
    def dump(self, *, by_name: bool = True) -> dict[str, object]: ...
""",
    "_runtime/client.py": "class Client: ...",
    "errors.py": """
from shelf._runtime.errors import ShelfError as ShelfError
__all__ = ["ShelfError"]
""",
    "_runtime/errors.py": """
class ShelfError(Exception):
    message: str
""",
}


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return written(tmp_path / "shelf", FILES)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    return rendered(plain(FOLDER / "base.yaml"), tmp_path_factory.mktemp("shelf"))


# ------------------------------------------------------------------------------------------------- names of a package


def test_public_is_what_is_exported_or_has_no_underscore(package: Path) -> None:
    found = surface.inspect(package)

    assert dict(found.exports) == {
        "Shelf": "Shelf",
        "books.Books": "books.Books",
        "components.Book": "components.Book",
        "components.Genre": "components.Genre",
        "components.Volume": "components.Book",
        "errors.ShelfError": "errors.ShelfError",
        "sdk.Shelf": "Shelf",
    }


def test_signatures_types_and_bases_are_told_by_public_names(package: Path) -> None:
    found = json.loads(surface.dumps(surface.inspect(package)))["python"]

    assert found["components.Book"] == {
        "kind": "class",
        "bases": ["_runtime.model.Model"],
        "options": {"kw_only": "True"},
        "members": {
            "title": {"kind": "attribute", "type": "str"},
            "genre": {"kind": "attribute", "type": "components.Genre | None", "default": "None"},
        },
    }
    assert found["components.Genre"] == {"kind": "alias", "type": "Literal['novel', 'poem'] | str"}
    assert found["books.Books"]["members"] == {
        "find_async": {
            "kind": "function",
            "is_async": True,
            "keyword": {
                "query": {"name": "query", "type": "str"},
                "limit": {"name": "limit", "type": "int", "default": "1"},
            },
            "type": "list[components.Book]",
        }
    }


def test_the_hand_written_half_belongs_to_it_as_far_as_callers_see_it(package: Path) -> None:
    found = surface.inspect(package).python or {}

    assert "dump" in found["_runtime.model.Model"].members
    assert found["errors.ShelfError"].members["message"].type == "str"
    assert "_runtime.client.Client" not in found


def test_a_constructor_that_demands_a_private_class_is_not_for_callers(package: Path) -> None:
    found = surface.inspect(package).python or {}

    assert "__init__" not in found["books.Books"].members
    assert [item.name for item in found["Shelf"].members["__init__"].positional] == ["key"]
    assert found["Shelf"].members["wait"].type == "int"


EDITS: list[tuple[str, str, str]] = [
    ("a docstring", "class Book(Model, kw_only=True):", 'class Book(Model, kw_only=True):\n    """A book."""'),
    ("a comment", "Volume = Book", "Volume = Book  # the same"),
    ("another spelling of a type", "Optional[Genre]", '"None | Genre"'),
    ("the order of a choice", '"poem", "novel"', '"novel", "poem"'),
    ("a private name", "_secret: int = 0", "_other: str = ''"),
    ("a class that is not exported", "class Unexported(Model): ...", ""),
    ("the order of fields", "    title: str\n", ""),
]


@pytest.mark.parametrize(("old", "new"), [edit[1:] for edit in EDITS], ids=[edit[0] for edit in EDITS])
def test_what_callers_do_not_see_does_not_count(package: Path, old: str, new: str) -> None:
    before = surface.dumps(surface.inspect(package))
    text = FILES["components/book.py"].replace(old, new)
    if "    title" in old:
        text = text.replace("    _secret", "    title: str\n    _secret")

    written(package, {"components/book.py": text})

    assert text != FILES["components/book.py"]
    assert surface.dumps(surface.inspect(package)) == before


def test_a_class_may_move_to_another_file_behind_its_namespace(package: Path) -> None:
    before = surface.dumps(surface.inspect(package))
    (package / "components" / "book.py").rename(package / "components" / "paper.py")
    namespace = FILES["components/__init__.py"].replace("components.book", "components.paper")

    written(package, {"components/__init__.py": namespace})

    assert surface.dumps(surface.inspect(package)) == before


def test_keys_of_a_typed_dict_say_whether_they_may_be_left_out(tmp_path: Path) -> None:
    text = """
from typing import NotRequired, Required, TypedDict
class A(TypedDict, total=False):
    x: int
    y: Required[int]
class B(TypedDict):
    x: NotRequired[int]
    y: int
"""
    folder = written(tmp_path / "p", {"__init__.py": "", "twins.py": text})

    found = surface.inspect(folder).python or {}

    assert found["twins.A"] == found["twins.B"]
    assert found["twins.A"].members["x"].type == "NotRequired[int]"


def test_nothing_is_imported(tmp_path: Path) -> None:
    folder = written(tmp_path / "p", {"__init__.py": "raise SystemExit('imported')\n__all__ = ['f']\ndef f(): ...\n"})

    assert dict(surface.inspect(folder).exports) == {"f": "f"}


def test_circular_imports_and_missing_names_end(tmp_path: Path) -> None:
    files = {
        "__init__.py": "from p.a import x\n__all__ = ['x', 'y']",
        "a.py": "from p.b import x",
        "b.py": "from p.a import x",
    }

    found = surface.inspect(written(tmp_path / "p", files))

    assert {path: definition.kind for path, definition in (found.python or {}).items()} == {
        "x": "external",
        "y": "external",
    }


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        ({"__init__.py": "def f(:\n"}, r"__init__\.py:1: Python can't read this"),
        ({"__init__.py": "x = '\0'"}, "Python can't read this"),
        ({"a.py": ""}, "one package was expected in this folder, 0 are"),
    ],
)
def test_files_that_are_no_package_are_a_problem_with_its_place(
    tmp_path: Path, files: dict[str, str], finding: str
) -> None:
    folder = written(tmp_path / "p", files)

    with pytest.raises(BadInputError, match=finding):
        surface.inspect(surface.package_folder(folder))


# ------------------------------------------------------------------------------------------------------------ api.json


def test_api_json_reads_back_as_it_was_written(shelf: Rendered) -> None:
    text = surface.dumps(shelf.surface)

    assert surface.loads(text) == shelf.surface
    assert surface.dumps(surface.loads(text)) == text
    assert json.loads(text) == json.loads(json.dumps(json.loads(text), sort_keys=True))


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("", "not a surface"),
        ("[]", "the whole is not an object"),
        ('{"colour": 1}', "colour is not known here"),
        ('{"api": {"client": "X"}}', "api.retries is missing"),
        ('{"content": 1}', "content should be str"),
        ('{"exports": {"a": 1}}', "exports.a should be str"),
        ('{"python": {"a": {}}}', "python.a.kind is missing"),
        ('{"python": {"a": {"kind": "class", "bases": "x"}}}', "python.a.bases should be"),
        (
            '{"metadata": {"client": {"distribution": "d", "package": "p", "requires_python": "x"}}}',
            "no range of versions",
        ),
    ],
)
def test_an_api_json_that_is_none_is_one_clear_error(text: str, finding: str) -> None:
    with pytest.raises(BadInputError, match=re.escape(finding)) as caught:
        surface.loads(text, "released/api.json")

    assert str(caught.value).startswith("released/api.json: ")


def test_an_api_json_with_a_type_that_is_none_is_refused(shelf: Rendered) -> None:
    text = surface.dumps(shelf.surface).replace('"list[components.Book]"', '"list[components.Book"', 1)

    with pytest.raises(BadInputError, match="is no type"):
        surface.loads(text)


# ------------------------------------------------------------------------------------------------- rendered packages


def test_a_rendered_package_has_all_that_the_ir_promises(shelf: Rendered) -> None:
    assert surface.missing(shelf.surface, shelf.package) == ()


Spoil = "Callable[[Surface], Surface]"


def _without_export(found: Surface) -> Surface:
    return replace(found, exports={path: home for path, home in found.exports.items() if path != "components.Book"})


def _without_argument(found: Surface) -> Surface:
    text = json.loads(surface.dumps(found))
    del text["python"]["books.Books"]["members"]["find"]["keyword"]["limit"]
    return surface.loads(json.dumps(text))


def _without_method(found: Surface) -> Surface:
    text = json.loads(surface.dumps(found))
    del text["python"]["books.Books"]["members"]["get_async"]
    return surface.loads(json.dumps(text))


@pytest.mark.parametrize(
    ("spoil", "finding"),
    [
        (_without_export, "components.Book is not exported"),
        (_without_argument, "books.Books.find does not take limit"),
        (_without_method, "books.Books.get_async is not there"),
    ],
)
def test_what_a_template_leaves_out_is_found(
    shelf: Rendered, spoil: Callable[[Surface], Surface], finding: str
) -> None:
    found = surface.missing(spoil(shelf.surface), shelf.package)

    assert [problem.finding for problem in found] == [finding]


def test_every_place_of_the_description_has_its_pointer(shelf: Rendered) -> None:
    sources = surface.sources(shelf.package)

    assert sources["books.Books.find(limit)"].endswith("/properties/limit")
    assert sources["components.Book.title"] == "/components/schemas/Book/properties/title"
    for place, pointer in sources.items():
        assert pointer == "" or shelf.document.resolve(pointer), place


def test_behaviour_is_part_of_it(shelf: Rendered) -> None:
    api = shelf.surface.api

    assert api is not None
    assert api.timeout_ms == 60_000
    assert api.headers["x_agent"].variable == "SHELF_AGENT"
    assert api.default_server == "production"
    assert api.errors["NotFoundResponseError"].statuses == (404,)
    assert shelf.surface.settings["timeout_ms"] == "60000"
    assert "max_body_bytes" in shelf.surface.settings


# ---------------------------------------------------------------------------------------------------- what is packaged


def test_the_digest_of_what_is_packaged_does_not_depend_on_the_version(shelf: Rendered, tmp_path: Path) -> None:
    other = rendered(plain(FOLDER / "base.yaml"), tmp_path, version="2.3.4")

    assert content([other.folder]) == content([shelf.folder])


@pytest.mark.parametrize(
    "name", ["README.md", "LICENSE", "src/shelf/sdk.py", "src/shelf/_version.py", "pyproject.toml"]
)
def test_the_digest_of_what_is_packaged_changes_with_any_other_byte(shelf: Rendered, tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(shelf.folder, tmp_path / "copy")

    path = folder / name
    path.write_bytes(path.read_bytes() + b"\n")

    assert content([folder]) != content([shelf.folder])


def test_docs_changelog_and_the_released_surface_are_not_packaged(shelf: Rendered, tmp_path: Path) -> None:
    folder = shutil.copytree(shelf.folder, tmp_path / "copy")

    written(folder, {"CHANGELOG.md": "x", "docs/more.md": "x", "released/api.json": "{}"})

    assert content([folder]) == content([shelf.folder])


PROJECT = """
[project]
name = "shelf"
version = "1.2.3"
requires-python = ">=3.11"
dependencies = ["httpx2>=2,<3", "MsgSpec >= 0.20 ; python_version > '3'"]
optional-dependencies = {dropin = ["shelf-dropin==1.2.3"]}
scripts = {shelf = "shelf:main"}
[project.entry-points.pytest11]
shelf = "shelf.plugin"
"""


def test_metadata_are_read_from_the_projects_settings(tmp_path: Path) -> None:
    written(tmp_path, {"pyproject.toml": PROJECT})

    found = metadata(tmp_path, "shelf", ["shelf", "shelf-dropin"])

    assert (found.distribution, found.package, found.requires_python) == ("shelf", "shelf", ">=3.11")
    assert found.dependencies == {"httpx2": "<3,>=2", 'msgspec ; python_version > "3"': ">=0.20"}
    assert found.extras == {"dropin": {"shelf-dropin": "this release"}}
    assert found.scripts == {"shelf": "shelf:main", "pytest11: shelf": "shelf.plugin"}


@pytest.mark.parametrize("text", ["[project", "[project]\ndependencies = ['a b c']", "\0"])
def test_settings_that_are_none_are_a_problem(tmp_path: Path, text: str) -> None:
    written(tmp_path, {"pyproject.toml": text})

    with pytest.raises(BadInputError, match="not a project's settings"):
        metadata(tmp_path, "shelf")


def test_products_are_read_together(shelf: Rendered, tmp_path: Path) -> None:
    """The names of a package that accompanies the client have its import name before them."""
    package = replace(shelf.package, testing_name="pytest_shelf", testing_distribution="pytest-shelf")
    project = PROJECT.replace('name = "shelf"', 'name = "pytest-shelf"')
    project = project.replace("shelf.plugin", "pytest_shelf.plugin")
    plugin = "import pytest\nNAME = 'books'\n@pytest.fixture(name=NAME)\ndef books(): ...\ndef shown(): ..."
    files = {
        "pyproject.toml": project,
        "src/pytest_shelf/__init__.py": "__all__ = ['fake']\ndef fake(): ...",
        "src/pytest_shelf/plugin.py": plugin,
        "src/pytest_shelf/inner.py": "def unseen(): ...",
    }
    written(tmp_path, files)

    found = surface.take(package, [shelf.folder, tmp_path])

    assert [path for path in found.exports if ":" in path] == [
        "pytest_shelf:fake",
        "pytest_shelf:plugin.NAME",
        "pytest_shelf:plugin.books",
        "pytest_shelf:plugin.shown",
    ]
    assert (found.python or {})["pytest_shelf:plugin.books"].options == {"fixture name": "'books'"}
    assert sorted(found.metadata) == ["client", "testing"]


def test_error_classes_that_came_late_are_not_settled(shelf: Rendered) -> None:
    api = shelf.surface.api
    assert api is not None
    late = {**api.errors, "GoneResponseError": replace(api.errors["NotFoundResponseError"], late=True)}

    found = surface.settled_errors(replace(shelf.surface, api=replace(api, errors=late)))

    assert found == {"BadRequestResponseError", "NotFoundResponseError"}
