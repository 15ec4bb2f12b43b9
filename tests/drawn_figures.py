"""Registers with gaps, drawn for the tests of comparison, sweep and budget, and what each household of them gets."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from povertykit import Fen, Period, yuan
from povertykit.jurisdictions import zz
from povertykit.jurisdictions.cn.hunan import xiangxi
from povertykit.policy import Policy
from povertykit.scenarios import Outcome

XIANGXI = xiangxi.policy(on=date(2017, 6, 1), dibao_standard=yuan(300), industry_rate=yuan(1750))
ZZ = zz.policy(on=date(2030, 12, 1), dibao_standard=yuan(300), winter_share=Fraction(1, 5), industry_period=Period.YEAR)
TOWNS = ("东坪乡", "西岭镇", "北寨镇", "")

Register = dict[str, Any]


def register(rows: int, seed: int, missing: float = 0.1) -> Register:
    """Households in every situation, with facts missing here and there, and a column that names no fact."""
    random = np.random.default_rng(seed)

    def gaps(values: Any) -> Any:
        return np.ma.array(values, mask=random.random(rows) < missing)

    persons = random.integers(1, 9, rows)
    special = np.where(random.random(rows) < 0.2, 1, 0)
    on_dibao = random.random(rows) < 0.6
    return {
        "town": [TOWNS[place] for place in random.integers(0, len(TOWNS), rows)],
        "persons": persons,
        "persons_covered": gaps(np.minimum(random.integers(0, 9, rows), persons - special)),
        "household_income_fen": gaps(np.where(random.random(rows) < 0.1, 0, random.integers(0, 400_000, rows))),
        "registered_poor": gaps(random.random(rows) < 0.5),
        "on_dibao": gaps(on_dibao),
        "in_backstop": gaps(on_dibao & (random.random(rows) < 0.3)),
        "special_hardship_persons": gaps(special),
        "hardship_persons": gaps(np.where(random.random(rows) < 0.1, 1, 0)),
        "hardship_months": gaps(random.integers(0, 4, rows)),
        "develops_industry": gaps(random.random(rows) < 0.5),
        "income_projects": random.integers(0, 3, rows),
    }


def rows_of(given: Register, rows: Any) -> Register:
    """Some of the rows, in an order of their own."""
    return {
        name: [column[row] for row in rows] if isinstance(column, list) else column[rows]
        for name, column in given.items()
    }


def by_household(policy: Policy, outcome: Outcome, period: Period) -> list[int | None]:
    """Each household's payments of a period; None where one is not determined."""
    names = [name for name, total in outcome.totals.items() if total.counts and total.period is period]
    found: list[int | None] = []
    for row in range(outcome.rows_in):
        values = [outcome.payments[name][row] for name in names]
        found.append(None if any(value is np.ma.masked for value in values) else sum(int(value) for value in values))
    return found


def determined(outcome: Outcome, period: Period, row: int) -> Fen:
    """What is determined of one household's payments of a period."""
    names = [name for name, total in outcome.totals.items() if total.counts and total.period is period]
    values = [outcome.payments[name][row] for name in names]
    return Fen(sum(int(value) for value in values if value is not np.ma.masked))
