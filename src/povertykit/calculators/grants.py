"""Grants by head and by term: caps for a person and for a household together, and aid by stage of school."""

from __future__ import annotations

from povertykit.arithmetic import Amount, Category, Count, smaller, where
from povertykit.models.people import SchoolStage

__all__ = ["compulsory_aid", "each_up_to_household"]

PRIMARY = SchoolStage.PRIMARY.code
JUNIOR = SchoolStage.JUNIOR_SECONDARY.code


def each_up_to_household(each: Amount, persons: Count, household: Amount) -> Amount:
    """So much for each person, but no more for the household.

    Examples:
        >>> each_up_to_household(250_000, 3, 1_000_000), each_up_to_household(250_000, 5, 1_000_000)
        (750000, 1000000)
    """
    return smaller(each * persons, household)


def compulsory_aid(stage: Category, primary: Amount, junior: Amount) -> Amount:
    """The aid of a pupil in compulsory education, by stage; nothing at other stages.

    Examples:
        >>> compulsory_aid(PRIMARY, 125_000, 150_000), compulsory_aid(JUNIOR, 125_000, 150_000)
        (125000, 150000)
        >>> compulsory_aid(4, 125_000, 150_000)
        0
    """
    return where(stage == PRIMARY, primary, where(stage == JUNIOR, junior, 0))
