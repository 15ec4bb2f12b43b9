"""Income for a means test: what is counted, what is taken off, and what others are bound to give.

Two tests count differently: dibao leaves social assistance out, the exit from poverty counts it. So there are two
functions, `countable_income` and `whole_income`, and never one for both. All amounts are of one window of months and
stay in that window: no mean is taken before a rule compares or pays.
"""

from __future__ import annotations

from povertykit.arithmetic import Amount, Count, Flag, Rate, floor0, round_div, smaller, times, where
from povertykit.money import Rounding

__all__ = [
    "by_year_of_work",
    "countable_income",
    "disregard_by_year",
    "flat_disregard",
    "net_of_costs",
    "rigid_spending",
    "shared_support",
    "support_from_excess",
    "whole_income",
]


def net_of_costs(income: Amount, costs: Amount, loss_counts: Flag) -> Amount:
    """Income of one kind less its costs; a loss counts nothing unless it is to lower other income.

    Examples:
        >>> net_of_costs(500_000, 620_000, False), net_of_costs(500_000, 620_000, True)
        (0, -120000)
    """
    left = income - costs
    return where(loss_counts, left, floor0(left))


def countable_income(
    wages: Amount, business: Amount, property_income: Amount, support: Amount, pensions: Amount, transfers: Amount
) -> Amount:
    """Income for the dibao test: what the household has of its own; never below zero.

    Social assistance, preferential pensions and awards are no argument: they cannot be counted by mistake.

    Args:
        wages: net of job costs or of the disregard, fen in the window.
        business: net of its costs; below zero where a loss lowers other income.
        property_income: net.
        support: from those who are bound to give it.
        pensions: those that the test counts.
        transfers: gifts, remittances and other transfers.

    Examples:
        >>> countable_income(600_000, -120_000, 0, 30_000, 0, 10_000)
        520000
    """
    return floor0(wages + business + property_income + support + pensions + transfers)


def whole_income(countable: Amount, pensions_left_out: Amount, social_assistance: Amount, awards: Amount) -> Amount:
    """Income for the exit test: what dibao counts, and the assistance, pensions and awards that it leaves out.

    Examples:
        >>> whole_income(520_000, 120_000, 300_000, 60_000)
        1000000
    """
    return countable + pensions_left_out + social_assistance + awards


def flat_disregard(standard: Amount, part: Rate, workers: Count, months: Count, rounding: Rounding) -> Amount:
    """A share of the standard for each who works and for each month.

    Examples:
        >>> from fractions import Fraction
        >>> flat_disregard(50_000, Fraction(3, 10), 2, 6, Rounding())
        180000
    """
    return times(standard, part, workers, months, rounding=rounding)


def by_year_of_work(base: Amount, year: Count, first: Rate, second: Rate, third: Rate, rounding: Rounding) -> Amount:
    """A share of a base by the year of work: one share each for the first three, nothing before and after.

    Examples:
        >>> from fractions import Fraction
        >>> shares = Fraction(8, 10), Fraction(7, 10), Fraction(6, 10)
        >>> [by_year_of_work(100_000, year, *shares, Rounding()) for year in (0, 1, 2, 3, 4)]
        [0, 80000, 70000, 60000, 0]
    """
    later = where(year == 3, times(base, third, rounding=rounding), 0)
    second_or_later = where(year == 2, times(base, second, rounding=rounding), later)
    return where(year == 1, times(base, first, rounding=rounding), second_or_later)


def disregard_by_year(
    earnings: Amount, base: Amount, year: Count, first: Rate, second: Rate, third: Rate, rounding: Rounding
) -> Amount:
    """What is disregarded of one person's earnings by the year of work; never more than the earnings.

    Examples:
        >>> from fractions import Fraction
        >>> shares = Fraction(8, 10), Fraction(7, 10), Fraction(6, 10)
        >>> disregard_by_year(50_000, 100_000, 2, *shares, Rounding())
        50000
    """
    return smaller(earnings, by_year_of_work(base, year, first, second, third, rounding))


def rigid_spending(
    medical: Amount, education: Amount, free_of_education: Amount, allowances: Amount, rent: Amount
) -> Amount:
    """Spending that cannot be avoided: the kinds add up; of education only what is above its threshold.

    Examples:
        >>> rigid_spending(800_000, 2_100_000, 2_000_000, 60_000, 240_000)
        1200000
    """
    return medical + floor0(education - free_of_education) + allowances + rent


def support_from_excess(
    payer_income: Amount, line: Amount, part: Rate, supported: Count, supported_here: Count, rounding: Rounding
) -> Amount:
    """A share of what a payer's family has above its line, divided among all whom it supports.

    Args:
        payer_income: the family's, fen a year.
        line: what the family keeps, fen a year.
        part: the share of the excess that is due.
        supported: all whom the family supports, at least 1.
        supported_here: those of them in this household, at most as many.
        rounding: of what this household is due.

    Examples:
        >>> from fractions import Fraction
        >>> support_from_excess(4_000_000, 1_600_000, Fraction(1, 2), 2, 1, Rounding())
        600000
    """
    return round_div(floor0(payer_income - line) * part * smaller(supported_here, supported), supported, rounding)


def shared_support(
    payer_income: Amount, part: Rate, most: Rate, supported: Count, supported_here: Count, rounding: Rounding
) -> Amount:
    """A share of the payer's income for each supported, capped for all of them together.

    Examples:
        >>> from fractions import Fraction
        >>> quarter, half = Fraction(1, 4), Fraction(1, 2)
        >>> [shared_support(1_200_000, quarter, half, number, 1, Rounding()) for number in (1, 2, 3)]
        [300000, 300000, 200000]
    """
    capped = smaller(payer_income * part * supported, payer_income * most)
    return round_div(capped * smaller(supported_here, supported), supported, rounding)
