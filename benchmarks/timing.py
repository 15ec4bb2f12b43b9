"""Measuring: medians of alternating runs, shown as ratios."""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

__all__ = ["Measured", "alternate", "loops", "table"]


@dataclass(frozen=True)
class Measured:
    """One line of a table: what, its median seconds, and the spread of the runs."""

    name: str
    seconds: float
    least: float
    most: float


def alternate(work: Mapping[str, Callable[[], object]], runs: int) -> list[Measured]:
    """Run each in turn, so that a busy moment meets them all alike, and take medians."""
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for run in range(runs + 1):  # the first round warms up and is not counted
        for name, function in work.items():
            gc.collect()
            start = time.perf_counter()
            function()
            elapsed = time.perf_counter() - start
            if run:
                seconds[name].append(elapsed)
            print(f"  round {run}/{runs}: {name} {elapsed:.6f} s", file=sys.stderr)
    return [Measured(name, statistics.median(each), min(each), max(each)) for name, each in seconds.items()]


def loops(function: Callable[[], object], times: int) -> Callable[[], None]:
    """A function repeated, for work too short to be measured once."""

    def repeated() -> None:
        for _ in range(times):
            function()

    return repeated


def table(title: str, measured: list[Measured], base: str, each: int = 1, unit: str = "s") -> str:
    """A Markdown table of medians and of ratios to one of the lines."""
    scale = {"s": 1.0, "ms": 1e3, "µs": 1e6, "ns": 1e9}[unit] / each
    reference = next(line.seconds for line in measured if line.name == base)
    rows = [f"### {title}", "", f"| variant | median, {unit} | least – most | ratio |", "| --- | ---: | ---: | ---: |"]
    for line in measured:
        spread = f"{line.least * scale:.3g} – {line.most * scale:.3g}"
        rows.append(f"| {line.name} | {line.seconds * scale:.3g} | {spread} | {line.seconds / reference:.2f} |")
    return "\n".join([*rows, ""])
