"""What every peer does alike: reads the columns, measures its own work, and writes the fen that it pays."""

from __future__ import annotations

import gc
import json
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = ["COLUMNS", "PAYMENTS", "TASKS", "Work", "columns", "fen", "measure"]

Fen = npt.NDArray[np.int64]
COLUMNS = (
    "household_income",
    "persons",
    "persons_covered",
    "registered_poor",
    "on_dibao",
    "in_backstop",
    "special_hardship_persons",
    "develops_industry",
)
PAYMENTS = ("guarantee_full", "guarantee_gap", "special_hardship", "industry_subsidy")
# Two tasks, each with the payments that it gives. The dibao rule covers every person of the household.
TASKS = {"dibao": ("dibao",), "xiangxi": PAYMENTS}


@dataclass(frozen=True)
class Work:
    """One task in one library: what is made ready before, what is measured, and how its result reads as fen."""

    compute: Callable[[Any], Any]
    paid: Callable[[Any], Mapping[str, Fen]]
    ready: Callable[[], Any] = lambda: None


def columns(folder: Path) -> dict[str, npt.NDArray[Any]]:
    """The input, the same for all; income in fen."""
    return {name: np.load(folder / f"{name}.npy") for name in COLUMNS}


def fen(yuan: object) -> Fen:
    """Amounts in floating yuan as the fen nearest to them."""
    return np.rint(np.asarray(yuan, np.float64) * 100).astype(np.int64)


def measure(folder: Path, peer: str, tasks: Mapping[str, Work], runs: int = 5) -> None:
    """Run each task, the first time uncounted; write its seconds, and its fen beside them."""
    for task, work in tasks.items():
        seconds = []
        for run in range(runs + 1):
            result, state = None, work.ready()
            gc.collect()
            start = time.perf_counter()
            result = work.compute(state)
            if run:
                seconds.append(time.perf_counter() - start)
        paid = work.paid(result)
        for name in TASKS[task]:
            np.save(folder / f"{task}.{peer}.{name}.paid.npy", paid[name])
        line = Line(peer, task, statistics.median(seconds), min(seconds), max(seconds))
        (folder / f"{task}.{peer}.json").write_text(json.dumps(asdict(line)), "utf-8")


@dataclass(frozen=True)
class Line:
    """One line of a table."""

    peer: str
    task: str
    seconds: float
    least: float
    most: float
