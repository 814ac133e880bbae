"""`gen.lock`: what went into the packages and what came out, so that "nothing changed" and "edited by hand" are facts.

No time stamps, absolute paths or random ids. The generator's own code is not recorded (an edited comment must not
make the packages stale); for the short cut "up to date" it counts through a stamp outside version control.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from generator.bump.rules import Bump

__all__ = [
    "NAME",
    "Lock",
    "LockError",
    "digest",
    "digests",
    "output_digests",
    "read_lock",
    "refuse_other_tools",
    "stamp",
    "tool_versions",
]

FORMAT = 1
NAME = "gen.lock"
_TOOLS = ("jinja2", "openapi-python-client", "ruff")
_AGAIN = "restore it from version control, or generate into an empty folder"
_STEPS = ("none", "patch", "minor", "major")
_BY_PRODUCTS = {"__pycache__", "dist", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache"}


class LockError(Exception):
    """`gen.lock` is missing, unreadable, or made by other tools than those installed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What one run read and wrote, as sha256 by path relative to the project."""

    inputs: Mapping[str, str]
    settings: Mapping[str, str]
    """The options that shape the output, such as a package name given on the command line."""
    tools: Mapping[str, str]
    facts: str
    surface: str
    version: str
    outputs: Mapping[str, str]
    at_least: Bump = "none"
    """The step that `--bump` asked for since the last release; the release ends it."""

    def text(self) -> str:
        """Write it, sorted."""
        found = {"format": FORMAT, **asdict(self)}
        if self.at_least == "none":
            del found["at_least"]
        return json.dumps(found, indent=1, sort_keys=True) + "\n"


def read_lock(output: Path) -> Lock:
    """Read the lock of a generated folder; raises LockError with what is wrong and what to do."""
    path = output / NAME
    try:
        found = cast("dict[str, object]", json.loads(path.read_bytes()))
        if found.pop("format") != FORMAT:
            message = f"{path}: written by another version of the generator; {_AGAIN}"
            raise LockError(message)
        if found.get("at_least", "none") not in _STEPS:
            raise ValueError("no step")
        return Lock(**found)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    except FileNotFoundError:
        message = f"{path}: missing, so what was edited by hand can't be told; {_AGAIN}"
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        message = f"{path}: unreadable; {_AGAIN}"
    raise LockError(message)


def tool_versions() -> dict[str, str]:
    """The versions of the tools that shape the output."""
    from importlib.metadata import version  # noqa: PLC0415 - slow to import, and not needed where nothing changed

    return {name: version(name) for name in _TOOLS}


def refuse_other_tools(recorded: Lock) -> None:
    """Raise LockError if other tools are installed than wrote the packages: they may write other bytes."""
    found = tool_versions()
    other = [f"{name} {recorded.tools.get(name)}, here {version}" for name, version in found.items()
             if recorded.tools.get(name) != version]  # fmt: skip
    if other:
        message = f"{NAME}: written with {'; '.join(other)}; install what requirements.lock says, or run `generate`"
        raise LockError(message)


def digest(content: bytes) -> str:
    """Sha256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def digests(root: Path, paths: Iterable[Path]) -> dict[str, str]:
    """Digest files and whole folders, named relative to `root` (or by name alone outside of it)."""
    files = (file for path in paths for file in (_files(path) if path.is_dir() else [path]))
    return {_name(root, file): digest(file.read_bytes()) for file in sorted(files)}


def output_digests(output: Path) -> dict[str, str]:
    """Digest everything in a generated folder but the lock itself and what running the packages leaves behind."""
    found = {file.relative_to(output).as_posix(): digest(file.read_bytes()) for file in _files(output)}
    found.pop(NAME, None)
    return found


def stamp(tools: Mapping[str, str]) -> str:
    """Digest what `gen.lock` can't hold: the generator's own code, the Python that runs it, and when packages changed.

    `tools` are the versions that are taken for those installed, as long as nothing was installed or removed since.
    """
    folder = Path(__file__).parent
    code = digests(folder, folder.rglob("*.py"))
    return digest(json.dumps([sys.version_info[:3], code, _installed(), dict(tools)], sort_keys=True).encode())


def _installed() -> list[int]:
    """When something was last installed or removed beside each tool's package."""
    found = [find_spec(name) for name in ("jinja2", "openapi_python_client", "ruff")]
    return [Path(spec.origin).parents[1].stat().st_mtime_ns for spec in found if spec and spec.origin]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and not _is_by_product(path.relative_to(folder)))


def _is_by_product(path: Path) -> bool:
    return any(part in _BY_PRODUCTS or part.endswith((".egg-info", ".pyc", ".dist-info")) for part in path.parts)


def _name(root: Path, file: Path) -> str:
    whole = file.absolute()
    return whole.relative_to(root).as_posix() if whole.is_relative_to(root) else file.name
