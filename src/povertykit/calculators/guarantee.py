"""The minimum living guarantee (dibao), special hardship and temporary assistance: amounts from a standard."""

from __future__ import annotations

from povertykit.arithmetic import Amount, Count, Rate, floor0, for_persons, share
from povertykit.money import Rounding

__all__ = ["full_standard", "gap_to_standard", "multiple_of_standard", "standard_for_months"]


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
