"""`package.yaml` says what to make; each mistake in it is told with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from generator import config
from generator.problems import BadInputError

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
products:
  client: {distribution: acme-search, package: acme_search}
brand: Acme Search
"""


def configure(folder: Path, text: str) -> config.Configuration:
    path = folder / "package.yaml"
    path.write_text(text)
    return config.configure(path)


def test_names_follow_from_brand_and_package_where_they_are_not_given(tmp_path: Path) -> None:
    found = configure(tmp_path, GOOD)

    assert found.client_class == "AcmeSearch"
    assert found.error_base == "AcmeSearchError"
    assert found.default_error == "AcmeSearchDefaultError"
    assert found.api_key_variable == "ACME_SEARCH_API_KEY"
    assert found.timeout_ms == 60_000
    assert (found.dropin, found.testing, found.operations) == (None, None, ())


@pytest.mark.parametrize(
    ("text", "line", "finding"),
    [
        ("brand: x\n", 1, "products.client is missing"),
        (GOOD + "clientclass: X\n", 4, "unknown key 'clientclass'"),
        (GOOD.replace("acme_search}", "acme search}"), 2, "products.client.package must be a Python module name"),
        (GOOD.replace("acme_search}", "queue}"), 2, "products.client.package must be a Python module name"),
        (GOOD + "instance: class\n", 4, "instance must be a Python name"),
        (GOOD.replace("package: acme_search", "packages: x"), 2, "unknown key 'packages'"),
        (GOOD + "timeout_ms: 0\n", 4, "timeout_ms must be a whole number"),
        (GOOD + "timeout_ms: true\n", 4, "timeout_ms must be a whole number"),
        (GOOD + "operations: createRerank\n", 4, "operations must be a list"),
        (GOOD + "urls: {homepage: 'javascript:x'}\n", 4, "urls.homepage must be an http or https URL"),
        (GOOD + "urls: {homepage: 'https://me:pw@acme.example'}\n", 4, "urls.homepage must be an http or https URL"),
        (GOOD + "urls: {homepage: 'https://'}\n", 4, "urls.homepage must be an http or https URL"),
        (GOOD + "urls: {homepage: ''}\n", 4, "urls.homepage must be an http or https URL"),
        (GOOD + "urls: {api_docs: 'https://acme.example'}\n", 4, "unknown key 'api_docs'"),
        (GOOD + "urls: [x]\n", 4, "urls must map strings to strings"),
        (GOOD + "prose: theirs\n", 4, "prose must be"),
        (GOOD + 'summary: "a\\nb"\n', 4, "summary must be a line of text"),
        (GOOD + "variable_prefix: open-router\n", 4, "variable_prefix must be"),
    ],
)
def test_a_mistake_is_told_with_its_line(tmp_path: Path, text: str, line: int, finding: str) -> None:
    with pytest.raises(BadInputError) as caught:
        configure(tmp_path, text)

    found = [(problem.at.line, problem.finding) for problem in caught.value.problems]
    assert any(at == line and said.startswith(finding) for at, said in found), found


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as caught:
        configure(tmp_path, GOOD + "timeout_ms: -1\nprose: x\n")

    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("title", "package", "expected"),
    [
        ("Infinity API", "", ("infinity", "Infinity")),
        ("the API", "", ("the_api", "TheAPI")),
        ("", "", ("api", "Api")),
        ("3D Models", "", ("api_3d_models", "Api3DModels")),
        ("日本", "", ("api", "Api")),
        ("Calendar API", "", ("api_calendar", "Calendar")),
        ("Telnetlib", "", ("api_telnetlib", "Telnetlib")),
        ("None", "", ("none", "ApiNone")),
        ("Anything", "my_sdk", ("my_sdk", "MySdk")),
    ],
)
def test_without_a_configuration_names_come_from_the_title(title: str, package: str, expected: tuple[str, str]) -> None:
    found = config.defaults(title, package)

    assert (found.client.package, found.client_class) == expected


@pytest.mark.parametrize("package", ["class", "two words", "json", "cgi", "1st", "_hidden", "schön"])
def test_a_package_can_not_have_a_name_that_python_can_not_import_or_has_itself(package: str) -> None:
    with pytest.raises(BadInputError, match=f"^--package: '{package}' can't be the name of a package"):
        config.defaults("Anything", package)
