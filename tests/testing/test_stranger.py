"""A stranger to the kit, schemathesis, reads the same description and finds nothing wrong with the fake."""

# What isinstance tells of JSON leaves its members unknown:
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from pytest_openrouter_rerank import Fake

RunPython = Callable[..., "subprocess.CompletedProcess[str]"]

BY_DESIGN = {"ignored_auth": "any key is good: the fake knows no accounts"}
"""Checks that are left out, and why."""


def opened(node: Any) -> Any:
    """A description in which open enums have no values: `x-sdk-enum: open` promises that others are taken."""
    if isinstance(node, list):
        return [opened(item) for item in node]
    if not isinstance(node, dict):
        return node
    is_open = node.get("x-sdk-enum") == "open"
    return {name: opened(member) for name, member in node.items() if not (is_open and name == "enum")}


def test_schemathesis_finds_nothing_wrong(fake: Fake, kit_package: Path, tmp_path: Path, run_python: RunPython) -> None:
    """All phases and checks, with one seed: the examples, each limit and each mistake once, then at random."""
    description = tmp_path / "description.json"
    description.write_text(json.dumps(opened(json.loads((kit_package / "description.json").read_bytes()))))
    options = ["--url", fake.url, "--header", "Authorization: Bearer k", "--seed", "1", "--max-examples", "40"]
    checks = ["--checks", "all", "--exclude-checks", ",".join(BY_DESIGN), "--mode", "all", "--no-color"]

    done = run_python("-m", "schemathesis.cli", "run", str(description), *options, *checks)

    assert done.returncode == 0, done.stdout
    assert "Examples" in done.stdout
    statuses = Counter(call.status for call in fake.calls)
    assert (statuses[200] >= 50, statuses[400] >= 50, statuses[405] >= 5) == (True, True, True), statuses
    assert [status for status in statuses if status is None or status >= 500] == []
