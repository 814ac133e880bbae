"""What do the packaging tools of others say of our metadata?"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from generator.distribute import distribute
from generator.proof.step import Found
from generator.proof.tools import ToolError, demand, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.proof.step import Subject

__all__ = ["metadata"]

_TOOLS = ("twine", "check_wheel_contents", "validate_pyproject")


def metadata(subject: Subject) -> Found:
    """Ask `twine check --strict`, `check-wheel-contents` and `validate-pyproject`.

    Raises:
        ToolError: one of them is missing or fails.
        BadInputError: something can't be built.
    """
    demand(*_TOOLS)
    output = subject.inputs.output.absolute()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "dist")
        files = [folder / file for file in distribute(output, folder).files]
        wheels = [file for file in files if file.suffix == ".whl"]
        projects = sorted({source.parent / "pyproject.toml" for source in subject.sources})
        wrong = [
            *_complaints("twine", "check", "--strict", *files, cwd=folder),
            *_complaints("check_wheel_contents", "--no-config", *wheels, cwd=folder),
            *_complaints("validate_pyproject", *projects, cwd=output),
        ]
    return Found(said="twine, check-wheel-contents and validate-pyproject find nothing", findings=tuple(wrong))


def _complaints(module: str, *arguments: str | Path, cwd: Path) -> Iterator[str]:
    """What a tool says where it is not content, a line each."""
    done = run(module, *arguments, cwd=cwd)
    if done.returncode == 0:
        return
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    name = module.replace("_", "-")
    told = [line for line in lines if line and not line.endswith(("PASSED", ": OK")) and not line.startswith("Valid")]
    if not told:
        message = f"{name} is not content and does not say why"
        raise ToolError(message)
    yield from (f"{line.replace(f'{cwd}/', '')} ({name})" for line in told)
