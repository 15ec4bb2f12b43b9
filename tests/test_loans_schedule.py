"""Schedules of one loan: published examples, settlement days, histories, subsidies; and a second program beside."""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from drawn_loans import DAY_COUNTS, DRAWDOWNS, PRINCIPALS, ROUNDINGS, SETTLEMENTS, SUBSIDIES, Drawn, history, loans
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle_loans import Loan, walk

from povertykit.calculators.loans import (
    WITH_PRINCIPAL,
    AfterOverdue,
    DayCount,
    Extension,
    LoanContract,
    LoanHistory,
    Misuse,
    Penalty,
    Renewal,
    Repayment,
    Repricing,
    Schedule,
    Settlement,
    ShareOfDays,
    StretchKind,
    SubsidyTerms,
    TableRate,
    UnpaidInterest,
    schedule,
    schedules,
    split_subsidy,
)
from povertykit.citation import Citation, Grade, Source
from povertykit.dated import Brackets, Dated, Step
from povertykit.errors import OutOfCoverage, UnknownName
from povertykit.money import UP, YUAN, Fen, Rounding, allocate, yuan

RATE = Fraction(435, 10_000)
QUARTERLY = Settlement(every=3, day=20, day_counts=True)
PENALTY = Penalty(overdue=Fraction(1, 2), misuse=Fraction(1))
FULL = SubsidyTerms(extension_covered=True, renewal_covered=True)


def contract(**changed: object) -> LoanContract:
    """50,000 yuan for a year at 4.35%, settled by the quarter."""
    terms: dict[str, object] = {
        "principal": yuan(50_000),
        "drawn": date(2019, 7, 1),
        "maturity": date(2020, 7, 1),
        "rate": RATE,
        "day_count": DayCount.ACTUAL_360,
        "settlement": QUARTERLY,
        "penalty": PENALTY,
    }
    return LoanContract(**(terms | changed))  # type: ignore[arg-type]


def rows(of: Schedule, *names: str) -> list[tuple[object, ...]]:
    return [tuple(getattr(row, name) for name in names) for row in of.rows]


# --- published examples; tests/test_worked_examples.py cites where each was published ---


def test_example_c_2_is_61_days_at_5_3_percent() -> None:
    terms = contract(rate=Fraction(53, 1000), maturity=date(2019, 8, 31), settlement=WITH_PRINCIPAL)
    assert schedule(terms).interest == yuan("449.03")


@pytest.mark.parametrize("settlement", [QUARTERLY, Settlement(every=3, day=21, day_counts=False)])
def test_example_c_3_the_third_quarter_counts_to_the_21st_of_september(settlement: Settlement) -> None:
    terms = contract(principal=yuan(2_000_000), rate=Fraction(45, 1000), settlement=settlement)
    first = schedule(terms).rows[0]
    assert (first.start, first.until, first.days, first.interest) == (
        date(2019, 7, 1),
        date(2019, 9, 21),
        82,
        yuan(20_500),
    )


def test_settled_on_the_20th_without_it_is_a_day_less() -> None:
    terms = contract(
        principal=yuan(2_000_000), rate=Fraction(45, 1000), settlement=Settlement(every=3, day=20, day_counts=False)
    )
    first = schedule(terms).rows[0]
    assert (first.settled_on, first.until, first.interest) == (date(2019, 9, 20), date(2019, 9, 20), yuan(20_250))


@pytest.mark.parametrize(
    ("rate", "years", "interest"), [(Fraction(385, 10_000), 1, yuan(1_925)), (Fraction(475, 10_000), 3, yuan(7_125))]
)
def test_examples_c_5_and_c_6_are_simple_interest_of_whole_years(rate: Fraction, years: int, interest: Fen) -> None:
    terms = {"rate": rate, "maturity": date(2019 + years, 7, 1), "settlement": WITH_PRINCIPAL}
    assert schedule(contract(**terms, day_count=DayCount.MONTHS_AND_DAYS)).interest == interest
    # By whole months the year is the rate itself; by actual days over 360 it is more.
    assert schedule(contract(**terms, day_count=DayCount.ACTUAL_360)).interest > interest


def test_example_c_7_what_lies_above_the_cap_is_the_borrowers() -> None:
    terms = contract(
        principal=yuan(80_000),
        rate=Fraction(395, 10_000),
        day_count=DayCount.MONTHS_AND_DAYS,
        settlement=WITH_PRINCIPAL,
    )
    result = schedule(terms, subsidy=SubsidyTerms(cap=yuan(50_000), extension_covered=False, renewal_covered=False))
    assert (result.interest, result.subsidy, result.borrower) == (yuan(3_160), yuan(1_975), yuan(1_185))


# --- settlements ---


def test_a_loan_drawn_on_a_settlement_day_settles_one_day_where_the_day_counts() -> None:
    terms = contract(drawn=date(2019, 9, 20), maturity=date(2020, 9, 20))
    assert rows(schedule(terms), "start", "until", "days")[0] == (date(2019, 9, 20), date(2019, 9, 21), 1)
    other = contract(drawn=date(2019, 9, 21), maturity=date(2020, 9, 21))
    assert rows(schedule(other), "start", "until", "days")[0] == (date(2019, 9, 21), date(2019, 12, 21), 91)
    without = contract(drawn=date(2019, 9, 20), settlement=Settlement(every=3, day=20, day_counts=False))
    assert schedule(without).rows[0].until == date(2019, 12, 20)


@pytest.mark.parametrize("maturity", [date(2020, 6, 20), date(2020, 6, 21), date(2020, 6, 22)])
def test_the_last_settlement_is_on_the_maturity(maturity: date) -> None:
    last = schedule(contract(maturity=maturity)).rows[-1]
    assert (last.settled_on, last.until) == (maturity, maturity)
    assert last.start == (date(2020, 3, 21) if maturity < date(2020, 6, 22) else date(2020, 6, 21))


def test_a_year_may_close_on_the_20th_of_december() -> None:
    yearly = contract(maturity=date(2022, 7, 1), settlement=Settlement(every=12, day=20, day_counts=True))
    assert rows(schedule(yearly), "settled_on") == [
        (date(2019, 12, 20),),
        (date(2020, 12, 20),),
        (date(2021, 12, 20),),
        (date(2022, 7, 1),),
    ]
    june = contract(maturity=date(2022, 7, 1), settlement=Settlement(every=12, day=20, closing=6))
    assert [row.settled_on.month for row in schedule(june).rows] == [6, 6, 6, 7]  # type: ignore[union-attr]


@given(drawn=DRAWDOWNS, days=st.integers(1, 1200), every=st.sampled_from([1, 3, 12]))
def test_the_20th_counted_is_the_21st_not_counted(drawn: date, days: int, every: int) -> None:
    end = drawn + timedelta(days)
    on_20th = Settlement(every=every, day=20, day_counts=True).bounds(drawn, end)
    on_21st = Settlement(every=every, day=21, day_counts=False).bounds(drawn, end)
    assert [until for _, until in on_20th] == [until for _, until in on_21st]


def test_each_day_count_on_a_leap_february() -> None:
    days = {
        kind: schedule(
            contract(
                drawn=date(2020, 1, 31),
                maturity=date(2020, 3, 31),
                day_count=kind,
                settlement=WITH_PRINCIPAL,
                rate=Fraction(36, 1000),
            )
        )
        for kind in DayCount
    }
    assert [days[kind].rows[0].days for kind in DayCount] == [60, 60, 60, 60]
    assert days[DayCount.ACTUAL_360].interest == yuan(300)
    assert days[DayCount.ACTUAL_365].interest == yuan("295.89")
    odd = contract(drawn=date(2020, 1, 31), maturity=date(2020, 3, 1), settlement=WITH_PRINCIPAL)
    counted = [kind.counted(odd.drawn, odd.maturity) for kind in DayCount]
    assert counted == [30, 30, 31, 31]


# --- histories ---


def test_a_partial_repayment_splits_a_settlement_and_rounds_it_once() -> None:
    paid = LoanHistory(contract(rate=Fraction(1, 1000)), (Repayment(date(2019, 8, 2), yuan(25_000)),))
    row = schedule(paid).rows[0]
    # 32 days on 50,000 and 50 on 25,000: 4.4444 + 3.4722 = 7.9166, and not 4.44 + 3.47 = 7.91
    assert [(part.days, part.balance) for part in row.stretches] == [(32, yuan(50_000)), (50, yuan(25_000))]
    assert row.interest == yuan("7.92")


def test_a_loan_repaid_early_settles_on_that_day() -> None:
    paid = LoanHistory(contract(), (Repayment(date(2019, 11, 5), yuan(50_000)),))
    assert rows(schedule(paid), "settled_on", "days") == [(date(2019, 9, 20), 82), (date(2019, 11, 5), 45)]
    assert (paid.repaid_on, paid.balance) == (date(2019, 11, 5), Fen(0))


def test_an_overdue_loan_bears_the_raised_rate_from_the_maturity_on() -> None:
    late = LoanHistory(contract(), (Repayment(date(2020, 8, 31), yuan(50_000)),))
    result = schedule(late, subsidy=FULL)
    last = result.rows[-1]
    assert (last.start, last.until, last.rate) == (date(2020, 7, 1), date(2020, 8, 31), RATE * Fraction(3, 2))
    assert (last.interest, last.subsidy, last.penalty) == (Fen(0), Fen(0), yuan("552.81"))
    assert result.interest == schedule(contract()).interest == result.subsidy
    on_time = LoanHistory(contract(), (Repayment(date(2020, 7, 1), yuan(50_000)),))
    assert schedule(on_time).penalty == 0


def test_a_loan_that_is_still_owed_is_counted_to_the_day_asked_for() -> None:
    result = schedule(contract(), as_of=date(2020, 10, 1))
    assert rows(result, "settled_on", "until")[-3:] == [
        (date(2020, 7, 1), date(2020, 7, 1)),
        (date(2020, 9, 20), date(2020, 9, 21)),
        (None, date(2020, 10, 1)),
    ]
    assert [bool(row.penalty) for row in result.rows[-3:]] == [False, True, True]
    on_bound = schedule(contract(), as_of=date(2019, 9, 21))
    assert rows(on_bound, "settled_on", "until") == [(date(2019, 9, 20), date(2019, 9, 21))]
    assert schedule(contract(), as_of=date(2020, 7, 1)).rows[-1].settled_on == date(2020, 7, 1)


def test_an_extension_agreed_in_time_bears_no_penalty() -> None:
    longer = LoanHistory(contract(), (Extension(date(2020, 6, 25), date(2021, 1, 1)),))
    result = schedule(longer, subsidy=FULL)
    assert result.penalty == 0
    assert result.rows[-1].until == longer.maturity == date(2021, 1, 1)
    assert result.interest == schedule(contract(maturity=date(2021, 1, 1))).interest == result.subsidy
    uncovered = schedule(longer, subsidy=SubsidyTerms(extension_covered=False, renewal_covered=False))
    # 366 days to the first maturity; the settlement that goes beyond it is subsidised for its first 10 days.
    part = next(row for row in uncovered.rows if row.until > date(2020, 7, 1))
    assert part.subsidy == Rounding().apply(5_000_000 * 435 * 10, 3_600_000)
    assert [bool(row.subsidy) for row in uncovered.rows] == [True] * 5 + [False] * 2


def test_an_extension_may_change_the_rate_from_its_day_on() -> None:
    longer = LoanHistory(contract(), (Extension(date(2020, 6, 25), date(2021, 1, 1), Fraction(475, 10_000)),))
    split = next(row for row in schedule(longer).rows if len(row.stretches) > 1)
    assert [(part.start, part.rate) for part in split.stretches] == [
        (date(2020, 6, 21), RATE),
        (date(2020, 6, 25), Fraction(475, 10_000)),
    ]


@pytest.mark.parametrize(
    ("after", "subsidised"),
    [
        (AfterOverdue.SUSPENDED, [True, False, True]),
        (AfterOverdue.ENDED, [True, False, False]),
        (AfterOverdue.FORFEITED, [False, False, False]),
    ],
)
def test_an_extension_agreed_late_ends_the_overdue_days(after: AfterOverdue, subsidised: list[bool]) -> None:
    late = LoanHistory(contract(), (Extension(date(2020, 8, 10), date(2020, 12, 1)),))
    terms = SubsidyTerms(extension_covered=True, renewal_covered=True, after_overdue=after)
    result = schedule(late, subsidy=terms)
    assert late.overdue(date(2020, 12, 1)) == ((date(2020, 7, 1), date(2020, 8, 10)),)
    overdue = next(place for place, row in enumerate(result.rows) if row.penalty)
    around = result.rows[overdue - 1 : overdue + 2]
    assert [row.stretches[0].kind for row in around] == [
        StretchKind.REGULAR,
        StretchKind.OVERDUE,
        StretchKind.REGULAR,
    ]
    assert [row.subsidy > 0 for row in around] == subsidised


def test_misused_days_bear_their_own_penalty_and_of_two_the_higher() -> None:
    wrong = LoanHistory(contract(), (Misuse(date(2019, 8, 1), date(2019, 8, 11)),))
    first = schedule(wrong, subsidy=FULL).rows[0]
    assert (first.interest, first.penalty) == (yuan("435.00"), yuan("120.83"))
    assert first.subsidy == first.interest
    both = LoanHistory(contract(), (Misuse(date(2020, 6, 1)), Repayment(date(2020, 8, 1), yuan(50_000))))
    assert schedule(both).rows[-1].rate == RATE * 2
    gentle = LoanHistory(contract(penalty=Penalty(overdue=Fraction(1, 2), misuse=Fraction(2, 5))), both.events)
    assert schedule(gentle).rows[-1].rate == RATE * Fraction(3, 2)


def test_unpaid_interest_bears_interest_where_the_penalty_compounds() -> None:
    compound = Penalty(overdue=Fraction(1, 2), compound=True)
    missed = (UnpaidInterest(date(2019, 9, 20), paid=date(2019, 11, 1), amount=yuan(400)),)
    result = schedule(LoanHistory(contract(penalty=compound), missed))
    # 400 yuan for the 41 days from 21 September at 4.35% and a half of it
    assert [row.compound for row in result.rows] == [Fen(0), yuan("2.97"), Fen(0), Fen(0), Fen(0)]
    whole = schedule(LoanHistory(contract(penalty=compound), (UnpaidInterest(date(2019, 9, 20)),)))
    assert whole.rows[1].compound == yuan("8.17")  # 495.42 yuan for 91 days
    assert schedule(LoanHistory(contract(), ())).compound == 0


def test_what_an_overdue_loan_is_billed_compounds_until_it_is_repaid() -> None:
    late = (Repayment(date(2020, 10, 1), yuan(50_000)),)
    plain = schedule(LoanHistory(contract(penalty=Penalty(overdue=Fraction(1, 2))), late))
    compound = schedule(LoanHistory(contract(penalty=Penalty(overdue=Fraction(1, 2), compound=True)), late))
    assert compound.interest == plain.interest
    assert compound.penalty == plain.penalty
    assert plain.compound == 0
    last_term, first_late, second_late = compound.rows[-3:]
    rate = RATE * Fraction(3, 2) / 360
    assert first_late.compound == Rounding().apply(*(last_term.interest * rate * 82).as_integer_ratio())
    owed = last_term.interest + first_late.penalty + first_late.compound
    assert second_late.compound == Rounding().apply(*(owed * rate * 10).as_integer_ratio())


def test_a_renewal_ends_the_old_loan_and_is_subsidised_where_covered() -> None:
    new = LoanHistory(contract(principal=yuan(40_000), drawn=date(2020, 7, 1), maturity=date(2021, 7, 1)))
    old = LoanHistory(contract(), (Renewal(date(2020, 7, 1), new),))
    assert list(old.chain()) == [old, new]
    assert old.repaid_on == date(2020, 7, 1)
    covered = schedules(old, subsidy=FULL)
    assert [each.subsidy == each.interest > 0 for each in covered] == [True, True]
    only_first = schedules(old, subsidy=SubsidyTerms(extension_covered=True, renewal_covered=False))
    assert [bool(each.subsidy) for each in only_first] == [True, False]
    assert len(schedules(old, as_of=date(2020, 7, 1))) == 1


# --- rates by table ---

CITED = Citation(
    Source("rates", "贷款基准利率", "benchmark lending rates", "中国人民银行", "PBoC", None), "table", Grade.THIRD_PARTY
)


def bands(*given: tuple[int | None, str]) -> Brackets[Fraction]:
    lows = (0, *(high for high, _ in given))
    return Brackets(
        tuple((low or 0, high, Fraction(rate) / 100) for low, (high, rate) in zip(lows, given, strict=False)),
        "term",
        "upper",
    )


FIVE = bands((6, "5.60"), (12, "6.00"), (36, "6.15"), (60, "6.40"), (None, "6.55"))
BENCHMARK = Dated(
    "benchmark lending rate",
    (
        Step(FIVE, date(2012, 7, 6), date(2014, 11, 21), CITED),
        Step(bands((12, "5.60"), (60, "6.00"), (None, "6.15")), date(2014, 11, 22), date(2015, 2, 28), CITED),
        Step(bands((12, "5.35"), (60, "5.75"), (None, "5.90")), date(2015, 3, 1), None, CITED),
    ),
    known_to=date(2015, 5, 10),
)
LPR = Dated(
    "LPR",
    (
        Step(bands((12, "3.80"), (None, "4.65")), date(2021, 12, 20), date(2022, 1, 19), CITED),
        Step(bands((12, "3.70"), (None, "4.60")), date(2022, 1, 20), date(2023, 6, 19), CITED),
        Step(bands((12, "3.55"), (None, "4.20")), date(2023, 6, 20), None, CITED),
    ),
    known_to=date(2023, 8, 20),
)


@pytest.mark.parametrize(
    ("drawn", "rate"), [(date(2014, 11, 21), Fraction(615, 10_000)), (date(2014, 11, 22), Fraction(600, 10_000))]
)
def test_a_three_year_loan_changes_its_band_on_22_november_2014(drawn: date, rate: Fraction) -> None:
    terms = contract(drawn=drawn, maturity=drawn.replace(year=2017), rate=TableRate(BENCHMARK))
    assert schedule(terms).rows[0].rate == rate


@pytest.mark.parametrize(
    ("maturity", "rate"),
    [(date(2023, 1, 20), "3.70"), (date(2023, 1, 21), "4.60"), (date(2022, 2, 1), "3.70"), (date(2025, 1, 20), "4.60")],
)
def test_exactly_a_year_is_in_the_one_year_lpr(maturity: date, rate: str) -> None:
    terms = contract(drawn=date(2022, 1, 20), maturity=maturity, rate=TableRate(LPR))
    assert schedule(terms).rows[0].rate == Fraction(rate) / 100


@pytest.mark.parametrize(
    ("repricing", "changes"),
    [
        (Repricing.NEVER, []),
        (Repricing.ANNIVERSARY, [date(2022, 12, 31)]),
        (Repricing.JANUARY_FIRST, [date(2023, 1, 1)]),  # on 2022-01-01 the rate is found the same
    ],
)
def test_a_rate_is_looked_up_again_on_its_days(repricing: Repricing, changes: list[date]) -> None:
    rate = TableRate(LPR, repricing=repricing)
    result = schedule(contract(drawn=date(2021, 12, 31), maturity=date(2023, 8, 1), rate=rate))
    parts = [part for row in result.rows for part in row.stretches]
    starts = {row.start for row in result.rows}
    assert [part.start for part in parts if part.start not in starts] == changes
    assert parts[-1].rate == (Fraction(465, 10_000) if repricing is Repricing.NEVER else Fraction(460, 10_000))


@pytest.mark.parametrize("extended", [False, True])
def test_overdue_days_bear_the_rate_of_the_maturity_whether_or_not_an_extension_ends_them(extended: bool) -> None:
    rate = TableRate(LPR, repricing=Repricing.JANUARY_FIRST)
    terms = contract(drawn=date(2021, 12, 20), maturity=date(2022, 12, 20), rate=rate, penalty=PENALTY)
    events = (Extension(date(2023, 2, 1), date(2023, 6, 1)),) if extended else ()
    parts = [
        part for row in schedule(LoanHistory(terms, events), as_of=date(2023, 3, 1)).rows for part in row.stretches
    ]
    late = {part.rate for part in parts if date(2022, 12, 20) <= part.start < date(2023, 2, 1)}
    raised = Fraction(38, 1000) * (1 + PENALTY.overdue)  # on 2023-01-01 the table has 3.70%
    assert late == {raised}
    assert parts[-1].rate == (Fraction(37, 1000) if extended else raised)


def test_repricing_within_a_settlement_is_summed_and_rounded_once() -> None:
    rate = TableRate(LPR, repricing=Repricing.ANNIVERSARY)
    terms = contract(drawn=date(2021, 12, 31), maturity=date(2023, 8, 1), principal=Fen(100_010), rate=rate)
    row = next(row for row in schedule(terms).rows if len(row.stretches) > 1)
    # 10 days at 4.65% are 129.1796 fen and 80 days at 4.60% are 1022.3244: together 1151.5040
    assert [(part.days, part.rate) for part in row.stretches] == [(10, Fraction(465, 10_000)), (80, Fraction(46, 1000))]
    assert row.interest == Fen(1152) != Fen(129) + Fen(1022)


def test_a_multiple_and_a_margin_change_the_tables_rate() -> None:
    rate = TableRate(LPR, multiple=Fraction(6, 5), margin=Fraction(1, 1000))
    assert rate.on(date(2022, 1, 20), 12) == Fraction(37, 1000) * Fraction(6, 5) + Fraction(1, 1000)


@pytest.mark.parametrize("drawn", [date(2012, 7, 5), date(2015, 5, 11)])
def test_a_day_outside_the_table_is_refused(drawn: date) -> None:
    terms = contract(drawn=drawn, maturity=date(2016, 1, 1), rate=TableRate(BENCHMARK))
    with pytest.raises(OutOfCoverage, match=f"{drawn} is not covered; allowed: 2012-07-06 to 2015-05-10.*supply the"):
        schedule(terms)


def test_a_repricing_day_outside_the_table_is_refused() -> None:
    rate = TableRate(BENCHMARK, repricing=Repricing.ANNIVERSARY)
    with pytest.raises(OutOfCoverage, match="2016-03-01 is not covered"):
        schedule(contract(drawn=date(2015, 3, 1), maturity=date(2018, 3, 1), rate=rate))


def test_a_rate_cap_may_stand_in_a_table() -> None:
    terms = contract(drawn=date(2022, 1, 20), maturity=date(2023, 1, 20), rate=Fraction(45, 1000))
    capped = SubsidyTerms(rate_cap=TableRate(LPR), extension_covered=False, renewal_covered=False)
    result = schedule(terms, subsidy=capped)
    assert result.subsidy == sum(Rounding().apply(5_000_000 * 37 * row.days, 360_000) for row in result.rows)


# --- subsidies ---


def test_one_year_per_loan_ends_on_the_anniversary() -> None:
    terms = contract(drawn=date(2020, 2, 29), maturity=date(2022, 2, 28), settlement=WITH_PRINCIPAL)
    result = schedule(terms, subsidy=SubsidyTerms(months=12, extension_covered=False, renewal_covered=False))
    assert result.subsidy == Rounding().apply(5_000_000 * 435 * 365, 3_600_000)
    assert result.borrower == result.interest - result.subsidy == yuan("2205.21")


@pytest.mark.parametrize(("maturity", "subsidised"), [(date(2022, 7, 1), True), (date(2022, 7, 2), False)])
def test_a_contract_longer_than_the_longest_is_not_subsidised_at_all(maturity: date, subsidised: bool) -> None:
    terms = SubsidyTerms(longest_term=36, extension_covered=False, renewal_covered=False)
    assert (schedule(contract(maturity=maturity), subsidy=terms).subsidy > 0) is subsidised


def test_calendar_years_may_have_shares_of_their_own() -> None:
    shares = (
        ShareOfDays(Fraction(7, 10), date(2024, 1, 1), date(2025, 12, 31)),
        ShareOfDays(Fraction(1), None, date(2023, 12, 31)),
    )
    terms = SubsidyTerms(shares=shares, extension_covered=False, renewal_covered=False)
    loan = contract(drawn=date(2023, 12, 21), maturity=date(2026, 3, 1), rate=Fraction(36, 1000))
    result = schedule(loan, subsidy=terms)
    # 500 fen a day: 11 days of 2023 in full, then 70%, and nothing in 2026
    assert result.rows[0].subsidy == 11 * 500 + 80 * 350
    assert result.rows[1].subsidy == 92 * 350
    assert result.rows[-1].subsidy == 11 * 350


def test_repayments_count_against_the_cap_only_below_it() -> None:
    paid = (Repayment(date(2019, 8, 1), yuan(20_000)), Repayment(date(2019, 9, 1), yuan(20_000)))
    capped = SubsidyTerms(cap=yuan(50_000), extension_covered=False, renewal_covered=False)
    loan = LoanHistory(contract(principal=yuan(80_000), rate=Fraction(36, 1000)), paid)
    first = schedule(loan, subsidy=capped).rows[0]
    assert first.subsidy == 62 * 500 + 20 * 400


@pytest.mark.parametrize("each", [True, False])
def test_a_subsidy_is_divided_to_the_fen(each: bool) -> None:
    shares = {"province": Fraction(1, 3), "city": Fraction(1, 3), "county": Fraction(1, 3)}
    result = schedule(contract(), subsidy=FULL)
    parts = result.split(shares, each_settlement=each)
    assert sum(parts.values(), Fen(0)) == result.subsidy
    if not each:
        assert tuple(parts.values()) == allocate(result.subsidy, [1, 1, 1])


def test_a_subsidy_is_never_more_than_the_interest() -> None:
    up = SubsidyTerms(rounding=Rounding(unit=YUAN, mode=UP), extension_covered=False, renewal_covered=False)
    result = schedule(contract(), subsidy=up)
    assert [row.subsidy for row in result.rows] == [row.interest for row in result.rows]


# --- tables ---


def test_the_table_has_a_row_for_each_settlement_and_its_sums() -> None:
    result = schedule(LoanHistory(contract(), (Repayment(date(2019, 8, 2), yuan(20_000)),)), subsidy=FULL)
    lines = str(result).splitlines()
    assert lines[0].split("  ")[0] == "settled on"
    assert len(lines) == 3 + len(result.rows) + 2 + 1
    assert lines[-1].split()[0] == "total"
    assert str(result.interest).removesuffix(" yuan") in lines[-1]
    assert lines[3].split()[0] == "regular"
    chinese = result.to_text("zh").splitlines()
    assert chinese[0].split()[:4] == ["结息日", "起息日", "止息日(不含)", "天数"]
    assert chinese[-1].startswith("合计")
    with pytest.raises(UnknownName, match="language: 'fr' is not known; allowed: en, zh"):
        result.to_text("fr")


def test_rows_as_dicts_and_html_are_in_yuan() -> None:
    result = schedule(contract(), subsidy=FULL)
    first = result.to_dicts()[0]
    assert first["settled on"] == date(2019, 9, 20)
    assert first["rate (%)"] == Decimal("4.35")
    assert first["interest (yuan)"] == Decimal("495.42")
    assert list(result.to_dicts("zh")[0])[6:9] == ["利息(元)", "贴息(元)", "借款人承担(元)"]
    page = result._repr_html_()
    assert page.count("<tr>") == len(result.rows) + 2
    assert "penalty" not in page
    assert html.escape("borrower's (yuan)") in page


def test_what_there_is_not_has_no_column() -> None:
    plain = str(schedule(contract())).splitlines()[0]
    assert plain.endswith("interest (yuan)")
    late = schedule(contract(), subsidy=FULL, as_of=date(2020, 8, 1))
    head, *lines = str(late).splitlines()
    assert [name in head for name in ("subsidised", "borrower's", "penalty", "compound")] == [True, True, True, False]
    assert lines[-3].startswith("runs on")
    assert late.to_text("zh").splitlines()[-3].startswith("未结息")


# --- properties ---


@settings(max_examples=60)
@given(loan=loans(), count=DAY_COUNTS, settlement=SETTLEMENTS, subsidy=SUBSIDIES, rounding=ROUNDINGS)
def test_rows_follow_one_another_and_sum_to_the_totals(
    loan: Drawn, count: DayCount, settlement: Settlement, subsidy: SubsidyTerms | None, rounding: Rounding
) -> None:
    result = schedule(history(loan, count, settlement, rounding, PENALTY), subsidy=subsidy)
    assert result.rows[0].start == loan.drawn
    assert result.rows[-1].until == loan.repaid
    for before, after in zip(result.rows, result.rows[1:], strict=False):
        assert before.until == after.start
    for row in result.rows:
        assert row.subsidy + row.borrower == row.interest
        assert 0 <= row.subsidy <= row.interest
        assert row.days == sum(part.days for part in row.stretches)
    assert result.interest == sum(row.interest for row in result.rows)
    assert result.subsidy + result.borrower == result.interest


@settings(max_examples=60)
@given(loan=loans(), count=DAY_COUNTS, settlement=SETTLEMENTS, earlier=st.integers(1, 400), share=st.integers(1, 100))
def test_an_earlier_repayment_never_raises_the_interest(
    loan: Drawn, count: DayCount, settlement: Settlement, earlier: int, share: int
) -> None:
    plain = history(loan, count, settlement, Rounding(), PENALTY)
    day = max(loan.repaid - timedelta(earlier), loan.drawn + timedelta(1))
    if day >= loan.repaid:
        return
    part = Fen(max(1, int(loan.principal) * share // 100))
    rest = loan.principal - part
    events = [event for event in plain.events if isinstance(event, Extension) and event.day <= day]
    later = [event for event in plain.events if isinstance(event, Extension) and event.day > day] if rest else []
    events += [Repayment(day, part), *later]
    events += [Repayment(loan.repaid, rest)] if rest else []
    paid = schedule(LoanHistory(plain.contract, tuple(events)))
    # Counting whole months, a stretch that begins anew may count a few days more than it ends.
    if count is not DayCount.MONTHS_AND_DAYS or rest == 0:
        owed = schedule(plain)
        assert paid.interest + paid.penalty <= owed.interest + owed.penalty


@given(amount=st.integers(0, 10**12), weights=st.lists(st.integers(0, 1000), min_size=1, max_size=6))
def test_parts_add_up(amount: int, weights: list[int]) -> None:
    weights = [*weights, 1]
    shares = {str(place): Fraction(weight, sum(weights)) for place, weight in enumerate(weights)}
    parts = split_subsidy(Fen(amount), shares)
    assert sum(parts.values(), Fen(0)) == amount
    assert all(abs(int(parts[name]) - amount * share) < 1 for name, share in shares.items())


@settings(max_examples=60)
@given(data=st.data(), principal=PRINCIPALS, drawn=DRAWDOWNS, months=st.integers(1, 30))
def test_a_second_program_finds_the_same_fen(data: st.DataObject, principal: Fen, drawn: date, months: int) -> None:
    def draw_day(after: date, days: int) -> date:
        return after + timedelta(data.draw(st.integers(1, days)))

    maturity = draw_day(drawn, months * 30)
    count = data.draw(st.sampled_from([DayCount.ACTUAL_360, DayCount.ACTUAL_365, DayCount.THIRTY_360]))
    day = data.draw(st.sampled_from([1, 20, 21, 28]))
    every = data.draw(st.sampled_from([1, 3, 12]))
    rate = Decimal(data.draw(st.integers(1, 2400))) / 10_000
    repaid = draw_day(drawn, (maturity - drawn).days + 150)
    repayments: dict[date, int] = {}
    first = Fen(data.draw(st.integers(0, int(principal) - 1))) if principal > 1 else Fen(0)
    if first and (repaid - drawn).days > 1:
        repayments[draw_day(drawn, (repaid - drawn).days - 1)] = int(first)
    misuse = draw_day(drawn, 60)
    misused_to = draw_day(misuse, 60)
    events: list[Repayment | Misuse] = [Repayment(day, Fen(amount)) for day, amount in repayments.items()]
    if misuse < repaid:
        events.append(Misuse(misuse, misused_to))
    events.append(Repayment(repaid, principal - Fen(sum(repayments.values()))))
    events.sort(key=lambda event: (event.day, isinstance(event, Repayment)))
    turn = date(2020, 12, 31)
    share: Callable[[date], Decimal] = lambda of: Decimal(1) if of <= turn else Decimal("0.7")  # noqa: E731
    own = schedule(
        LoanHistory(
            contract(
                principal=principal,
                drawn=drawn,
                maturity=maturity,
                rate=Fraction(rate),
                day_count=count,
                settlement=Settlement(every=every, day=day, day_counts=True),
            ),
            tuple(events),
        ),
        subsidy=SubsidyTerms(
            cap=Fen(5_000_000),
            rate_cap=Fraction(475, 10_000),
            shares=(ShareOfDays(Fraction(1), None, turn), ShareOfDays(Fraction(7, 10), date(2021, 1, 1), None)),
            extension_covered=False,
            renewal_covered=False,
        ),
    )
    other = walk(
        Loan(
            principal=int(principal),
            drawn=drawn,
            end=repaid,
            rate=rate,
            year=365 if count is DayCount.ACTUAL_365 else 360,
            thirty=count is DayCount.THIRTY_360,
            repayments=repayments,
            overdue=lambda of: of >= maturity,
            misused=lambda of: misuse <= of < misused_to,
            overdue_more=Decimal("0.5"),
            misuse_more=Decimal(1),
            settles_after=lambda of: of.day == day and of.month % every == 0,
            cap=5_000_000,
            rate_cap=Decimal("0.0475"),
            share=share,
        )
    )
    assert [(row.until, row.interest, row.subsidy, row.penalty) for row in own.rows] == other
