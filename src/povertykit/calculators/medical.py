"""Medical claims: a floor under the share reimbursed, and what would reach it."""

from __future__ import annotations

from povertykit.arithmetic import Amount, Flag, Rate, floor0, smaller, times
from povertykit.money import Rounding

__all__ = ["floor_reached", "top_up_to_floor"]


def floor_reached(basis: Amount, already_paid: Amount, floor: Rate) -> Flag:
    """Whether at least the floor's share of the basis has been paid; compared exactly, without rounding.

    Examples:
        >>> from fractions import Fraction
        >>> floor_reached(100_000, 80_000, Fraction(8, 10)), floor_reached(100_000, 79_999, Fraction(8, 10))
        (True, False)
    """
    return basis * floor <= already_paid


def top_up_to_floor(cost: Amount, basis: Amount, already_paid: Amount, floor: Rate, rounding: Rounding) -> Amount:
    """What is lacking to the floor's share of the basis; never negative, and never more than the cost still unpaid.

    Args:
        cost: the whole cost, fen.
        basis: the cost that the share is taken of, fen.
        already_paid: what other schemes have paid, fen, at most the cost.
        floor: the least share, exact.
        rounding: of the floor's amount; a least share is rounded up.

    Examples:
        >>> from fractions import Fraction
        >>> from povertykit.money import UP
        >>> top_up_to_floor(100_001, 100_001, 50_000, Fraction(8, 10), Rounding(mode=UP))
        30001
        >>> top_up_to_floor(100_000, 100_000, 120_000, Fraction(8, 10), Rounding(mode=UP))
        0
    """
    reached = smaller(times(basis, floor, rounding=rounding), cost)  # rounded up, a floor may pass the cost
    return floor0(reached - already_paid)
