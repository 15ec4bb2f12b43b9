"""Exit from poverty: incomes above a line, and shares of counts and of samples against limits, without a division.

No legal figure stands here. Shares are compared by products of whole numbers, so that a boundary is met or missed
exactly; `boundary` says whether the limit itself passes. A share of nothing never passes.
"""

from __future__ import annotations

from typing import Final

from povertykit.arithmetic import Amount, Category, Count, Flag, where

__all__ = ["MAY_EQUAL", "STRICTLY", "above_line", "combined_share_within", "share_reaching", "share_within"]

MAY_EQUAL: Final = 0
"""The limit itself passes: only what is beyond it fails."""
STRICTLY: Final = 1
"""The limit itself fails."""


def above_line(yearly_income: Amount, persons: Count, line: Amount) -> Flag:
    """Whether a household's income is above the line for each of its persons; the line itself is not above it.

    Args:
        yearly_income: fen a year, of the whole household.
        persons: who share it.
        line: fen a year and person.

    Examples:
        >>> above_line(885_601, 3, 295_200), above_line(885_600, 3, 295_200)
        (True, False)
    """
    return yearly_income > line * persons


def share_within(part: Count, whole: Count, most_of_hundred: Count | int, boundary: Category) -> Flag:
    """Whether `part` is at most so many hundredths of `whole`, or fewer than that (`STRICTLY`).

    Args:
        part: persons, households …, at most the whole.
        whole: what it is a share of; a share of nothing does not pass.
        most_of_hundred: the limit in hundredths.
        boundary: `MAY_EQUAL` or `STRICTLY`.

    Examples:
        >>> share_within(20, 1000, 2, MAY_EQUAL), share_within(20, 1000, 2, STRICTLY), share_within(21, 1000, 2, 0)
        (True, False, False)
        >>> share_within(0, 0, 2, MAY_EQUAL)
        False
    """
    given = part * 100
    limit = whole * most_of_hundred
    return (whole > 0) & where(boundary == MAY_EQUAL, given <= limit, given < limit)


def share_reaching(part: Count, whole: Count, least_of_hundred: Count | int, boundary: Category) -> Flag:
    """Whether `part` is at least so many hundredths of `whole`, or more than that (`STRICTLY`).

    Args:
        part: persons, households …, at most the whole.
        whole: what it is a share of; a share of nothing does not pass.
        least_of_hundred: the limit in hundredths.
        boundary: `MAY_EQUAL` or `STRICTLY`.

    Examples:
        >>> share_reaching(90, 100, 90, MAY_EQUAL), share_reaching(90, 100, 90, STRICTLY), share_reaching(0, 0, 90, 0)
        (True, False, False)
    """
    given = part * 100
    limit = whole * least_of_hundred
    return (whole > 0) & where(boundary == MAY_EQUAL, given >= limit, given > limit)


def combined_share_within(
    remaining: Count,
    omitted: Count,
    sampled_unregistered: Count,
    unregistered: Count,
    wrongly_exited: Count,
    sampled_exited: Count,
    exited: Count,
    whole: Count,
    most_of_hundred: Count | int,
    boundary: Category,
) -> Flag:
    """Whether those still poor, with those whom two samples say were left out or sent off wrongly, are within a share.

    The two samples are scaled to what they were drawn from: omitted / sampled x unregistered, and wrongly exited /
    sampled x exited. Nothing is divided or rounded.

    Args:
        remaining: registered persons who are still poor.
        omitted: poor persons found among the unregistered who were sampled.
        sampled_unregistered: unregistered persons sampled, at least 1.
        unregistered: all unregistered persons.
        wrongly_exited: persons found poor among those sampled who had left poverty.
        sampled_exited: persons sampled who had left poverty, at least 1.
        exited: all who had left poverty.
        whole: all rural persons.
        most_of_hundred: the limit in hundredths.
        boundary: `MAY_EQUAL` or `STRICTLY`.

    Examples:
        >>> share = dict(sampled_unregistered=1000, unregistered=70_000, sampled_exited=500, exited=28_000)
        >>> share |= dict(whole=100_000, most_of_hundred=3, remaining=2000, omitted=10, boundary=MAY_EQUAL)
        >>> combined_share_within(wrongly_exited=5, **share)  # 2000 + 700 + 280 = 2980
        True
        >>> combined_share_within(wrongly_exited=6, **share)  # 2000 + 700 + 336 = 3036
        False
    """
    both = sampled_unregistered * sampled_exited
    found = omitted * unregistered * sampled_exited + wrongly_exited * exited * sampled_unregistered
    return (both > 0) & share_within(remaining * both + found, whole * both, most_of_hundred, boundary)
