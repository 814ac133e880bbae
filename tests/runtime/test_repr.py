"""Models show what was said and nothing else."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET, UnsetType
from openrouter_rerank._runtime import model


def test_every_kind_of_model_shows_only_what_is_not_by_default() -> None:
    kinds = [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, model.Model)]

    for kind in kinds:
        thing: Any = type(
            "Thing", (kind,), {"__annotations__": {"name": str | UnsetType, "size": int}, "name": UNSET, "size": 1}
        )
        assert (repr(thing()), repr(thing(size=2))) == ("Thing()", "Thing(size=2)")
    assert len(kinds) >= 3
