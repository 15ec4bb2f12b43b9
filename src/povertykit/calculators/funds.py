"""Funds: sums to be set aside or matched as a share of others, least shares, and splits that add up to the fen.

The first ones are for rules, and run on amounts and arrays alike. The others split one sum: into shares that partition
it, or into shares that overlap and may come to more than the whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from povertykit.amounts import shown
from povertykit.arithmetic import Amount, Flag, Rate, floor0, smaller, times
from povertykit.errors import InvalidInput
from povertykit.money import Fen, Rounding, allocate

__all__ = ["Overlapping", "least_share", "matched", "overlapping", "reaches_share", "set_aside", "split"]


# For rules ----------------------------------------------------------------------------------------------------------


def set_aside(base: Amount, share: Rate, rounding: Rounding) -> Amount:
    """A share of a sum, such as of the year's new revenue; of a sum below zero, nothing.

    Args:
        base: fen; an increment may be negative.
        share: an exact share of it.
        rounding: of the result.

    Examples:
        >>> set_aside(1_000_001, Fraction(1, 5), Rounding()), set_aside(-500, Fraction(1, 5), Rounding())
        (200000, 0)
    """
    return times(floor0(base), share, rounding=rounding)


def least_share(total: Amount, share: Rate, rounding: Rounding) -> Amount:
    """The least that a share of a sum asks for, never more than the sum, however it is rounded.

    Args:
        total: fen.
        share: an exact share of it.
        rounding: of the result; a least share is rounded up.

    Examples:
        >>> from povertykit.money import UP
        >>> least_share(1_000_001, Fraction(1, 2), Rounding(mode=UP)), least_share(1, Fraction(1, 2), Rounding(mode=UP))
        (500001, 1)
    """
    return smaller(times(total, share, rounding=rounding), total)


def matched(raised: Amount, share: Rate, most: Amount, rounding: Rounding) -> Amount:
    """What is added to a sum that others raised: a share of it, at most so much.

    Args:
        raised: fen that others raised; below zero counts as nothing.
        share: what is added for each fen of it.
        most: fen that are added at most.
        rounding: of the result.

    Examples:
        >>> matched(1_000_000, Fraction(1, 2), 400_000, Rounding())
        400000
    """
    return smaller(set_aside(raised, share, rounding), most)


def reaches_share(part: Amount, whole: Amount, least: Rate) -> Flag:
    """Whether a part is at least such a share of the whole, exactly; the share itself suffices.

    Examples:
        >>> reaches_share(500, 10_000, Fraction(5, 100)), reaches_share(499, 10_000, Fraction(5, 100))
        (True, False)
    """
    return part >= whole * least


# For one sum --------------------------------------------------------------------------------------------------------


def split(total: Fen, shares: Mapping[str, Fraction]) -> dict[str, Fen]:
    """Split a sum into shares that partition it, to the fen (largest remainder).

    Args:
        total: the sum.
        shares: by name; together exactly the whole.

    Raises:
        InvalidInput: a share below 0 or above 1, or shares that are not the whole together.

    Examples:
        >>> from povertykit import yuan
        >>> third = Fraction(1, 3)
        >>> split(yuan(1), {"province": third, "city": third, "county": third})
        {'province': Fen(34), 'city': Fen(33), 'county': Fen(33)}
    """
    _check(total, shares)
    together = sum(shares.values())
    if together != 1:
        remedy = "shares that overlap are not a partition: see overlapping()"
        raise InvalidInput(f"they come to {_percent(together)}", field="shares", allowed="exactly 100%", remedy=remedy)
    return dict(zip(shares, allocate(total, list(shares.values())), strict=True))


@dataclass(frozen=True, slots=True)
class Overlapping:
    """What shares that overlap come to.

    Attributes:
        total: the sum.
        amounts: each share of it, rounded by itself.
        least_common: for each two, the least that must count in both, exactly: the two shares less the whole.
    """

    total: Fen
    amounts: Mapping[str, Fen]
    least_common: Mapping[tuple[str, str], Fraction]


def overlapping(total: Fen, shares: Mapping[str, Fraction], rounding: Rounding) -> Overlapping:
    """Each of several shares of one sum, which may overlap and so come to more than the whole together.

    Args:
        total: the sum.
        shares: by name, each at most the whole.
        rounding: of each amount.

    Raises:
        InvalidInput: a share below 0 or above 1.

    Examples:
        >>> from povertykit import yuan
        >>> found = overlapping(yuan(100), {"villages": Fraction(54, 100), "households": Fraction(57, 100)}, Rounding())
        >>> found.amounts["villages"], found.amounts["households"], found.least_common["villages", "households"]
        (Fen(5400), Fen(5700), Fraction(1100, 1))
    """
    _check(total, shares)
    amounts = {
        name: Fen(rounding.apply(int(total) * share.numerator, share.denominator)) for name, share in shares.items()
    }
    common = {
        (one, other): max(Fraction(0), (shares[one] + shares[other] - 1) * int(total))
        for one, other in combinations(shares, 2)
    }
    return Overlapping(total, amounts, common)


def _check(total: object, shares: Mapping[str, Fraction]) -> None:
    if not isinstance(total, Fen) or total < 0:
        raise InvalidInput(f"got {shown(total)}", field="total", allowed="an amount made by yuan(), not below zero")
    if not shares:
        raise InvalidInput("got no share", field="shares", allowed="at least one")
    for name, share in shares.items():
        if isinstance(share, bool) or not isinstance(share, int | Fraction) or not 0 <= share <= 1:
            said = _percent(share) if isinstance(share, int | Fraction) else shown(share)
            allowed = "an exact share from 0 to 100%, such as Fraction(54, 100)"
            raise InvalidInput(f"got {said}", field=f"shares[{name!r}]", allowed=allowed)


def _percent(share: Fraction | int) -> str:
    scaled = Fraction(share) * 100
    return f"{scaled}%" if scaled.denominator == 1 else f"{share} of the whole"
