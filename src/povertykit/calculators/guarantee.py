"""The minimum living guarantee (dibao), special hardship and temporary assistance: amounts from a standard."""

from __future__ import annotations

from povertykit.arithmetic import Amount, Count, Flag, Rate, floor0, for_persons, larger, round_div, share, where
from povertykit.money import Rounding

__all__ = [
    "amount_by_tier",
    "below_standard",
    "full_standard",
    "gap_over_window",
    "gap_to_standard",
    "lifted_to_floor",
    "multiple_of_standard",
    "part_of_each",
    "standard_for_months",
]


def full_standard(standard: Amount, persons_covered: Count, rounding: Rounding) -> Amount:
    """The whole standard for every person covered.

    Args:
        standard: fen a person and month.
        persons_covered: persons.
        rounding: of each person, or of the household, as its stage says.

    Returns:
        Fen a month for the household.

    Examples:
        >>> full_standard(25217, 3, Rounding())
        75651
    """
    return for_persons(standard, persons_covered, rounding)


def gap_to_standard(
    standard: Amount, household_income: Amount, persons: Count, persons_covered: Count, rounding: Rounding
) -> Amount:
    """What the household's income lacks to the standard, for the persons covered; never below zero.

    When all who share the income are covered this is standard x persons - income, without a division; otherwise it is
    that gap's share for the persons covered.

    Args:
        standard: fen a person and month.
        household_income: fen a month, of all who share it.
        persons: persons who share the income, at least 1.
        persons_covered: persons who are paid for.
        rounding: of each person's gap (stage PERSON_MONTH), or of the household's.

    Returns:
        Fen a month for the household.

    Examples:
        >>> gap_to_standard(25217, 26800, 3, 3, Rounding())
        48851
        >>> gap_to_standard(25217, 26800, 3, 1, Rounding())
        16284
    """
    gap = floor0(standard * persons - household_income)
    return share(gap, persons_covered, persons, rounding)


def below_standard(standard: Amount, income: Amount, persons: Count, months: Count) -> Flag:
    """Whether the mean income of a person and month is strictly below the standard; compared without a division.

    Args:
        standard: fen a person and month.
        income: fen, of all who share it, over the months.
        persons: persons who share it.
        months: how many months the income is of.

    Examples:
        >>> [below_standard(30_000, income, 3, 12) for income in (1_079_999, 1_080_000)]
        [True, False]
    """
    return income < standard * persons * months


def gap_over_window(
    standard: Amount, income: Amount, persons: Count, months: Count, persons_covered: Count | int, rounding: Rounding
) -> Amount:
    """A month's gap where the income is the sum of several months; never below zero.

    The mean of the months is not taken first: what lacks over all of them is divided and rounded once.

    Args:
        standard: fen a person and month.
        income: fen, of all who share it, over the months.
        persons: persons who share it, at least 1.
        months: how many months the income is of, at least 1.
        persons_covered: persons who are paid for.
        rounding: of each person's gap (stage PERSON_MONTH), or of the household's.

    Returns:
        Fen a month for the household.

    Examples:
        >>> gap_over_window(30_000, 1_000_000, 3, 12, 3, Rounding())
        6667
    """
    lacking = floor0(standard * persons * months - income)
    return share(lacking, persons_covered, persons * months, rounding)  # type: ignore[arg-type]  # one person: 1


def lifted_to_floor(
    gap: Amount, standard: Amount, least: Rate, persons: Count, eligible: Flag, rounding: Rounding
) -> Amount:
    """A gap, but for whoever is eligible no less than a share of the standard for each person paid for.

    Examples:
        >>> from fractions import Fraction
        >>> lifted_to_floor(10_000, 50_000, Fraction(1, 5), 3, True, Rounding())
        30000
        >>> lifted_to_floor(10_000, 50_000, Fraction(1, 5), 3, False, Rounding())
        10000
    """
    floor = multiple_of_standard(standard, least, persons, rounding)
    return where(eligible, larger(gap, floor), gap)


def part_of_each(amount: Amount, persons: Count, rounding: Rounding) -> Amount:
    """One person's part of what so many are paid together; all of it where nobody is.

    Examples:
        >>> part_of_each(100_000, 3, Rounding()), part_of_each(0, 0, Rounding())
        (33333, 0)
    """
    return round_div(amount, larger(persons, 1), rounding)  # type: ignore[arg-type, type-var]  # a count, at least 1


def amount_by_tier(tier: Count, first: Amount, second: Amount, third: Amount, fourth: Amount) -> Amount:
    """The amount of a tier, the first being the neediest; nothing for a tier that is none of the four.

    Examples:
        >>> [amount_by_tier(tier, 465, 442, 89, 62) for tier in (1, 2, 3, 4, 5)]
        [465, 442, 89, 62, 0]
    """
    lower = where(tier == 3, third, where(tier == 4, fourth, 0))
    return where(tier == 1, first, where(tier == 2, second, lower))


def multiple_of_standard(standard: Amount, multiple: Rate, persons: Count, rounding: Rounding) -> Amount:
    """A multiple of the standard for each person, such as special hardship's.

    Args:
        standard: fen a person and month.
        multiple: an exact share.
        persons: persons.
        rounding: of each person, or of all together, as its stage says.

    Examples:
        >>> from fractions import Fraction
        >>> from povertykit.money import PERSON_MONTH
        >>> multiple_of_standard(25217, Fraction(13, 10), 2, Rounding(stage=PERSON_MONTH))
        65564
    """
    return for_persons(standard * multiple, persons, rounding)


def standard_for_months(standard: Amount, persons: Count, months: Count, rounding: Rounding) -> Amount:
    """The standard for so many persons and months, paid once.

    Examples:
        >>> standard_for_months(25217, 2, 3, Rounding())
        151302
    """
    return for_persons(standard * months, persons, rounding)
