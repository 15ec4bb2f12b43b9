"""Targets for places: shares, growth and counts that are compared without a division."""

from __future__ import annotations

from povertykit.arithmetic import Amount, Count, Flag, product_at_least

__all__ = ["grown_at_least_as_fast", "share_at_most"]


def share_at_most(part: Count, whole: Count, most_of_hundred: Count) -> Flag:
    """Whether `part` is at most so many hundredths of `whole`; the boundary itself passes.

    Examples:
        >>> share_at_most(20, 1000, 2), share_at_most(21, 1000, 2)
        (True, False)
    """
    return part * 100 <= whole * most_of_hundred


def grown_at_least_as_fast(now: Amount, before: Amount, other_now: Amount, other_before: Amount) -> Flag:
    """Whether one sum has grown in at least the proportion of another, exactly.

    Examples:
        >>> grown_at_least_as_fast(110, 100, 220, 200), grown_at_least_as_fast(109, 100, 220, 200)
        (True, False)
    """
    return product_at_least(now, other_before, other_now, before)
