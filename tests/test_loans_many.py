"""Many loans in arrays: the fen of each loan's own schedule, sums that do not wrap, and columns that are refused."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from drawn_loans import DAY_COUNTS, ROUNDINGS, SETTLEMENTS, SUBSIDIES, Drawn, history, loans
from hypothesis import given, settings
from hypothesis import strategies as st

from povertykit.arithmetic import Ratio
from povertykit.calculators.loans import (
    DayCount,
    LoanContract,
    Penalty,
    Settlement,
    ShareOfDays,
    SubsidyTerms,
    TableRate,
    schedule,
    split_subsidy,
)
from povertykit.calculators.loans import many as many_module
from povertykit.calculators.loans.columns import rates_of_many
from povertykit.calculators.loans.many import ManyLoans, interest_of_many, split_many
from povertykit.citation import library_default
from povertykit.dated import Brackets, Dated, Step
from povertykit.dates import day_number, from_day_number
from povertykit.errors import OverflowRefused
from povertykit.money import Fen, Rounding

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


# --- many at once ---

SUBSIDY = SubsidyTerms(
    cap=Fen(5_000_000),
    rate_cap=Fraction(475, 10_000),
    shares=(ShareOfDays(Fraction(1), None, date(2018, 12, 31)), ShareOfDays(Fraction(7, 10), date(2019, 1, 1), None)),
    months=24,
    extension_covered=False,
    renewal_covered=False,
)


def register(size: int, seed: int = 5) -> dict[str, object]:
    """Loans of every kind, more than fit one block."""
    random = np.random.default_rng(seed)
    drawn = random.integers(day_number(date(2016, 1, 1)), day_number(date(2020, 1, 1)), size)
    maturity = drawn + random.integers(1, 1100, size)
    extended = maturity + random.integers(1, 200, size) * (random.random(size) < 0.1)
    return {
        "principal": random.integers(1, 10_000_000, size),
        "drawn": drawn,
        "maturity": maturity,
        "extended_to": extended,
        "repaid": np.maximum(extended + random.integers(-300, 100, size) * (random.random(size) < 0.3), drawn + 1),
        "annual_rate": Ratio(random.integers(1, 150_000, size), 1_000_000),
    }


def computed(loans: dict[str, object], *, rows: bool = False) -> ManyLoans:
    return interest_of_many(
        loans,  # type: ignore[arg-type]
        day_count=DayCount.ACTUAL_360,
        settlement=Settlement(every=3),
        penalty=PENALTY,
        subsidy=SUBSIDY,
        rows=rows,
    )


def chosen(loans: dict[str, object], places: object) -> dict[str, object]:
    return {
        name: Ratio(column.numerator[places], column.denominator) if isinstance(column, Ratio) else column[places]  # type: ignore[index]
        for name, column in loans.items()
    }


def test_order_and_division_of_a_register_change_nothing() -> None:
    loans = register(2 * many_module.BLOCK + 7)
    whole = computed(loans, rows=True)
    assert (whole.interest > 0).any()
    assert (whole.penalty > 0).sum() > 1000
    order = np.random.default_rng(1).permutation(whole.interest.size)
    shuffled = computed(chosen(loans, order))
    pieces = [computed(chosen(loans, slice(start, start + 10_001))) for start in range(0, whole.interest.size, 10_001)]
    for name in ("interest", "subsidy", "penalty", "borrower"):
        assert (getattr(shuffled, name) == getattr(whole, name)[order]).all()
        assert (np.concatenate([getattr(piece, name) for piece in pieces]) == getattr(whole, name)).all()
        assert whole.totals[name] == sum(int(amount) for amount in getattr(whole, name))
    assert whole.rows is not None
    for name in ("interest", "subsidy", "penalty"):
        assert (np.bincount(whole.rows.loan, getattr(whole.rows, name)) == getattr(whole, name)).all()


def test_the_rows_of_a_register_can_be_left_out() -> None:
    loans = register(100)
    assert computed(loans).rows is None
    assert (computed(loans).interest == computed(loans, rows=True).interest).all()


def test_no_loans_have_no_interest() -> None:
    nothing = computed(chosen(register(1), slice(0, 0)), rows=True)
    assert nothing.totals == dict.fromkeys(("interest", "subsidy", "borrower", "penalty"), Fen(0))
    assert nothing.rows is not None
    assert nothing.rows.loan.size == 0


def test_dates_and_day_numbers_of_any_integer_type_are_the_same() -> None:
    loans = register(50)
    plain = computed(loans)
    dates = {name: column.astype("datetime64[D]") for name, column in loans.items() if name in DATES}  # type: ignore[attr-defined]
    small = {name: column.astype(np.uint16) for name, column in loans.items() if name in DATES}  # type: ignore[attr-defined]
    small["principal"] = loans["principal"].astype(np.uint32)  # type: ignore[attr-defined]
    for changed in (dates, small):
        assert (computed(loans | changed).interest == plain.interest).all()


DATES = ("drawn", "maturity", "extended_to", "repaid")


def test_totals_do_not_wrap_where_a_sum_leaves_the_64_bits() -> None:
    most = np.full(3, 2**62)
    with pytest.raises(OverflowRefused, match="fen does not fit"):
        _ = ManyLoans(most, np.zeros(3, np.int64), np.zeros(3, np.int64)).totals
    mixed = np.array([2**62, 2**62, -(2**62)])
    assert ManyLoans(mixed, mixed, mixed).totals["interest"] == 2**62


CITED = library_default("a test")
TABLE = TableRate(
    Dated(
        "lending rate",
        (
            Step(
                Brackets(((0, 12, Fraction(435, 10_000)), (12, 36, Fraction(475, 10_000))), "term", "upper"),
                date(2016, 1, 1),
                date(2017, 12, 31),
                CITED,
            ),
            Step(Brackets(((0, 36, Fraction(1, 30)),), "term", "upper"), date(2018, 1, 1), None, CITED),
        ),
        known_to=date(2020, 1, 1),
    ),
    multiple=Fraction(11, 10),
)


def test_rates_and_caps_of_a_table_are_those_of_each_schedule() -> None:
    drawn = np.array([day_number(date(2016, 2, 29)), day_number(date(2017, 12, 31)), day_number(date(2018, 1, 1))])
    maturity = np.array([day_number(date(2017, 3, 1)), day_number(date(2018, 12, 31)), day_number(date(2018, 7, 1))])
    capped = SubsidyTerms(rate_cap=TABLE, extension_covered=True, renewal_covered=True)
    for rate, subsidy in ((TABLE, None), (Fraction(6, 100), capped)):
        many = interest_of_many(
            {"principal": np.full(3, 5_000_000), "drawn": drawn, "maturity": maturity, "annual_rate": rate},
            day_count=DayCount.ACTUAL_365,
            settlement=Settlement(every=1),
            subsidy=subsidy,
        )
        for place in range(3):
            contract = LoanContract(
                principal=Fen(5_000_000),
                drawn=from_day_number(int(drawn[place])),
                maturity=from_day_number(int(maturity[place])),
                rate=rate,
                day_count=DayCount.ACTUAL_365,
                settlement=Settlement(every=1),
            )
            own = schedule(contract, subsidy=subsidy)
            assert (own.interest, own.subsidy) == (many.interest[place], many.subsidy[place])
    assert rates_of_many(TABLE, drawn, maturity).numerator.tolist() == [  # type: ignore[attr-defined]
        int(rate * 11 * 60_000) // 10 for rate in (Fraction(475, 10_000), Fraction(435, 10_000), Fraction(1, 30))
    ]


@given(
    amounts=st.lists(st.integers(0, 10**12), min_size=1, max_size=5),
    weights=st.lists(st.integers(0, 50), min_size=1, max_size=5),
)
def test_many_are_divided_as_each_is(amounts: list[int], weights: list[int]) -> None:
    weights = [*weights, 1]
    shares = {str(place): Fraction(weight, sum(weights)) for place, weight in enumerate(weights)}
    parts = split_many(np.array(amounts), shares)
    for place, amount in enumerate(amounts):
        assert {name: int(part[place]) for name, part in parts.items()} == split_subsidy(Fen(amount), shares)
