"""The signatures that callers rely on, and that everything in them is documented."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openrouter_rerank
import pytest
from openrouter_rerank import OpenRouter, utils
from openrouter_rerank.rerank import Rerank
from openrouter_rerank.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(openrouter_rerank.__file__).parents[2] / "docs"

CONSTRUCTOR = {
    "api_key": None,
    "http_referer": None,
    "x_open_router_title": None,
    "x_open_router_categories": None,
    "server": None,
    "url_params": None,
    "server_url": None,
    "client": None,
    "async_client": None,
    "retry_config": "DEFAULT",
    "timeout_ms": None,
    "debug_logger": None,
}
REQUIRED = ["documents", "model", "query"]
OPTIONAL = {
    "http_referer": None,
    "x_open_router_title": None,
    "x_open_router_categories": None,
    "provider": UNSET,
    "session_id": None,
    "top_n": None,
    "trace": None,
    "user": None,
    "retries": UNSET,
    "server_url": None,
    "accept_header_override": None,
    "timeout_ms": None,
    "http_headers": None,
    "extra_body": None,
}
PUBLIC: dict[str, Callable[..., Any]] = {
    "OpenRouter": OpenRouter.__init__,
    "rerank": Rerank.rerank,
    "rerank_async": Rerank.rerank_async,
    "RetryConfig": utils.RetryConfig.__init__,
    "BackoffStrategy": utils.BackoffStrategy.__init__,
}


def parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    return [each for name, each in inspect.signature(function).parameters.items() if name != "self"]


def test_the_client_takes_these_in_this_order() -> None:
    """The official package's order: its users may give the first ones by position."""
    found = parameters(OpenRouter.__init__)

    assert {each.name: repr(each.default) for each in found} == {
        name: f"{value}" for name, value in CONSTRUCTOR.items()
    }
    assert [each.name for each in found] == list(CONSTRUCTOR)
    assert {each.kind for each in found} == {inspect.Parameter.POSITIONAL_OR_KEYWORD}


@pytest.mark.parametrize("method", [Rerank.rerank, Rerank.rerank_async], ids=["sync", "async"])
def test_a_call_takes_these_by_name_only(method: Callable[..., Any]) -> None:
    found = parameters(method)

    assert {each.kind for each in found} == {inspect.Parameter.KEYWORD_ONLY}
    assert {each.name for each in found if each.default is inspect.Parameter.empty} == set(REQUIRED)
    assert {each.name: each.default for each in found if each.name not in REQUIRED} == OPTIONAL


def test_both_modes_have_the_same_signature() -> None:
    assert inspect.signature(Rerank.rerank) == inspect.signature(Rerank.rerank_async)
    assert inspect.iscoroutinefunction(Rerank.rerank_async)


@pytest.mark.skipif(not inspect.getdoc(OpenRouter), reason="Python drops docstrings with -OO")
@pytest.mark.parametrize("function", PUBLIC.values(), ids=PUBLIC)
def test_every_parameter_is_documented_with_its_unit_and_so_is_what_is_raised(function: Callable[..., Any]) -> None:
    documented = inspect.getdoc(function) or ""
    arguments, _, rest = documented.partition("Args:\n")[2].partition("\n\n")

    described = dict(re.findall(r"(?ms)^    (\w+): (.*?)(?=^    \w|\Z)", arguments))
    assert list(described) == [each.name for each in parameters(function)]
    assert "Raises:\n" in rest
    for name, text in described.items():
        assert "millisecond" in text or not name.endswith(("_ms", "_interval", "_time")), name


@pytest.mark.skipif(not DOCS.is_dir(), reason="the package is installed without its pages")
@pytest.mark.parametrize("function", PUBLIC.values(), ids=PUBLIC)
def test_the_reference_lists_every_parameter(function: Callable[..., Any]) -> None:
    rows = set(
        re.findall(r"^\| `(\w+)` \|", "".join(page.read_text("utf-8") for page in DOCS.rglob("*.md")), re.MULTILINE)
    )

    assert {each.name for each in parameters(function)} <= rows
