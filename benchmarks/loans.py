"""Drawn microloans, and their interest and subsidy written by hand in NumPy and as a loop of Decimals."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from povertykit import yuan
from povertykit.arithmetic import Ratio
from povertykit.calculators.loans import (
    DayCount,
    LoanContract,
    LoanHistory,
    Repayment,
    Settlement,
    SubsidyTerms,
    schedule,
)
from povertykit.calculators.loans.many import ManyLoans, interest_of_many
from povertykit.dates import add_months, day_number, from_day_number, settlement_days
from povertykit.money import Fen

__all__ = ["by_decimal", "by_hand", "by_povertykit", "by_schedule", "drawn_loans"]

Columns: TypeAlias = dict[str, npt.NDArray[np.int64]]
BLOCK = 32_768
FIRST, LAST = date(2017, 1, 1), date(2024, 12, 31)
CAP, RATE_CAP = 5_000_000, 47_500
QUARTERLY = Settlement(every=3, day=20, day_counts=True)
ONE_YEAR = SubsidyTerms(
    cap=yuan(50_000),
    rate_cap=Fraction(475, 10_000),
    shares=Fraction(7, 10),
    months=12,
    extension_covered=False,
    renewal_covered=False,
)
# The day after each settlement day, and for each day the day one year later: looked up by both programs.
SETTLED = np.array([day_number(day) + 1 for day in settlement_days(FIRST, LAST)] + [2**40], np.int64)
A_YEAR_LATER = add_months(np.arange(day_number(FIRST), day_number(LAST)), 12)


def drawn_loans(rows: int, seed: int = 2017) -> Columns:
    """Loans of one to three years, one in ten repaid early; rates in millionths."""
    random = np.random.default_rng(seed)
    drawn = random.integers(day_number(FIRST), day_number(date(2020, 12, 31)), rows)
    months = random.choice([12, 24, 36], rows)
    maturity = np.choose(months // 12 - 1, [add_months(drawn, term) for term in (12, 24, 36)])
    early = random.random(rows) < 0.1
    return {
        "principal": random.integers(10, 101, rows) * 100_000,
        "drawn": drawn,
        "maturity": maturity,
        "repaid": np.where(early, drawn + (maturity - drawn) * 2 // 3, maturity),
        "rate": random.choice([43_500, 47_500, 49_000, 52_250], rows),
    }


def by_povertykit(loans: Columns) -> ManyLoans:
    """Through the library's call for many loans: columns checked, bounds proved."""
    columns = {name: column for name, column in loans.items() if name != "rate"}
    return interest_of_many(
        {**columns, "annual_rate": Ratio(loans["rate"], 1_000_000)},
        day_count=DayCount.ACTUAL_360,
        settlement=QUARTERLY,
        subsidy=ONE_YEAR,
    )


def by_hand(loans: Columns) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The same arithmetic as an experienced analyst would write it in NumPy for these loans, block by block."""
    rows = len(loans["principal"])
    interest, subsidy = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    for first in range(0, rows, BLOCK):
        here = slice(first, first + BLOCK)
        principal, rate, drawn, end = (loans[name][here] for name in ("principal", "rate", "drawn", "repaid"))
        a_day = principal * rate
        a_paid_day = np.minimum(principal, CAP) * np.minimum(rate, RATE_CAP) * 7
        stop = np.minimum(end, A_YEAR_LATER[drawn - day_number(FIRST)])
        place = np.searchsorted(SETTLED, drawn, side="right")
        start = drawn
        while True:
            until = np.minimum(SETTLED[place], end)
            interest[here] += (a_day * (until - start) + 180_000_000) // 360_000_000
            paid_days = np.minimum(until, stop) - np.minimum(start, stop)
            subsidy[here] += (a_paid_day * paid_days + 1_800_000_000) // 3_600_000_000
            if (until == end).all():
                break
            start, place = until, np.minimum(place + 1, len(SETTLED) - 1)
    return interest, subsidy


def by_decimal(loans: Columns, rows: int) -> tuple[list[int], list[int]]:
    """A loop over the first loans with Decimal, the usual program of a county's office."""
    settled, cent = SETTLED.tolist(), Decimal("0.01")
    interests, subsidies = [], []
    columns = (loans[name][:rows].tolist() for name in ("principal", "rate", "drawn", "repaid"))
    for fen, millionths, drawn, end in zip(*columns, strict=True):
        principal, rate = Decimal(fen) / 100, Decimal(millionths) / 1_000_000
        capped, rate_capped = min(principal, Decimal(50_000)), min(rate, Decimal("0.0475"))
        stop = min(end, int(A_YEAR_LATER[drawn - day_number(FIRST)]))
        interest = subsidy = Decimal(0)
        start = drawn
        for bound in settled:
            if bound <= start:
                continue
            until = min(bound, end)
            interest += (principal * rate * (until - start) / 360).quantize(cent, ROUND_HALF_UP)
            paid_days = min(until, stop) - min(start, stop)
            subsidy += (capped * rate_capped * paid_days * Decimal("0.7") / 360).quantize(cent, ROUND_HALF_UP)
            start = until
            if until == end:
                break
        interests.append(int(interest * 100))
        subsidies.append(int(subsidy * 100))
    return interests, subsidies


def by_schedule(loans: Columns, rows: int) -> tuple[list[int], list[int]]:
    """Each of the first loans as a history with a schedule of its own, as an auditor looks at one."""
    interests, subsidies = [], []
    for place in range(rows):
        fen, drawn, maturity, repaid, rate = (int(column[place]) for column in loans.values())
        contract = LoanContract(
            principal=Fen(fen),
            drawn=from_day_number(drawn),
            maturity=from_day_number(maturity),
            rate=Fraction(rate, 1_000_000),
            day_count=DayCount.ACTUAL_360,
            settlement=QUARTERLY,
        )
        own = schedule(LoanHistory(contract, (Repayment(from_day_number(repaid), Fen(fen)),)), subsidy=ONE_YEAR)
        interests.append(int(own.interest))
        subsidies.append(int(own.subsidy))
    return interests, subsidies
