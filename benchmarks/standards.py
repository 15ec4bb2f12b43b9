"""A thousand candidate standards over a million households: one run for all, against simulating each.

Usage: python -m benchmarks.standards [rows] [standards]
"""

from __future__ import annotations

import sys
from datetime import date
from functools import partial

from benchmarks.register import drawn
from benchmarks.timing import Measured, alternate, table
from povertykit import Fen, Period, fen, yuan
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.scenarios import budget_for, sweep

POLICY = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan("252.17"), industry_rate=yuan(1750))
GAP = ["guarantee_gap"]
HOUSEHOLD = ["guarantee_full", "guarantee_gap", "special_hardship", "temporary_assistance", "industry_subsidy"]
SAMPLE = 10


def candidates(standards: int, rows: int, title: str, provisions: list[str]) -> str:
    """The sweep, a budget solved, and the simulation of a sample of the standards, scaled to all of them."""
    register = {f"{name}_fen" if name == "household_income" else name: each for name, each in drawn(rows).items()}
    values = [fen(10_000 + 50 * place) for place in range(standards)]
    sample = values[:: max(1, len(values) // SAMPLE)]

    def each() -> list[Fen]:
        found = []
        for value in sample:
            outcome = POLICY.reform(dibao_standard=value).simulate(register, provisions=provisions)
            found.append(outcome.by_period[Period.MONTH])
        return found

    swept = sweep(POLICY, register, values=values, provisions=provisions)
    costs = {point.value: point.by_period[Period.MONTH] for point in swept.points}
    if swept.method != "curves" or [costs[value] for value in sample] != each():
        raise SystemExit("the sweep and the simulations differ")
    budget = costs[values[len(values) // 2]]
    work = {
        "sweep, all values at once": lambda: sweep(POLICY, register, values=values, provisions=provisions),
        "budget_for, with its two simulations": lambda: budget_for(
            POLICY, register, budget, provisions=provisions, period=Period.MONTH
        ),
        f"simulate, value by value, from {len(sample)}": each,
    }
    parts = (1, 1, len(values) / len(sample))
    measured = [
        Measured(line.name, line.seconds * part, line.least * part, line.most * part)
        for line, part in zip(alternate(work, 5), parts, strict=True)
    ]
    heading = f"{title}: {standards:,} standards, {rows:,} households"
    return table(heading, measured, "sweep, all values at once")


def main() -> None:
    """Print the tables."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    standards = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000
    measure = partial(candidates, standards, rows)
    print(measure("The gap", GAP), flush=True)
    print(measure("All household payments", HOUSEHOLD), flush=True)


if __name__ == "__main__":
    main()
