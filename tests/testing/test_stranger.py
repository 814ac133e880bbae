"""A stranger to the kit, schemathesis, reads the same description and finds nothing wrong with the fake."""

# schemathesis leaves type arguments out:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_openrouter_rerank import Fake

BY_DESIGN = [ignored_auth]  # any key is good: the fake knows no accounts

SLOW = [HealthCheck.too_slow, HealthCheck.filter_too_much]


@pytest.mark.parametrize(("mode", "status"), [(GenerationMode.POSITIVE, 200), (GenerationMode.NEGATIVE, 400)])
def test_schemathesis_finds_nothing_wrong(fake: Fake, kit_package: Path, mode: GenerationMode, status: int) -> None:
    schema = schemathesis.openapi.from_dict(json.loads((kit_package / "description.json").read_bytes()))
    schema.config.update(base_url=fake.url)

    @settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW)
    @given(case=schema["/rerank"]["POST"].as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        case.call_and_validate(headers={"Authorization": "Bearer k"}, excluded_checks=BY_DESIGN)

    ask()

    assert Counter(call.status for call in fake.calls)[status] >= 10
