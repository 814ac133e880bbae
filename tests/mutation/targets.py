"""What is broken on purpose, and the tests that should notice."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A folder of modules, and tests as pytest takes them."""

    package: str
    tests: tuple[str, ...]


_LOWERING = (
    *(
        "lower_cases",
        "lower_whole",
        "lower_corners",
        "lower_naming",
        "lower_meaning",
        "lower_schemas",
        "lower_sameness",
        "lower_unions",
        "lower_declarations",
        "lower_operations",
        "lower_settings",
        "lower_texts",
        "lower_properties",
        "lower_real",
        "hostile",
        "names",
        "second_opinion",
    ),
    *("surface", "vectors"),
)
TARGETS = {
    "runtime": Target(
        package="generated/client/src/openrouter_rerank/_runtime",
        tests=(
            "tests/runtime",
            "tests/contract",
            "tests/faults",
            "--ignore=tests/contract/test_mutants.py",
            "--storm=500",
            "--growth=100",
        ),
    ),
    "lowering": Target(
        package="generator/lower",
        tests=tuple(f"tests/generator/test_{name}.py" for name in _LOWERING),
    ),
}
