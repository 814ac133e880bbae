"""What a run reads and where it writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["Inputs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What a run reads and where it writes."""

    root: Path
    """The folder that paths in the lock are relative to."""
    spec: Path
    overlays: tuple[Path, ...]
    configuration: Path | None
    """None: names come from the description's title, and one client package is made, nothing else."""
    exceptions: Path | None
    templates: Path
    output: Path
    operations: tuple[str, ...] = ()
    all_operations: bool = False
    package: str = ""

    @property
    def files(self) -> list[Path]:
        """Everything that is read."""
        optional = [path for path in (self.configuration, self.exceptions) if path and path.exists()]
        return [self.spec, *self.overlays, *optional, self.templates]

    @property
    def settings(self) -> dict[str, str]:
        """The options that shape the output."""
        chosen = {
            "operations": ",".join(self.operations),
            "all_operations": "yes" if self.all_operations else "",
            "package": self.package,
        }
        return {key: value for key, value in chosen.items() if value}

    @property
    def is_whole(self) -> bool:
        """Whether all products are made, in a folder each, rather than one client in the output folder itself."""
        return self.configuration is not None

    @property
    def client(self) -> Path:
        """The client's folder in the output."""
        return self.output / "client" if self.is_whole else self.output

    def sources(self, output: Path) -> list[Path]:
        """The folders to import from in an output such as this one, wherever it is."""
        return sorted(output.glob("*/src" if self.is_whole else "src"))

    @property
    def compiled(self) -> Path:
        """Where compiled templates are kept from run to run: beside the output, outside version control."""
        return self.output.parent / f".{self.output.name}.templates"
