"""Support of students: an amount by stage of education."""

from __future__ import annotations

from povertykit.arithmetic import Amount, Category, Flag, where
from povertykit.models.people import SchoolStage

__all__ = ["amount_by_stage", "below_college"]

PRESCHOOL = SchoolStage.PRESCHOOL.code
PRIMARY = SchoolStage.PRIMARY.code
JUNIOR = SchoolStage.JUNIOR_SECONDARY.code
SENIOR = SchoolStage.SENIOR_SECONDARY.code


def amount_by_stage(stage: Category, preschool: Amount, primary: Amount, junior: Amount, senior: Amount) -> Amount:
    """The amount of the stage that a person is in; nothing for one who is not in school.

    Examples:
        >>> amount_by_stage(PRIMARY, 50_000, 100_000, 125_000, 200_000), amount_by_stage(0, 1, 2, 3, 4)
        (100000, 0)
    """
    upper = where(stage == JUNIOR, junior, where(stage == SENIOR, senior, 0))
    return where(stage == PRESCHOOL, preschool, where(stage == PRIMARY, primary, upper))


def below_college(stage: Category) -> Flag:
    """Whether somebody is in one of the stages from preschool to senior secondary school.

    Examples:
        >>> below_college(SENIOR), below_college(SchoolStage.UNDERGRADUATE.code), below_college(0)
        (True, False, False)
    """
    return (stage == PRESCHOOL) | (stage == PRIMARY) | (stage == JUNIOR) | (stage == SENIOR)
