"""Builds the wheels and sdists of every distribution, byte for byte the same wherever and whenever it is done."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator import lock
from generator.problems import Position, fail
from generator.standing import HandEditedError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SUMS", "Built", "distribute", "put", "read_sums"]

SUMS = "SHA256SUMS"
_EPOCH = "315532800"
"""The first day of 1980, in seconds: the oldest that a wheel, a zip file, can say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What `dist` made."""

    folder: str
    files: Mapping[str, str]
    """Sha256 in hexadecimal by file name."""

    def text(self) -> str:
        """Tell it for a terminal."""
        return "\n".join([*(f"{sha256}  {name}" for name, sha256 in self.files.items()), f"in {self.folder}/"])

    def json(self) -> dict[str, Any]:
        """Tell it for programs."""
        return {"folder": self.folder, "files": dict(self.files)}


def distribute(output: Path, folder: Path) -> Built:
    """Build what the lock of `output` records into `folder`, in place of what an earlier build put there.

    Only recorded files are packed: nothing that lies about in the tree gets into a release.

    Raises:
        LockError: the lock is missing or unreadable.
        HandEditedError: a generated file is not as the lock records it.
        BadInputError: a distribution can't be built, or `folder` is none.
    """
    recorded = lock.read_lock(output).outputs
    if folder.exists() and not folder.is_dir():
        raise fail(Position(file=str(folder)), "is no folder", "name another, or move it away")
    with tempfile.TemporaryDirectory() as scratch:
        source, built = Path(scratch, "source"), Path(scratch, "built")
        built.mkdir()
        _copy(output, source, recorded)
        for boundary in (".git", ".hg"):  # hatchling packs the list of what to ignore that it finds above, up to these
            (source / boundary).touch()
        found = [*source.glob("pyproject.toml"), *source.glob("*/pyproject.toml")]
        for project in sorted(path.parent for path in found):
            _build(project, built)
        files = {path.name: lock.digest(path.read_bytes()) for path in _distributions(built)}
        (built / SUMS).write_bytes("".join(f"{sha256}  {name}\n" for name, sha256 in files.items()).encode())
        put(built, folder)
    return Built(folder=str(folder), files=files)


def read_sums(folder: Path) -> dict[str, str]:
    """Read the list of sums and hold the files against it; gives sha256 by file name, in the order to upload.

    Raises:
        BadInputError: the list is missing or unreadable, or the folder is not what it says.
    """
    at = Position(file=str(folder / SUMS))
    again = "run `make dist`"
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise fail(at, "missing or unreadable", again) from None
    sums = {name: sha256 for line in lines for sha256, _, name in [line.partition("  ")]}
    if not sums or not all(_LINE.fullmatch(line) for line in lines):
        raise fail(at, "is no list of sha256 sums", again)
    found = {path.name: lock.digest(path.read_bytes()) for path in _distributions(folder)}
    if other := [name for name, sha256 in sums.items() if found.get(name) != sha256]:
        raise fail(at, f"does not fit the files: {', '.join(other)}", again)
    if unknown := [name for name in found if name not in sums]:
        raise fail(at, f"does not name what lies beside it: {', '.join(unknown)}", f"move that away, or {again}")
    return sums


_LINE = re.compile(r"[0-9a-f]{64}  [A-Za-z0-9][A-Za-z0-9._+-]*")


def _copy(output: Path, source: Path, recorded: Mapping[str, str]) -> None:
    edited: list[str] = []
    for name, sha256 in recorded.items():
        try:
            content = (output / name).read_bytes()
        except FileNotFoundError:
            content = b""
        if lock.digest(content) != sha256:
            edited.append(name)
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(content)
        (source / name).chmod(0o644)
    if edited:
        raise HandEditedError(output, edited)


def _build(project: Path, built: Path) -> None:
    from uv import find_uv_bin  # noqa: PLC0415 - building is rare, and this module is read by `publish`, too

    with (project / "pyproject.toml").open("rb") as file:
        name = tomllib.load(file)["project"]["name"]
    options = ["--offline", "--no-config", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(built)]
    run = subprocess.run(
        [find_uv_bin(), "build", "--quiet", *options, str(project)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": _EPOCH},
    )
    if run.returncode:
        lines = (_LABEL.sub("", line) for line in run.stderr.partition("\nhint:")[0].splitlines())
        told = "; ".join(line for line in lines if line)
        raise fail(Position(file=name), f"can't be built: {told}", "install what requirements.lock says")


_LABEL = re.compile(r"^\s*(error|cause):\s*|^\s+|\s+$")


def _distributions(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.name.endswith((".whl", ".tar.gz")))


def put(built: Path, folder: Path) -> None:
    """Exchange our distributions in a folder for those that were built; anything else that lies in it stays."""
    names = [path.name for path in _distributions(built)]
    ours = {name.partition("-")[0] for name in names}
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".") as arriving:  # on the same disk: from here on, renames
        for name in (*names, SUMS):
            shutil.copyfile(built / name, Path(arriving, name))
        for path in _distributions(folder):
            if path.name.partition("-")[0] in ours:
                path.unlink()
        for name in (*names, SUMS):
            Path(arriving, name).replace(folder / name)
