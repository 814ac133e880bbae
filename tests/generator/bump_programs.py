"""Checks and runs programs that use packages: many environments in one run of the checker."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pytest_httpserver import HTTPServer
    from werkzeug import Request

CONSUMERS = Path(__file__).resolve().parent.parent / "cases" / "consumers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Programs, and the folder from which they import the package."""

    name: str
    programs: tuple[Path, ...]
    packages: Path


def checked(folder: Path, environments: Iterable[Environment]) -> dict[str, list[str]]:
    """Type-check the programs of each environment with pyright, strictly; gives the findings by environment."""
    environments = list(environments)
    for environment in environments:
        shutil.copytree(
            environment.packages, folder / environment.name / "packages"
        )  # within the root: it imports itself
        programs = folder / environment.name / "programs"
        programs.mkdir(parents=True)
        for program in environment.programs:
            shutil.copy(program, programs / program.name.replace("-", "_").replace(".backward", "_backward"))
    settings = {
        "include": [f"{environment.name}/programs" for environment in environments],
        "typeCheckingMode": "strict",
        "reportMissingModuleSource": "none",
        "executionEnvironments": [
            {"root": environment.name, "extraPaths": [f"{environment.name}/packages"]} for environment in environments
        ],
    }
    (folder / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [
        sys.executable,
        "-m",
        "pyright",
        "--project",
        str(folder),
        "--pythonpath",
        sys.executable,
        "--outputjson",
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert run.returncode in (0, 1), run.stderr
    found: dict[str, list[str]] = {environment.name: [] for environment in environments}
    report: dict[str, Any] = json.loads(run.stdout)
    assert report["summary"]["filesAnalyzed"] == sum(len(environment.programs) for environment in environments)
    for item in report["generalDiagnostics"]:
        path = Path(item["file"]).relative_to(folder)
        found[path.parts[0]].append(f"{path.name}:{item['range']['start']['line'] + 1}: {item['message']}")
    return found


def run_all(programs: Iterable[Path], packages: Path, url: str) -> None:
    """Run programs one after the other in a process that has the package; fails with what went wrong."""
    code = "import runpy, sys\nfor path in sys.argv[1:]: runpy.run_path(path, run_name='__main__')"
    command = [sys.executable, "-W", "error", "-c", code, *map(str, programs)]
    environment = {**os.environ, "PYTHONPATH": str(packages), "SERVER_URL": url, "NO_PROXY": "*"}
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stderr


def serve(server: HTTPServer) -> str:
    """Answer as the service does: a ranking, or the error that the model's name asks for; gives the URL."""
    from werkzeug import Response

    def answer(request: Request) -> Response:
        body: dict[str, Any] = json.loads(request.get_data())
        status = int(body["model"]) if body["model"].isdigit() else 200
        results = [{"index": 1, "relevance_score": 0.75, "document": {"text": "two"}}]
        content: dict[str, Any] = {"id": "gen-1", "model": body["model"], "results": results}
        if status != 200:
            content = {"error": {"code": status, "message": "said"}}
        return Response(json.dumps(content), status=status, content_type="application/json")

    server.expect_request("/api/v1/rerank", method="POST").respond_with_handler(answer)
    return server.url_for("/api/v1")
