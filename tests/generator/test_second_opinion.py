"""openapi-python-client reads the same patched description, and comes to the same results where it can read it."""

from __future__ import annotations

import importlib
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest

from generator.config import configure, defaults
from generator.document import load, plain
from generator.lower import lower
from generator.overlay import apply
from generator.select import select
from tests.generator.second_opinion import COMPOSED, KINDS, opinions

if TYPE_CHECKING:
    from pathlib import Path

    from generator import ir
    from generator.document import Document

VERDICTS = {
    "upstream/openrouter-2026-08-22.yaml": {"agreed": 84, "ours only": 14},
    "rerank-apis/infinity.json": {"agreed": 9},
    "rerank-apis/jina.json": {"agreed": 19},
    "rerank-apis/mixedbread.yaml": {"agreed": 117, "ours only": 3},
    "rerank-apis/tei.json": {"agreed": 5, "ours only": 7},
    "rerank-apis/together.yaml": {"agreed": 92, "ours only": 6, "disputed": 1},
    "rerank-apis/voyage.yaml": {"agreed": 2, "ours only": 1},
}

EXPLAINED = {
    "rerank-apis/together.yaml:9469: ChatCompletionChoicesDataItem.logprobs: null | object, they say object": (
        "allOf of `nullable: true` and a reference: the description means that null fits; they don't read the first"
    ),
}
"""Disputes that we keep, each with the reason."""


def judged(document: Document, package: ir.Package) -> tuple[dict[str, int], list[str]]:
    """Give how often each verdict fell, and all disputes."""
    found = opinions(document, cast("dict[str, Any]", plain(document.data)), package)
    return dict(Counter(one.verdict for one in found)), [dispute for one in found for dispute in one.disputes]


@pytest.fixture(scope="module")
def our_own() -> tuple[Document, ir.Package]:
    """Our description, patched and lowered."""
    from tests.conftest import ROOT

    configuration = configure(ROOT / "spec" / "package.yaml")
    applied = apply(load(ROOT / "spec" / "openapi.yaml"), sorted((ROOT / "spec" / "overlays").glob("*.yaml")))
    document = select(applied.document, configuration.operations)
    return document, lower(document, configuration)


def test_both_agree_on_our_own_description(our_own: tuple[Document, ir.Package]) -> None:
    assert judged(*our_own) == ({"agreed": 1}, [])


@pytest.mark.parametrize("name", VERDICTS)
def test_both_agree_on_real_descriptions(shared_data: Path, name: str) -> None:
    document = select(load(shared_data / name, name=name))

    verdicts, disputes = judged(document, lower(document, defaults("Shop")))

    assert (verdicts, set(disputes) - EXPLAINED.keys()) == (VERDICTS[name], set())


def test_a_difference_is_disputed_with_its_place(our_own: tuple[Document, ir.Package]) -> None:
    """The guard's guard: a field that is no longer required, and one of another type."""
    document, package = our_own
    (operations,) = [space for space in package.namespaces if space.name == "operations"]
    (module,) = operations.modules
    twisted = replace(module, declarations=tuple(twist(one) for one in module.declarations))
    spaces = tuple(replace(s, modules=(twisted,)) if s is operations else s for s in package.namespaces)

    verdicts, disputes = judged(document, replace(package, namespaces=spaces))

    assert verdicts == {"disputed": 1}
    assert [dispute.partition(": ")[2] for dispute in disputes] == [
        "query: required False, they say True",
        "Result.index: string, they say integer",
    ]


def twist(one: ir.Declaration) -> ir.Declaration:
    """Make a mistake in two fields."""
    from generator import ir

    if not isinstance(one, ir.Model):
        return one
    text = ir.Primitive(kind="string", source=one.source)
    changed = {"query": {"required": False}, "index": {"type": text}}
    return replace(
        one, fields=tuple(replace(field, **cast("Any", changed.get(field.name, {}))) for field in one.fields)
    )


def test_the_symbols_that_we_touch_are_there() -> None:
    """The canary: openapi-python-client calls its parser private; when this fails, second_opinion.py needs work."""
    touched = {
        "openapi_python_client.config": ["Config.from_sources", "ConfigFile", "MetaType.NONE"],
        "openapi_python_client.parser.openapi": ["GeneratorData.from_dict", "Endpoint"],
        **{kind.__module__: [kind.__name__] for kind in (*KINDS, *COMPOSED)},
        "openapi_python_client.schema": ["OpenAPI.model_validate", "UntrustedString.get_untrusted_value"],
    }

    missing = [
        f"{module}.{path}"
        for module, paths in touched.items()
        for path in paths
        if not _has(importlib.import_module(module), path)
    ]

    assert missing == []


def _has(found: Any, path: str) -> bool:
    for name in path.split("."):
        found = getattr(found, name, None)
    return found is not None
