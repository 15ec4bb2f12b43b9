"""Duties of attendance: so many days, nights or visits in a period."""

from __future__ import annotations

from povertykit.arithmetic import Category, Count, Flag, negate

__all__ = ["met_by_role"]


def met_by_role(role: Category, bound: int, done: Count, least: Count) -> Flag:
    """Whether a duty is kept: those whom it does not bind keep it, the others by doing at least so much.

    Examples:
        >>> met_by_role(1, 1, 20, 20), met_by_role(1, 1, 19, 20), met_by_role(2, 1, 0, 20)
        (True, False, True)
    """
    return negate(role == bound) | (done >= least)
