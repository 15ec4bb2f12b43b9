"""Many loans in arrays: the fen of each loan's own schedule, sums that do not wrap, and columns that are refused."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from drawn_loans import DAY_COUNTS, ROUNDINGS, SETTLEMENTS, SUBSIDIES, Drawn, history, loans
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit.arithmetic import Ratio
from povertykit.calculators.loans import (
    DayCount,
    Penalty,
    Settlement,
    SubsidyTerms,
    schedule,
)
from povertykit.calculators.loans.many import interest_of_many
from povertykit.dates import day_number
from povertykit.money import Rounding

PENALTY = Penalty(overdue=Fraction(1, 2))
MILLION = 1_000_000


def columns(drawn: list[Drawn]) -> dict[str, object]:
    """The loans as the columns of a register."""
    days = {
        name: np.array([day_number(getattr(loan, name)) for loan in drawn], np.int64)
        for name in ("drawn", "maturity", "extended_to", "repaid")
    }
    common = 30 * MILLION
    rates = Ratio(np.array([int(loan.rate * common) for loan in drawn], np.int64), common)
    return {"principal": np.array([int(loan.principal) for loan in drawn], np.int64), "annual_rate": rates, **days}


@settings(max_examples=250, deadline=None)
@given(
    drawn=st.lists(loans(), min_size=1, max_size=6),
    day_count=DAY_COUNTS,
    settlement=SETTLEMENTS,
    subsidy=SUBSIDIES,
    rounding=ROUNDINGS,
)
def test_each_loan_gets_the_fen_of_its_own_schedule(
    drawn: list[Drawn], day_count: DayCount, settlement: Settlement, subsidy: SubsidyTerms | None, rounding: Rounding
) -> None:
    many = interest_of_many(
        columns(drawn),  # type: ignore[arg-type]
        day_count=day_count,
        settlement=settlement,
        penalty=PENALTY,
        subsidy=subsidy,
        rounding=rounding,
        rows=True,
    )
    rows = []
    for place, loan in enumerate(drawn):
        own = schedule(history(loan, day_count, settlement, rounding, PENALTY), subsidy=subsidy)
        assert (own.interest, own.subsidy, own.penalty) == (
            many.interest[place],
            many.subsidy[place],
            many.penalty[place],
        )
        rows += [(place, day_number(row.until), row.days, row.interest, row.subsidy, row.penalty) for row in own.rows]
    assert many.rows is not None
    found = (
        many.rows.loan,
        many.rows.until,
        many.rows.days,
        many.rows.interest,
        many.rows.subsidy,
        many.rows.penalty,
    )
    assert list(zip(*(column.tolist() for column in found), strict=True)) == rows
