"""What a step of the full check gets, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from pathlib import Path

    from generator.bump.change import Change
    from generator.bump.rules import Bump
    from generator.inputs import Inputs

__all__ = ["Found", "Proof", "Step", "Subject"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The packages that are looked at: as the inputs give them, with the step in version that this makes."""

    inputs: Inputs
    bump: Bump
    changes: tuple[Change, ...]

    @property
    def sources(self) -> list[Path]:
        """The `src` folder of each distribution, absolute."""
        return self.inputs.sources(self.inputs.output.absolute())


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a step found."""

    said: str = ""
    """What was looked at and found good, in a few words."""
    findings: tuple[str, ...] = ()
    """What is wrong; none if the step holds."""


Step: TypeAlias = Callable[[Subject], Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What came of a step."""

    name: str
    said: str
    findings: tuple[str, ...]
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def json(self) -> dict[str, Any]:
        """Tell it for programs, without the time it took: the same packages give the same text."""
        return {"name": self.name, "holds": self.holds, "said": self.said, "findings": list(self.findings)}
