"""Interest as pure functions of operands, fit for a rule's body: by days, by months, subsidised, overdue."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from povertykit.arithmetic import Amount, Count, Day, Flag, Rate, floor0, months_after, smaller, times, where
from povertykit.money import FEN, HALF_UP, Rounding, Stage

__all__ = [
    "INTEREST",
    "daily_interest",
    "daily_subsidy",
    "days_within",
    "earlier",
    "interest_by_days",
    "interest_by_months",
    "later",
    "overdue_interest",
    "rate_of_band",
    "settled",
    "subsidised_interest",
    "subsidised_until",
    "within_months",
]

A_DAY_OF_360: Final = Fraction(1, 360)
A_MONTH: Final = Fraction(1, 12)
INTEREST: Final = Rounding(unit=FEN, mode=HALF_UP, stage=Stage.ONCE)
"""Half up to the fen, each amount of interest once."""


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


def earlier(a: Day, b: Day) -> Day:
    """The earlier of two days.

    Examples:
        >>> earlier(17000, 17001)
        17000
    """
    return where(a <= b, a, b)


def later(a: Day, b: Day) -> Day:
    """The later of two days.

    Examples:
        >>> later(17000, 17001)
        17001
    """
    return where(a >= b, a, b)


def days_within(first: Day, until: Day, opens: Day, closes: Day) -> Count:
    """The days of a loan that lie in a window, such as a calendar year.

    Args:
        first: the loan's first day.
        until: the day after its last.
        opens: the window's first day.
        closes: the day after its last.

    Returns:
        Days; 0 where the two do not meet.

    Examples:
        >>> days_within(90, 400, 0, 365), days_within(90, 400, 365, 730), days_within(90, 400, 730, 1095)
        (275, 35, 0)
    """
    return floor0(earlier(until, closes) - later(first, opens))


def daily_interest(balance: Amount, annual_rate: Rate, day: Rate | Fraction) -> Amount:
    """What one counted day bears, exact and not rounded.

    Args:
        balance: fen owed.
        annual_rate: an exact share a year, a penalty included.
        day: the share of a year that one counted day is: 1/360 or 1/365.

    Examples:
        >>> daily_interest(3_600_000, Fraction(5, 100), Fraction(1, 360))
        Fraction(500, 1)
    """
    return balance * annual_rate * day  # type: ignore[operator]


def daily_subsidy(balance: Amount, annual_rate: Rate, cap: Amount, rate_cap: Rate, day: Rate | Fraction) -> Amount:
    """What of one counted day's interest can be subsidised, before the share that is borne; exact and not rounded.

    Args:
        balance: fen owed.
        annual_rate: an exact share a year.
        cap: the most principal that is subsidised, fen; the balance itself where there is no cap.
        rate_cap: the highest rate that is subsidised; the rate itself where there is no cap.
        day: the share of a year that one counted day is.

    Examples:
        >>> daily_subsidy(8_000_000, Fraction(5, 100), 3_600_000, Fraction(4, 100), Fraction(1, 360))
        Fraction(400, 1)
    """
    return smaller(balance, cap) * smaller(annual_rate, rate_cap) * day  # type: ignore[type-var, operator]


def settled(daily: Amount, days: Rate | Count | int, rounding: Rounding = INTEREST) -> Amount:
    """The interest of one settlement, rounded once.

    Every schedule, of one loan or of a million, gets each of its amounts from this function.

    Args:
        daily: exact: what one day bears. Where the balance or the rate changed within the settlement: the sum of what
            its stretches bear, with 1 for the days.
        days: counted days; for a subsidy, weighted with the share that is borne.
        rounding: of the settlement.

    Returns:
        Fen.

    Examples:
        >>> settled(daily_interest(200_000_000, Fraction(45, 1000), Fraction(1, 360)), 82)
        2050000
    """
    return times(daily, days, rounding=rounding)


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


def subsidised_until(drawn: Day, until: Day, months: Count | int) -> Day:
    """The day on which a subsidy of at most so many months from the drawdown ends, itself no longer subsidised.

    Args:
        drawn: the first day.
        until: the day after the loan's last.
        months: the most months that are subsidised, one whole number for all loans.

    Examples:
        >>> subsidised_until(0, 1096, 12), subsidised_until(0, 180, 12)
        (365, 180)
    """
    return earlier(until, months_after(drawn, months))  # type: ignore[arg-type]


def subsidised_interest(
    principal: Amount,
    annual_rate: Rate,
    drawn: Day,
    until: Day,
    cap: Amount,
    rate_cap: Rate,
    share: Rate,
    rounding: Rounding = INTEREST,
) -> Amount:
    """The share of the interest that is subsidised, on the principal up to a cap and at a rate up to a cap.

    For the actual days over a year of 360; the first day counts and the last does not. A loan that ended before the
    subsidy began gets 0.

    Args:
        principal: fen.
        annual_rate: an exact share a year.
        drawn: the first subsidised day.
        until: the day after the last subsidised day.
        cap: the most principal that is subsidised, fen.
        rate_cap: the highest rate that is subsidised.
        share: of the interest, that is borne.
        rounding: of the whole subsidy, once.

    Returns:
        Fen.

    Examples:
        >>> rate, highest = Fraction(435, 10_000), Fraction(385, 10_000)
        >>> subsidised_interest(8_000_000, rate, 0, 360, 5_000_000, highest, Fraction(7, 10))
        134750
    """
    at_most = smaller(annual_rate, rate_cap)  # type: ignore[type-var]  # of two rates as of two amounts
    return times(smaller(principal, cap), at_most, floor0(until - drawn), share, A_DAY_OF_360, rounding=rounding)


def overdue_interest(
    balance: Amount, annual_rate: Rate, penalty: Rate, maturity: Day, repaid: Day, rounding: Rounding = INTEREST
) -> Amount:
    """What is due for the days after maturity, at the contract's rate raised by a share of itself.

    Args:
        balance: fen owed since the maturity.
        annual_rate: the contract's rate.
        penalty: the share of the rate by which it is raised.
        maturity: the first day that is overdue.
        repaid: the day of repayment, itself not counted; before the maturity nothing is overdue.
        rounding: of the whole amount, once.

    Returns:
        Fen.

    Examples:
        >>> overdue_interest(5_000_000, Fraction(4, 100), Fraction(1, 2), 365, 395)
        25000
    """
    yearly = balance * annual_rate
    return times(yearly + yearly * penalty, floor0(repaid - maturity), A_DAY_OF_360, rounding=rounding)
