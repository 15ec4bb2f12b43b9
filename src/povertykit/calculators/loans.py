"""Small loans: their term, their interest, and the rate that they may bear."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Count, Day, Flag, Rate, months_after, times, where
from povertykit.money import FEN, HALF_UP, Rounding, Stage

__all__ = ["interest_by_days", "interest_by_months", "rate_of_band", "within_months"]

A_DAY_OF_360: Final = Fraction(1, 360)
A_MONTH: Final = Fraction(1, 12)
INTEREST: Final = Rounding(unit=FEN, mode=HALF_UP, stage=Stage.ONCE)


def within_months(drawn: Day, maturity: Day, months: Count | int) -> Flag:
    """Whether a loan falls due within so many calendar months of its drawdown; the last day itself is within.

    Examples:
        >>> from datetime import date
        >>> from povertykit.dates import day_number
        >>> three_years = day_number(date(2020, 6, 1))
        >>> drawn = day_number(date(2017, 6, 1))
        >>> within_months(drawn, three_years, 36), within_months(drawn, three_years + 1, 36)
        (True, False)
    """
    return maturity <= months_after(drawn, months)  # type: ignore[arg-type]  # one whole number for all loans


def rate_of_band(drawn: Day, maturity: Day, up_to_one_year: Rate, over_one_year: Rate) -> Rate:
    """The rate of the term's band, where a year is the boundary and a term of exactly one year is in the lower band.

    Examples:
        >>> rate_of_band(0, 365, Fraction(435, 10_000), Fraction(475, 10_000))
        Fraction(87, 2000)
    """
    return where(within_months(drawn, maturity, 12), up_to_one_year, over_one_year)


def interest_by_days(
    principal: Amount, annual_rate: Rate, drawn: Day, until: Day, rounding: Rounding = INTEREST
) -> Amount:
    """Simple interest for the actual days over a year of 360; the first day counts and the last does not.

    Args:
        principal: fen.
        annual_rate: an exact share a year.
        drawn: the first day.
        until: the day after the last.
        rounding: of the whole interest, once.

    Returns:
        Fen.

    Examples:
        >>> interest_by_days(5_000_000, Fraction(53, 1000), 0, 61)
        44903
    """
    return times(principal, annual_rate, until - drawn, A_DAY_OF_360, rounding=rounding)


def interest_by_months(principal: Amount, annual_rate: Rate, months: Count) -> Amount:
    """Simple interest for whole months, a twelfth of the year's each.

    Examples:
        >>> interest_by_months(5_000_000, Fraction(385, 10_000), 12)
        192500
    """
    return times(principal, annual_rate, months, A_MONTH, rounding=INTEREST)
