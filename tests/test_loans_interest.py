"""The functions of interest that rules call: boundaries, kinds of operands, and published examples."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit.arithmetic import Amount, Day, Rate, Ratio
from povertykit.calculators import loans
from povertykit.dates import day_number
from povertykit.money import DOWN, UP, Rounding, yuan
from povertykit.policy.body import check_body
from povertykit.policy.interval import Interval

DAYS = st.integers(day_number(date(2014, 1, 1)), day_number(date(2030, 12, 31)))
RATES = st.integers(1, 240_000).map(lambda millionths: Fraction(millionths, 1_000_000))


@pytest.mark.parametrize(
    "function",
    [
        loans.daily_interest,
        loans.daily_subsidy,
        loans.days_within,
        loans.earlier,
        loans.interest_by_days,
        loans.interest_by_months,
        loans.later,
        loans.overdue_interest,
        loans.rate_of_band,
        loans.settled,
        loans.subsidised_interest,
        loans.subsidised_until,
        loans.within_months,
    ],
)
def test_each_may_be_called_by_a_rule(function: Callable[..., object]) -> None:
    check_body(function)


def test_a_rule_composes_them() -> None:
    def subsidy(principal: Amount, annual_rate: Rate, drawn: Day, maturity: Day, cap: Amount, share: Rate) -> Amount:
        until = loans.subsidised_until(drawn, maturity, 12)
        return loans.subsidised_interest(principal, annual_rate, drawn, until, cap, annual_rate, share)

    check_body(subsidy)


@pytest.mark.parametrize(
    ("principal", "expected"), [(4_999_999, 217_500), (5_000_000, 217_500), (5_000_001, 217_500), (4_000_000, 174_000)]
)
def test_no_more_than_the_cap_is_subsidised(principal: int, expected: int) -> None:
    rate, cap = Fraction(435, 10_000), 5_000_000
    assert loans.subsidised_interest(principal, rate, 0, 360, cap, rate, Fraction(1)) == expected


def test_the_lower_of_rate_and_cap_is_subsidised() -> None:
    low, high = Fraction(385, 10_000), Fraction(475, 10_000)
    for rate, most in ((low, high), (high, low), (low, low)):
        assert loans.subsidised_interest(5_000_000, rate, 0, 360, 5_000_000, most, Fraction(1)) == 192_500


def test_a_subsidy_that_ends_before_it_begins_is_nothing() -> None:
    rate = Fraction(435, 10_000)
    assert loans.subsidised_interest(5_000_000, rate, 10, 9, 5_000_000, rate, Fraction(1)) == 0
    assert loans.overdue_interest(5_000_000, rate, Fraction(1, 2), 10, 9) == 0


def test_share_and_rounding_are_applied_once() -> None:
    rate = Fraction(1, 1000)
    # 1 fen x 1/1000 x 180/360 x 7/10 = 0.00035 fen
    assert loans.subsidised_interest(1, rate, 0, 180, 10, rate, Fraction(7, 10), Rounding(mode=UP)) == 1
    assert loans.subsidised_interest(1, rate, 0, 180, 10, rate, Fraction(7, 10), Rounding(mode=DOWN)) == 0


@pytest.mark.parametrize(
    ("first", "until", "days"), [(364, 365, 1), (365, 366, 0), (0, 364, 364), (0, 365, 365), (0, 366, 365), (-5, 3, 3)]
)
def test_days_in_a_window_of_a_year(first: int, until: int, days: int) -> None:
    assert loans.days_within(first, until, 0, 365) == days


def test_one_year_of_subsidy_ends_on_the_anniversary() -> None:
    drawn = day_number(date(2020, 2, 29))
    anniversary = day_number(date(2021, 2, 28))
    assert loans.subsidised_until(drawn, anniversary + 1, 12) == anniversary
    assert loans.subsidised_until(drawn, anniversary - 1, 12) == anniversary - 1


def test_overdue_interest_is_the_raised_rate_rounded_once() -> None:
    # 50,000 yuan at 4.35% raised by a half, 61 days
    assert loans.overdue_interest(yuan(50_000), Fraction(435, 10_000), Fraction(1, 2), 0, 61) == 55_281


@given(
    principals=st.lists(st.integers(1, 10**9), min_size=1, max_size=8),
    rate=st.integers(1, 240_000),
    first=DAYS,
    length=st.integers(0, 1100),
    share=st.fractions(0, 1, max_denominator=100),
)
def test_ints_and_arrays_agree(principals: list[int], rate: int, first: int, length: int, share: Fraction) -> None:
    exact, cap = Fraction(rate, 1_000_000), Fraction(385, 10_000)
    one = [loans.subsidised_interest(each, exact, first, first + length, 5_000_000, cap, share) for each in principals]
    array = np.array(principals)
    many = loans.subsidised_interest(
        array,
        Ratio(np.full(len(principals), rate), 1_000_000),
        np.full(len(principals), first),
        np.full(len(principals), first + length),
        5_000_000,
        cap,
        share,
    )
    assert many.tolist() == one


@given(principal=st.integers(1, 10**9), rate=RATES, first=DAYS, length=st.integers(0, 1100))
def test_an_interval_holds_the_amount(principal: int, rate: Fraction, first: int, length: int) -> None:
    possible = loans.subsidised_interest(
        Interval(0, principal), rate, first, Interval(first, first + length), 5_000_000, rate, Fraction(7, 10)
    )
    assert possible.low == 0
    assert possible.high == loans.subsidised_interest(
        principal, rate, first, first + length, 5_000_000, rate, Fraction(7, 10)
    )
