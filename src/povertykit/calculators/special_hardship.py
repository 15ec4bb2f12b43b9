"""Support in special hardship: a multiple of a monthly standard or wage by the year, and care by need."""

from __future__ import annotations

from povertykit.arithmetic import Amount, Count, Flag, Rate, for_persons, round_div, where
from povertykit.money import Rounding

__all__ = ["by_need_of_care", "month_of_year", "things_needing_help", "yearly_support"]


def yearly_support(monthly_base: Amount, multiple: Rate, rounding: Rounding) -> Amount:
    """A year of a multiple of a monthly standard (or of a minimum wage, for care).

    Places differ: with the stage `PERSON_MONTH` the month is rounded and paid twelve times; with any other, such as
    `YEAR`, the twelve exact months are rounded once.

    Args:
        monthly_base: fen a month.
        multiple: an exact share of it.
        rounding: of the month, or of the year, as its stage says.

    Returns:
        Fen a year for one person.

    Examples:
        >>> from fractions import Fraction
        >>> from povertykit.money import DOWN, PERSON_MONTH, UP, YEAR, YUAN
        >>> yearly_support(57_700, Fraction(13, 10), Rounding(unit=YUAN, mode=UP, stage=PERSON_MONTH))
        901200
        >>> yearly_support(52_400, Fraction(13, 10), Rounding(unit=YUAN, mode=DOWN, stage=YEAR))
        817400
    """
    return for_persons(monthly_base * multiple, 12, rounding)  # type: ignore[arg-type]  # twelve months, not persons


def month_of_year(year: Amount, rounding: Rounding) -> Amount:
    """The monthly payment of a yearly amount; where the month was rounded and paid twelve times, that month again.

    Examples:
        >>> month_of_year(180_000, Rounding()), month_of_year(180_400, Rounding())
        (15000, 15033)
    """
    return round_div(year, 12, rounding)


def things_needing_help(
    eats: Flag, dresses: Flag, leaves_bed: Flag, uses_toilet: Flag, walks: Flag, bathes: Flag
) -> Count:
    """How many of the six everyday things someone cannot do without help.

    Examples:
        >>> things_needing_help(True, True, False, True, False, True)
        2
    """
    upper = where(eats, 0, 1) + where(dresses, 0, 1) + where(leaves_bed, 0, 1)
    return upper + where(uses_toilet, 0, 1) + where(walks, 0, 1) + where(bathes, 0, 1)


def by_need_of_care(able: Flag, partly: Flag, lost: Flag, least: Amount, middle: Amount, most: Amount) -> Amount:
    """The amount of the grade of care that someone is in; nothing for one who is in none.

    Examples:
        >>> [by_need_of_care(grade == 0, grade == 1, grade == 2, 150, 301, 451) for grade in (0, 1, 2, 3)]
        [150, 301, 451, 0]
    """
    return where(lost, most, where(partly, middle, where(able, least, 0)))
