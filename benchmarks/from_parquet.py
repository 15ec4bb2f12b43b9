"""From a Parquet file to the totals of Xiangxi's household payments: by hand in Polars, on the native path, and ours.

Usage: python -m benchmarks.from_parquet [millions of rows [runs]]    (the table goes to standard output)
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.populations import MILLION, make_parquet
from benchmarks.register import INDUSTRY, PAYMENTS, STANDARD
from benchmarks.whole_policy import POLICY, PROVISIONS
from povertykit.adapters import native

__all__ = ["totals_from"]

HAND = "by hand, polars streaming (nothing checked)"
NAMES = [f"{name}_fen" for name in PAYMENTS]
Sums = tuple[int, ...]


def by_hand(path: Path) -> Sums:
    """The payments as an experienced analyst would write them in Polars."""
    c = pl.col
    gap = pl.max_horizontal(STANDARD * c("persons") - c("household_income_fen"), 0)
    gap = (gap * c("persons_covered") * 2 + c("persons")) // (2 * c("persons"))
    gap_case = c("on_dibao") & ~c("in_backstop")
    full_case = c("registered_poor") & c("on_dibao") & c("in_backstop")
    subsidised = c("registered_poor") & c("develops_industry")
    paid = (
        pl.when(full_case).then(STANDARD * c("persons_covered")).otherwise(0),
        pl.when(gap_case).then(gap).otherwise(0),
        32_782 * c("special_hardship_persons"),
        STANDARD * c("hardship_persons") * c("hardship_months"),
        pl.when(subsidised).then(INDUSTRY * c("persons")).otherwise(0),
    )
    sums = [each.sum().alias(name) for each, name in zip(paid, NAMES, strict=True)]
    return _row(pl.scan_parquet(path).select(sums))


def _row(plan: pl.LazyFrame) -> Sums:
    return tuple(map(int, plan.collect(engine="streaming").row(0)))


def totals_from(path: Path, rows: int, runs: int) -> str:
    """A table of medians; all totals are checked equal."""

    def native_totals() -> Sums:
        found = native.totals(POLICY, pl.scan_parquet(path), provisions=PROVISIONS)
        return tuple(int(found.payments[name].amount) for name in PAYMENTS)

    def applied(on_error: Any) -> Callable[[], Sums]:
        def run() -> Sums:
            paid = native.apply(POLICY, pl.scan_parquet(path), provisions=PROVISIONS, on_error=on_error)
            return _row(paid.select(pl.col(NAMES).sum()))

        return run

    def simulated(engine: Any, threads: int) -> Callable[[], Sums]:
        def run() -> Sums:
            outcome = POLICY.simulate(path, provisions=PROVISIONS, engine=engine, threads=threads)
            return tuple(int(outcome.totals[name].amount) for name in PAYMENTS)

        return run

    work: dict[str, Callable[[], Sums]] = {
        HAND: lambda: by_hand(path),
        "native.totals (bounds and nulls checked on the way)": native_totals,
        "native.apply, quarantine, then summed": applied("quarantine"),
        "native.apply, stop (checked before), then summed": applied("stop"),
        "policy.simulate, numpy, threads: 1": simulated("numpy", 1),
        "policy.simulate, numpy, threads: 2": simulated("numpy", 2),
        "policy.simulate, compiled, threads: 2": simulated("compiled", 2),
    }
    expected = by_hand(path)
    for name, run in work.items():
        if run() != expected:
            raise SystemExit(f"totals differ: {name}")
    return _table(f"From Parquet to totals, {rows:,} households", work, runs, rows)


def _table(title: str, work: Mapping[str, Callable[[], object]], runs: int, rows: int) -> str:
    """Medians of wall time and of processor time of all threads, which other work on the machine stretches less."""
    wall: dict[str, list[float]] = {name: [] for name in work}
    processor: dict[str, list[float]] = {name: [] for name in work}
    for run in range(runs):
        for name, function in work.items():
            start, used = time.perf_counter(), time.process_time()
            function()
            wall[name].append(time.perf_counter() - start)
            processor[name].append(time.process_time() - used)
            print(f"  round {run + 1}/{runs}: {name} {wall[name][-1]:.3f} s", file=sys.stderr)
    lines = [
        f"### {title}",
        "",
        "| variant | median, ns | ratio | processor, ns | ratio |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name in work:
        cells = []
        for times in (wall, processor):
            ratios = [mine / other for mine, other in zip(times[name], times[HAND], strict=True)]
            cells += [f"{statistics.median(times[name]) / rows * 1e9:.3g}", f"{statistics.median(ratios):.2f}"]
        lines.append(f"| {' | '.join([name, *cells])} |")
    return "\n".join([*lines, ""])


def main() -> None:
    """Print the table."""
    rows = int((sys.argv[1:] or ["50"])[0]) * MILLION
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.parquet"
        make_parquet(path, rows)
        print(totals_from(path, rows, int((sys.argv[2:] or ["5"])[0])), flush=True)


if __name__ == "__main__":
    main()
