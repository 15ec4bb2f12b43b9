"""`make bench-measures`: FGT 0 to 2 and the weighted Gini, here and in microdf.

Usage: python -m benchmarks.measures [rows] [--environment folder]    (ten million by default)

microdf runs in an environment of its own. Both sides take turns, task by task, so that a busy moment meets them alike.
Their values are compared.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from povertykit import __version__
from povertykit.measures import gini, headcount_ratio, poverty_gap_index, squared_poverty_gap_index

RUNS = 5
FGT = ("headcount ratio", "poverty gap index", "squared poverty gap index")
Seconds = dict[str, list[float]]


def drawn(rows: int, folder: Path) -> dict[str, Callable[[], object]]:
    """Log-normal incomes in yuan and fen, weights as of a survey, a line that a quarter fall below."""
    draw = np.random.default_rng(20201125)
    incomes = np.round(draw.lognormal(10, 1, rows), 2)
    weights = draw.uniform(1, 100, rows)
    line = 12_000.0
    for name, values in (("incomes", incomes), ("weights", weights), ("line", line)):
        np.save(folder / f"{name}.npy", values)
    return {
        "headcount ratio": lambda: headcount_ratio(incomes, line, weights),
        "poverty gap index": lambda: poverty_gap_index(incomes, line, weights),
        "squared poverty gap index": lambda: squared_poverty_gap_index(incomes, line, weights),
        "gini": lambda: gini(incomes, weights),
    }


def measured(tasks: dict[str, Callable[[], object]], peer: subprocess.Popen[str]) -> tuple[Seconds, Seconds]:
    """Seconds of each run, here and there; the first round is not counted."""
    here: Seconds = {task: [] for task in tasks}
    there: Seconds = {task: [] for task in tasks}
    for run in range(RUNS + 1):
        for task, work in tasks.items():
            gc.collect()
            start = time.perf_counter()
            value = float(str(work()))
            seconds = time.perf_counter() - start
            assert peer.stdin is not None
            assert peer.stdout is not None
            print(task, file=peer.stdin, flush=True)
            others, other = json.loads(peer.stdout.readline())
            if abs(value - other) > 1e-9 * abs(other):
                raise SystemExit(f"{task}: {value!r} here, {other!r} in microdf")
            if run:
                here[task].append(seconds)
                there[task].append(others)
            print(f"  round {run}/{RUNS}: {task} {seconds:.3f} s, {others:.3f} s", file=sys.stderr)
    return here, there


def table(here: Seconds, there: Seconds, ours: str, theirs: str, rows: int) -> str:
    """A Markdown table: medians in milliseconds, and the median of the ratios of the rounds."""
    text = [
        f"### Poverty and inequality, {rows:,} weighted incomes",
        "",
        f"| measure | {ours}, ms | {theirs}, ms | times as fast | least – most |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    together = [sum(each) for each in zip(*(here[task] for task in FGT), strict=True)]
    others = [sum(each) for each in zip(*(there[task] for task in FGT), strict=True)]
    lines = {"FGT 0, 1 and 2 together": (together, others)} | {task: (here[task], there[task]) for task in here}
    for name, (one, other) in lines.items():
        ratios = [theirs / ours for ours, theirs in zip(one, other, strict=True)]
        spread = f"{min(ratios):.1f} – {max(ratios):.1f}"
        text.append(
            f"| {name} | {median(one) * 1e3:.0f} | {median(other) * 1e3:.0f} | {median(ratios):.1f} | {spread} |"
        )
    return "\n".join([*text, ""])


def main() -> None:
    """Draw, start the peer, take turns, print."""
    parser = ArgumentParser(prog="python -m benchmarks.measures", description="Measure beside microdf.")
    parser.add_argument("rows", type=int, nargs="?", default=10_000_000, help="incomes")
    parser.add_argument("--environment", type=Path, default=Path(".peers/microdf"), help="where microdf is installed")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        tasks = drawn(chosen.rows, Path(name))
        command = [chosen.environment / "bin" / "python", "-m", "benchmarks.peers.microdf", name]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as peer:
            assert peer.stdout is not None
            theirs = str(json.loads(peer.stdout.readline()))
            here, there = measured(tasks, peer)
            assert peer.stdin is not None
            peer.stdin.close()
    print(table(here, there, f"povertykit {__version__}", theirs, chosen.rows))
    print(f"Load of the machine, on {os.cpu_count()} cores: {os.getloadavg()[0]:.1f}.")


if __name__ == "__main__":
    main()
