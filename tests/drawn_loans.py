"""Loans drawn at random, with the days that go wrong first: month ends, leap days, settlement days."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import strategies as st

from povertykit.calculators.loans import (
    WITH_PRINCIPAL,
    AfterOverdue,
    DayCount,
    Extension,
    LoanContract,
    LoanHistory,
    Penalty,
    Repayment,
    Settlement,
    ShareOfDays,
    SubsidyTerms,
)
from povertykit.dates import add_months
from povertykit.money import DOWN, JIAO, UP, Fen, Rounding

HARD_DAYS = [
    *(date(2016, 2, day) for day in (28, 29)),
    *(date(2020, month, day) for month in (2, 3, 6) for day in (19, 20, 21, 22)),
    *(date(2023, month, day) for month, day in ((1, 30), (1, 31), (3, 31), (6, 20), (12, 20), (12, 21), (12, 31))),
    date(2024, 1, 1),
    date(2024, 2, 29),
]
DRAWDOWNS = st.sampled_from(HARD_DAYS) | st.dates(date(2015, 1, 1), date(2024, 12, 31))
RATES = st.sampled_from([Fraction(435, 10_000), Fraction(475, 10_000), Fraction(385, 10_000)]) | st.integers(
    0, 150_000
).map(lambda millionths: Fraction(millionths, 1_000_000))
PRINCIPALS = st.integers(1, 20_000_000).map(Fen)
DAY_COUNTS = st.sampled_from(list(DayCount))
SETTLEMENTS = st.just(WITH_PRINCIPAL) | st.builds(
    Settlement,
    every=st.sampled_from([1, 3, 12]),
    day=st.sampled_from([20, 21]) | st.integers(1, 28),
    day_counts=st.booleans(),
    closing=st.sampled_from([12, 12, 6, 1]),
)
ROUNDINGS = st.sampled_from([Rounding(), Rounding(mode=UP), Rounding(mode=DOWN), Rounding(unit=JIAO)])
SHARES = st.sampled_from([Fraction(1), Fraction(7, 10), Fraction(0)]) | st.just(
    (
        ShareOfDays(Fraction(1), None, date(2020, 12, 31)),
        ShareOfDays(Fraction(7, 10), date(2021, 1, 1), date(2022, 12, 31)),
        ShareOfDays(Fraction(1, 3), date(2023, 7, 1), None),
    )
)
SUBSIDIES = st.none() | st.builds(
    SubsidyTerms,
    cap=st.sampled_from([None, Fen(5_000_000), Fen(0)]),
    rate_cap=st.sampled_from([None, Fraction(385, 10_000), Fraction(1, 30)]),
    shares=SHARES,
    months=st.sampled_from([None, 1, 12, 36]),
    longest_term=st.sampled_from([None, 12, 36]),
    extension_covered=st.booleans(),
    renewal_covered=st.booleans(),
    after_overdue=st.sampled_from(list(AfterOverdue)),
    rounding=ROUNDINGS,
)


@dataclass(frozen=True)
class Drawn:
    """One loan as a row of a register."""

    principal: Fen
    rate: Fraction
    drawn: date
    maturity: date
    extended_to: date
    repaid: date


@st.composite
def loans(draw: Callable[..., object]) -> Drawn:
    """A loan, repaid on time, early or late, perhaps extended."""
    drawn: date = draw(DRAWDOWNS)  # type: ignore[assignment]
    whole_months = st.integers(1, 40).map(lambda months: add_months(drawn, months))
    days = st.integers(1, 1200).map(lambda count: drawn + timedelta(count))
    maturity: date = draw(whole_months | days)  # type: ignore[assignment]
    extended: date = draw(st.just(maturity) | st.integers(1, 12).map(lambda m: add_months(maturity, m)))  # type: ignore
    repaid: date = draw(  # type: ignore[assignment]
        st.just(extended) | st.dates(drawn + timedelta(1), extended + timedelta(200)) | st.just(extended)
    )
    return Drawn(draw(PRINCIPALS), draw(RATES), drawn, maturity, extended, repaid)  # type: ignore[arg-type]


def history(
    loan: Drawn, day_count: DayCount, settlement: Settlement, rounding: Rounding, penalty: Penalty
) -> LoanHistory:
    """The same loan with its history."""
    contract = LoanContract(
        principal=loan.principal,
        drawn=loan.drawn,
        maturity=loan.maturity,
        rate=loan.rate,
        day_count=day_count,
        settlement=settlement,
        penalty=penalty,
        rounding=rounding,
    )
    events: list[Extension | Repayment] = []
    if loan.extended_to > loan.maturity:
        # Agreed as early as can be: the maturity must be later only than the first one.
        events.append(Extension(loan.drawn + timedelta(1), loan.extended_to))
    events.append(Repayment(loan.repaid, loan.principal))
    return LoanHistory(contract, tuple(events))
