"""Support in special hardship by the year: a multiple of a monthly standard or wage, rounded by month or year."""

from __future__ import annotations

from povertykit.arithmetic import Amount, Rate, for_persons
from povertykit.money import Rounding

__all__ = ["yearly_support"]


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
