"""What importing loads, and what it makes available."""

from __future__ import annotations

import importlib.metadata
import json
import pickle
import subprocess
import sys
from importlib.resources import files

import openrouter_rerank
import pytest
from openrouter_rerank import components, errors, operations, types, utils

HEAVY = ["httpx2", "httpcore2", "msgspec", "asyncio", "ssl", "pydantic", "dataclasses", "inspect", "urllib.request"]


def loaded_after(program: str) -> list[str]:
    """The modules that a program has loaded at its end."""
    program += "\nimport sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


def test_the_front_door_loads_nothing_heavy() -> None:
    before = set(loaded_after(""))

    after = set(loaded_after("from openrouter_rerank import OpenRouter, __version__, VERSION"))

    assert sorted((after - before) & set(HEAVY)) == []
    generated = {name for name in after if name.startswith("openrouter_rerank.") and "._runtime" not in name}
    assert generated <= {f"openrouter_rerank.{name}" for name in ("sdk", "_settings", "_version")}


def test_making_a_client_loads_nothing_heavy() -> None:
    after = loaded_after("from openrouter_rerank import OpenRouter\nwith OpenRouter(api_key='k'): pass")

    assert sorted(set(after) & {"httpx2", "msgspec", "asyncio", "ssl"}) == []


def test_errors_and_settings_load_no_transport() -> None:
    after = loaded_after(
        "from openrouter_rerank import errors, utils\nerrors.BadRequestResponseError\nutils.RetryConfig"
    )

    assert sorted(set(after) & {"httpx2", "msgspec", "asyncio", "ssl"}) == []


def test_the_versions_are_one() -> None:
    assert openrouter_rerank.__version__ == openrouter_rerank.VERSION

    try:
        installed = importlib.metadata.version("openrouter-rerank")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the package runs from its source here, not installed")
    assert installed == openrouter_rerank.VERSION


@pytest.mark.parametrize("namespace", [openrouter_rerank, components, errors, operations, types, utils])
def test_every_name_that_is_promised_is_there(namespace: object) -> None:
    names: list[str] = getattr(namespace, "__all__", [])

    assert len(names) > 0
    for name in names:
        assert getattr(namespace, name) is not None
        assert name in dir(namespace)


def test_a_name_that_there_is_not_is_the_usual_error() -> None:
    for namespace in (openrouter_rerank, components, operations, errors):
        with pytest.raises(AttributeError, match=rf"^module '{namespace.__name__}' has no attribute 'Nothing'$"):
            _ = namespace.Nothing
    with pytest.raises(ImportError, match=r"cannot import name 'Nothing'"):
        exec("from openrouter_rerank.components import Nothing")


def test_submodules_are_attributes_without_being_imported() -> None:
    after = loaded_after("import openrouter_rerank as o\no.errors.APIStatusError\no.utils.RetryConfig")

    assert "openrouter_rerank.errors" in after


def test_the_package_says_that_it_is_typed() -> None:
    assert files("openrouter_rerank").joinpath("py.typed").is_file()


@pytest.mark.parametrize("name", ["APIStatusError", "BadRequestResponseError", "OpenRouterError", "MissingAPIKeyError"])
def test_classes_are_pickled_by_their_public_place(name: str) -> None:
    kind = getattr(errors, name)

    assert pickle.loads(pickle.dumps(kind)) is kind
    assert b"openrouter_rerank.errors" in pickle.dumps(kind)


def test_unset_is_one_thing_and_false() -> None:
    assert pickle.loads(pickle.dumps(types.UNSET)) is types.UNSET
    assert not types.UNSET
