"""What do the packaging tools of others say of our metadata?"""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from generator.distribute import distribute
from generator.proof.step import Found
from generator.tools import ToolError, demand, run

if TYPE_CHECKING:
    from collections.abc import Iterator

    from generator.proof.step import Subject

__all__ = ["look"]

_TOOLS = ("twine", "check_wheel_contents", "validate_pyproject")


def look(subject: Subject) -> Found:
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
        wrong = [*_complaints("twine", "check", "--strict", *files, cwd=folder)]
        for source in subject.sources:
            wheel, modules = _wheel(source.parent, folder), ",".join(sorted(path.name for path in _modules(source)))
            wrong += _complaints("check_wheel_contents", "--no-config", "--toplevel", modules, wheel, cwd=folder)
            wrong += _complaints("validate_pyproject", source.parent / "pyproject.toml", cwd=output)
    return Found(said="twine, check-wheel-contents and validate-pyproject find nothing", findings=tuple(wrong))


def _wheel(project: Path, folder: Path) -> Path:
    """The wheel of a distribution."""
    settings = tomllib.loads((project / "pyproject.toml").read_text(encoding="utf-8"))
    (found,) = folder.glob(f"{settings['project']['name'].replace('-', '_')}-*.whl")
    return found


def _modules(source: Path) -> Iterator[Path]:
    """What a distribution brings: packages, modules, stubs."""
    for path in source.iterdir():
        if path.name != "__pycache__" and not path.name.endswith(".egg-info"):
            yield path


def _complaints(module: str, *arguments: str | Path, cwd: Path) -> Iterator[str]:
    """What a tool says where it is not content, a line each."""
    done = run(module, *arguments, cwd=cwd)
    if done.returncode == 0:
        return
    lines = [line.strip() for line in (done.stdout + done.stderr).splitlines()]
    name = module.replace("_", "-")
    told = [line for line in lines if line and not line.endswith(("PASSED", ": OK")) and not line.startswith("Valid")]
    if not told:
        raise ToolError(name, "is not content and does not say why")
    yield from (f"{line.replace(f'{cwd}/', '')} ({name})" for line in told)
