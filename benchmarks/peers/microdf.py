"""microdf: poverty and inequality of weighted incomes, task by task as the other side asks, so that both take turns.

Usage: python -m benchmarks.peers.microdf folder    (reads tasks on stdin, answers with seconds and values)
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import microdf
import numpy as np


def main(folder: Path) -> None:
    """The frame is made before; what is measured is the method alone."""
    incomes, weights = np.load(folder / "incomes.npy"), np.load(folder / "weights.npy")
    line = float(np.load(folder / "line.npy"))
    frame = microdf.MicroDataFrame({"income": incomes, "line": np.full(incomes.size, line)}, weights=weights)
    series = microdf.MicroSeries(incomes, weights=weights)
    weight = float(weights.sum())
    tasks: dict[str, Callable[[], float]] = {
        "headcount ratio": lambda: frame.poverty_rate("income", "line"),
        "poverty gap index": lambda: frame.poverty_gap("income", "line") / line / weight,
        "squared poverty gap index": lambda: frame.squared_poverty_gap("income", "line") / line**2 / weight,
        "gini": series.gini,
    }
    print(json.dumps(f"microdf {version('microdf-python')}"), flush=True)
    for task in sys.stdin:
        start = time.perf_counter()
        value = float(tasks[task.strip()]())
        print(json.dumps([time.perf_counter() - start, value]), flush=True)


main(Path(sys.argv[1]))
