"""Compiled templates are kept from run to run, and never outlive what they were made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from jinja2 import DictLoader, Environment

from generator.render import compiled
from generator.render.compiled import Compiled

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / ".generated.templates"


def rendered(kept: Path | None, text: str) -> str:
    """Render one template as a new process would."""
    compiled.MEMORY.clear()
    cache = Compiled(kept)
    environment = Environment(loader=DictLoader({"a": text}), bytecode_cache=cache, autoescape=False)
    result = environment.get_template("a").render()
    cache.keep()
    return result


def refuse(*_: object) -> None:
    """Stand in for what compiles templates."""
    raise AssertionError("compiled")


def test_what_was_compiled_is_not_compiled_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rendered(kept, "{{ 1 + 1 }}") == "2"
    monkeypatch.setattr(Environment, "compile", refuse)

    assert rendered(kept, "{{ 1 + 1 }}") == "2"


def test_a_changed_template_is_compiled_anew(kept: Path) -> None:
    rendered(kept, "{{ 1 + 1 }}")

    assert rendered(kept, "{{ 1 + 2 }}") == "3"


def test_nothing_is_kept_of_other_code(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rendered(kept, "{{ 1 + 1 }}")
    monkeypatch.setattr(compiled, "_stamp", lambda: "other")

    monkeypatch.setattr(Environment, "compile", refuse)

    with pytest.raises(AssertionError, match="compiled"):
        rendered(kept, "{{ 1 + 1 }}")


@pytest.mark.parametrize("content", [b"", b"junk", b"\xe9\x00\x00\x00\x00", b"i\x01\x00\x00\x00"])
def test_a_damaged_file_is_as_good_as_none(kept: Path, content: bytes) -> None:
    rendered(kept, "{{ 1 + 1 }}")
    kept.write_bytes(content)

    assert rendered(kept, "{{ 1 + 1 }}") == "2"


def test_a_place_that_cannot_be_written_to_is_no_error(tmp_path: Path) -> None:
    assert rendered(tmp_path / "missing" / "kept", "{{ 1 + 1 }}") == "2"


def test_without_a_place_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert rendered(None, "{{ 1 + 1 }}") == "2"

    assert list(tmp_path.iterdir()) == []
