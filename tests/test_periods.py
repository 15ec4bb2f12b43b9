"""Periods: an amount keeps the period it was published in, and unlike ones do not add."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from povertykit.errors import BareAmount, OverflowRefused, UnlikePeriods
from povertykit.money import Fen, Period, Periodic, per_month, per_year, yuan

ANY = st.integers(-(2**59), 2**59).map(Fen)


@given(ANY, ANY, st.sampled_from(Period))
def test_like_periods_add_and_subtract(a: Fen, b: Fen, period: Period) -> None:
    assert Periodic(a, period) + Periodic(b, period) == Periodic(a + b, period)
    assert Periodic(a, period) - Periodic(b, period) == Periodic(a - b, period)


@pytest.mark.parametrize("other", [per_year(yuan(1)), Periodic(yuan(1), Period.ONCE), yuan(1), 1, None], ids=str)
def test_unlike_periods_do_not(other: Periodic) -> None:
    for operate in (Periodic.__add__, Periodic.__sub__):
        with pytest.raises(UnlikePeriods, match=r"^100\.00 yuan / month and .* not for the same period") as caught:
            operate(per_month(yuan(100)), other)
        assert caught.value.allowed == "amounts per month"
        assert (str(other) if isinstance(other, Periodic) else repr(other)) in caught.value.problem


@given(ANY)
def test_a_year_is_twelve_months(amount: Fen) -> None:
    assert per_month(amount).annual() == per_year(amount * 12)
    assert per_year(amount).annual() == per_year(amount)


@pytest.mark.parametrize("period", sorted(set(Period) - {Period.MONTH, Period.YEAR}))
def test_other_periods_have_no_year(period: Period) -> None:
    with pytest.raises(UnlikePeriods, match="has no yearly amount"):
        Periodic(yuan(1), period).annual()


def test_a_year_that_leaves_int64_is_refused() -> None:
    assert per_month(Fen((2**63 - 1) // 12)).annual().period is Period.YEAR
    with pytest.raises(OverflowRefused):
        per_month(Fen((2**63 - 1) // 12 + 1)).annual()


@pytest.mark.parametrize("amount", [3026, 3026.0, "3026", True, None, per_year(yuan(1))], ids=repr)
def test_a_bare_amount_is_refused(amount: Fen) -> None:
    for make in (per_month, per_year):
        with pytest.raises(BareAmount, match=r"^amount: got .*yuan or fen") as caught:
            make(amount)
        assert repr(amount) in caught.value.problem


@pytest.mark.parametrize("period", ["month", None, 12])
def test_a_period_is_a_period(period: Period) -> None:
    with pytest.raises(UnlikePeriods, match=r"^period: got .*month, year, school_year, once, claim, loan, unstated"):
        Periodic(yuan(1), period)


def test_a_periodic_amount_is_frozen_shown_and_travels() -> None:
    standard = per_year(yuan(3026))
    assert (standard.amount, standard.period) == (yuan(3026), Period.YEAR)
    assert per_month(yuan(3026)).period is Period.MONTH
    assert standard != per_month(yuan(3026))
    assert str(standard) == "3026.00 yuan / year"
    assert pickle.loads(pickle.dumps(standard)) == standard
    with pytest.raises(AttributeError):
        standard.amount = yuan(1)  # type: ignore[misc]
