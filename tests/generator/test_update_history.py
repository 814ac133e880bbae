"""The real history of the rerank endpoint, 39 states of it, taken in one after the other."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from generator.config import configure
from generator.update import update

if TYPE_CHECKING:
    from generator.update import Update


class Step(NamedTuple):
    """One state taken in after the one before."""

    transition: dict[str, Any]
    result: Update
    before: bytes
    after: bytes


@pytest.fixture(scope="module")
def steps(root: Path, shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Step]:
    """Take every state in, with this project's overlays."""
    history = shared_data / "history"
    spec = tmp_path_factory.mktemp("history") / "spec"
    shutil.copytree(root / "spec" / "overlays", spec / "overlays")
    (spec / "package.yaml").write_bytes((root / "spec" / "package.yaml").read_bytes())
    transitions = json.loads((history / "changes.json").read_bytes())["transitions"]
    take(history / "slices" / transitions[0]["from"], spec)
    found: list[Step] = []
    for transition in transitions:
        before = (spec / "openapi.yaml").read_bytes()
        result = take(history / "slices" / transition["to"], spec)
        found.append(Step(transition, result, before, (spec / "openapi.yaml").read_bytes()))
    return found


def take(path: Path, spec: Path) -> Update:
    """Take a slice in; the tag and the retry policy of the whole document were not cut out with it."""
    part = json.loads(path.read_bytes())
    part["tags"] = [{"name": "Rerank", "description": "Rerank endpoints"}]
    part["x-speakeasy-retries"] = {"strategy": "backoff", "statusCodes": ["5XX"]}
    whole = spec / path.name
    whole.write_text(json.dumps(part))
    return update(
        str(whole),
        spec=spec / "openapi.yaml",
        configuration=configure(spec / "package.yaml"),
        overlays=sorted((spec / "overlays").glob("*.yaml")),
    )


def values(transition: dict[str, Any]) -> set[str]:
    """The values of enums that came and went, as the history tells it: `+ ProviderName: "Makora"`."""
    found: set[str] = set()
    for text in transition["changed"]:
        match = re.match(r"(ProviderName|Quantization) (gains|loses) ([^(]+)", text)
        if match:
            sign = "+" if match[2] == "gains" else "-"
            found |= {f'{sign} /components/schemas/{match[1]}/enum: "{name.strip()}"' for name in match[3].split(",")}
    return found


def test_all_are_read(steps: list[Step]) -> None:
    assert len(steps) == 38


def test_every_value_that_an_enum_gained_or_lost_is_told(steps: list[Step]) -> None:
    expected = [values(step.transition) for step in steps]
    enums = re.compile(r". /components/schemas/(ProviderName|Quantization)/enum: ")

    told = [{str(change) for change in step.result.changes if enums.match(str(change))} for step in steps]

    assert told == expected
    assert sum(map(bool, expected)) == 31


def test_where_only_an_enum_changed_nothing_else_is_told(steps: list[Step]) -> None:
    pure = [step for step in steps if re.fullmatch(r"request enum values? (added|removed)", step.transition["kind"])]

    assert len(pure) == 30
    for step in pure:
        assert {str(change) for change in step.result.changes} == values(step.transition), step.transition["to"]


def test_words_examples_and_order_change_no_byte(steps: list[Step]) -> None:
    by_kind = {step.transition["kind"]: step for step in steps}

    for kind in ("examples only", "enum order only"):
        assert by_kind[kind].result.changes == (), kind
        assert by_kind[kind].before == by_kind[kind].after, kind


def test_a_constraint_that_is_respelt_is_told_as_it_stands(steps: list[Step]) -> None:
    (step,) = [step for step in steps if step.transition["kind"] == "constraint respelt"]

    assert [re.sub(r"/\S+/", "", str(change)) for change in step.result.changes] == [
        "~ minimum: 0 -> 1",
        "- exclusiveMinimum: 0",
    ]


def test_the_breaking_change_is_told_in_full(steps: list[Step]) -> None:
    (step,) = [step for step in steps if step.transition["bump"] == "major"]
    request, answer = "requestBody/content/application~1json", "responses/200/content/application~1json"

    told = [str(change).replace("/paths/~1rerank/post/", "") for change in step.result.changes]

    documents = f"{request}/schema/properties/documents"
    document = f"{answer}/schema/properties/results/items/properties/document"
    assert [line.partition(": ")[0] for line in told] == [
        f"- {documents}/items/type",
        f"+ {documents}/items/anyOf",
        f"+ {documents}/minItems",
        f"- {document}/required",
        f"+ {document}/properties/image",
    ]


def test_overlays_fit_from_the_day_on_that_the_document_has_what_they_patch(steps: list[Step]) -> None:
    files = [{Path(problem.at.file).name for problem in step.result.misfits} for step in steps]

    assert files[:8] == [{"55-documents.yaml", "90-words.yaml"}] * 8
    assert files[8:14] == [{"55-documents.yaml"}] * 6
    assert files[14:] == [set[str]()] * 24


def test_rewordings_are_told_until_they_are_accepted(steps: list[Step]) -> None:
    """Nobody accepted the one of June in this replay, so it is still told in August."""
    last = steps[-1].result

    assert {found.kind for found in last.rewordings} == {"reworded"}
    assert all(found.ours for found in last.rewordings)
    assert any(found.pointer.endswith("/properties/documents/description") for found in last.rewordings)
