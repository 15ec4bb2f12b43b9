"""A drawn survey for tests: the same records on every machine and in every language, by integers alone.

About 1,200 households in six strata and 90 units, with unequal weights, skewed incomes with ties, a column with zero
and negative incomes, regions that cut across units, and other columns of deprivation. Nothing here is a real survey.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Columns = dict[str, npt.NDArray[Any]]

UNITS = (10, 12, 14, 16, 18, 20)
"""Units drawn in each stratum."""
POPULATION = (40, 60, 90, 64, 180, 400)
"""Units that the population has in each stratum."""
BASE_WEIGHT = (40, 55, 70, 35, 90, 130)
REGIONS = ("east", "west", "south")


def numbers(seed: int) -> Iterator[int]:
    """Pseudo-random integers from 0 to 32767 (a linear congruential sequence modulo 2^31, its upper bits)."""
    state = seed
    while True:
        state = (1103515245 * state + 12345) % 2**31
        yield state // 2**16


def _grown(value: int, steps: int) -> int:
    """The value times 1.01 to the power of so many steps, in integers."""
    for _ in range(abs(steps)):
        value = value * 101 // 100 if steps > 0 else value * 100 // 101
    return value


@lru_cache(maxsize=1)
def survey() -> Columns:
    """The columns of the survey, one entry for each household."""
    draw = numbers(20_201_125)
    rows: list[dict[str, int | str]] = []
    unit = 0
    for stratum, units in enumerate(UNITS):
        for _ in range(units):
            unit += 1
            level = sum(next(draw) % 21 for _ in range(4)) - 40 + 9 * stratum
            home = unit * 7 // 3 % 3
            for _ in range(8 + next(draw) % 11):
                steps = level + sum(next(draw) % 71 for _ in range(6)) - 210 + (next(draw) % 12 == 0) * 60
                income = _grown(12_000_000, steps) // 1000
                kind = next(draw) % 10
                income = max(500, income // 500 * 500) if kind < 3 else income
                odd = next(draw) % 50
                rows.append(
                    {
                        "stratum": f"s{stratum + 1}",
                        "unit": unit,
                        "weight": BASE_WEIGHT[stratum] + next(draw) % 60,
                        "population_units": POPULATION[stratum],
                        "region": REGIONS[(home + (next(draw) % 8 == 0)) % 3],
                        "sex": "f" if next(draw) % 100 < 47 else "m",
                        "income": income,
                        "income_any": 0 if odd < 3 else -(income // 10) if odd == 3 else income,
                        "schooling": next(draw) % 13,
                        "rooms": 1 + next(draw) % 5,
                        "health": next(draw) % 4,
                    }
                )
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


@lru_cache(maxsize=1)
def bootstrap_factors(replicates: int = 40) -> npt.NDArray[np.float64]:
    """Factors of rescaled bootstrap weights, shape (90, replicates): n - 1 of a stratum's n units are drawn."""
    draw = numbers(7)
    factors = np.zeros((sum(UNITS), replicates))
    for replicate in range(replicates):
        first = 0
        for units in UNITS:
            for _ in range(units - 1):
                factors[first + next(draw) % units, replicate] += 1
            factors[first : first + units, replicate] *= units / (units - 1)
            first += units
    return factors


def write(folder: Path) -> None:
    """The survey and the bootstrap factors as CSV, for other programs."""
    columns = survey()
    with (folder / "survey.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*(each.tolist() for each in columns.values()), strict=True))
    with (folder / "factors.csv").open("w", newline="") as file:
        csv.writer(file).writerows([[repr(each) for each in row] for row in bootstrap_factors().tolist()])


if __name__ == "__main__":
    write(Path(sys.argv[1]))
