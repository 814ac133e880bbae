"""`make bench`: every row of the cost tables, ours against the peers, in one run, as ratios.

Each number is the least of several processes' CPU times, the peers taking turns; only ratios are comparable between
machines. The peers live in an environment of their own (`.bench/`), pinned and hashed in `peers.lock`.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import contract
from benchmarks.picture import draw

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

ROOT = Path(__file__).resolve().parent.parent
BENCH = ROOT / ".bench"
PYTHON = BENCH / "bin" / "python"
HERE = ROOT / "benchmarks"
TAKES = 5

# task: what it is called, the peer that counts as 1, the goal for ours as a multiple of it, who takes part
ROWS = {
    "import": ("import, over bare Python", "httpx2", None, ("ours", "httpx", "httpx2", "official", "stock")),
    "ready": ("ready for the first call", "httpx2", 1.2, ("ours", "httpx", "httpx2", "official", "stock")),
    "first": ("process start to first answer", "httpx2", 1.2, ("ours", "httpx", "httpx2", "official", "stock")),
    "call": ("one small call", "httpx2", 1.0, ("ours", "httpx", "httpx2", "official", "stock")),
    "async": ("one small call, async, 64 in flight", "httpx2", 1.0, ("ours", "httpx", "httpx2", "official", "stock")),
    "decode": ("decode 1000 results (1 MB)", "httpx2", 0.8, ("ours", "httpx2", "official", "stock")),
    "encode": ("encode 1000 documents (1 MB)", "httpx2", 0.15, ("ours", "httpx2", "official", "stock")),
    "memory-decode": ("memory to decode, times the body", "", 2.4, ("ours", "httpx2", "official", "stock")),
    "memory-encode": ("memory to encode, times the body", "", 1.2, ("ours", "httpx2", "official", "stock")),
}
TITLES = {
    "ours": "ours",
    "httpx": "httpx + json",
    "httpx2": "httpx2 + json",
    "official": "official SDK",
    "stock": "openapi-python-client",
}
ANSWER = {
    "id": "gen-1",
    "model": "cohere/rerank-v3.5",
    "results": [
        {"index": index, "relevance_score": 1 / (index + 1), "document": {"text": "lorem ipsum dolor sit amet " * 38}}
        for index in range(1000)
    ],
}


def main() -> None:
    """Measure, print the tables, draw the picture."""
    prepare()
    client = measure_client()
    print_client(client)
    generator = measure_generator()
    print_generator(generator)
    print_size()
    print_contract()
    (HERE / "client.svg").write_text(draw(client, TITLES, ROWS), encoding="utf-8")
    print("\nwrote benchmarks/client.svg")


def prepare() -> None:
    """Make the peers' environment, the stock client of our patched description, and the large answer."""
    uv = shutil.which("uv") or str(ROOT / ".venv" / "bin" / "uv")
    stamp = BENCH / "lock"
    lock = (HERE / "peers.lock").read_bytes()
    if not stamp.exists() or stamp.read_bytes() != lock:
        run([sys.executable, "-m", "venv", "--clear", str(BENCH)])
        install = [uv, "pip", "install", "-q", "--compile-bytecode", "--python", str(BENCH)]
        run([*install, "--require-hashes", "-r", str(HERE / "peers.lock")])
        stamp.write_bytes(lock)
    work = BENCH / "work"
    shutil.rmtree(work, ignore_errors=True)
    for name in ("stock", "again", "whole_stock"):
        (work / name).mkdir(parents=True)
    (work / "answer.json").write_text(json.dumps(ANSWER))
    (work / "description.json").write_bytes(description())
    (work / "stock.yaml").write_text("project_name_override: stock-client\npackage_name_override: stock_client\n")
    run(stock_command(work / "description.json", work / "stock" / "stock_client"))


def description() -> bytes:
    """The patched description, less what the stock client breaks on: four statuses, and `provider` (a bad import)."""
    folder = ROOT / "generated" / "testing" / "src" / "pytest_openrouter_rerank"
    found = json.loads((folder / "description.json").read_bytes())
    responses = found["paths"]["/rerank"]["post"]["responses"]
    for status in ("524", "529", "4XX", "5XX"):
        responses.pop(status, None)
    found["components"]["schemas"]["CreateRerankRequestBody"]["properties"].pop("provider")
    return json.dumps(found).encode()


def stock_command(description: Path, output: Path) -> list[str]:
    """How the stock generator is run."""
    settings = BENCH / "work" / "stock.yaml"
    return [str(BENCH / "bin" / "openapi-python-client"), "generate", "--path", str(description), "--config",
            str(settings), "--output-path", str(output), "--overwrite", "--meta", "none"]  # fmt: skip


def measure_client() -> dict[str, dict[str, float]]:
    """Task → peer → the least CPU time, or memory."""
    found: dict[str, dict[str, float]] = {}
    with on_one_core(), server() as url:
        for task, (_, _, _, peers) in ROWS.items():
            turns = ("idle", *peers) if task == "import" else peers
            takes: dict[str, list[float]] = {peer: [] for peer in turns}
            for _ in range(1 if task.startswith("memory") else TAKES):
                for peer in turns:
                    takes[peer].append(one(peer, task, url))
            least = {peer: min(values) for peer, values in takes.items()}
            idle = least.pop("idle", 0.0)
            found[task] = {peer: value - idle for peer, value in least.items()}
    return found


def one(peer: str, task: str, url: str) -> float:
    """One process's number."""
    source = os.pathsep.join([str(ROOT / "generated" / "client" / "src"), str(BENCH / "work" / "stock")])
    environment = {**activated(), "PYTHONPATH": source, "PYTHONHASHSEED": "0"}
    command = [str(PYTHON), str(HERE / "work.py"), peer, task, url, str(BENCH / "work")]
    if task == "import":
        environment.pop("COVERAGE_PROCESS_START", None)
    return float(run(command, env=environment).splitlines()[-1])


@contextmanager
def on_one_core() -> Generator[None]:
    """Keep the clients and the server that answers them on one core, where the system lets one choose.

    Otherwise it moves them about, and whether two cores or one wake each other changes the cost of a call by a quarter.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


@contextmanager
def server() -> Generator[str]:
    """The answering process."""
    command = [sys.executable, str(HERE / "server.py"), "--answer", str(BENCH / "work" / "answer.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.terminate()


def measure_generator() -> dict[str, float]:
    """What is run → its CPU seconds, children included: the least of several, taken in turns."""
    work = BENCH / "work"
    ours = [sys.executable, "-m", "generator", "generate", "--quiet", "--output", str(work / "generated")]
    stock = stock_command(work / "description.json", work / "again" / "stock_client")
    shutil.rmtree(work / "generated", ignore_errors=True)
    run(ours)
    takes: dict[str, list[float]] = {"stock": [], "regenerate": [], "nothing changed": []}
    for _ in range(TAKES):
        takes["stock"].append(cpu(stock))
        takes["regenerate"].append(cpu(ours, forget=work / ".generated.stamp"))
        takes["nothing changed"].append(cpu(ours))
    found = {name: min(values) for name, values in takes.items()}
    upstream = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data")) / "upstream"
    whole = upstream / "openrouter-2026-08-22.yaml"
    if whole.is_file():
        everything = [sys.executable, "-m", "generator", "generate", "--spec", str(whole), "--all-operations",
                      "--package", "whole_api", "--quiet", "--output", str(work / "whole")]  # fmt: skip
        found["whole: ours"] = cpu(everything, allowed=(0, 1), forget=work / ".whole.stamp")
        found["whole: nothing changed"] = cpu(everything, allowed=(0, 1))
        found["whole: stock"] = cpu(stock_command(whole, work / "whole_stock" / "stock_client"), allowed=(0, 1))
    return found


def cpu(command: Sequence[str], *, allowed: Sequence[int] = (0,), forget: Path | None = None) -> float:
    """CPU seconds of a command and its children."""
    if forget:
        forget.unlink(missing_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run(command, allowed=allowed)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def activated() -> dict[str, str]:
    """The environment as one works in it.

    The peers' programs are on the path, since the stock generator runs ruff only if it finds it there, and compiled
    modules are kept, here in a folder of their own.
    """
    found = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    path = f"{PYTHON.parent}{os.pathsep}{os.environ['PATH']}"
    return {**found, "PATH": path, "PYTHONPYCACHEPREFIX": str(BENCH / "compiled")}


def run(command: Sequence[str], *, env: dict[str, str] | None = None, allowed: Sequence[int] = (0,)) -> str:
    """Run a command to its end; a failure ends everything, with what it said."""
    done = subprocess.run(
        command, cwd=ROOT, env=env or activated(), capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode not in allowed:
        sys.exit(
            f"{' '.join(map(str, command))}\nended with {done.returncode}:\n{done.stderr[-2000:]}{done.stdout[-500:]}"
        )
    return done.stdout


def print_client(found: dict[str, dict[str, float]]) -> None:
    """The client's table: multiples of the row's measure, the goal, and whether ours meets it."""
    print(f"\n{'client':<36}" + "".join(f"{TITLES[peer]:>23}" for peer in TITLES) + f"{'goal':>9}")
    for task, (title, base, goal, _) in ROWS.items():
        unit = found[task][base] if base else 1.0
        cells = "".join(
            f"{found[task][peer] / unit:>23.2f}" if peer in found[task] else f"{'-':>23}" for peer in TITLES
        )
        print(f"{title:<36}{cells}{verdict(found[task]['ours'] / unit, goal):>9}")
    print(f"  import of ours: {found['import']['ours'] * 1000:.1f} ms of CPU over bare Python (goal: at most 20)")
    print(f"  one small call, times httpx + json: {found['call']['ours'] / found['call']['httpx']:.2f} (goal: 0.80)")


def print_generator(found: dict[str, float]) -> None:
    """The generator's table, as multiples of the stock generator's CPU time on the same description."""
    goals = {"regenerate": ("stock", 1.0), "nothing changed": ("stock", 0.15),
             "whole: ours": ("whole: stock", 0.5), "whole: nothing changed": ("whole: stock", 0.05)}  # fmt: skip
    print("\ngenerator, times openapi-python-client")
    for name, (base, goal) in goals.items():
        if name in found:
            ratio = found[name] / found[base]
            print(f"{name:<36}{ratio:>23.2f}{verdict(ratio, goal):>9}")


def print_size() -> None:
    """The wheel's size."""
    uv = shutil.which("uv") or str(ROOT / ".venv" / "bin" / "uv")
    out = BENCH / "work" / "dist"
    run([uv, "build", "-q", "--wheel", "--no-build-isolation", "--python", sys.executable, "--out-dir", str(out),
         str(ROOT / "generated" / "client")])  # fmt: skip
    size = max(path.stat().st_size for path in out.glob("*.whl"))
    print(f"\nwheel: {size / 1024:.0f} KB (goal: at most 100)")


def print_contract() -> None:
    """The contract suite's calls against the testing kit's fake, as a multiple of pytest-httpserver's CPU time."""
    ratio = contract.share(contract.measure())
    print(f"\n{'contract calls: fake, times pytest-httpserver':<48}{ratio:>11.2f}{verdict(ratio, 1.0):>9}")


def verdict(ratio: float, goal: float | None) -> str:
    """The goal, marked where it is missed."""
    return "" if goal is None else f"{goal:.2f}{'' if ratio <= goal else ' !'}"


if __name__ == "__main__":
    main()
